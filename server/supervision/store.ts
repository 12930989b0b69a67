/** SQL of the sweep: what is due, what failed. The clock's own tables are read here and written by deadlines. */
import { change, rows, type Db, type Tx } from '../db/pool.ts'

export interface DueCase {
  caseId: string
  /** A limit was counted with another calendar than today's. */
  stale: boolean
  /** The sweep failed on it before. */
  failed: boolean
}

/**
 * Open cases with a mark that is due or a limit counted with another calendar; the longest due first.
 * A case that failed waits for its retry and so cannot fill the page.
 */
export function dueCases(db: Db, now: Date, calendarVersion: string, most: number): Promise<DueCase[]> {
  return rows<DueCase>(
    db,
    `with marked as (
       select case_id, min(next_mark_at) as due, false as stale from case_limit where next_mark_at <= ? and state = 'running' group by case_id),
     stale as (select distinct case_id, ?::timestamptz as due, true as stale from case_limit where state = 'running' and calendar_version <> ?)
     select d.case_id as "caseId", bool_or(d.stale) as stale, bool_or(f.case_id is not null) as failed
     from (select * from marked union all select * from stale) d left join sweep_failure f on f.case_id = d.case_id
     where f.case_id is null or f.retry_at <= ?
     group by d.case_id order by min(due), d.case_id limit ?`,
    [now, now, calendarVersion, now, most],
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

/** Running limits that have no date because a year's calendar is not published, by that year. */
export function undated(db: Db): Promise<Undated[]> {
  return rows<Undated>(
    db,
    `select missing_year as year, count(*)::int as limits, count(distinct case_id)::int as cases from case_limit
      where state = 'running' and missing_year is not null group by missing_year order by missing_year`,
    [],
  )
}

export interface Undated { year: number; limits: number; cases: number }
