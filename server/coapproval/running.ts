/**
 * A sheet that runs: rows are opened as the rule allows, and as soon as the rule is settled the engine's one task is completed
 * with the verdict. Every verb here holds the case's row lock and then the sheet's.
 */
import { record, SYSTEM, type Actor } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import * as tasks from '../tasks/service.ts'
import { ask } from './asking.ts'
import { followParts } from './partClock.ts'
import { mayAnswer, verdictOf, type Verdict } from './rule.ts'
import { ballotsOf, type Row, type Sheet } from './sheet.ts'
import * as store from './store.ts'

export interface Running { file: Case; sheet: Sheet; rows: Row[] }

/** The sheet with its case, both locked; undefined for a sheet that is over (its rows, if any are left open, are ended). */
export async function lockRunning(tx: Tx, ctx: Context, sheetId: string, caseId: string): Promise<Running | undefined> {
  const file = await cases.lock(tx, caseId)
  const sheet = await store.lock(tx, sheetId)
  if (!sheet || sheet.state !== 'open') return undefined
  const task = await tasks.get(tx, sheet.taskId)
  if (task.state !== 'open') {
    await endRows(tx, ctx, sheet, 'sheet-ended', SYSTEM)
    await store.endSheet(tx, sheet.id, ctx.now())
    return undefined
  }
  return { file, sheet, rows: await store.rowsOf(tx, sheet.id) }
}

/** Opens the rows that may answer now, or settles. Called after everything that changes a row. */
export async function advance(tx: Tx, ctx: Context, { file, sheet }: Pick<Running, 'file' | 'sheet'>): Promise<Verdict | null> {
  const rows = await store.rowsOf(tx, sheet.id)
  const ballots = ballotsOf(rows)
  const verdict = verdictOf(sheet.rule, ballots)
  const hasParts = rows.some(({ matterCode }) => matterCode !== null)
  if (verdict !== null) {
    await settle(tx, ctx, file, sheet, verdict)
    if (hasParts) await followParts(tx, ctx, file)
    return verdict
  }
  const next = mayAnswer(sheet.rule, ballots)
  for (const row of rows) if (row.state === 'waiting' && next.includes(row.bodyId)) await openRow(tx, ctx, file, sheet, row)
  if (hasParts) await followParts(tx, ctx, file)
  return null
}

/** Settles once: the conditional update decides who was first. */
async function settle(tx: Tx, ctx: Context, file: Case, sheet: Sheet, verdict: Verdict): Promise<void> {
  if ((await store.settle(tx, sheet.id, verdict, ctx.now(), null)) === 0) return
  await endRows(tx, ctx, sheet, 'sheet-settled', SYSTEM)
  const opinions = (await store.rowsOf(tx, sheet.id)).map(({ bodyId, name, opinion, reason, byLaw }) => ({ body: bodyId, name, opinion, ...(reason ? { reason } : {}), ...(byLaw ? { byLaw } : {}) }))
  await tasks.settle(tx, ctx, file, await tasks.get(tx, sheet.taskId), { outcome: verdict, data: { outcome: verdict, opinions }, actor: SYSTEM })
}

async function openRow(tx: Tx, ctx: Context, file: Case, sheet: Sheet, row: Row): Promise<void> {
  if ((await store.openRow(tx, row.id, ctx.now())) === 0) return
  if (row.matterCode !== null) return ask(tx, ctx, { parentId: file.id, elementId: sheet.elementId, matterCode: row.matterCode, rowId: row.id, attempt: row.attempt })
  await openSignature(tx, ctx, file, sheet, { ...row, state: 'open', openedAt: ctx.now() }, 0)
}

/** A task for one signer. The department's limit runs on from the day its row was opened, whoever signs. */
export async function openSignature(tx: Tx, ctx: Context, file: Case, sheet: Sheet, row: Row, step: number): Promise<void> {
  const role = row.innerRoles[step]!
  const task = await tasks.open(tx, ctx, {
    case: file, origin: `sheet-row:${row.id}`, elementId: sheet.elementId, name: `${sheet.name} · ${row.name}`,
    formKey: step === 0 ? sheet.formKey : sheet.innerFormKey ?? sheet.formKey, groups: [`${row.bodyId}/${role}`], bodyId: row.bodyId,
  })
  if (!task) throw new Error(`Row ${row.id} of sheet ${sheet.id} has an open task already; it must be signed or ended first.`)
  await store.insertSignature(tx, { rowId: row.id, attempt: row.attempt, step, role, taskId: task.id })
  if (row.limitAmount === null || row.limitUnit === null) return
  await deadlines.startLimit(tx, ctx, { caseId: file.id, taskId: task.id, kind: 'co-body', amount: row.limitAmount, unit: row.limitUnit, source: `${sheet.name}：${row.name}`, from: row.openedAt ?? ctx.now() })
}

/** Takes the open tasks of a sheet's rows (all, or those named) out of the inboxes. */
export async function endSignatures(tx: Tx, ctx: Context, rowIds: string[], why: string, actor: Actor): Promise<void> {
  for (const { taskId } of await store.endSignatures(tx, rowIds)) await tasks.end(tx, ctx, await tasks.get(tx, taskId), why, actor)
}

export async function endRows(tx: Tx, ctx: Context, sheet: Sheet, why: string, actor: Actor): Promise<void> {
  await endSignatures(tx, ctx, (await store.rowsOf(tx, sheet.id)).map(({ id }) => id), why, actor)
  await store.endRows(tx, sheet.id)
}

export async function trace(tx: Tx, ctx: Context, sheet: Sheet, actor: Actor, action: string, detail: Record<string, unknown>): Promise<void> {
  await record(tx, ctx, { actor, action, caseId: sheet.caseId, object: `sheet:${sheet.id}`, detail: { step: sheet.elementId, ...detail } })
}
