/** News of signatures: tasks decides a department's row and writes `sheet:row-done`; here the row and the sheet follow. */
import { SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import type { TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { officerName } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import { advance, lockRunning, openSignature, trace, type Running } from './running.ts'
import { partTopics } from './parts.ts'
import type { SheetSignature } from './sheet.ts'
import { afterSignature } from './signing.ts'
import * as store from './store.ts'

export const topics: Record<string, TopicHandler> = {
  'sheet:row-done': ({ payload }, ctx) => inTransaction(ctx.db, (tx) => rowDone(tx, ctx, payload.taskId)),
  ...partTopics,
}

/** Works a decided signature into its sheet, once however often it is told. @returns what came of it, for the outbox row. */
export async function rowDone(tx: Tx, ctx: Context, taskId: string): Promise<string> {
  const found = await store.signatureByTask(tx, taskId)
  if (!found) return 'no signature of a sheet'
  const task = await tasks.get(tx, taskId)
  const running = await lockRunning(tx, ctx, found.sheetId, task.caseId)
  if (!running) return 'sheet is over'
  const by = task.decidedBy === null ? SYSTEM.name : (await officerName(tx, task.decidedBy)) ?? ''
  const signed = await store.sign(tx, found.id, { outcome: task.outcome!, opinion: task.opinion, by, at: task.decidedAt! })
  if (signed === 0) return 'worked in before'
  return follow(tx, ctx, running, found, task)
}

async function follow(tx: Tx, ctx: Context, running: Running, signature: SheetSignature, task: Task): Promise<string> {
  const { file, sheet, rows } = running
  const row = rows.find(({ id }) => id === signature.rowId)!
  const next = afterSignature(signature.step, row.innerRoles.length, task.outcome!)
  if (next.kind === 'sign') {
    await openSignature(tx, ctx, file, sheet, row, next.step)
    return `step ${next.step}`
  }
  await store.answer(tx, row.id, { opinion: next.opinion, reason: task.opinion, at: task.decidedAt!, byLaw: null })
  await trace(tx, ctx, sheet, SYSTEM, 'sheet.answered', { department: row.name, outcome: next.opinion })
  return (await advance(tx, ctx, running)) ?? 'answered'
}
