/**
 * The rule that tasks asks before and after a decision on a sheet's own task or on a department's row: only the lead's word under
 * the rule `lead` decides a sheet by hand, and a row of a sheet that is over can no longer be signed.
 */
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { actorOf } from '../people/service.ts'
import type { DecisionRule } from '../tasks/service.ts'
import { isLate } from './late.ts'
import { mayLeadDecide, type Verdict } from './rule.ts'
import { endRows, lockRunning, trace } from './running.ts'
import type { Row, Sheet } from './sheet.ts'
import * as store from './store.ts'

/** @throws Refusal sheet-joins, sheet-unheard, sheet-over. */
export const sheetRule: DecisionRule = {
  check: async (tx, ctx, { task, data }) => {
    if (task.kind === 'sheet') await checkLead(tx, ctx, task.id, data)
    else if (task.origin?.startsWith('sheet-row:')) await checkRow(tx, ctx, task.id, task.caseId)
  },
  after: async (tx, ctx, { task, officer, data }) => {
    if (task.kind !== 'sheet') return
    const sheet = (await store.byTask(tx, task.id))!
    const verdict = data.outcome as Verdict
    await store.settle(tx, sheet.id, verdict, ctx.now(), { by: officer.name, reason: String(data.opinion ?? '') })
    await endRows(tx, ctx, sheet, 'sheet-settled', actorOf(officer))
    await trace(tx, ctx, sheet, actorOf(officer), 'sheet.decided-by-lead', { outcome: verdict })
  },
}

async function checkLead(tx: Tx, ctx: Context, taskId: string, data: Record<string, unknown>): Promise<void> {
  const sheet = await store.byTask(tx, taskId)
  const running = sheet && (await lockRunning(tx, ctx, sheet.id, sheet.caseId))
  if (!running) throw refuse('sheet-over')
  if (running.sheet.rule.kind !== 'lead' || (data.outcome !== 'agree' && data.outcome !== 'disagree')) throw refuse('sheet-joins')
  const rows = running.rows.filter(({ state }) => state !== 'removed')
  const ballots = await Promise.all(rows.map(async (row) => ({ body: row.bodyId, opinion: row.opinion, late: await rowIsLate(tx, ctx, running.sheet, row) })))
  const unheard = rows.filter((_, index) => ballots[index]!.opinion === null && !ballots[index]!.late)
  if (!mayLeadDecide(running.sheet.rule, ballots)) throw refuse('sheet-unheard', { departments: unheard.map(({ name }) => name).join('、') })
}

async function rowIsLate(tx: Tx, ctx: Context, sheet: Sheet, row: Row): Promise<boolean> {
  const open = (await store.signaturesOf(tx, sheet.id)).find((signature) => signature.rowId === row.id && signature.state === 'open')
  return open ? isLate(tx, ctx, open.taskId) : false
}

async function checkRow(tx: Tx, ctx: Context, taskId: string, caseId: string): Promise<void> {
  const signature = await store.signatureByTask(tx, taskId)
  if (!signature || !(await lockRunning(tx, ctx, signature.sheetId, caseId))) throw refuse('sheet-over')
}
