/**
 * How a task comes into an inbox: from the engine's user-task job, or from a room that needs a person without an engine job.
 * An opinion that still stands completes its re-opened task at once (design decision 7).
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { routingOf } from '../forms/routing.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import type { Job, JobReply } from '../zeebe/service.ts'
import { keptApartFrom } from './answer.ts'
import { groupsFor, kindOf, limitOf, mayStand, stands, type OwnLimit } from './offered.ts'
import { rememberPlace } from './places.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

/** The handler of user-task jobs. The worker holds the case's row lock. `later`: the limit begins with an event yet to come (`startLateLimit`). */
export async function openFromJob(tx: Tx, ctx: Context, job: Job & { caseId: string }, ownLimit?: OwnLimit | 'later'): Promise<JobReply> {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const step = matters.step(version, job.elementId)
  const task = await store.insertOfJob(tx, {
    caseId: file.id, engine: job.engine, jobKey: job.key, elementId: job.elementId, elementInstanceKey: job.elementInstanceKey,
    name: step.name, kind: kindOf(step), origin: null, formKey: step.formKey ?? null, groups: groupsFor(step, file.bodyId),
    bodyId: file.bodyId, round: file.round, revision: file.revision, openedAt: ctx.now(), fourEyes: keptApartFrom(step),
  })
  if (!task) return { kind: 'hold' }
  rememberPlace(tx, task)
  const standing = await standingOpinion(tx, file, step)
  if (standing) return carry(tx, ctx, version, task, standing)
  await record(tx, ctx, { actor: SYSTEM, action: 'task.opened', caseId: file.id, object: `task:${task.id}`, detail: { step: step.elementId, name: step.name, groups: task.groups } })
  if (ownLimit !== 'later') await startStepLimit(tx, ctx, file, task, step, ownLimit)
  await waitForApplicant(tx, ctx, file, task)
  return { kind: 'hold' }
}

/** Asks for what `openFromJob` reads, together with what is asked before it: how the case's clocks are moved, and the ids of so many rows to come. */
export function foresee(tx: Tx, caseId: string, count: number): void {
  deadlines.foresee(tx, caseId)
  store.foreseeIds(tx, count)
}

export interface Opening {
  case: Case
  origin: string
  elementId: string
  name: string
  formKey: string | null
  groups: string[]
  bodyId: string
}

/** A row without an engine job. Opening the same origin twice gives the row that is open. */
export async function open(tx: Tx, ctx: Context, opening: Opening): Promise<Task | undefined> {
  const { case: file, ...rest } = opening
  const task = await store.insert(tx, {
    ...rest, caseId: file.id, engine: null, jobKey: null, elementInstanceKey: null, kind: 'officer', round: file.round, revision: file.revision, openedAt: ctx.now(), fourEyes: [],
  })
  if (task) {
    await record(tx, ctx, { actor: SYSTEM, action: 'task.opened', caseId: file.id, object: `task:${task.id}`, detail: { step: task.elementId, name: task.name, groups: task.groups } })
  }
  return task
}

async function standingOpinion(tx: Tx, file: Case, step: Step): Promise<Task | undefined> {
  const earlier = mayStand(file, step) ? await store.latestDone(tx, file.id, step.elementId) : undefined
  return earlier && stands(file, step, earlier, await store.ofCase(tx, file.id)) ? earlier : undefined
}

async function carry(tx: Tx, ctx: Context, version: MatterVersion, task: Task, earlier: Task): Promise<JobReply> {
  const data = earlier.data ?? {}
  store.complete(tx, task, {
    decidedBy: earlier.decidedBy, decidedAt: ctx.now(), outcome: earlier.outcome!, opinion: earlier.opinion, data,
    signatures: earlier.signatures, carriedFrom: earlier.id,
  })
  await record(tx, ctx, { actor: SYSTEM, action: 'task.carried', caseId: task.caseId, object: `task:${task.id}`, detail: { step: task.elementId, name: task.name, outcome: earlier.outcome, from: earlier.id } })
  const routing = task.formKey === null ? {} : routingOf(matters.form(version, task.formKey), data)
  return { kind: 'complete', variables: { ...routing, [task.elementId]: earlier.outcome } }
}

async function startStepLimit(tx: Tx, ctx: Context, file: Case, task: Task, step: Step, ownLimit: OwnLimit | undefined): Promise<void> {
  const limit = limitOf(step, file, ctx.now(), ownLimit)
  if (limit) await deadlines.startTaskLimit(tx, ctx, { caseId: file.id, taskId: task.id, ...limit })
}

/** The limit of a task that was opened without one. @returns false when it runs already, which stays as it is. */
export async function startLateLimit(tx: Tx, ctx: Context, file: Case, task: Task, limit: OwnLimit): Promise<boolean> {
  if (await deadlines.accountOfTask(tx, ctx, task.id)) return false
  const step = matters.step(await matters.version(tx, file.versionId), task.elementId)
  await startStepLimit(tx, ctx, file, task, step, limit)
  return true
}

/** Before acceptance a case that waits for its applicant says so; the five days of 行政许可法 32 begin anew with what is handed in. */
async function waitForApplicant(tx: Tx, ctx: Context, file: Case, task: Task): Promise<void> {
  if (task.kind !== 'applicant' || file.state !== 'received') return
  await cases.move(tx, ctx, file, 'supplement', { actor: SYSTEM, action: 'case.supplement-asked', detail: { step: task.elementId } })
}
