/**
 * The whole and its parts (联办件): the case with the one it belongs to, the cases it opened, and the stages of its project, as its
 * applicant and its officers see them. A look only; nothing here opens or moves a case.
 */
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import { partsOf } from '../coapproval/service.ts'
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { listBodies, type Officer } from '../people/service.ts'
import { clocksOf, type HeadClock } from '../tasks/clocks.ts'
import * as tasks from '../tasks/service.ts'
import type { Tone } from '../web/models.ts'
import { render } from '../web/views.ts'
import { stagesOf, type StageState } from './stages.ts'

export interface Member {
  id: string
  number: string
  matter: string
  body: string
  state: string
  tone: Tone
  clock: HeadClock | undefined
  /** This is the case that is being looked at. */
  self: boolean
  /** The viewer may open it: of an applicant all, of an officer those that they have to do with. */
  open: boolean
}

export interface Family {
  whole: Member
  parts: Member[]
  /** Matters whose cases are being opened. */
  coming: string[]
  stages: (StageState & { tone: Tone })[]
}

/** Undefined for a case that stands alone. `officer` null = the applicant. */
export async function familyOf(ctx: Context, { case: file, version, officer }: CaseView): Promise<Family | undefined> {
  const root = file.parentId === null ? file : await cases.get(ctx.db, file.parentId)
  const rootVersion = root === file ? version : await matters.version(ctx.db, root.versionId)
  const parts = await partsOf(ctx.db, root.id)
  const stages = await stagesOf(ctx.db, rootVersion, root)
  if (parts.length === 0 && stages.length === 0) return undefined
  const bodies = new Map((await listBodies(ctx.db)).map(({ id, shortName }) => [id, shortName]))
  const member = (one: Case, of: MatterVersion) => memberOf(ctx, one, of, { self: one.id === file.id, officer, body: bodies.get(one.bodyId) ?? one.bodyId })
  const members: Member[] = []
  for (const child of await cases.childrenOf(ctx.db, root.id)) members.push(await member(child, await matters.version(ctx.db, child.versionId)))
  const coming = parts.filter(({ state }) => state === 'asked').map(({ matterCode }) => matters.nameOf(ctx.db, matterCode).then((name) => name ?? matterCode))
  return { whole: await member(root, rootVersion), parts: members, coming: await Promise.all(coming), stages: stages.map((one) => ({ ...one, tone: TONES[one.case?.outcome ?? one.case?.state ?? ''] ?? 'muted' })) }
}

const TONES: Record<string, Tone> = {
  received: 'info', supplement: 'warn', accepted: 'info', paused: 'paused', granted: 'ok', 'granted-tolerant': 'ok', filed: 'ok', denied: 'danger', refused: 'danger', revoked: 'danger', withdrawn: 'muted',
}

async function memberOf(ctx: Context, file: Case, version: MatterVersion, seen: { self: boolean; officer: Officer | null; body: string }): Promise<Member> {
  const state = file.outcome ?? file.state
  const open = !seen.self && (seen.officer === null || (await tasks.mayOfficerSee(ctx.db, seen.officer, file.id)))
  const clock = (await clocksOf(ctx, file)).find(({ kind }) => kind === 'promised' || kind === 'acceptance')
  return { id: file.id, number: file.number, matter: version.bundle.matter.name, body: seen.body, state, tone: TONES[state] ?? 'info', clock, self: seen.self, open }
}

/** Of one family: a parent and its children. Whoever holds the key of one may open the others. */
export function related(a: Pick<Case, 'id' | 'parentId'>, b: Pick<Case, 'id' | 'parentId'>): boolean {
  return a.parentId === b.id || b.parentId === a.id || (a.parentId !== null && a.parentId === b.parentId)
}

export const familyPanel: CasePanel = {
  id: 'family', title: 'intake.tab.family', order: 45,
  shown: async (ctx, view) => view.officer !== null && (await familyOf(ctx, view)) !== undefined, // the applicant has it on the page itself
  html: async (ctx, view, request, reply) => render(request, reply, 'intake/family', { family: await familyOf(ctx, view), officer: true }),
}
