/** SQL of the sheet tables. Writers hold the case's row lock; what must still be true stands in the where-clause. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Row, Sheet, SheetSignature } from './sheet.ts'

const sheetColumns = `id, case_id as "caseId", task_id as "taskId", element_id as "elementId", name, rule, silence, form_key as "formKey",
  inner_form_key as "innerFormKey", state, verdict, lead_by as "leadBy", lead_reason as "leadReason", opened_at as "openedAt", settled_at as "settledAt"`

const rowColumns = `r.id, r.sheet_id as "sheetId", r.position, r.body_id as "bodyId", r.name, r.inner_roles as "innerRoles", r.matter_code as "matterCode", r.materials,
  r.limit_amount::float8 as "limitAmount", r.limit_unit as "limitUnit", r.state, r.opinion, r.reason, r.attempt, r.opened_at as "openedAt",
  r.answered_at as "answeredAt", r.by_law as "byLaw", r.carried_from as "carriedFrom", r.added_by as "addedBy", r.added_reason as "addedReason",
  r.removed_by as "removedBy", r.removed_reason as "removedReason", r.silent_at as "silentAt"`

const signatureColumns = `s.id, s.row_id as "rowId", s.attempt, s.step, s.role, s.task_id as "taskId", s.state, s.outcome, s.opinion,
  s.signed_by as "signedBy", s.signed_at as "signedAt"`

export function byTask(db: Db, taskId: string): Promise<Sheet | undefined> {
  return row<Sheet>(db, `select ${sheetColumns} from sheet where task_id = ?`, [taskId])
}

export function byId(db: Db, id: string): Promise<Sheet | undefined> {
  return /^\d{1,18}$/.test(id) ? row<Sheet>(db, `select ${sheetColumns} from sheet where id = ?`, [id]) : Promise.resolve(undefined)
}

/** This row lock is what makes a sheet settle once, whoever comes. */
export function lock(tx: Tx, id: string): Promise<Sheet | undefined> {
  return row<Sheet>(tx, `select ${sheetColumns} from sheet where id = ? for update`, [id])
}

export function ofCase(db: Db, caseId: string): Promise<Sheet[]> {
  return rows<Sheet>(db, `select ${sheetColumns} from sheet where case_id = ? order by id`, [caseId])
}

export type NewSheet = Pick<Sheet, 'caseId' | 'taskId' | 'elementId' | 'name' | 'rule' | 'silence' | 'formKey' | 'innerFormKey' | 'openedAt'>

export async function insert(tx: Tx, sheet: NewSheet): Promise<Sheet> {
  const created = await row<Sheet>(
    tx,
    `insert into sheet (case_id, task_id, element_id, name, rule, silence, form_key, inner_form_key, opened_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${sheetColumns}`,
    [sheet.caseId, sheet.taskId, sheet.elementId, sheet.name, JSON.stringify(sheet.rule), JSON.stringify(sheet.silence), sheet.formKey, sheet.innerFormKey, sheet.openedAt],
  )
  return created!
}

/** 0 when it was settled or ended before. */
export function settle(tx: Tx, id: string, verdict: string, at: Date, lead: { by: string; reason: string } | null): Promise<number> {
  return change(tx, `update sheet set state = 'settled', verdict = ?, settled_at = ?, lead_by = ?, lead_reason = ? where id = ? and state = 'open'`, [verdict, at, lead?.by ?? null, lead?.reason ?? null, id])
}

export function endSheet(tx: Tx, id: string, at: Date): Promise<number> {
  return change(tx, `update sheet set state = 'ended', settled_at = ? where id = ? and state = 'open'`, [at, id])
}

export function rowsOf(db: Db, sheetId: string): Promise<Row[]> {
  return rows<Row>(db, `select ${rowColumns} from sheet_row r where r.sheet_id = ? order by r.position`, [sheetId])
}

export function rowById(db: Db, id: string): Promise<Row | undefined> {
  return /^\d{1,18}$/.test(id) ? row<Row>(db, `select ${rowColumns} from sheet_row r where r.id = ?`, [id]) : Promise.resolve(undefined)
}

export type NewRow = Pick<Row, 'sheetId' | 'bodyId' | 'name' | 'innerRoles' | 'matterCode' | 'materials' | 'limitAmount' | 'limitUnit'>
  & Partial<Pick<Row, 'opinion' | 'reason' | 'answeredAt' | 'carriedFrom' | 'addedBy' | 'addedReason'>>

/** At the end of the sheet. */
export async function insertRow(tx: Tx, fields: NewRow): Promise<Row> {
  const created = await row<Row>(
    tx,
    `insert into sheet_row as r (sheet_id, position, body_id, name, inner_roles, matter_code, materials, limit_amount, limit_unit, state, opinion, reason, answered_at, carried_from, added_by, added_reason)
     values (?, (select coalesce(max(position), 0) + 1 from sheet_row where sheet_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${rowColumns}`,
    [fields.sheetId, fields.sheetId, fields.bodyId, fields.name, fields.innerRoles, fields.matterCode, fields.materials, fields.limitAmount, fields.limitUnit,
      fields.opinion ? 'answered' : 'waiting', fields.opinion ?? null, fields.reason ?? null, fields.answeredAt ?? null, fields.carriedFrom ?? null,
      fields.addedBy ?? null, fields.addedReason ?? null],
  )
  return created!
}

