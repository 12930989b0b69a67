/**
 * What a department's silence past its limit does, as the sheet says: remind it, tell its deputy head and the lead, or count an
 * opinion, which only a law can give. Run by the sweep; each row by itself, so that one bad case stops no other.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { send } from '../notices/service.ts'
import { officersOf } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { isLate } from './late.ts'
import { advance, endSignatures, lockRunning, trace, type Running } from './running.ts'
import type { Row } from './sheet.ts'
import * as store from './store.ts'

/** One round over all sheets: silence past a limit, and sheets whose task was ended from outside. @returns how many rows were silent. */
export async function sweep(ctx: Context): Promise<number> {
  for (const { id, caseId } of await store.orphans(ctx.db)) await apart(ctx, caseId, (tx) => lockRunning(tx, ctx, id, caseId))
  const silent = await store.silentRows(ctx.db, ctx.now())
  for (const { rowId, caseId } of silent) await apart(ctx, caseId, (tx) => hearSilence(tx, ctx, rowId, caseId))
  return silent.length
}

async function apart(ctx: Context, caseId: string, work: (tx: Tx) => Promise<unknown>): Promise<void> {
  try {
    await inTransaction(ctx.db, work)
  } catch (error) {
    ctx.log.error({ caseId, error: String(error) }, 'A co-approval sheet could not be swept; it is tried again.')
  }
}

async function hearSilence(tx: Tx, ctx: Context, rowId: string, caseId: string): Promise<void> {
  const seen = (await store.rowById(tx, rowId))!
  const running = await lockRunning(tx, ctx, seen.sheetId, caseId)
  const row = running?.rows.find(({ id }) => id === rowId)
  if (!running || row?.state !== 'open' || row.silentAt !== null) return
  const open = (await store.signaturesOf(tx, running.sheet.id)).find((signature) => signature.rowId === rowId && signature.state === 'open')
  if (!open || !(await isLate(tx, ctx, open.taskId))) return
  await store.markSilent(tx, rowId, ctx.now())
  const { silence } = running.sheet
  switch (silence.kind) {
    case 'remind':
      return tell(tx, ctx, running, row, [`${row.bodyId}/${open.role}`])
    case 'escalate':
      return tell(tx, ctx, running, row, [`${row.bodyId}/${open.role}`, `${row.bodyId}/deputy-head`, ...(await tasks.get(tx, running.sheet.taskId)).groups])
    case 'default': {
      await endSignatures(tx, ctx, [rowId], 'sheet-silence', SYSTEM)
      await store.answer(tx, rowId, { opinion: silence.opinion, reason: null, at: ctx.now(), byLaw: silence.law })
      await trace(tx, ctx, running.sheet, SYSTEM, 'sheet.silence-counted', { department: row.name, outcome: silence.opinion, law: silence.law })
      await advance(tx, ctx, running)
      return
    }
    default:
      silence satisfies never
  }
}

async function tell(tx: Tx, ctx: Context, { file, sheet }: Running, row: Row, groups: string[]): Promise<void> {
  await trace(tx, ctx, sheet, SYSTEM, 'sheet.silent', { department: row.name, meaning: sheet.silence.kind })
  for (const group of new Set(groups)) {
    for (const { id, name, phone } of await officersOf(tx, group)) {
      await send(tx, ctx, {
        caseId: file.id, to: { officerId: id, name, ...(phone === null ? {} : { phone }) }, template: 'sheet-silent',
        data: { number: file.number, step: sheet.name, department: row.name }, occurrence: `sheet-row:${row.id}:${row.attempt}`,
      })
    }
  }
}
