/** SQL of orders to move a running case to another version. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'

export interface Order { id: string; caseId: string; from: string; to: string; reason: string; officerId: string; officerName: string }

const columns = 'id, case_id as "caseId", from_version as "from", to_version as "to", reason, officer_id as "officerId", officer_name as "officerName"'

/** @returns undefined when the case is being moved already. */
export function insert(tx: Tx, made: { caseId: string; from: string; to: string; reason: string; by: { id: string; name: string }; at: Date }): Promise<Order | undefined> {
  return row<Order>(
    tx,
    `insert into case_migration (case_id, from_version, to_version, reason, officer_id, officer_name, ordered_at, state) values (?, ?, ?, ?, ?, ?, ?, 'moving') on conflict do nothing returning ${columns}`,
    [made.caseId, made.from, made.to, made.reason, made.by.id, made.by.name, made.at],
  )
}

export function moving(db: Db): Promise<Order[]> {
  return rows<Order>(db, `select ${columns} from case_migration where state = 'moving' order by id`)
}

export async function isMoving(db: Db, id: string): Promise<boolean> {
  return (await row(db, `select 1 from case_migration where id = ? and state = 'moving'`, [id])) !== undefined
}

export async function settle(db: Db, id: string, state: 'moved' | 'refused', answer: string | null): Promise<void> {
  await change(db, `update case_migration set state = ?, answer = ? where id = ? and state = 'moving'`, [state, answer, id])
}

/** Open cases of a matter that stand on other versions, the oldest first. */
export async function candidates(db: Db, matter: string, to: string, limit: number): Promise<string[]> {
  return (await rows<{ id: string }>(db, 'select id from case_file where matter_code = ? and closed_at is null and version_id <> ? order by id limit ?', [matter, to, limit])).map(({ id }) => id)
}
