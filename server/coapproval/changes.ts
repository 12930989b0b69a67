/** The lead department's hand on a running sheet: ask one more department, take one off that has not answered, ask one again. */
import { refuseApart } from '../cases/apart.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { SheetDepartment } from '../matters/sheet.ts'
import { DEFAULT_ROLE } from '../matters/sheet.ts'
import { actorOf, findBody, groupExists, groupsOf, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { rowOf } from './opening.ts'
import { advance, endSignatures, lockRunning, trace, type Running } from './running.ts'
import { ballotsOf, type Row } from './sheet.ts'
import * as store from './store.ts'

export interface Addition {
  officer: Officer
  sheetId: string
  department: Omit<SheetDepartment, 'name'> & { name?: string }
  reason: string
}

/**
 * Asks one more department; it stands at the end of the sheet.
 * @throws Refusal not-found (no officer of the lead), sheet-over, no-such-department, department-on-sheet.
 */
export async function addDepartment(tx: Tx, ctx: Context, { officer, sheetId, department, reason }: Addition): Promise<Row> {
  const running = await lockForLead(tx, ctx, officer, sheetId)
  const { sheet, rows } = running
  const body = await findBody(tx, department.body)
  const missing: string[] = []
  for (const role of department.inner ?? [DEFAULT_ROLE]) if (!(await groupExists(tx, `${department.body}/${role}`))) missing.push(`${department.body}/${role}`)
  if (!body || missing.length > 0) throw refuse('no-such-department', { department: missing[0] ?? department.body })
  if (rows.some(({ bodyId, state }) => bodyId === department.body && state !== 'removed')) throw refuse('department-on-sheet', { department: body.shortName })
  const row = await store.insertRow(tx, { ...rowOf(sheet, { ...department, name: department.name ?? body.shortName }), addedBy: officer.name, addedReason: reason })
  await trace(tx, ctx, sheet, actorOf(officer), 'sheet.department-added', { department: row.name, reason })
  await advance(tx, ctx, running)
  return (await store.rowById(tx, row.id))!
}

/** @throws Refusal not-found, sheet-over, department-has-case (its case goes its own way), department-answered, last-department. What is left may settle the sheet at once. */
export async function removeDepartment(tx: Tx, ctx: Context, { officer, rowId, reason }: { officer: Officer; rowId: string; reason: string }): Promise<void> {
  const { running, row } = await lockRowForLead(tx, ctx, officer, rowId)
  if (row.matterCode !== null) throw refuse('department-has-case', { department: row.name })
  if (row.state === 'answered') throw refuse('department-answered', { department: row.name })
  if (ballotsOf(running.rows).length === 1) throw refuse('last-department', { department: row.name })
  await endSignatures(tx, ctx, [row.id], 'sheet-removed', actorOf(officer))
  if ((await store.removeRow(tx, row.id, officer.name, reason)) === 0) throw refuse('not-found')
  await trace(tx, ctx, running.sheet, actorOf(officer), 'sheet.department-removed', { department: row.name, reason })
  await advance(tx, ctx, running)
}

/**
 * Asks a department again whose answer stands; the earlier signatures stay on the board. Where a case was to answer, another is opened.
 * @throws Refusal not-found, sheet-over, department-not-answered, department-has-case for one that was granted.
 */
export async function askAgain(tx: Tx, ctx: Context, { officer, rowId, reason }: { officer: Officer; rowId: string; reason: string }): Promise<void> {
  const { running, row } = await lockRowForLead(tx, ctx, officer, rowId)
  if (row.matterCode !== null && row.opinion === 'agree') throw refuse('department-has-case', { department: row.name })
  if ((await store.askAgain(tx, row.id)) === 0) throw refuse('department-not-answered', { department: row.name })
  await trace(tx, ctx, running.sheet, actorOf(officer), 'sheet.asked-again', { department: row.name, reason })
  await advance(tx, ctx, running)
}

/** Only officers of the groups that hold the sheet's own task; to others the sheet does not exist. */
export async function lockForLead(tx: Tx, ctx: Context, officer: Officer, sheetId: string): Promise<Running> {
  const sheet = await store.byId(tx, sheetId)
  const task = sheet && (await tasks.get(tx, sheet.taskId))
  if (!sheet || !task!.groups.some((group) => groupsOf(officer).includes(group))) throw refuse('not-found')
  const running = await lockRunning(tx, ctx, sheet.id, sheet.caseId)
  if (!running) throw refuse('sheet-over')
  await refuseApart(tx, sheet.caseId, officer.id)
  return running
}

async function lockRowForLead(tx: Tx, ctx: Context, officer: Officer, rowId: string): Promise<{ running: Running; row: Row }> {
  const seen = await store.rowById(tx, rowId)
  if (!seen) throw refuse('not-found')
  const running = await lockForLead(tx, ctx, officer, seen.sheetId)
  return { running, row: running.rows.find(({ id }) => id === rowId)! }
}
