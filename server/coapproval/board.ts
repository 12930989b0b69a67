/**
 * The joint board (联审看板): every department as a row with its inner steps, opinion, days used and left, and the verdict so far
 * with its reason. The lead's side and each house see names and inner opinions (domain H12); other departments see what has left it. The applicant sees
 * department, state, time and answer: who inside a house is at it since when is the house's own affair.
 */
import type { Case } from '../cases/case.ts'
import { childrenOf } from '../cases/service.ts'
import type { CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import { account, calendars, type AccountLimit } from '../deadlines/service.ts'
import { nameOf } from '../matters/service.ts'
import { groups as groupNames, groupsOf, type Officer } from '../people/service.ts'
import { usedOf } from '../tasks/clocks.ts'
import * as tasks from '../tasks/service.ts'
import { timeLeft } from '../tasks/timeLeft.ts'
import type { Locale } from '../web/messages.ts'
import type { TimeLeft, Tone } from '../web/models.ts'
import { opinionOf } from './part.ts'
import * as partStore from './partStore.ts'
import type { Part } from './partStore.ts'
import { verdictOf, whyOf, type Verdict, type Why } from './rule.ts'
import { ballotsOf, type Row, type Sheet, type SheetSignature } from './sheet.ts'
import * as store from './store.ts'

export interface BoardSigner {
  role: string
  state: 'done' | 'open' | 'next'
  /** Null while it has not left the house, for who looks from outside. */
  outcome: string | null
  who: string | null
  opinion: string | null
  at: Date | null
}

export interface BoardRow extends Pick<Row, 'id' | 'name' | 'state' | 'opinion' | 'reason' | 'byLaw' | 'attempt' | 'answeredAt'> {
  body: string
  tone: Tone
  /** The reason where it does not stand beside the last signer already. */
  shownReason: string | null
  /** None on the applicant's board. */
  signers: BoardSigner[]
  /** In words, null where the department has no limit of its own. */
  used: string | null
  allowed: string | null
  left: TimeLeft | null
  late: boolean
  /** Names of the materials it sees; null = all. */
  materials: string[] | null
  carried: boolean
  /** The case that settles the row instead of signatures; null number while it is being opened. */
  child: { matter: string; number: string | null; state: string; tone: Tone } | null
  added: { who: string; reason: string } | null
  removed: { who: string; reason: string } | null
}

export interface Board extends Pick<Sheet, 'id' | 'name' | 'rule' | 'silence' | 'state' | 'verdict' | 'leadBy' | 'leadReason' | 'openedAt' | 'settledAt'> {
  why: Why
  tone: Tone
  rows: BoardRow[]
  /** What its rows are called: departments that are asked, or the parts (分项) of a joint case, some of which may be a department's word. */
  of: 'departments' | 'parts'
  /** The officer may ask more departments, take one off, ask one again. */
  mayChange: boolean
}

/** The sheets of a case, the latest first. `view.officer` null = the applicant. */
export async function board(ctx: Context, view: Pick<CaseView, 'case' | 'version' | 'officer'>, locale: Locale): Promise<Board[]> {
  const sheets = await store.ofCase(ctx.db, view.case.id)
  if (sheets.length === 0) return []
  const limits = new Map((await account(ctx.db, ctx, view.case.id)).limits.map((limit) => [limit.taskId, limit]))
  const roles = await groupNames(ctx.db)
  const children = await childrenOn(ctx, view.case.id)
  const inside = await tasks.housesSeen(ctx.db, view.officer, view.case.id)
  const boards: Board[] = []
  for (const sheet of sheets.reverse()) {
    const [rows, signatures, lead] = [await store.rowsOf(ctx.db, sheet.id), await store.signaturesOf(ctx.db, sheet.id), (await tasks.get(ctx.db, sheet.taskId)).groups]
    boards.push({
      ...sheet,
      why: whyOf(sheet.rule, ballotsOf(rows), sheet.verdict ?? verdictOf(sheet.rule, ballotsOf(rows))),
      tone: toneOf(sheet.state, sheet.verdict),
      rows: rows.map((row) => boardRow(ctx, view, locale, row, signatures.filter(({ rowId }) => rowId === row.id), limits, childOf(children, row), signersOf(row, signatures.filter(({ rowId }) => rowId === row.id), roles, view.officer === null ? 'applicant' : inside(row.bodyId) ? 'inside' : 'party'))),
      of: rows.some(({ matterCode }) => matterCode !== null) ? 'parts' : 'departments',
      mayChange: sheet.state === 'open' && mayChange(view.officer, lead),
    })
  }
  return boards
}

function mayChange(officer: Officer | null, lead: string[]): boolean {
  return officer !== null && groupsOf(officer).some((group) => lead.includes(group))
}

function boardRow(ctx: Context, view: Pick<CaseView, 'case' | 'version' | 'officer'>, locale: Locale, row: Row, signatures: SheetSignature[], limits: Map<string | null, AccountLimit>, child: Child | undefined, signers: BoardSigner[]): BoardRow {
  const limit = row.matterCode === null ? limits.get(signatures.at(-1)?.taskId ?? '') : child?.limit
  const running = row.state === 'open' && limit !== undefined
  const late = limit !== undefined && limit.usage.state === 'overdue'
  return {
    id: row.id, body: row.bodyId, name: row.name, state: row.state, opinion: row.opinion, reason: row.reason, byLaw: row.byLaw, attempt: row.attempt, answeredAt: row.answeredAt,
    tone: late && row.state === 'open' ? 'late' : rowTone(row),
    signers,
    shownReason: signers.at(-1)?.opinion === row.reason ? null : row.reason,
    ...(limit ? usedOf(limit, locale) : { used: null, allowed: null }),
    left: running ? timeLeft(limit.deadlineAt, ctx.now(), calendars(ctx).of(view.case.divisionCode), limit.unit).left : null,
    late,
    materials: row.materials?.map((code) => view.version.bundle.matter.materials.find((item) => item.code === code)?.name ?? code) ?? null,
    carried: row.carriedFrom !== null,
    child: row.matterCode === null ? null : shownChild(row.matterCode, child),
    added: row.addedBy === null ? null : { who: row.addedBy, reason: row.addedReason ?? '' },
    removed: row.removedBy === null ? null : { who: row.removedBy, reason: row.removedReason ?? '' },
  }
}

interface Child { part: Part; file: Case | undefined; name: string; limit: AccountLimit | undefined }

/** The parts of a joint case with their cases and the time each has: its own promise, or what it has to be accepted. */
async function childrenOn(ctx: Context, parentId: string): Promise<Child[]> {
  const cases = new Map((await childrenOf(ctx.db, parentId)).map((file) => [file.id, file]))
  return Promise.all((await partStore.ofParent(ctx.db, parentId)).map(async (part) => {
    const file = cases.get(part.caseId ?? '')
    const limits = file ? (await account(ctx.db, ctx, file.id)).limits : []
    const limit = limits.find(({ kind }) => kind === 'promised') ?? limits.find(({ kind }) => kind === 'acceptance')
    return { part, file, name: (await nameOf(ctx.db, part.matterCode)) ?? part.matterCode, limit }
  }))
}

/** The row's own case in this attempt, or that of the row whose opinion was carried over. */
function childOf(children: readonly Child[], row: Row): Child | undefined {
  return children.find(({ part }) => part.rowId === row.id && part.attempt === row.attempt) ?? children.filter(({ part }) => row.carriedFrom !== null && part.rowId === row.carriedFrom).at(-1)
}

function shownChild(matterCode: string, child: Child | undefined): BoardRow['child'] {
  if (!child?.file) return { matter: child?.name ?? matterCode, number: null, state: 'coming', tone: 'muted' }
  const { outcome, state, number } = child.file
  return { matter: child.name, number, state: outcome ?? state, tone: outcome === null ? 'info' : opinionOf(child.file) === 'agree' ? 'ok' : 'danger' }
}

/** All who have signed in this and earlier attempts, then those who are still to sign. */
function signersOf(row: Row, signatures: SheetSignature[], roles: Map<string, string>, viewer: 'inside' | 'party' | 'applicant'): BoardSigner[] {
  if (row.matterCode !== null || viewer === 'applicant') return []
  const nameOf = (role: string): string => roles.get(`${row.bodyId}/${role}`) ?? role
  const shown = signatures.filter(({ state }) => state !== 'ended').map((signature): BoardSigner => {
    const told = viewer === 'inside' || (signature.step === row.innerRoles.length - 1 && signature.outcome !== 'back')
    return {
      role: nameOf(signature.role), state: signature.state === 'open' ? 'open' : 'done', outcome: told ? signature.outcome : null, at: signature.signedAt,
      who: told ? signature.signedBy : null, opinion: told ? signature.opinion : null,
    }
  })
  if (row.state !== 'open' && row.state !== 'waiting') return shown
  const reached = signatures.filter(({ attempt }) => attempt === row.attempt).at(-1)?.step ?? -1
  return [...shown, ...row.innerRoles.slice(reached + 1).map((role): BoardSigner => ({ role: nameOf(role), state: 'next', outcome: null, who: null, opinion: null, at: null }))]
}

function rowTone(row: Row): Tone {
  switch (row.state) {
    case 'answered': return row.opinion === 'agree' ? 'ok' : row.opinion === 'disagree' ? 'danger' : 'muted'
    case 'open': return 'info'
    case 'waiting': case 'removed': case 'ended': return 'muted'
    default: return row.state satisfies never
  }
}

function toneOf(state: Sheet['state'], verdict: Verdict | null): Tone {
  if (state !== 'settled') return state === 'open' ? 'info' : 'muted'
  return verdict === 'agree' ? 'ok' : 'danger'
}
