/** SQL of permits, fees, deliveries and archive records. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { FeeItem } from './fee.ts'
import type { Day } from '../deadlines/shanghai.ts'

export interface Permit {
  id: string
  caseId: string
  kind: string
  number: string
  title: string
  holderName: string
  holderCode: string
  bodyId: string
  verifyCode: string
  scope: { label: string; value: string }[]
  validFrom: Day
  validTo: Day | null
  state: 'valid' | 'cancelled' | 'revoked'
  cancelledAt: Date | null
  letterId: string | null
  issuedAt: Date
}

const PERMIT = `id, case_id as "caseId", kind, number, title, holder_name as "holderName", holder_code as "holderCode", body_id as "bodyId",
  verify_code as "verifyCode", scope, valid_from as "validFrom", valid_to as "validTo", state, cancelled_at as "cancelledAt", letter_id as "letterId", issued_at as "issuedAt"`

export async function nextSerial(tx: Tx, bodyId: string, kind: string, year: number): Promise<number> {
  const counter = await row<{ last: number }>(
    tx,
    `insert into permit_counter (body_id, kind, year, last) values (?, ?, ?, 1) on conflict (body_id, kind, year) do update set last = permit_counter.last + 1 returning last`,
    [bodyId, kind, year],
  )
  return counter!.last
}

export async function insertPermit(tx: Tx, permit: Omit<Permit, 'id' | 'state' | 'cancelledAt' | 'letterId'>): Promise<Permit> {
  const made = await row<Permit>(
    tx,
    `insert into permit (case_id, kind, number, title, holder_name, holder_code, body_id, verify_code, scope, valid_from, valid_to, issued_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${PERMIT}`,
    [permit.caseId, permit.kind, permit.number, permit.title, permit.holderName, permit.holderCode, permit.bodyId, permit.verifyCode,
      JSON.stringify(permit.scope), permit.validFrom, permit.validTo, permit.issuedAt],
  )
  return made!
}

export function setPermitLetter(tx: Tx, permitId: string, letterId: string): Promise<number> {
  return change(tx, 'update permit set letter_id = ? where id = ?', [letterId, permitId])
}

export function permitOfCase(db: Db, caseId: string): Promise<Permit | undefined> {
  return row(db, `select ${PERMIT} from permit where case_id = ?`, [caseId])
}

/** Whether there is anything to show of a result: a permit, a fee, a delivery that waits. */
export async function hasResult(db: Db, caseId: string): Promise<boolean> {
  return (await row(db, `select 1 where exists (select 1 from permit where case_id = ?) or exists (select 1 from fee_order where case_id = ?) or exists (select 1 from delivery_owed where case_id = ?)`, [caseId, caseId, caseId])) !== undefined
}

export function permitByCode(db: Db, code: string): Promise<(Permit & { bodyName: string }) | undefined> {
  return row(db, `select ${PERMIT}, (select name from body where body.id = permit.body_id) as "bodyName" from permit where verify_code = ?`, [code])
}

/** 0 when it was cancelled before. */
export function cancelPermit(tx: Tx, permitId: string, at: Date, why: string): Promise<number> {
  return change(tx, `update permit set state = 'cancelled', cancelled_at = ?, cancelled_why = ? where id = ? and state = 'valid'`, [at, why, permitId])
}

/** 0 when it was cancelled or revoked before. */
export function revokePermit(tx: Tx, permitId: string, at: Date, why: string): Promise<number> {
  return change(tx, `update permit set state = 'revoked', cancelled_at = ?, cancelled_why = ? where id = ? and state = 'valid'`, [at, why, permitId])
}

export interface FeeOrder {
  id: string
  caseId: string
  engine: string
  jobKey: string
  items: FeeItem[]
  state: 'unpaid' | 'paid'
  receiptNumber: string | null
  paidAt: Date | null
}

const FEE = `id, case_id as "caseId", engine, job_key as "jobKey", items, state, receipt_number as "receiptNumber", paid_at as "paidAt"`

export async function insertFee(tx: Tx, order: { caseId: string; engine: string; jobKey: string; items: object[]; at: Date }): Promise<void> {
  await change(tx, 'insert into fee_order (case_id, engine, job_key, items, created_at) values (?, ?, ?, ?, ?) on conflict (engine, job_key) do nothing',
    [order.caseId, order.engine, order.jobKey, JSON.stringify(order.items), order.at])
}

export function feesOfCase(db: Db, caseId: string): Promise<FeeOrder[]> {
  return rows(db, `select ${FEE} from fee_order where case_id = ? order by id`, [caseId])
}

/** 0 when it was paid before. */
export function setPaid(tx: Tx, id: string, paid: { receiptNumber: string; at: Date; by: string }): Promise<number> {
  return change(tx, `update fee_order set state = 'paid', receipt_number = ?, paid_at = ?, recorded_by = ? where id = ? and state = 'unpaid'`, [paid.receiptNumber, paid.at, paid.by, id])
}

export async function insertDelivery(tx: Tx, delivery: { caseId: string; way: string; receiver: string; at: Date; letterId: string | null }): Promise<void> {
  await change(tx, 'insert into delivery (case_id, way, receiver, delivered_at, letter_id) values (?, ?, ?, ?, ?) on conflict (case_id) do nothing',
    [delivery.caseId, delivery.way, delivery.receiver, delivery.at, delivery.letterId])
}

/** 0 when nothing was delivered yet. */
export async function correctDelivery(tx: Tx, caseId: string, delivery: { way: string; receiver: string; at: Date }): Promise<number> {
  return change(tx, 'update delivery set way = ?, receiver = ?, delivered_at = ? where case_id = ?', [delivery.way, delivery.receiver, delivery.at, caseId])
}

export interface OwedDelivery { caseId: string; engine: string; jobKey: string; taskId: string; since: Date }

export async function insertOwedDelivery(tx: Tx, owed: OwedDelivery): Promise<void> {
  await change(tx, 'insert into delivery_owed (case_id, engine, job_key, task_id, since) values (?, ?, ?, ?, ?)', [owed.caseId, owed.engine, owed.jobKey, owed.taskId, owed.since])
}

export function owedDelivery(db: Db, caseId: string): Promise<OwedDelivery | undefined> {
  return row(db, `select case_id as "caseId", engine, job_key as "jobKey", task_id as "taskId", since from delivery_owed where case_id = ?`, [caseId])
}

export async function settleDelivery(tx: Tx, caseId: string): Promise<void> {
  await change(tx, 'delete from delivery_owed where case_id = ?', [caseId])
}

export async function insertArchive(tx: Tx, record: { caseId: string; at: Date; manifest: object; auditHead: string }): Promise<void> {
  await change(tx, 'insert into archive_record (case_id, archived_at, manifest, audit_head) values (?, ?, ?, ?) on conflict (case_id) do nothing',
    [record.caseId, record.at, JSON.stringify(record.manifest), record.auditHead])
}
