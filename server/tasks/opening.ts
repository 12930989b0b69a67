/**
 * How a task comes into an inbox: from the engine's user-task job, or from a room that needs a person without an engine job.
 * An opinion that still stands completes its re-opened task at once (design decision 7).
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import type { LimitKind } from '../deadlines/kinds.ts'
import type { Limit } from '../deadlines/limit.ts'
import * as deadlines from '../deadlines/service.ts'
import { routingOf } from '../forms/routing.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { resolveGroup } from '../people/service.ts'
import type { Job, JobReply } from '../zeebe/service.ts'
import * as store from './store.ts'
import { returnTarget, type Task, type TaskKind } from './task.ts'

/** A limit of one visit of a step, where it is not the diagram's: an applicant's promise has a day of its own. */
export interface OwnLimit extends Limit { from: Date }

/** The handler of user-task jobs. The worker holds the case's row lock. `later`: the limit begins with an event yet to come (`startLateLimit`). */
export async function openFromJob(tx: Tx, ctx: Context, job: Job & { caseId: string }, ownLimit?: OwnLimit | 'later'): Promise<JobReply> {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const step = matters.step(version, job.elementId)
  if (step.limit) deadlines.foresee(tx, file.id)
  const task = await store.insert(tx, {
    caseId: file.id, engine: job.engine, jobKey: job.key, elementId: job.elementId, elementInstanceKey: job.elementInstanceKey,
    name: step.name, kind: kindOf(step), origin: null, formKey: step.formKey ?? null, groups: groupsFor(step, file),
    bodyId: file.bodyId, round: file.round, revision: file.revision, openedAt: ctx.now(),
  })
  if (!task) return { kind: 'hold' }
  const standing = await standingOpinion(tx, file, step)
  if (standing) return carry(tx, ctx, version, task, standing)
  await record(tx, ctx, { actor: SYSTEM, action: 'task.opened', caseId: file.id, object: `task:${task.id}`, detail: { step: step.elementId, name: step.name, groups: task.groups } })
  if (ownLimit !== 'later') await startStepLimit(tx, ctx, file, task, step, ownLimit)
  await waitForApplicant(tx, ctx, file, task)
  return { kind: 'hold' }
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
    ...rest, caseId: file.id, engine: null, jobKey: null, elementInstanceKey: null, kind: 'officer', round: file.round, revision: file.revision, openedAt: ctx.now(),
  })
  if (task) {
    await record(tx, ctx, { actor: SYSTEM, action: 'task.opened', caseId: file.id, object: `task:${task.id}`, detail: { step: task.elementId, name: task.name, groups: task.groups } })
  }
  return task
}

function kindOf(step: Step): TaskKind {
  if (step.headers.party === 'applicant') return 'applicant'
  return step.headers.signing === 'sheet' ? 'sheet' : 'officer'
}

function groupsFor(step: Step, file: Case): string[] {
  return step.headers.party === 'applicant' ? [] : step.candidates.map((candidate) => resolveGroup(candidate, file.bodyId))
}

/**
 * Inside a fork that was left by a return, an opinion given in an earlier round still stands when it did not itself return
 * the case and the applicant has handed in nothing new since. A sheet stands whole only when it was agreed: one that ended in disagreement is
 * opened again, where agreements stand row by row and whoever disagreed is asked once more, as on any sheet that is come to again.
 */
async function standingOpinion(tx: Tx, file: Case, step: Step): Promise<Task | undefined> {
  if (file.round === 1 || step.scopes.length === 0) return undefined
  const earlier = await store.latestDone(tx, file.id, step.elementId)
  if (!earlier || earlier.revision !== file.revision || returnTarget(earlier.outcome ?? '') !== null) return undefined
  if (kindOf(step) === 'sheet' && earlier.outcome !== 'agree') return undefined
  return earlier
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

/** The header `clock` names a limit of its own kind; anything else is the step's internal share of the promise. */
const CLOCKS: Record<string, LimitKind> = { acceptance: 'acceptance', supplement: 'supplement', pause: 'pause', hearing: 'hearing', delivery: 'delivery' }

async function startStepLimit(tx: Tx, ctx: Context, file: Case, task: Task, step: Step, ownLimit: OwnLimit | undefined): Promise<void> {
  if (!step.limit) return
  const kind = CLOCKS[step.headers.clock ?? ''] ?? 'step'
  // the five days run from the hand-in, however late an engine that was down brings the task
  const limit = ownLimit ?? { ...step.limit, from: kind === 'acceptance' ? file.submittedAt : ctx.now() }
  await deadlines.startTaskLimit(tx, ctx, { caseId: file.id, taskId: task.id, kind, ...limit, source: step.headers.limitSource ?? '' })
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
