/** SQL of the notice table. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'

export interface Notice {
  id: string
  caseId: string | null
  template: string
  name: string
  phone: string | null
  text: string
  createdAt: Date
  state: 'waiting' | 'sent' | 'no-way'
  failures: number
  lastError: string | null
  readAt: Date | null
}

const columns = `id, case_id as "caseId", template, name, phone, text, created_at as "createdAt", state, failures, last_error as "lastError", read_at as "readAt"`

export interface NewNotice {
  caseId: string; template: string; occurrence: string; recipient: string; officerId: string | null; name: string; phone: string | null
  text: string; at: Date; state: 'waiting' | 'no-way'
}

/** Undefined when the same occurrence was told to the same person before. */
export async function insert(tx: Tx, notice: NewNotice): Promise<string | undefined> {
  const made = await row<{ id: string }>(
    tx,
    `insert into notice (case_id, template, occurrence, recipient, officer_id, name, phone, text, created_at, state) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do nothing returning id`,
    [notice.caseId, notice.template, notice.occurrence, notice.recipient, notice.officerId, notice.name, notice.phone, notice.text, notice.at, notice.state],
  )
  return made?.id
}

export function find(db: Db, id: string): Promise<Notice | undefined> {
  return row(db, `select ${columns} from notice where id = ?`, [id])
}

export function sent(db: Db, id: string, at: Date): Promise<number> {
  return change(db, `update notice set state = 'sent', sent_at = ?, last_error = null where id = ? and state = 'waiting'`, [at, id])
}

export function failed(db: Db, id: string, error: string): Promise<number> {
  return change(db, 'update notice set failures = failures + 1, last_error = ? where id = ?', [error.slice(0, 500), id])
}

export function ofOfficer(db: Db, officerId: string, limit: number): Promise<Notice[]> {
  return rows(db, `select ${columns} from notice where officer_id = ? order by id desc limit ?`, [officerId, limit])
}

export async function unreadCount(db: Db, officerId: string): Promise<number> {
  return (await row<{ count: number }>(db, 'select count(*)::int as count from notice where officer_id = ? and read_at is null', [officerId]))!.count
}

export function markRead(db: Db, officerId: string, upTo: string, at: Date): Promise<number> {
  return change(db, 'update notice set read_at = ? where officer_id = ? and id <= ? and read_at is null', [at, officerId, upTo])
}

/** What could not be sent or has no way to its person: for the operators. */
export function failing(db: Db, limit: number): Promise<Notice[]> {
  return rows(db, `select ${columns} from notice where state = 'no-way' or (state = 'waiting' and failures > 0) order by id desc limit ?`, [limit])
}
