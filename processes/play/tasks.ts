/**
 * The tasks of the case in memory: opened from the engine's jobs or by a room, finished with what the engine must hear. What a decision must
 * be is the task room's (answer.ts, offered.ts); who decides when is deciding.ts. Pure and browser-safe.
 */
import { answerOf, endedByReturn } from '../../server/tasks/answer.ts'
import { decidedBy } from '../../server/tasks/deciding.ts'
import { groupsFor, kindOf, limitOf, mayStand, stands, type OwnLimit } from '../../server/tasks/offered.ts'
import { routingOf } from '../../server/forms/routing.ts'
import type { Signature, Task } from '../../server/tasks/task.ts'
import { amend, move } from './cases.ts'
import type { OfferedJob } from './engine.ts'
import { meetOwn, meetTask, startLimit } from './limits.ts'
import { formAt, formOf, newKey, stepOf, theCase, type World } from './world.ts'

/** What becomes of a job: it waits for somebody, or is answered at once. */
export type Reply = { kind: 'hold' } | { kind: 'complete'; variables?: Record<string, unknown> }

export function openFromJob(world: World, job: OfferedJob, own?: OwnLimit | 'later'): Reply {
  const step = stepOf(world, job.elementId)
  const file = theCase(world)
  const task = insert(world, {
    jobKey: job.key, elementId: job.elementId, name: step.name, kind: kindOf(step), origin: null, formKey: step.formKey ?? null, groups: groupsFor(step, file.bodyId), bodyId: file.bodyId,
  })
  const earlier = mayStand(file, step) ? latestDone(world, step.elementId) : undefined
  if (earlier && stands(file, step, earlier, world.tasks)) return carry(world, task, earlier)
  const limit = own === 'later' ? null : limitOf(step, file, world.now, own)
  if (limit) startLimit(world, { taskId: task.id, ...limit })
  if (task.kind === 'applicant' && file.state === 'received') move(world, 'supplement')
  return { kind: 'hold' }
}

/** A row without an engine job. */
export function open(world: World, opening: Pick<Task, 'origin' | 'elementId' | 'name' | 'formKey' | 'groups' | 'bodyId'>): Task {
  return insert(world, { ...opening, jobKey: null, kind: 'officer' })
}

function insert(world: World, task: Pick<Task, 'jobKey' | 'origin' | 'elementId' | 'name' | 'kind' | 'formKey' | 'groups' | 'bodyId'>): Task {
  const { round, revision } = theCase(world)
  const inserted: Task = {
    ...task, id: newKey(world), caseId: world.id, engine: task.jobKey === null ? null : 'embedded', elementInstanceKey: null, state: 'open', round, revision, openedAt: world.now, holderId: null, heldSince: null,
    decidedBy: null, decidedAt: null, endedWhy: null, outcome: null, opinion: null, data: null, signatures: [], carriedFrom: null, version: 1,
  }
  world.tasks.push(inserted)
  return inserted
}

/** An opinion that still stands completes its re-opened task at once (design decision 7). */
function carry(world: World, task: Task, earlier: Task): Reply {
  const { decidedBy, outcome, opinion, data, signatures } = earlier
  Object.assign(task, { state: 'done', decidedBy, decidedAt: world.now, outcome, opinion, data: data ?? {}, signatures, carriedFrom: earlier.id })
  const routing = task.formKey === null ? {} : routingOf(formOf(world, task.formKey), data ?? {})
  return { kind: 'complete', variables: { ...routing, [task.elementId]: outcome } }
}

/** The last decision at a step, rows of sheets left out. */
export function latestDone(world: World, elementId: string): Task | undefined {
  return world.tasks.filter((task) => task.elementId === elementId && task.origin === null && task.state === 'done')
    .reduce<Task | undefined>((last, task) => (last && last.decidedAt! > task.decidedAt! ? last : task), undefined)
}

export interface Finish { decidedBy: string | null; outcome: string; data: Record<string, unknown>; signatures: Signature[] }

/** Closes the row; where it is the engine's, the engine hears of it. */
export function finish(world: World, task: Task, done: Finish): void {
  Object.assign(task, { ...done, state: 'done', decidedAt: world.now, opinion: typeof done.data.opinion === 'string' ? done.data.opinion : null })
  meetTask(world, task.id, 'met')
  if (task.jobKey === null) return
  decideCase(world, task, done)
  tellEngine(world, task, task.jobKey, done)
}

/** The day of the decision is the day somebody decides, not the day the certificate is printed: the limits are met now. */
function decideCase(world: World, task: Task, { outcome: said }: Finish): void {
  const outcome = decidedBy(stepOf(world, task.elementId), said)
  if (!outcome) return
  // passed with papers owed, which did not come: what was passed is denied after all (容缺通过, domain H6)
  if (theCase(world).outcome === 'granted-tolerant') return amend(world, { outcome, decidedAt: world.now })
  for (const kind of ['promised', 'statutory'] as const) meetOwn(world, 'met', kind)
  move(world, 'decided', { outcome, decidedAt: world.now })
}

function tellEngine(world: World, task: Task, jobKey: string, done: Finish): void {
  const { variables, returned } = answerOf(stepOf(world, task.elementId), task.formKey === null ? null : formAt(world, task), done, theCase(world).round)
  if (returned) amend(world, { round: returned.round })
  if (returned?.drawn.error === undefined) return void world.outbox.push(() => world.engine.complete(jobKey, variables))
  const { drawn, round } = returned
  const inside = endedByReturn(world.steps, drawn)
  for (const sibling of world.tasks) if (sibling.state === 'open' && inside.has(sibling.elementId)) end(world, sibling, `returned:${task.elementId}`)
  world.outbox.push(() => world.engine.setVariables({ round }), () => world.engine.throwError(jobKey, drawn.error!, ''))
}

/** Ends an open task without a decision. */
export function end(world: World, task: Task, why: string): void {
  if (task.state !== 'open') return
  Object.assign(task, { state: 'ended', endedWhy: why })
  meetTask(world, task.id, 'ended')
}

/** Rows whose job the engine has ended leave the inbox. */
export function closeGone(world: World): void {
  for (const task of world.tasks) {
    if (task.state !== 'open' || task.jobKey === null || world.engine.has(task.jobKey)) continue
    task.state = 'gone'
    meetTask(world, task.id, 'ended')
  }
}
