/**
 * The case room's door: open, lock, find, move. A case keeps the version pinned at submission (design decision 8),
 * and whoever moves it holds its row lock. Its steps live in tasks, its dates in deadlines.
 */
import { record, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue } from '../db/outbox.ts'
import { inTransaction, type Db, type Pool, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { refuse } from '../errors.ts'
import { isOpen, mayFollow, type Applicant, type Case, type CaseState } from './case.ts'
import { codeFits, codeHash, isNumber, newQueryCode, nextNumber } from './number.ts'
import { tellOfContact } from './contact.ts'
import * as store from './store.ts'

export type { Applicant, Case, CaseState } from './case.ts'

export interface Opening {
  version: { id: string; code: string; divisionCode: string; bodyId: string }
  applicant: Applicant
  /** The application's form data, already judged by its schema. */
  data: Record<string, unknown>
  /** The fields under the form's `routing`: the only data that reaches the engine. */
  routing: Record<string, unknown>
  parentId?: string
}

/**
 * Opens a case in the caller's transaction: number, query code, audit row, and the outbox row that starts its instance once.
 * The query code is returned here and never again.
 */
export async function open(tx: Tx, ctx: Context, opening: Opening): Promise<{ case: Case; queryCode: string }> {
  const { version } = opening
  const number = await nextNumber(tx, version.divisionCode, ctx.now())
  const queryCode = newQueryCode(ctx.random)
  const file = await store.insert(tx, {
    number,
    codeHash: codeHash(number, queryCode),
    matterCode: version.code,
    versionId: version.id,
    divisionCode: version.divisionCode,
    bodyId: version.bodyId,
    parentId: opening.parentId ?? null,
    engine: ctx.config.zeebeAddress === null ? 'embedded' : 'zeebe',
    applicant: opening.applicant,
    data: opening.data,
    receivedAt: ctx.now(),
  })
  await lock(tx, file.id)
  await record(tx, ctx, { actor: applicantActor(file), action: 'case.opened', caseId: file.id, detail: { number, matter: version.code, versionId: version.id } })
  await enqueue(tx, ctx, {
    topic: 'engine:start',
    caseId: file.id,
    payload: { caseId: file.id, versionId: version.id, variables: { ...opening.routing, caseId: file.id, round: file.round } },
  })
  crashpoint('case:opened')
  await tellOfContact(tx, ctx, file)
  return { case: file, queryCode }
}

/** The case with its row locked until commit. Every verb that moves a case begins here. */
export async function lock(tx: Tx, caseId: string): Promise<Case> {
  const file = await store.byIdLocked(tx, caseId)
  if (!file) throw refuse('not-found')
  return file
}

/** The same for who needs the lock and nothing of the row: nobody waits for it, what is sent behind it is carried out under it. */
export function lockUnread(tx: Tx, caseId: string): void {
  store.lockUnread(tx, caseId)
}

/** The same for the case that a statement of a room above names, without a round trip to learn its id; undefined: it names none. */
export function lockNamed(tx: Tx, caseId: string, bindings: readonly unknown[]): Promise<Case | undefined> {
  return store.namedLocked(tx, caseId, bindings)
}

/** The same for who cannot know that there is such a case: an engine that brings a job. */
export function lockAny(tx: Tx, caseId: string): Promise<Case | undefined> {
  return store.byIdLocked(tx, caseId)
}

export function find(db: Db, caseId: string): Promise<Case | undefined> {
  return store.byId(db, caseId)
}

export async function get(db: Db, caseId: string): Promise<Case> {
  const file = await store.byId(db, caseId)
  if (!file) throw refuse('not-found')
  return file
}

const TRY_WINDOW_MS = 15 * 60_000
/** Wrong codes in the window: for one number from one address, for one number from anywhere, from one address for any number. */
const TRIES = { here: 5, number: 20, address: 30 }

/**
 * The case of an applicant without an account, by number and query code. A wrong number and a wrong code read the same; too many
 * wrong ones close the door for a quarter of an hour. Twenty tries of a million codes in that time leave nothing to guess; right ones,
 * however many at once, count for nothing.
 * @throws Refusal `too-many-tries` (429) or `no-such-case`.
 */
export async function byNumberAndCode(db: Pool, ctx: Context, number: string, code: string, address: string): Promise<Case> {
  const found = await inTransaction(db, (tx) => judgeTry(tx, ctx, number, code, address)) // a refusal inside would undo the count
  if (found === 'closed') throw refuse('too-many-tries')
  if (found === 'wrong') throw refuse('no-such-case')
  return found
}

/**
 * The code still fits, asked again with the case's row held: where a mandate ended since `byNumberAndCode`, what its agent began is not done.
 * @throws Refusal no-such-case
 */
export async function holdCode(tx: Tx, number: string, code: string): Promise<void> {
  const found = await store.byNumberLocked(tx, number)
  if (!found || !codeFits(found.codeHash, number, code)) throw refuse('no-such-case')
}

async function judgeTry(tx: Tx, ctx: Context, number: string, code: string, address: string): Promise<Case | 'wrong' | 'closed'> {
  const now = ctx.now()
  const counted = number.slice(0, 64)
  await store.orderTries(tx, counted, address)
  const wrong = await store.wrongTries(tx, counted, address, new Date(now.getTime() - TRY_WINDOW_MS))
  if (wrong.here >= TRIES.here || wrong.number >= TRIES.number || wrong.address >= TRIES.address) return 'closed'
  const found = isNumber(number) ? await store.byNumber(tx, number) : undefined
  if (!found || !/^\d{6}$/.test(code) || !codeFits(found.codeHash, number, code)) {
    await store.writeWrongTry(tx, counted, address, now)
    return 'wrong'
  }
  const { codeHash: _, ...file } = found
  return file
}

/**
 * The case with all it belongs to: the whole, its parts, parts of parts, each with its row locked, the whole first. Whoever locks a part before
 * may meet another who comes from the whole; one of them then starts again.
 */
export async function lockFamily(tx: Tx, caseId: string): Promise<Case[]> {
  let top = await get(tx, caseId)
  while (top.parentId !== null) top = await get(tx, top.parentId)
  const all = [await lock(tx, top.id)]
  for (const one of all) for (const { id } of await store.childrenOf(tx, one.id)) all.push(await lock(tx, id)) // none is opened while the row of the one it is opened for is held
  return all
}

/** The child cases of a joint case, in the order they were opened. */
export function childrenOf(db: Db, caseId: string): Promise<Case[]> {
  return store.childrenOf(db, caseId)
}

/**
 * The applicant's cases of one matter for one project, oldest first. Further applications for the project wait until the caller's
 * transaction ends, so that none is begun twice.
 */
export async function ofProject(tx: Tx, matterCode: string, projectCode: string, applicantId: string): Promise<Case[]> {
  await store.orderProject(tx, `${matterCode}:${projectCode}`)
  return store.ofProject(tx, matterCode, projectCode, applicantId)
}

/** The same, only to look. */
export function listProject(db: Db, matterCode: string, projectCode: string, applicantId: string): Promise<Case[]> {
  return store.ofProject(db, matterCode, projectCode, applicantId)
}

/** Forgets old tries; called by the housekeeping. */
export function tidy(ctx: Context): Promise<number> {
  return store.pruneTries(ctx.db, new Date(ctx.now().getTime() - TRY_WINDOW_MS))
}

/**
 * Moves a locked case to another state, with what comes with it: a case that is over has no clock of its own running, the parent hears
 * of a child's end, and the children of their parent's withdrawal.
 * @throws Refusal `case-state` where the office's order of states does not allow it.
 */
export async function move(tx: Tx, ctx: Context, file: Case, to: CaseState, by: { actor: Actor; action: string; detail?: Record<string, unknown> }, changes: store.Changes = {}): Promise<Case> {
  if (!mayFollow(file.state, to)) throw refuse('case-state', { from: file.state, to })
  const closedAt = isOpen(to) ? {} : { closedAt: ctx.now() }
  const moved = await store.update(tx, file.id, { ...closedAt, ...changes, state: to })
  await record(tx, ctx, { actor: by.actor, action: by.action, caseId: file.id, detail: { ...by.detail, from: file.state, to } })
  if (file.parentId !== null && moved.outcome !== null && to !== 'closed') await enqueue(tx, ctx, { topic: 'joint:part-over', caseId: file.id, payload: { caseId: file.id } })
  if (to === 'withdrawn' && (await store.childrenOf(tx, file.id)).length > 0) await enqueue(tx, ctx, { topic: 'joint:whole-withdrawn', caseId: file.id, payload: { caseId: file.id } })
  if (!isOpen(to)) await deadlines.meet(tx, ctx, { caseId: file.id, how: 'ended' })
  return moved
}

/** Changes facts of a locked case that are not its state (version, round, revision, applicant, data, green, tolerant). */
export async function amend(tx: Tx, ctx: Context, file: Case, by: { actor: Actor; action: string; detail?: Record<string, unknown> }, changes: Omit<store.Changes, 'state'>): Promise<Case> {
  const amended = await store.update(tx, file.id, changes)
  await record(tx, ctx, { actor: by.actor, action: by.action, caseId: file.id, ...(by.detail ? { detail: by.detail } : {}) })
  return amended
}

/** A new query code for a locked case: the old one opens nothing from now on. Returned here and never again. */
export async function renewCode(tx: Tx, ctx: Context, file: Case): Promise<string> {
  const queryCode = newQueryCode(ctx.random)
  await store.writeCode(tx, file.id, codeHash(file.number, queryCode))
  await record(tx, ctx, { actor: applicantActor(file), action: 'case.code-renewed', caseId: file.id })
  return queryCode
}

export function applicantActor(file: Pick<Case, 'applicant'>): Actor {
  return { kind: 'applicant', name: file.applicant.name }
}
