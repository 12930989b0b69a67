/** SQL of the case's own tables: case_file, case_code_failure. */
import { change, later, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Case } from './case.ts'

const columns = `id, number, matter_code as "matterCode", version_id as "versionId", division_code as "divisionCode", body_id as "bodyId",
  parent_id as "parentId", engine, round, revision, state, applicant, data, green, tolerant, received_at as "receivedAt", submitted_at as "submittedAt",
  accepted_at as "acceptedAt", accepted_by_silence as "acceptedBySilence", decided_at as "decidedAt", closed_at as "closedAt", outcome`

/** An id out of an address may be anything. */
function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text)
}

/** Rows a transaction has locked: nobody else can change them until it ends, and it changes them here alone. */
const locked = new WeakMap<Db, Map<string, Case>>()

function keepLocked(tx: Tx, file: Case | undefined): Case | undefined {
  if (file) locked.set(tx, (locked.get(tx) ?? new Map<string, Case>()).set(file.id, file))
  return file
}

/** Without a statement where this transaction holds the row's lock. */
export async function byId(db: Db, id: string): Promise<Case | undefined> {
  if (!isId(id)) return undefined
  return locked.get(db)?.get(id) ?? row<Case>(db, `select ${columns} from case_file where id = ?`, [id])
}

/** This row lock orders decision, limit, withdrawal and cancellation of one case (design decision 5). */
export async function byIdLocked(tx: Tx, id: string): Promise<Case | undefined> {
  if (!isId(id)) return undefined
  return locked.get(tx)?.get(id) ?? keepLocked(tx, await row<Case>(tx, `select ${columns} from case_file where id = ? for update`, [id]))
}

export function lockUnread(tx: Tx, id: string): void {
  later(tx, 'select 1 from case_file where id = ? for update', [id])
}

/** The same for the case that a statement of a room above names: `select case_id from task where id = ?`. */
export async function namedLocked(tx: Tx, caseId: string, bindings: readonly unknown[]): Promise<Case | undefined> {
  return keepLocked(tx, await row<Case>(tx, `select ${columns} from case_file where id = (${caseId}) for update`, bindings))
}

export function byNumber(db: Db, number: string): Promise<(Case & { codeHash: string }) | undefined> {
  return row(db, `select ${columns}, code_hash as "codeHash" from case_file where number = ?`, [number])
}

/** Held until the transaction ends. */
export function byNumberLocked(tx: Tx, number: string): Promise<{ codeHash: string } | undefined> {
  return row(tx, 'select code_hash as "codeHash" from case_file where number = ? for update', [number])
}

export function childrenOf(db: Db, id: string): Promise<Case[]> {
  return rows<Case>(db, `select ${columns} from case_file where parent_id = ? order by id`, [id])
}

export async function orderProject(tx: Tx, name: string): Promise<void> {
  await row(tx, 'select pg_advisory_xact_lock(hashtextextended(?, 3))', [name])
}

export function ofProject(db: Db, matterCode: string, projectCode: string, applicantId: string): Promise<Case[]> {
  return rows<Case>(db, `select ${columns} from case_file where data->>'projectCode' = ? and matter_code = ? and applicant->>'idNumber' = ? order by id`, [projectCode, matterCode, applicantId])
}

export interface NewCase extends Omit<Case, 'id' | 'round' | 'revision' | 'state' | 'submittedAt' | 'acceptedAt' | 'acceptedBySilence' | 'decidedAt' | 'closedAt' | 'outcome' | 'green' | 'tolerant'> {
  codeHash: string
}

export async function insert(tx: Tx, file: NewCase): Promise<Case> {
  const created = await row<Case>(
    tx,
    `insert into case_file (number, code_hash, matter_code, version_id, division_code, body_id, parent_id, engine, state, applicant, data, received_at, submitted_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, 'received', ?, ?, ?, ?) returning ${columns}`,
    [file.number, file.codeHash, file.matterCode, file.versionId, file.divisionCode, file.bodyId, file.parentId, file.engine,
      JSON.stringify(file.applicant), JSON.stringify(file.data), file.receivedAt, file.receivedAt],
  )
  return created!
}

/** Fields a verb may set; the caller holds the row lock. */
export type Changes = Partial<Pick<Case, 'versionId' | 'state' | 'round' | 'revision' | 'submittedAt' | 'applicant' | 'data' | 'green' | 'tolerant' | 'acceptedAt' | 'acceptedBySilence' | 'decidedAt' | 'closedAt' | 'outcome'>>

const columnOf: Record<keyof Changes, string> = {
  versionId: 'version_id', state: 'state', round: 'round', revision: 'revision', submittedAt: 'submitted_at', applicant: 'applicant', data: 'data', green: 'green', tolerant: 'tolerant', acceptedAt: 'accepted_at',
  acceptedBySilence: 'accepted_by_silence', decidedAt: 'decided_at', closedAt: 'closed_at', outcome: 'outcome',
}

export async function update(tx: Tx, id: string, changes: Changes): Promise<Case> {
  const names = Object.keys(changes) as (keyof Changes)[]
  const values = names.map((name) => (name === 'data' || name === 'applicant' ? JSON.stringify(changes[name]) : changes[name]))
  const updated = await row<Case>(tx, `update case_file set ${names.map((name) => `${columnOf[name]} = ?`).join(', ')} where id = ? returning ${columns}`, [...values, id])
  return keepLocked(tx, updated)!
}

export async function writeCode(tx: Tx, id: string, codeHash: string): Promise<void> {
  await change(tx, 'update case_file set code_hash = ? where id = ?', [codeHash, id])
}

/**
 * Makes the tries of one number, and of one address, wait for one another until commit: sent at the same instant they are judged one by
 * one, so that each wrong one is counted before the next is looked at. Number first, then address, so that no two wait in a circle.
 */
export async function orderTries(tx: Tx, number: string, address: string): Promise<void> {
  await row(tx, `select pg_advisory_xact_lock(hashtextextended(?, 1))`, [number])
  await row(tx, `select pg_advisory_xact_lock(hashtextextended(?, 2))`, [address])
}

/** How many wrong tries there were since an instant: of this number from this address, of the number, from the address. */
export async function wrongTries(tx: Tx, number: string, address: string, since: Date): Promise<{ here: number; number: number; address: number }> {
  const counts = await row<{ here: number; number: number; address: number }>(
    tx,
    `select (select count(*)::int from case_code_try where number = ? and address = ? and at > ?) as here,
            (select count(*)::int from case_code_try where number = ? and at > ?) as number,
            (select count(*)::int from case_code_try where address = ? and at > ?) as address`,
    [number, address, since, number, since, address, since],
  )
  return counts!
}

export async function writeWrongTry(tx: Tx, number: string, address: string, at: Date): Promise<void> {
  await change(tx, `insert into case_code_try (number, address, at) values (?, ?, ?)`, [number, address, at])
}

/** Tries that no limit looks at any more. */
export function pruneTries(db: Db, before: Date): Promise<number> {
  return change(db, `delete from case_code_try where at < ?`, [before])
}
