/**
 * The officer's work: rows come from the engine's user-task jobs (or from a sheet), are claimed, and are decided by the step's form.
 * A decision, its audit row and the engine's command are one transaction under the case's row lock (design decision 5).
 */
import { record, SYSTEM, type Actor } from '../audit/service.ts'
import { apartNamed, refuseFor } from '../cases/apart.ts'
import * as cases from '../cases/service.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue } from '../db/outbox.ts'
import type { Db, Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { actorOf, groupsOf, type Officer } from '../people/service.ts'
import { answerOf, endedByReturn, outcomeIn, waitsForSecond } from './answer.ts'
import { decidedBy } from './deciding.ts'
import { withFixed } from './fixedAnswers.ts'
import { refuseSamePerson } from './fourEyes.ts'
import * as holders from './holders.ts'
import { lastChange } from './lastChange.ts'
import * as store from './store.ts'
import type { Signature, Task } from './task.ts'

export type { Task } from './task.ts'
export { foresee, openFromJob, open, startLateLimit } from './opening.ts'
export { rederive, type Rederived } from './rederiving.ts'
export type { OwnLimit } from './offered.ts'
export { claim, release, visible } from './holders.ts'
export { recuse } from './recusal.ts'
export { housesSeen, onLeadSide, type LeftHouse } from './records.ts'
export { seenAnswers } from './seenAnswers.ts'

export interface Deciding { task: Task; case: Case; step: Step; version: MatterVersion; officer: Officer; data: Record<string, unknown> }

/**
 * What a higher room adds to decisions in the same transaction: a check that may refuse, a letter that must go out with it.
 * Handed in by app.ts, so that this room knows none above it.
 */
export interface DecisionRule {
  check?(tx: Tx, ctx: Context, deciding: Deciding): Promise<void>
  after?(tx: Tx, ctx: Context, deciding: Deciding): Promise<void>
}

export interface Decision {
  officer: Officer
  taskId: string
  /** The step's form, with `outcome` and, where the form has it, `opinion`. */
  data: Record<string, unknown>
  /** The version the officer saw (If-Match); another one is refused with 409. */
  expectedVersion?: number
}

export interface Decided {
  task: Task
  /** False while a step that asks two officers waits for the second signature. */
  complete: boolean
}

/**
 * Decides a task.
 * @throws Refusal not-found (outside the named groups, also when the task exists), task-closed, task-taken, task-changed,
 *   task-without-form, invalid-input with a pointer per field, four-eyes, recusal-own, recusal-declared, already-signed, signers-disagree, no-such-return.
 */
export async function decide(tx: Tx, ctx: Context, decision: Decision, rules: DecisionRule[] = []): Promise<Decided> {
  const { officer } = decision
  const locking = holders.lockVisible(tx, officer, decision.taskId)
  const clock = deadlines.clockOfTask(tx, decision.taskId) // carried out when the lock is had, answered in the same round trip
  const keptAway = apartNamed(tx, 'select case_id from task where id = ?', decision.taskId, officer.id)
  keptAway.catch(() => undefined) // then the lock before it fails too, and is heard
  const { task, file } = await locking
  await holders.refuseClosed(tx, task)
  await holders.refuseTaken(tx, task, officer)
  refuseFor(await keptAway)
  if (decision.expectedVersion !== undefined && decision.expectedVersion !== task.version) {
    throw refuse('task-changed', { wanted: decision.expectedVersion, found: task.version, ...(await lastChange(tx, task)) })
  }
  if (task.formKey === null) throw refuse('task-without-form', { step: task.name })
  const version = await matters.version(tx, file.versionId)
  const step = matters.step(version, task.elementId)
  await refuseSamePerson(tx, file, version, step, officer)
  const data = await withFixed(tx, version, task, decision.data)
  const outcome = outcomeIn(matters.stepForm(version, task), step, data)
  const deciding: Deciding = { task, case: file, step, version, officer, data }
  for (const rule of rules) await rule.check?.(tx, ctx, deciding)

  const signature: Signature = { officerId: officer.id, name: officer.name, at: ctx.now().toISOString(), outcome, data }
  if (waitsForSecond(step, task.signatures, signature)) return signFirst(tx, ctx, file, task, officer, signature)
  const done = { decidedBy: officer.id, outcome, data, signatures: [...task.signatures, signature] }
  const decided = await finish(tx, ctx, file, task, { ...done, clock: await clock, actor: actorOf(officer), action: 'task.decided' })
  for (const rule of rules) await rule.after?.(tx, ctx, deciding)
  return { task: decided, complete: true }
}

/** The applicant's own task (supplement), fulfilled by intake after it has judged what was handed in. */
export async function fulfil(tx: Tx, ctx: Context, file: Case, task: Task, done: { actor: Actor; outcome: string; data: Record<string, unknown> }): Promise<Task> {
  await holders.refuseClosed(tx, task)
  return finish(tx, ctx, file, task, { decidedBy: null, outcome: done.outcome, data: done.data, signatures: [], clock: await deadlines.clockOfTask(tx, task.id), actor: done.actor, action: 'task.fulfilled' })
}

/** The sheet's task, settled by its rule. */
export async function settle(tx: Tx, ctx: Context, file: Case, task: Task, verdict: { outcome: string; data: Record<string, unknown>; actor: Actor }): Promise<Task> {
  return finish(tx, ctx, file, task, { decidedBy: null, outcome: verdict.outcome, data: verdict.data, signatures: [], clock: await deadlines.clockOfTask(tx, task.id), actor: verdict.actor, action: 'sheet.settled' })
}

/** Ends an open task without a decision: its limit went over to a drawn flow, the case was withdrawn, a sibling returned the case. */
export async function end(tx: Tx, ctx: Context, task: Task, why: string, actor: Actor): Promise<void> {
  if ((await store.close(tx, task.id, 'ended', why, ctx.now())) === 0) return
  await deadlines.meet(tx, ctx, { caseId: task.caseId, taskId: task.id, how: 'ended' })
  await record(tx, ctx, { actor, action: 'task.ended', caseId: task.caseId, object: `task:${task.id}`, detail: { step: task.elementId, why } })
}

/** All that is open in a case, at its end (withdrawal, cancellation). */
export async function endAll(tx: Tx, ctx: Context, file: Case, why: string, actor: Actor): Promise<void> {
  for (const task of await store.openOfCase(tx, file.id)) await end(tx, ctx, task, why, actor)
}

/** The engine has no such job any more (reconciler): the row leaves the inbox and says why. */
export async function closeGone(tx: Tx, ctx: Context, engine: string, jobKey: string): Promise<void> {
  const task = await store.byJob(tx, engine, jobKey)
  if (!task || task.state !== 'open') return
  await cases.lock(tx, task.caseId)
  if ((await store.close(tx, task.id, 'gone', 'engine', ctx.now())) === 0) return
  await deadlines.meet(tx, ctx, { caseId: task.caseId, taskId: task.id, how: 'ended' })
  await record(tx, ctx, { actor: SYSTEM, action: 'task.gone', caseId: task.caseId, object: `task:${task.id}`, detail: { step: task.elementId } })
}

export function ofCase(db: Db, caseId: string): Promise<Task[]> {
  return store.ofCase(db, caseId)
}

export function openOfCase(db: Db, caseId: string): Promise<Task[]> {
  return store.openOfCase(db, caseId)
}

export async function get(db: Db, taskId: string): Promise<Task> {
  const task = await store.byId(db, taskId)
  if (!task) throw refuse('not-found')
  return task
}

/** An officer sees a case when one of its tasks names a group of theirs, or when they lead its body. One predicate for pages, files and /v1. */
export async function mayOfficerSee(db: Db, officer: Officer, caseId: string): Promise<boolean> {
  return store.namesGroup(db, caseId, groupsOf(officer), officer.id)
}

async function signFirst(tx: Tx, ctx: Context, file: Case, task: Task, officer: Officer, signature: Signature): Promise<Decided> {
  await store.sign(tx, task.id, [signature])
  await record(tx, ctx, { actor: actorOf(officer), action: 'task.signed', caseId: file.id, object: `task:${task.id}`, detail: { step: task.elementId, outcome: signature.outcome } })
  return { task: (await store.byId(tx, task.id))!, complete: false }
}

interface Finish {
  decidedBy: string | null
  outcome: string
  data: Record<string, unknown>
  signatures: Signature[]
  clock: deadlines.TaskClock
  actor: Actor
  action: string
}

/** Closes the row and sends what the engine must hear: completion, or the error that carries a return across a fork. */
async function finish(tx: Tx, ctx: Context, file: Case, task: Task, done: Finish): Promise<Task> {
  const opinion = typeof done.data.opinion === 'string' ? done.data.opinion : null
  const completed = store.complete(tx, task, { ...done, opinion, decidedAt: ctx.now() })
  deadlines.meetTask(tx, ctx, done.clock, 'met')
  await record(tx, ctx, {
    actor: done.actor, action: done.action, caseId: file.id, object: `task:${task.id}`,
    detail: { step: task.elementId, name: task.name, outcome: done.outcome, ...(opinion ? { opinion } : {}), data: done.data },
  })
  if (task.jobKey === null) {
    await enqueue(tx, ctx, { topic: 'sheet:row-done', caseId: file.id, payload: { taskId: task.id, origin: task.origin } })
  } else {
    const decided = await decideCase(tx, ctx, file, task, done)
    await tellEngine(tx, ctx, decided, task, done)
  }
  crashpoint('task:decided')
  return completed
}

/** The day of the decision is the day somebody decides, not the day the certificate is printed: the limits are met now. */
async function decideCase(tx: Tx, ctx: Context, file: Case, task: Task, done: Finish): Promise<Case> {
  const step = matters.step(await matters.version(tx, file.versionId), task.elementId)
  const outcome = decidedBy(step, done.outcome)
  if (!outcome) return file
  // passed with papers owed, which did not come: what was passed is denied after all (容缺通过, domain H6)
  if (file.outcome === 'granted-tolerant') return cases.amend(tx, ctx, file, { actor: done.actor, action: 'case.decided', detail: { outcome } }, { outcome, decidedAt: ctx.now() })
  await deadlines.meet(tx, ctx, { caseId: file.id, kind: 'promised', how: 'met' })
  await deadlines.meet(tx, ctx, { caseId: file.id, kind: 'statutory', how: 'met' })
  return cases.move(tx, ctx, file, 'decided', { actor: done.actor, action: 'case.decided', detail: { outcome } }, { outcome, decidedAt: ctx.now() })
}

async function tellEngine(tx: Tx, ctx: Context, file: Case, task: Task, done: Finish): Promise<void> {
  const version = await matters.version(tx, file.versionId)
  const step = matters.step(version, task.elementId)
  const { variables, returned } = answerOf(step, task.formKey === null ? null : matters.stepForm(version, task), done, file.round)
  const { engine, jobKey } = task
  if (returned) await cases.amend(tx, ctx, file, { actor: done.actor, action: 'case.returned', detail: { from: task.elementId, to: returned.drawn.target, round: returned.round } }, { round: returned.round })
  if (returned?.drawn.error === undefined) {
    await enqueue(tx, ctx, { topic: 'engine:complete', caseId: file.id, payload: { engine, jobKey, variables, alone: !step.endsOthers } })
    return
  }
  const { drawn, round } = returned
  const inside = endedByReturn(matters.steps(version), drawn)
  for (const sibling of await store.openOfCase(tx, file.id)) {
    if (inside.has(sibling.elementId)) await end(tx, ctx, sibling, `returned:${task.elementId}`, done.actor)
  }
  await enqueue(tx, ctx, { topic: 'engine:set-variables', caseId: file.id, payload: { engine, caseId: file.id, variables: { round } } })
  await enqueue(tx, ctx, { topic: 'engine:throw-error', caseId: file.id, payload: { engine, jobKey, code: drawn.error, message: opinionOf(done) } })
}

function opinionOf(done: Finish): string {
  return typeof done.data.opinion === 'string' ? done.data.opinion.slice(0, 500) : done.outcome
}