export function openRow(tx: Tx, id: string, at: Date): Promise<number> {
  return change(tx, `update sheet_row set state = 'open', opened_at = ? where id = ? and state = 'waiting'`, [at, id])
}

export function answer(tx: Tx, id: string, answered: { opinion: string; reason: string | null; at: Date; byLaw: string | null }): Promise<number> {
  return change(tx, `update sheet_row set state = 'answered', opinion = ?, reason = ?, answered_at = ?, by_law = ? where id = ? and state = 'open'`, [answered.opinion, answered.reason, answered.at, answered.byLaw, id])
}

/** Back to waiting, as a new attempt. */
export function askAgain(tx: Tx, id: string): Promise<number> {
  return change(tx, `update sheet_row set state = 'waiting', opinion = null, reason = null, answered_at = null, by_law = null, carried_from = null, silent_at = null,
    attempt = attempt + 1 where id = ? and state = 'answered'`, [id])
}

export function removeRow(tx: Tx, id: string, by: string, reason: string): Promise<number> {
  return change(tx, `update sheet_row set state = 'removed', removed_by = ?, removed_reason = ? where id = ? and state in ('waiting', 'open')`, [by, reason, id])
}

export function endRows(tx: Tx, sheetId: string): Promise<number> {
  return change(tx, `update sheet_row set state = 'ended' where sheet_id = ? and state in ('waiting', 'open')`, [sheetId])
}

export function markSilent(tx: Tx, id: string, at: Date): Promise<number> {
  return change(tx, `update sheet_row set silent_at = ? where id = ? and state = 'open' and silent_at is null`, [at, id])
}

export function signaturesOf(db: Db, sheetId: string): Promise<SheetSignature[]> {
  return rows<SheetSignature>(db, `select ${signatureColumns} from sheet_signature s join sheet_row r on r.id = s.row_id where r.sheet_id = ? order by s.id`, [sheetId])
}

export function signatureByTask(db: Db, taskId: string): Promise<(SheetSignature & { sheetId: string }) | undefined> {
  return row(db, `select ${signatureColumns}, r.sheet_id as "sheetId" from sheet_signature s join sheet_row r on r.id = s.row_id where s.task_id = ?`, [taskId])
}

/** The tasks of a case by which departments' words have left their houses: last signatures, in every attempt. */
export async function lastSignatures(db: Db, caseId: string): Promise<string[]> {
  const found = await rows<{ taskId: string }>(
    db,
    `select s.task_id as "taskId" from sheet h join sheet_row r on r.sheet_id = h.id join sheet_signature s on s.row_id = r.id
     where h.case_id = ? and s.state = 'done' and s.outcome <> 'back' and s.step = cardinality(r.inner_roles) - 1`,
    [caseId],
  )
  return found.map(({ taskId }) => taskId)
}

export function insertSignature(tx: Tx, fields: Pick<SheetSignature, 'rowId' | 'attempt' | 'step' | 'role' | 'taskId'>): Promise<number> {
  return change(tx, 'insert into sheet_signature (row_id, attempt, step, role, task_id) values (?, ?, ?, ?, ?)', [fields.rowId, fields.attempt, fields.step, fields.role, fields.taskId])
}

/** 0 when the signature was worked in before: news may come twice. */
export function sign(tx: Tx, id: string, signed: { outcome: string; opinion: string | null; by: string; at: Date }): Promise<number> {
  return change(tx, `update sheet_signature set state = 'done', outcome = ?, opinion = ?, signed_by = ?, signed_at = ? where id = ? and state = 'open'`, [signed.outcome, signed.opinion, signed.by, signed.at, id])
}

export function endSignatures(tx: Tx, rowIds: string[]): Promise<{ taskId: string }[]> {
  return rows(tx, `update sheet_signature set state = 'ended' where row_id = any(?::bigint[]) and state = 'open' returning task_id as "taskId"`, [rowIds])
}

/** Rows of open sheets whose department is past its limit and whose silence was not acted on in this attempt. */
export function silentRows(db: Db, at: Date): Promise<{ rowId: string; caseId: string }[]> {
  return rows(
    db,
    `select r.id as "rowId", h.case_id as "caseId" from sheet h
     join sheet_row r on r.sheet_id = h.id and r.state = 'open' and r.silent_at is null
     join sheet_signature s on s.row_id = r.id and s.state = 'open'
     join case_limit l on l.task_id = s.task_id and l.state = 'running' and l.standing = 'dated' and l.deadline_at <= ?
     where h.state = 'open' order by r.id`,
    [at],
  )
}

/** Open sheets whose engine task is over: ended by a limit, a return, a withdrawal. */
export function orphans(db: Db): Promise<{ id: string; caseId: string }[]> {
  return rows(db, `select h.id, h.case_id as "caseId" from sheet h join task t on t.id = h.task_id where h.state = 'open' and t.state <> 'open' order by h.id`)
}

/** Departments' rows through which an officer's groups have to do with a case. */
export function rowsOfGroups(db: Db, caseId: string, groups: string[]): Promise<{ materials: string[] | null }[]> {
  return rows(
    db,
    `select r.materials from sheet h join sheet_row r on r.sheet_id = h.id
     where h.case_id = ? and exists (select 1 from unnest(r.inner_roles) role where r.body_id || '/' || role = any(?::text[]))`,
    [caseId, groups],
  )
}
