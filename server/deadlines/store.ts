/**
 * SQL of the clock's tables but the marks' (markStore.ts): case_limit, case_pause, case_extension, case_green, limit_move.
 * Writers hold the case's row lock; nothing here counts.
 */
import { change, isTx, later, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Extension, Pause } from './clock.ts'
import type { LimitKind } from './kinds.ts'
import type { LimitUnit } from './limit.ts'
import type { Mark } from './marks.ts'
import { markColumns } from './markStore.ts'

export interface LimitRow {
  id: string
  caseId: string
  taskId: string | null
  pauseId: string | null
  kind: LimitKind
  amount: number
  unit: LimitUnit
  source: string
  startedAt: Date
  closing: 'midnight' | 'close'
  extensionId: string | null
  state: 'running' | 'met' | 'ended'
  endedAt: Date | null
  usedMinutes: number | null
  standing: 'dated' | 'paused' | 'unknown'
  deadlineAt: Date | null
  missingYear: number | null
  allowedMinutes: number
  calendarVersion: string
}

export interface PauseRow extends Pause {
  id: string
  name: string
  planned: { amount: number; unit: LimitUnit }
  notice: string
  /** The part's pause that this one of the whole follows; null for a case's own. */
  ofPause: string | null
}

export interface ExtensionRow extends Extension { id: string; unit: LimitUnit; reason: string; grantedBy: string }
export interface GreenRow { id: string; reason: string; grantedBy: string; grantedAt: Date; removedBy: string | null; removedAt: Date | null; removedReason: string | null }

/** What moves a case's limits, and the division whose calendar counts them. */
export interface CaseFacts {
  division: string
  pauses: PauseRow[]
  extension: ExtensionRow | null
  greens: GreenRow[]
}

const limitColumns = `l.id, l.case_id as "caseId", l.task_id as "taskId", l.pause_id as "pauseId", l.kind, l.amount::float8 as amount, l.unit, l.source,
  l.started_at as "startedAt", l.closing, l.extension_id as "extensionId", l.state, l.ended_at as "endedAt", l.used_minutes::float8 as "usedMinutes",
  l.standing, l.deadline_at as "deadlineAt", l.missing_year as "missingYear", l.allowed_minutes::float8 as "allowedMinutes", l.calendar_version as "calendarVersion"`

/** json carries instants as text, so they are read back (factsFrom). */
const factColumns = `c.division_code as division,
  (select coalesce(json_agg(json_build_object('id', p.id::text, 'kind', p.kind, 'name', p.name, 'law', p.law, 'notice', p.notice, 'ofPause', p.of_pause::text,
     'planned', json_build_object('amount', p.planned_amount, 'unit', p.planned_unit), 'from', p.started_at, 'to', p.ended_at) order by p.id), '[]')
   from case_pause p where p.case_id = c.id) as pauses,
  (select json_build_object('id', e.id::text, 'amount', e.amount, 'unit', e.unit, 'law', e.law, 'reason', e.reason, 'grantedBy', e.granted_by, 'grantedAt', e.granted_at)
   from case_extension e where e.case_id = c.id) as extension,
  (select coalesce(json_agg(json_build_object('id', g.id::text, 'reason', g.reason, 'grantedBy', g.granted_by, 'grantedAt', g.granted_at,
     'removedBy', g.removed_by, 'removedAt', g.removed_at, 'removedReason', g.removed_reason) order by g.id), '[]')
   from case_green g where g.case_id = c.id) as greens`

interface RawFacts { division: string; pauses: Dated<PauseRow>[]; extension: Dated<ExtensionRow> | null; greens: Dated<GreenRow>[] }

/** What each transaction has read of its locked cases; forgotten with the first of them that it changes. */
const read = new WeakMap<Db, Map<string, Promise<CaseFacts>>>()

/** One round trip at most: it is on the road of every step that opens. */
export function facts(db: Db, caseId: string): Promise<CaseFacts> {
  if (!isTx(db)) return readFacts(db, caseId)
  const known = read.get(db) ?? new Map<string, Promise<CaseFacts>>()
  read.set(db, known)
  const there = known.get(caseId) ?? readFacts(db, caseId)
  known.set(caseId, there)
  return there
}

async function readFacts(db: Db, caseId: string): Promise<CaseFacts> {
  const found = await row<RawFacts>(db, `select ${factColumns} from case_file c where c.id = ?`, [caseId])
  if (!found) throw new Error(`Case ${caseId} does not exist, so it has no clock.`)
  return factsFrom(found)
}

