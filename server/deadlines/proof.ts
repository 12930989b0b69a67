/**
 * The proof of a date: every day from the event to the end, what it counted for and why, so that a judge can re-add it.
 * Pure and browser-safe. It holds facts and rule names; their words are in the message catalogue (deadlines).
 */
import type { Calendar, DayKind } from './calendar.ts'
import type { Source } from './calendarData.ts'
import type { Clock } from './clock.ts'
import { deadline, type Allowance } from './deadline.ts'
import { countsDays } from './limit.ts'
import { dayOf, endTime, weekdayOf, yearOf, type Day } from './shanghai.ts'
import { rowsThrough, type DayRow } from './walk.ts'

export interface ProofRow {
  day: Day
  /** 1 = Monday … 7 = Sunday. */
  weekday: number
  status: DayRow['status'] | 'extension'
  kind: DayKind['kind'] | null
  /** The holiday whose rest or make-up day this is; the local rest day with its law. */
  name: string | null
  law: string | null
  pauses: { kind: string; law: string }[]
  /** Minutes counted on the day and through it. */
  minutes: number
  total: number
}

/** A rule that was applied; `law` where the matter or the grant names the article, otherwise the rule's own article is in the catalogue. */
export interface AppliedRule { rule: RuleName; law?: string }
export type RuleName =
  | 'eventDayNotCounted' | 'hoursFromEvent' | 'workingDays' | 'naturalDays' | 'makeUpDays' | 'endsAtMidnight' | 'endsAtClose'
  | 'endsWithinDay' | 'carriedToWorkingDay' | 'pause' | 'pausesOnce' | 'extension' | 'greenHalf' | 'greenLate' | 'greenExtension'

export interface Proof {
  state: 'dated' | 'paused' | 'unknown'
  /** '2026-02-26' and '24:00'; null while there is no date. */
  end: { day: Day; clock: string; at: Date } | null
  missingYear: number | null
  start: Date
  clock: Clock
  allowance: Allowance
  /** Minutes of one day of this limit, to turn the sums into days. */
  perDay: number
  rows: ProofRow[]
  rules: AppliedRule[]
  days: { counted: number; extension: number; rest: number; paused: number; carried: number; makeUp: number; holiday: number }
  calendar: { division: string; divisionName: string; version: string; sources: (Source & { year: number; version: string })[] }
}

/** @param now how far the account of a paused or undated limit is shown. */
export function proofOf(clock: Clock, calendar: Calendar, now: Date): Proof {
  const end = deadline(clock, calendar)
  const found = end.state === 'paused' ? rowsThrough(clock, calendar, dayOf(now)) : end.rows
  const perDay = clock.limit.unit === 'wd' ? calendar.minutesPerDay : 1440
  const rows = found.map((row) => proofRow(row, end.allowance))
  return {
    state: end.state,
    end: end.state === 'dated' ? { ...endTime(end.at), at: end.at } : null,
    missingYear: end.state === 'unknown' ? end.missingYear : null,
    start: clock.start,
    clock,
    allowance: end.allowance,
    perDay,
    rows,
    rules: rulesOf(clock, perDay, rows, end),
    days: tally(rows),
    calendar: { division: calendar.division, divisionName: calendar.divisionName, version: calendar.version, sources: sourcesOf(calendar, rows) },
  }
}

function proofRow(row: DayRow, allowance: Allowance): ProofRow {
  const kind = row.kind
  // the days an extension gave come last: they begin where the limit as written, or the green channel's share of it, is used up
  const extension = row.status === 'counted' && allowance.extension > 0 && row.total - row.minutes >= allowance.own
  return {
    day: row.day,
    weekday: weekdayOf(row.day),
    status: extension ? 'extension' : row.status,
    kind: kind?.kind ?? null,
    name: kind && 'name' in kind ? kind.name : null,
    law: kind?.kind === 'localRest' ? kind.law : null,
    pauses: row.pauses.map(({ kind, law }) => ({ kind, law })),
    minutes: row.minutes,
    total: row.total,
  }
}

function rulesOf(clock: Clock, perDay: number, rows: ProofRow[], end: ReturnType<typeof deadline>): AppliedRule[] {
  const { unit } = clock.limit
  const rules: AppliedRule[] = [{ rule: countsDays(unit) ? 'eventDayNotCounted' : 'hoursFromEvent' }]
  if (unit === 'wd') rules.push({ rule: 'workingDays' })
  if (unit === 'd') rules.push({ rule: 'naturalDays' })
  if (rows.some((row) => row.kind === 'makeUp')) rules.push({ rule: 'makeUpDays' })
  for (const law of distinct(rows.flatMap((row) => row.pauses.map((pause) => pause.law)))) rules.push({ rule: 'pause', law })
  if (rows.some((row) => row.pauses.length > 1)) rules.push({ rule: 'pausesOnce' })
  for (const { law } of clock.extensions ?? []) rules.push({ rule: 'extension', law })
  if (end.allowance.green) rules.push({ rule: end.allowance.green.rule === 'half' ? 'greenHalf' : 'greenLate' })
  if (end.allowance.green?.rule === 'half' && end.allowance.extension > 0) rules.push({ rule: 'greenExtension' })
  if (rows.some((row) => row.status === 'carried')) rules.push({ rule: 'carriedToWorkingDay' })
  if (end.state === 'dated') rules.push({ rule: closingRule(clock, end.at, rows, perDay) })
  return rules
}

function closingRule(clock: Clock, at: Date, rows: ProofRow[], perDay: number): RuleName {
  if (!countsDays(clock.limit.unit)) return 'endsWithinDay'
  if (endTime(at).clock === '24:00') return 'endsAtMidnight'
  return clock.ends === 'close' && rows.at(-1)!.total % perDay === 0 ? 'endsAtClose' : 'endsWithinDay'
}

function tally(rows: ProofRow[]): Proof['days'] {
  const count = (test: (row: ProofRow) => boolean) => rows.filter(test).length
  return {
    counted: count((row) => row.status === 'counted'),
    extension: count((row) => row.status === 'extension'),
    rest: count((row) => row.status === 'rest'),
    paused: count((row) => row.status === 'paused'),
    carried: count((row) => row.status === 'carried'),
    makeUp: count((row) => row.kind === 'makeUp'),
    holiday: count((row) => row.kind === 'holiday' || row.kind === 'localRest'),
  }
}

function sourcesOf(calendar: Calendar, rows: ProofRow[]): Proof['calendar']['sources'] {
  return distinct(rows.map((row) => yearOf(row.day))).flatMap((year) => {
    const source = calendar.sourceOf(year)
    return source ? [{ ...source, year }] : []
  })
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)]
}
