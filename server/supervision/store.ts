/** SQL of the sweep: what is due, what was raised, what failed. The clock's own tables are written by deadlines. */
import { change, rows, type Db, type Tx } from '../db/pool.ts'
import type { LimitKind } from '../deadlines/kinds.ts'
import type { Percent } from '../deadlines/marks.ts'

/**
 * Open cases with a mark that is due or a limit counted with another calendar; the longest due first.
 * A case that failed waits for its retry and so cannot fill the page.
 */
export async function dueCases(db: Db, now: Date, calendarVersion: string, most: number): Promise<string[]> {
  const found = await rows<{ caseId: string }>(
    db,
    `with marked as (
       select l.case_id, min(m.at) as due from limit_mark m join case_limit l on l.id = m.limit_id
       where m.raised_at is null and m.at <= ? and l.state = 'running' group by l.case_id),
     stale as (select distinct case_id, ?::timestamptz as due from case_limit where state = 'running' and calendar_version <> ?)
     select case_id as "caseId" from (select * from marked union all select * from stale) d
     where not exists (select 1 from sweep_failure f where f.case_id = d.case_id and f.retry_at > ?)
     group by case_id order by min(due), case_id limit ?`,
    [now, now, calendarVersion, now, most],
  )
  return found.map(({ caseId }) => caseId)
}

export async function isStale(db: Db, caseId: string, calendarVersion: string): Promise<boolean> {
  return (await rows(db, `select 1 from case_limit where case_id = ? and state = 'running' and calendar_version <> ? limit 1`, [caseId, calendarVersion])).length > 0
}

export interface Raised {
  limitId: string
  taskId: string | null
  kind: LimitKind
  percent: Percent
  at: Date
  deadlineAt: Date | null
}

/** Marks the due ones as raised; the condition makes a second sweeper, or one that comes back after a crash, find none. */
export function raiseMarks(tx: Tx, caseId: string, now: Date): Promise<Raised[]> {
  return rows<Raised>(
    tx,
    `update limit_mark m set raised_at = ? from case_limit l
     where l.id = m.limit_id and l.case_id = ? and l.state = 'running' and m.raised_at is null and m.at <= ?
     returning l.id as "limitId", l.task_id as "taskId", l.kind, m.percent, m.at, l.deadline_at as "deadlineAt"`,
    [now, caseId, now],
  )
}

/** The first retry comes after five minutes, each later one after twice as long, a day at most. */
export async function recordFailure(db: Db, caseId: string, error: string, now: Date): Promise<void> {
  await change(
    db,
    `insert into sweep_failure as f (case_id, failures, last_error, failed_at, retry_at) values (?, 1, ?, ?, ?::timestamptz + interval '5 minutes')
     on conflict (case_id) do update set failures = f.failures + 1, last_error = excluded.last_error, failed_at = excluded.failed_at,
       retry_at = excluded.failed_at + least(interval '5 minutes' * power(2, least(f.failures, 12)), interval '1 day')`,
    [caseId, error.slice(0, 2000), now, now],
  )
}

export async function forgetFailure(tx: Tx, caseId: string): Promise<void> {
  await change(tx, `delete from sweep_failure where case_id = ?`, [caseId])
}

export interface Failure { caseId: string; failures: number; lastError: string; failedAt: Date; retryAt: Date }

export function failures(db: Db): Promise<Failure[]> {
  return rows<Failure>(db, `select case_id as "caseId", failures, last_error as "lastError", failed_at as "failedAt", retry_at as "retryAt" from sweep_failure order by failed_at desc limit 200`)
}