function factsFrom({ division, pauses, extension, greens }: RawFacts): CaseFacts {
  return {
    division,
    pauses: pauses.map((pause) => ({ ...pause, from: new Date(pause.from), to: dateOrNull(pause.to) })),
    extension: extension && { ...extension, grantedAt: new Date(extension.grantedAt) },
    greens: greens.map((green) => ({ ...green, grantedAt: new Date(green.grantedAt), removedAt: dateOrNull(green.removedAt) })),
  }
}

type Dated<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] }

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

export function limitsOf(db: Db, caseId: string): Promise<LimitRow[]> {
  return rows<LimitRow>(db, `select ${limitColumns} from case_limit l where l.case_id = ? order by l.id`, [caseId])
}

export function limitOfTask(db: Db, taskId: string): Promise<LimitRow | undefined> {
  return row<LimitRow>(db, `select ${limitColumns} from case_limit l where l.task_id = ?`, [taskId])
}

/** A task's limit with what moves it; undefined where the step has none. */
export async function clockOfTask(db: Db, taskId: string): Promise<{ limit: LimitRow; facts: CaseFacts } | undefined> {
  const found = await row<LimitRow & RawFacts>(db, `select ${limitColumns}, ${factColumns} from case_limit l join case_file c on c.id = l.case_id where l.task_id = ?`, [taskId])
  return found && { limit: found, facts: factsFrom(found) }
}

export type NewLimit = Pick<LimitRow, 'caseId' | 'taskId' | 'pauseId' | 'kind' | 'amount' | 'unit' | 'source' | 'startedAt' | 'closing'>
export type Count = Pick<LimitRow, 'standing' | 'deadlineAt' | 'missingYear' | 'allowedMinutes' | 'calendarVersion'>

/** With the marks to come. Undefined when the task, the pause or the case has this limit already. */
export function insertLimit(tx: Tx, limit: NewLimit, count: Count, marks: Mark[], at: Date): Promise<LimitRow | undefined> {
  return row<LimitRow>(
    tx,
    `insert into case_limit as l (case_id, task_id, pause_id, kind, amount, unit, source, started_at, closing, standing, deadline_at, missing_year, allowed_minutes, calendar_version, counted_at,
       mark_percents, mark_times, next_mark_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning ${limitColumns}`,
    [limit.caseId, limit.taskId, limit.pauseId, limit.kind, limit.amount, limit.unit, limit.source, limit.startedAt, limit.closing,
      count.standing, count.deadlineAt, count.missingYear, count.allowedMinutes, count.calendarVersion, at, ...markColumns(marks)],
  )
}

export function ownLimit(db: Db, caseId: string, kind: LimitKind): Promise<LimitRow | undefined> {
  return row<LimitRow>(db, `select ${limitColumns} from case_limit l where l.case_id = ? and l.kind = ? and l.task_id is null and l.pause_id is null`, [caseId, kind])
}

/** The planned time of the pause that is going on becomes the limit of the step that waits for its end: one time, one limit. */
export function adoptPlan(tx: Tx, caseId: string, taskId: string): Promise<LimitRow | undefined> {
  return row<LimitRow>(
    tx,
    `update case_limit l set task_id = ? where l.id = (
       select id from case_limit where case_id = ? and kind = 'pause' and pause_id is not null and task_id is null and state = 'running' order by id desc limit 1)
     returning ${limitColumns}`,
    [taskId, caseId],
  )
}

export function setCount(tx: Tx, id: string, count: Count, at: Date): void {
  later(
    tx,
    `update case_limit set standing = ?, deadline_at = ?, missing_year = ?, allowed_minutes = ?, calendar_version = ?, counted_at = ? where id = ?`,
    [count.standing, count.deadlineAt, count.missingYear, count.allowedMinutes, count.calendarVersion, at, id],
  )
}

export async function setStart(tx: Tx, id: string, from: Date): Promise<void> {
  await change(tx, 'update case_limit set started_at = ? where id = ?', [from, id])
}

/** Another amount under another article; what moves it stays. */
export async function setAmount(tx: Tx, id: string, { amount, unit, source }: Pick<LimitRow, 'amount' | 'unit' | 'source'>): Promise<void> {
  await change(tx, `update case_limit set amount = ?, unit = ?, source = ? where id = ? and state = 'running'`, [amount, unit, source, id])
}

