/**
 * The officer's lists: mine, my groups', done. One statement gives the page, another over the same predicate gives the counts, so a
 * number on a tab is always the number of its list. Sorted by working time left: the earlier of the step's and the case's promised deadline.
 * What an officer can do nothing at stands in no list of work; what they signed first and waits for a second stands with what they did.
 */
import { row, rows, type Db } from '../db/pool.ts'
import type { LimitUnit } from '../deadlines/limit.ts'
import { groupsOf, type Officer } from '../people/service.ts'

export type ListName = 'mine' | 'group' | 'done'

export interface InboxFilter {
  list: ListName
  matter?: string
  /** Case number or applicant, any part. */
  text?: string
}

export interface InboxRow {
  taskId: string
  caseId: string
  caseNumber: string
  matterCode: string
  versionId: string
  applicant: string
  step: string
  elementId: string
  kind: string
  green: boolean
  openedAt: Date
  holderId: string | null
  /** Of a task that waits for its second officer: when this one signed. */
  decidedAt: Date | null
  outcome: string | null
  /** Signed by this officer and not yet by a second. */
  waits: boolean
  /** The step's own deadline; null where the step has none. */
  stepDeadline: Date | null
  stepUnit: LimitUnit | null
  /** The case's promised deadline. */
  promisedDeadline: Date | null
  promisedUnit: LimitUnit | null
  /** A limit reaches into a year whose calendar is not published: it has no date yet. */
  missingYear: number | null
  unread: boolean
}

export interface InboxPage {
  rows: InboxRow[]
  total: number
  counts: Record<ListName, number>
}

/** The officer has signed first where two must: nothing is left for them to do there. */
const signedFirst = `t.signatures -> 0 ->> 'officerId' = cast(:officer as text) and t.signatures -> 0 ->> 'officerId' is distinct from t.decided_by::text`

const signedAt = "(t.signatures -> 0 ->> 'at')::timestamptz"

/** What an officer can do nothing at is no work of theirs: they signed, take no part (cases/apart.ts), or did the earlier step that others must follow (fourEyes.ts). */
const possible = `t.signatures -> 0 ->> 'officerId' is distinct from cast(:officer as text)
  and t.case_id not in (select cases_apart(:officer))
  and (t.four_eyes = '{}' or not exists (
    select 1 from task e where e.case_id = t.case_id and e.element_id = any(t.four_eyes) and e.origin is null and e.state = 'done'
      and (e.decided_by = :officer or e.signatures -> 0 ->> 'officerId' = cast(:officer as text))
      and not exists (select 1 from task n where n.case_id = e.case_id and n.element_id = e.element_id and n.origin is null and n.state = 'done' and (n.decided_at, n.id) > (e.decided_at, e.id))))`

/** `groups` and `officer` are always parameters: a filter can narrow a list, never widen it. */
const predicates: Record<ListName | 'work', string> = {
  work: `t.state = 'open' and t.kind <> 'applicant' and (t.holder_id = :officer or (t.holder_id is null and t.groups && cast(:groups as text[]))) and ${possible}`,
  mine: `t.state = 'open' and t.kind <> 'applicant' and t.holder_id = :officer and ${possible}`,
  group: `t.state = 'open' and t.kind <> 'applicant' and t.holder_id is null and t.groups && cast(:groups as text[]) and ${possible}`,
  done: `(t.state = 'done' and t.decided_by = :officer or t.state in ('open', 'done') and ${signedFirst})`,
}

const filters = `(cast(:matter as text) is null or c.matter_code = :matter)
  and (cast(:text as text) is null or c.number like cast(:text as text) or c.applicant ->> 'name' ilike cast(:text as text))`

const byTimeLeft = `least(l.deadline_at, p.deadline_at) asc nulls last, t.id`
const order: Record<ListName | 'work', string> = {
  work: byTimeLeft,
  mine: byTimeLeft,
  group: byTimeLeft,
  done: `coalesce(t.decided_at, ${signedAt}) desc, t.id desc`,
}

export async function inbox(db: Db, officer: Officer, filter: InboxFilter, page: { offset: number; limit: number }): Promise<InboxPage> {
  const bindings = bindingsOf(officer, filter, page)
  const found = await listed(db, filter.list, bindings)
  const counts = await countLists(db, bindings)
  return { rows: found, counts, total: counts[filter.list] }
}

/** One officer's work in the order it is due: what they hold and what their groups may claim, as the rail beside a task shows it. */
export function worklist(db: Db, officer: Officer, filter: Omit<InboxFilter, 'list'>, limit: number): Promise<InboxRow[]> {
  return listed(db, 'work', bindingsOf(officer, filter, { offset: 0, limit }))
}

function who(officer: Officer): Record<string, unknown> {
  return { officer: officer.id, groups: groupsOf(officer) }
}

function bindingsOf(officer: Officer, filter: Omit<InboxFilter, 'list'>, page: { offset: number; limit: number }): Record<string, unknown> {
  return {
    ...who(officer),
    matter: filter.matter ?? null,
    text: filter.text ? `%${filter.text.replace(/[\\%_]/g, '\\$&')}%` : null,
    limit: Math.min(Math.max(page.limit, 1), 200),
    offset: Math.max(page.offset, 0),
  }
}

async function listed(db: Db, list: ListName | 'work', bindings: Record<string, unknown>): Promise<InboxRow[]> {
  return rows<InboxRow>(
    db,
    `select t.id as "taskId", t.case_id as "caseId", c.number as "caseNumber", c.matter_code as "matterCode", c.version_id as "versionId",
       c.applicant ->> 'name' as applicant, t.name as step, t.element_id as "elementId", t.kind, c.green, t.opened_at as "openedAt",
       t.holder_id as "holderId", coalesce(t.decided_at, ${signedAt}) as "decidedAt", t.outcome, ${signedFirst} and t.state = 'open' as waits, l.deadline_at as "stepDeadline", l.unit as "stepUnit", p.deadline_at as "promisedDeadline", p.unit as "promisedUnit",
       coalesce(l.missing_year, p.missing_year) as "missingYear",
       not jsonb_exists(t.read_by, cast(:officer as text)) as unread
     from task t
     join case_file c on c.id = t.case_id
     left join case_limit l on l.task_id = t.id
     left join case_limit p on p.case_id = t.case_id and p.kind = 'promised' and p.task_id is null and p.state = 'running'
     where ${predicates[list]} and ${filters}
     order by ${order[list]} limit :limit offset :offset`,
    bindings,
  )
}

async function countLists(db: Db, bindings: Record<string, unknown>): Promise<Record<ListName, number>> {
  const one = (list: ListName): string =>
    `(select count(*)::int from task t join case_file c on c.id = t.case_id where ${predicates[list]} and ${filters}) as ${list === 'group' ? '"group"' : list}`
  return (await row<Record<ListName, number>>(db, `select ${one('mine')}, ${one('group')}, ${one('done')}`, bindings))!
}

/** The matters that occur in an officer's open lists, for the filter. */
export async function mattersInInbox(db: Db, officer: Officer): Promise<string[]> {
  const found = await rows<{ code: string }>(
    db,
    `select distinct c.matter_code as code from task t join case_file c on c.id = t.case_id
     where ${predicates.work} order by 1`,
    who(officer),
  )
  return found.map((one) => one.code)
}
