/**
 * Running cases keep their version; where a person orders it they are moved to another one, one by one: checked first, previewed with the limits
 * and forms that follow, and written down before the engine is told, so that a killed server goes on with what it began.
 */
import type { Actor } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { inTransaction, type Db, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { Refusal, refuse } from '../errors.ts'
import { validate } from '../forms/service.ts'
import { limitsFrom } from '../intake/accepting.ts'
import { readDiagram } from '../matters/diagram.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/service.ts'
import { hasRole, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { commandsWaiting, EngineError, instanceOf, openElements, type Diagram } from '../zeebe/service.ts'
import { misfits, type Misfit, type Standing } from './fit.ts'
import * as store from './migrationStore.ts'
import { misfitIn, remarksOf } from './says.ts'

/** Moves an instance on its engine as the last act of a transaction (zeebe room). */
export type MigrateInstance = (tx: Tx, caseId: string, diagram: Diagram, elements: readonly string[]) => Promise<void>

export interface MovedLimit { kind: string; step: string | null; before: Date | null; after: Date | null }

export interface Preview {
  caseId: string
  number: string
  from: string
  /** The steps at which it stands. */
  steps: string[]
  misfits: Misfit[]
  /** Limits whose date moves. Empty where it does not fit. */
  limits: MovedLimit[]
  /** Steps whose form or groups change while they are open. */
  forms: string[]
  groups: string[]
  /** Fields of the application that the new form asks otherwise: told, not in the way. */
  answers: string[]
}

/** What would happen to one case, by doing it and taking it back. The engine is not asked. */
export async function preview(ctx: Context, caseId: string, to: string): Promise<Preview> {
  let found: Preview | undefined
  const back = new Error('taken back')
  await inTransaction(ctx.db, async (tx) => {
    const file = await cases.lockAny(tx, caseId)
    if (!file) throw refuse('not-found')
    const [before, after] = [await matters.version(tx, file.versionId), await matters.version(tx, to)]
    const standing = await standingOf(tx, ctx, file)
    const wrong = misfits(standing, before, after)
    const steps = standing.elements.filter(({ open }) => open).map(({ name }) => name)
    const told = { caseId, number: file.number, from: before.id, steps, misfits: wrong }
    const changed = wrong.length > 0 ? { limits: [], forms: [], groups: [], answers: [] } : await follow(tx, ctx, file, before, after, { actor: { kind: 'system', name: '' }, reason: '' })
    found = { ...told, ...changed }
    throw back
  }).catch((error: unknown) => { if (error !== back) throw error })
  return found!
}

async function standingOf(db: Db, ctx: Context, file: Case): Promise<Standing> {
  const all = await tasks.ofCase(db, file.id)
  const jobs = (await openElements(db, file.id)).filter((id) => !all.some(({ elementId }) => elementId === id)).map((id) => ({ elementId: id, name: id, open: true }))
  const ofTasks = [...new Map(all.filter(({ jobKey }) => jobKey !== null).map(({ elementId, name }) => [elementId, { elementId, name, open: all.some((task) => task.elementId === elementId && task.state === 'open') }])).values()]
  const { pauses } = await deadlines.account(db, ctx, file.id)
  return {
    elements: [...ofTasks, ...jobs], pauses: pauses.filter(({ to }) => to === null).map(({ kind }) => kind), state: file.state,
    commandsWaiting: await commandsWaiting(db, file.id), running: (await instanceOf(db, file.id))?.state === 'running',
  }
}

type Followed = Pick<Preview, 'limits' | 'forms' | 'groups' | 'answers'>

/** All of the case that stands on its version follows the new one. The row is held. */
async function follow(tx: Tx, ctx: Context, file: Case, before: MatterVersion, after: MatterVersion, { actor, reason }: { actor: Actor; reason: string }): Promise<Followed> {
  const was = await deadlines.runningLimits(tx, file.id)
  const moved = await cases.amend(tx, ctx, file, { actor, action: 'case.migrated', detail: { from: before.id, to: after.id, hash: after.hash, reason } }, { versionId: after.id })
  const rederived = await tasks.rederive(tx, ctx, moved, before, after, actor)
  await deadlines.rederive(tx, ctx, file.id, ownLimits(file, before, after, was))
  const now = await deadlines.runningLimits(tx, file.id)
  const stepOf = (taskId: string | null): string | null => rederived.find(({ task }) => task.id === taskId)?.task.name ?? null
  const limits = [...new Set([...was, ...now].map(({ id }) => id))].map((id) => ({ was: was.find((limit) => limit.id === id), now: now.find((limit) => limit.id === id) }))
    .filter(({ was: earlier, now: later }) => earlier?.deadlineAt?.getTime() !== later?.deadlineAt?.getTime())
    .map(({ was: earlier, now: later }) => ({ kind: (later ?? earlier)!.kind, step: stepOf((later ?? earlier)!.taskId), before: earlier?.deadlineAt ?? null, after: later?.deadlineAt ?? null }))
  return {
    limits, forms: rederived.filter(({ form }) => form).map(({ task }) => task.name), groups: rederived.filter(({ groups }) => groups).map(({ task }) => task.name),
    answers: validate(matters.form(after, after.bundle.matter.form), file.data).map(({ pointer, message }) => `${pointer} ${message}`),
  }
}

/** The case's own limits that the old guide gave as they are: what was given otherwise (an extension apart) stays. */
function ownLimits(file: Case, before: MatterVersion, after: MatterVersion, running: readonly deadlines.LimitRow[]): Parameters<typeof deadlines.rederive>[3] {
  return (['application', 'acceptance'] as const).flatMap((event) => limitsFrom(after.bundle.matter, file.data, event).flatMap((wanted) => {
    const was = limitsFrom(before.bundle.matter, file.data, event).find(({ kind }) => kind === wanted.kind)
    const limit = running.find(({ kind, taskId }) => kind === wanted.kind && taskId === null)
    const given = was && limit && Number(limit.amount) === was.amount && limit.unit === was.unit
    return given && (was.amount !== wanted.amount || was.unit !== wanted.unit) ? [{ limitId: limit.id, amount: wanted.amount, unit: wanted.unit, source: wanted.source }] : []
  }))
}

export interface MigrationWish { officer: Officer; matter: string; to: string; caseIds: readonly string[]; reason: string }
/** `waiting`: the engine is away or did not say; the order stands, and `resumeMigrations` goes on with it. */
export interface MigrationResult { caseId: string; number: string; state: 'moved' | 'refused' | 'waiting'; answer: string | null }

/** Each case by itself: one that does not fit holds back none of the others. @throws Refusal forbidden, remarks-missing, not-found, rollback-unsigned */
export async function migrateCases(ctx: Context, migrate: MigrateInstance, wish: MigrationWish): Promise<MigrationResult[]> {
  if (!hasRole(wish.officer, 'publisher')) throw refuse('forbidden')
  const reason = remarksOf(wish.reason, 1000)
  const target = await matters.version(ctx.db, wish.to)
  if (target.code !== wish.matter) throw refuse('not-found')
  if (!(await matters.signatureOf(ctx.db, target.code, target.hash))) throw refuse('rollback-unsigned')
  const results: MigrationResult[] = []
  for (const caseId of wish.caseIds) {
    const order = await inTransaction(ctx.db, async (tx) => {
      const file = await cases.lockAny(tx, caseId)
      if (!file || file.matterCode !== wish.matter) throw refuse('not-found')
      return store.insert(tx, { caseId, from: file.versionId, to: target.id, reason, by: wish.officer, at: ctx.now() })
    })
    if (order) results.push(await carryOut(ctx, migrate, order))
  }
  return results
}

async function carryOut(ctx: Context, migrate: MigrateInstance, order: store.Order): Promise<MigrationResult> {
  const number = (await cases.get(ctx.db, order.caseId)).number
  try {
    await inTransaction(ctx.db, (tx) => move(tx, ctx, migrate, order))
    return { caseId: order.caseId, number, state: 'moved', answer: null }
  } catch (error) {
    const answer = answerTo(error)
    if (answer === null && error instanceof EngineError) return { caseId: order.caseId, number, state: 'waiting', answer: null }
    if (answer === null) throw error
    await store.settle(ctx.db, order.id, 'refused', answer)
    return { caseId: order.caseId, number, state: 'refused', answer }
  }
}

/** In words, where repeating it changes nothing. A Zeebe 8.5 moves no open element that has a catch event attached. */
function answerTo(error: unknown): string | null {
  if (error instanceof Refusal) return error.sentence()
  const final = error instanceof EngineError && ['refused', 'not-active', 'gone'].includes(error.kind)
  return final ? refuse('engine-keeps-case', { detail: error.message }).sentence() : null
}

async function move(tx: Tx, ctx: Context, migrate: MigrateInstance, order: store.Order): Promise<void> {
  const file = await cases.lock(tx, order.caseId)
  if (!(await store.isMoving(tx, order.id))) return // another server has done it
  const [before, after] = [await matters.version(tx, file.versionId), await matters.version(tx, order.to)]
  const wrong = misfits(await standingOf(tx, ctx, file), before, after)
  if (wrong.length > 0) throw refuse('case-does-not-fit', { detail: wrong.map((misfit) => misfitIn('zh-CN', misfit)).join('') })
  await follow(tx, ctx, file, before, after, { actor: { kind: 'officer', id: order.officerId, name: order.officerName }, reason: order.reason })
  await store.settle(tx, order.id, 'moved', null)
  await migrate(tx, file.id, matters.diagramOf(after), await commonElements(before, after))
  crashpoint('migration:moved')
}

/** Elements that both diagrams have under one id and of one kind: each is mapped to itself. */
async function commonElements(before: MatterVersion, after: MatterVersion): Promise<string[]> {
  const [was, is] = [await readDiagram(before.bundle.diagram), await readDiagram(after.bundle.diagram)]
  return [...is.nodes.values()].filter(({ id, type }) => was.nodes.get(id)?.type === type).map(({ id }) => id)
}

/** Goes on with what was ordered when a server died, or when the engine was away. */
export async function resumeMigrations(ctx: Context, migrate: MigrateInstance): Promise<void> {
  for (const order of await store.moving(ctx.db)) {
    await carryOut(ctx, migrate, order).catch((error: unknown) => ctx.log.warn({ case: order.caseId, error: String(error) }, 'A case could not be moved to its new version yet; it is tried again.'))
  }
}