export function logMove(tx: Tx, move: { limitId: string; at: Date; cause: string; from: Date | null; to: Date | null; calendarVersion: string }): void {
  later(tx, `insert into limit_move (limit_id, moved_at, cause, from_at, to_at, calendar_version) values (?, ?, ?, ?, ?, ?)`,
    [move.limitId, move.at, move.cause, move.from, move.to, move.calendarVersion])
}

/** Ends a running limit; the marks it never reached go, so the sweep sees open work only. */
export function endLimit(tx: Tx, id: string, state: 'met' | 'ended', at: Date, usedMinutes: number | null): void {
  later(
    tx,
    `update case_limit set state = ?, ended_at = ?, used_minutes = ?, mark_percents = '{}', mark_times = '{}', next_mark_at = null where id = ? and state = 'running'`,
    [state, at, usedMinutes, id],
  )
}

export interface NewPause { caseId: string; kind: string; name: string; law: string; planned: { amount: number; unit: LimitUnit }; notice: string; at: Date }

export async function insertPause(tx: Tx, pause: NewPause): Promise<string | undefined> {
  read.delete(tx)
  const inserted = await row<{ id: string }>(
    tx,
    `insert into case_pause (case_id, kind, name, law, planned_amount, planned_unit, notice, started_at) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do nothing returning id`,
    [pause.caseId, pause.kind, pause.name, pause.law, pause.planned.amount, pause.planned.unit, pause.notice, pause.at],
  )
  return inserted?.id
}

export function endPause(tx: Tx, caseId: string, kind: string, at: Date): Promise<{ id: string } | undefined> {
  read.delete(tx)
  return row<{ id: string }>(tx, `update case_pause set ended_at = ? where case_id = ? and kind = ? and ended_at is null and of_pause is null returning id`, [at, caseId, kind])
}

/** Of the whole: begins and ends with the part's pause. @returns whether anything changed. */
export async function followPause(tx: Tx, pause: Omit<NewPause, 'at'> & { of: { id: string; from: Date; to: Date | null } }): Promise<boolean> {
  read.delete(tx)
  return (await change(
    tx,
    `insert into case_pause as p (case_id, kind, name, law, planned_amount, planned_unit, notice, started_at, ended_at, of_pause) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (of_pause) do update set ended_at = excluded.ended_at where p.ended_at is null and excluded.ended_at is not null`,
    [pause.caseId, pause.kind, pause.name, pause.law, pause.planned.amount, pause.planned.unit, pause.notice, pause.of.from, pause.of.to, pause.of.id],
  )) > 0
}

export async function insertExtension(tx: Tx, extension: { caseId: string; amount: number; unit: LimitUnit; law: string; reason: string; grantedBy: string; at: Date }): Promise<string | undefined> {
  read.delete(tx)
  const inserted = await row<{ id: string }>(
    tx,
    `insert into case_extension (case_id, amount, unit, law, reason, granted_by, granted_at) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id`,
    [extension.caseId, extension.amount, extension.unit, extension.law, extension.reason, extension.grantedBy, extension.at],
  )
  return inserted?.id
}

export async function lengthen(tx: Tx, limitIds: string[], extensionId: string): Promise<void> {
  await change(tx, `update case_limit set extension_id = ? where id = any(?)`, [extensionId, limitIds])
}

export async function insertGreen(tx: Tx, green: { caseId: string; reason: string; grantedBy: string; at: Date }): Promise<string | undefined> {
  read.delete(tx)
  const inserted = await row<{ id: string }>(
    tx, `insert into case_green (case_id, reason, granted_by, granted_at) values (?, ?, ?, ?) on conflict do nothing returning id`,
    [green.caseId, green.reason, green.grantedBy, green.at],
  )
  return inserted?.id
}

export function endGreen(tx: Tx, green: { caseId: string; reason: string; removedBy: string; at: Date }): Promise<number> {
  read.delete(tx)
  return change(tx, `update case_green set removed_at = ?, removed_by = ?, removed_reason = ? where case_id = ? and removed_at is null`,
    [green.at, green.removedBy, green.reason, green.caseId])
}

export interface MoveRow { limitId: string; kind: LimitKind; movedAt: Date; cause: string; fromAt: Date | null; toAt: Date | null; calendarVersion: string }

export function movesOf(db: Db, caseId: string): Promise<MoveRow[]> {
  return rows<MoveRow>(
    db,
    `select m.limit_id as "limitId", l.kind, m.moved_at as "movedAt", m.cause, m.from_at as "fromAt", m.to_at as "toAt", m.calendar_version as "calendarVersion"
     from limit_move m join case_limit l on l.id = m.limit_id where l.case_id = ? order by m.id`,
    [caseId],
  )
}
