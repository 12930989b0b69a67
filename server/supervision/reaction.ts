/**
 * A limit that is over and that the diagram reacts to: the boundary's message goes out, after the task it interrupts is closed
 * (design decisions 4 and 5). The case's row is locked, so a decision committed before has already closed the task.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import type { Raised } from '../deadlines/service.ts'
import * as matters from '../matters/service.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import { reactionTo } from './reached.ts'

/** @param task the limit's task, if it is open under this lock; a row without an engine job has no boundary of its own. */
export async function limitReached(tx: Tx, ctx: Context, file: Case, task: Task | undefined, limit: Raised): Promise<void> {
  if (!task || task.jobKey === null) return
  const version = await matters.version(tx, file.versionId)
  const reaction = reactionTo(limit.kind, matters.step(version, task.elementId), version.bundle.matter, task)
  if (!reaction) return
  if (reaction.interrupting) await tasks.end(tx, ctx, task, 'limit', SYSTEM)
  await enqueue(tx, ctx, {
    topic: 'engine:message',
    caseId: file.id,
    payload: {
      engine: task.engine, name: reaction.name, correlationKey: reaction.correlationKey, ttlMs: 0,
      variables: {}, messageId: `limit:${limit.limitId}`,
    },
  })
}
