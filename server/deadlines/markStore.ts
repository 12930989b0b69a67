/**
 * SQL of the marks: those to come stand in their limit's row, those raised have rows of their own, once each whatever moves the limit
 * afterwards. Writers hold the case's row lock.
 */
import { later, rows, type Db, type Tx } from '../db/pool.ts'
import type { LimitKind } from './kinds.ts'
import type { Mark, Percent } from './marks.ts'

/** The values of mark_percents, mark_times, next_mark_at. */
export function markColumns(marks: Mark[]): [percents: Percent[], times: Date[], next: Date | null] {
  return [marks.map(({ percent }) => percent), marks.map(({ at }) => at), marks[0]?.at ?? null]
}

/** Sets the marks that are not raised yet; one that has been raised stays as it was. */
export function setMarks(tx: Tx, limitId: string, marks: Mark[]): void {
  const [percents, times] = markColumns(marks)
  later(
    tx,
    `with coming as (
       select array_agg(w.percent order by w.percent) as percents, array_agg(w.at order by w.percent) as times
         from unnest(?::int[], ?::timestamptz[]) as w (percent, at) where w.percent not in (select percent from limit_mark where limit_id = ?))
     update case_limit set mark_percents = coalesce(percents, '{}'), mark_times = coalesce(times, '{}'), next_mark_at = times[1] from coming where id = ?`,
    [percents, times, limitId, limitId],
  )
}

export interface MarkRow { limitId: string; percent: number; at: Date; raisedAt: Date | null }

/** Raised and to come. */
export function marksOf(db: Db, caseId: string): Promise<MarkRow[]> {
  return rows<MarkRow>(
    db,
    `select m.limit_id as "limitId", m.percent, m.at, m.raised_at as "raisedAt"
       from limit_mark m join case_limit l on l.id = m.limit_id where l.case_id = ?
     union all
     select l.id, w.percent, w.at, null from case_limit l, unnest(l.mark_percents, l.mark_times) as w (percent, at) where l.case_id = ?
     order by 1, 2`,
    [caseId, caseId],
  )
}

export interface Raised {
  limitId: string
  taskId: string | null
  kind: LimitKind
  percent: Percent
  at: Date
  deadlineAt: Date | null
}

/** Marks the due ones as raised; a second sweeper, or one that comes back after a crash, finds none. */
export function raiseMarks(tx: Tx, caseId: string, now: Date): Promise<Raised[]> {
  return rows<Raised>(
    tx,
    `with crossed as (
       select l.id, l.task_id, l.kind, l.deadline_at, w.percent, w.at from case_limit l, unnest(l.mark_percents, l.mark_times) as w (percent, at)
        where l.case_id = ? and l.state = 'running' and l.next_mark_at <= ? and w.at <= ?),
     kept as (
       update case_limit l set mark_percents = coalesce(c.percents, '{}'), mark_times = coalesce(c.times, '{}'), next_mark_at = c.times[1]
         from (select l.id, array_agg(w.percent order by w.percent) filter (where w.at > ?) as percents, array_agg(w.at order by w.percent) filter (where w.at > ?) as times
                 from case_limit l, unnest(l.mark_percents, l.mark_times) as w (percent, at) where l.id in (select id from crossed) group by l.id) c
        where l.id = c.id),
     raised as (
       insert into limit_mark (limit_id, percent, at, raised_at) select id, percent, at, ? from crossed)
     select id as "limitId", task_id as "taskId", kind, percent, at, deadline_at as "deadlineAt" from crossed order by id, percent`,
    [caseId, now, now, now, now, now],
  )
}
