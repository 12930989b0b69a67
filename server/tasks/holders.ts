/** Who may see, take and give back a task. Outside the named groups a task does not exist (404, never 403). */
import { record, SYSTEM } from '../audit/service.ts'
import { refuseApart } from '../cases/apart.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { actorOf, groupsOf, officerName, type Officer } from '../people/service.ts'
import { takePlace, type Place } from './places.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

/** The task if the officer belongs to one of its groups, else a refusal that does not tell it from a missing one. */
export async function visible(db: Db, officer: Officer, taskId: string): Promise<Task> {
  const task = await store.byId(db, taskId)
  if (!task || !maySee(officer, task)) throw refuse('not-found')
  return task
}

/** The same under the lock of the case's row. */
export async function lockVisible(tx: Tx, officer: Officer, taskId: string): Promise<{ task: Task; file: Case }> {
  const locked = await store.lockedWithCase(tx, taskId)
  if (!locked || !maySee(officer, locked.task)) throw refuse('not-found')
  return locked
}

function maySee(officer: Officer, task: Task): boolean {
  const groups = groupsOf(officer)
  return task.kind !== 'applicant' && task.groups.some((group) => groups.includes(group))
}

/**
 * A task that this process opened is claimed without being read: lock, conditional write and trace leave in one round trip with the caller's commit.
 * If it is not free, the whole transaction fails as one that must start again (inTransaction does), and then looks first.
 * @throws Refusal not-found; task-closed with who and when; task-taken with the holder; recusal-own, recusal-declared.
 */
export async function claim(tx: Tx, ctx: Context, officer: Officer, taskId: string): Promise<void> {
  const place = takePlace(tx, taskId)
  if (!place) return claimCarefully(tx, ctx, officer, taskId)
  cases.lockUnread(tx, place.caseId)
  store.claimFree(tx, taskId, officer.id, groupsOf(officer), ctx.now())
  await recordClaim(tx, ctx, officer, taskId, place)
}

async function claimCarefully(tx: Tx, ctx: Context, officer: Officer, taskId: string): Promise<void> {
  const { task } = await lockVisible(tx, officer, taskId)
  await refuseClosed(tx, task)
  await refuseTaken(tx, task, officer)
  if (task.holderId === officer.id) return
  await refuseApart(tx, task.caseId, officer.id)
  store.hold(tx, task.id, officer.id, ctx.now())
  await recordClaim(tx, ctx, officer, task.id, task)
}

function recordClaim(tx: Tx, ctx: Context, officer: Officer, taskId: string, { caseId, elementId }: Place): Promise<void> {
  return record(tx, ctx, { actor: actorOf(officer), action: 'task.claimed', caseId, object: `task:${taskId}`, detail: { step: elementId } })
}

/** Gives a held task back to its groups. */
export async function release(tx: Tx, ctx: Context, officer: Officer, taskId: string): Promise<Task> {
  const { task } = await lockVisible(tx, officer, taskId)
  await refuseClosed(tx, task)
  if ((await store.release(tx, task.id, officer.id)) === 0) throw refuse('task-not-held')
  await record(tx, ctx, { actor: actorOf(officer), action: 'task.released', caseId: task.caseId, object: `task:${task.id}`, detail: { step: task.elementId } })
  return (await store.byId(tx, task.id))!
}

export async function refuseClosed(db: Db, task: Task): Promise<void> {
  if (task.state === 'open') return
  const who = task.decidedBy === null ? SYSTEM.name : (await officerName(db, task.decidedBy))
  throw refuse('task-closed', { who, when: task.decidedAt?.toISOString() ?? '', state: task.state })
}

export async function refuseTaken(db: Db, task: Task, officer: Officer): Promise<void> {
  if (task.holderId === null || task.holderId === officer.id) return
  throw refuse('task-taken', { holder: await officerName(db, task.holderId), since: task.heldSince?.toISOString() ?? '' })
}
