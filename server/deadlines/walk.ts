/**
 * The count itself: one row for each day from the event on, until a wanted amount of time is used up.
 * A deadline is the last row of this account, so the proof of a date and the date cannot disagree. Pure and browser-safe.
 */
import { CalendarMissing, type Calendar, type DayKind, type Window } from './calendar.ts'
import { openPauseOn, pausesOn, type Clock, type Pause } from './clock.ts'
import { countsDays, type LimitUnit } from './limit.ts'
import { addDays, dayOf, instantAt, minuteOfDay, yearOf, type Day } from './shanghai.ts'

export interface DayRow {
  day: Day
  /** event = the day of the event, not counted; carried = after the last day, which was a rest day (民法典 203). */
  status: 'event' | 'counted' | 'rest' | 'paused' | 'carried'
  /** null where the year has no calendar and the count does not need one (hours; natural days before the last). */
  kind: DayKind | null
  /** The pauses that cover the day, also where it would be a rest day anyway. */
  pauses: Pause[]
  /** Minutes counted on this day, and through it. */
  minutes: number
  total: number
}

export type Walk =
  | { state: 'dated'; at: Date; lastDay: Day; rows: DayRow[] }
  | { state: 'paused'; pause: Pause; rows: DayRow[] }
  | { state: 'unknown'; missingYear: number; rows: DayRow[] }

/** Below this two amounts of minutes are the same: a thousandth of a second, far under any date we print. */
const EPSILON = 1e-5
const ALL_DAY: readonly Window[] = [[0, 1440]]

/** Minutes in one unit: a working day has those of the calendar, all else the clock's. */
export function minutesOf(unit: LimitUnit, calendar: Calendar): number {
  switch (unit) {
    case 'wd': return calendar.minutesPerDay
    case 'd': return 1440
    case 'h': return 60
    case 'min': return 1
    default: return unit satisfies never
  }
}

/**
 * Counts from the event until `wanted` minutes are used up.
 * @param closing `law`: a full last day ends at 24:00 (or close of business), a natural-day period that ends on a rest day
 *   is carried to the next working day. `used`: the moment the minutes are used up, which is what the marks need.
 * @returns `paused` when an open pause comes first, `unknown` when a year without calendar does.
 */
export function walk(clock: Clock, calendar: Calendar, wanted: number, closing: 'law' | 'used' = 'law'): Walk {
  const rows: DayRow[] = []
  let total = 0
  try {
    for (let day = dayOf(clock.start); ; day = addDays(day, 1)) {
      const stopped = openPauseOn(clock, day)
      if (stopped) return { state: 'paused', pause: stopped, rows }
      const windows = countedWindows(clock, calendar, day)
      const room = lengthOf(windows)
      const take = Math.min(room, wanted - total)
      total += take
      rows.push(describe(clock, calendar, day, take, total, room))
      if (total > wanted - EPSILON && take > 0) return finish(clock, calendar, rows, windows, take, room, closing)
    }
  } catch (error) {
    if (error instanceof CalendarMissing) return { state: 'unknown', missingYear: error.year, rows }
    throw error
  }
}

/**
 * Minutes counted from the event until `now`, also past the limit's end.
 * @returns null when a year without calendar lies between.
 */
export function usedMinutes(clock: Clock, calendar: Calendar, now: Date): number | null {
  const today = dayOf(now)
  let total = 0
  try {
    for (let day = dayOf(clock.start); day <= today; day = addDays(day, 1)) {
      const windows = countedWindows(clock, calendar, day)
      total += day < today ? lengthOf(windows) : lengthOf(clip(windows, 0, minuteOfDay(now)))
    }
    return total
  } catch (error) {
    if (error instanceof CalendarMissing) return null
    throw error
  }
}

/** The rows from the event through a day, whatever the limit: what a paused or overdue account shows. */
export function rowsThrough(clock: Clock, calendar: Calendar, last: Day): DayRow[] {
  const rows: DayRow[] = []
  let total = 0
  for (let day = dayOf(clock.start); day <= last; day = addDays(day, 1)) {
    if (!calendar.covers(yearOf(day))) return rows
    const room = lengthOf(countedWindows(clock, calendar, day))
    total += room
    rows.push(describe(clock, calendar, day, room, total, room))
  }
  return rows
}

/** The stretches of a day that count. Days: from the day after the event. Hours: from the event's own minute (民法典 201(2)). */
function countedWindows(clock: Clock, calendar: Calendar, day: Day): readonly Window[] {
  const first = dayOf(clock.start)
  const byDays = countsDays(clock.limit.unit)
  if ((byDays && day === first) || pausesOn(clock, day).length > 0) return []
  if (clock.limit.unit === 'wd') return calendar.isWorking(day) ? calendar.hoursOf(day) : []
  return day === first ? clip(ALL_DAY, minuteOfDay(clock.start), 1440) : ALL_DAY
}

function describe(clock: Clock, calendar: Calendar, day: Day, minutes: number, total: number, room: number): DayRow {
  const pauses = pausesOn(clock, day)
  const kind = calendar.covers(yearOf(day)) ? calendar.kindOf(day) : null
  const resting = clock.limit.unit === 'wd' && kind !== null && !calendar.isWorking(day)
  const status = day === dayOf(clock.start) && countsDays(clock.limit.unit) ? 'event' as const
    : resting ? 'rest' as const
    : room === 0 && pauses.length > 0 ? 'paused' as const
    : 'counted' as const
  return { day, status, kind, pauses, minutes, total }
}

function finish(clock: Clock, calendar: Calendar, rows: DayRow[], windows: readonly Window[], take: number, room: number, closing: 'law' | 'used'): Walk {
  const last = rows.at(-1)!
  const full = take > room - EPSILON
  if (closing === 'law' && clock.limit.unit === 'd' && !calendar.isWorking(last.day)) return carry(clock, calendar, rows)
  const at = closing === 'law' && full && countsDays(clock.limit.unit) ? endOfDay(clock, calendar, last.day) : instantAt(last.day, minuteIn(windows, take))
  return { state: 'dated', at, lastDay: last.day, rows }
}

/** The last day was a rest day: the period ends with the next working day that no pause takes. */
function carry(clock: Clock, calendar: Calendar, rows: DayRow[]): Walk {
  for (let day = addDays(rows.at(-1)!.day, 1); ; day = addDays(day, 1)) {
    const pause = openPauseOn(clock, day)
    if (pause) return { state: 'paused', pause, rows }
    const kind = calendar.kindOf(day)
    const pauses = pausesOn(clock, day)
    rows.push({ day, status: pauses.length > 0 ? 'paused' : 'carried', kind, pauses, minutes: 0, total: rows.at(-1)!.total })
    if (calendar.isWorking(day) && pauses.length === 0) return { state: 'dated', at: endOfDay(clock, calendar, day), lastDay: day, rows }
  }
}

function endOfDay(clock: Clock, calendar: Calendar, day: Day): Date {
  return instantAt(day, clock.ends === 'close' ? calendar.hoursOf(day).at(-1)![1] : 1440)
}

/** The minute of the day at which `take` minutes of the windows are used up; noon break belongs to the morning's end. */
function minuteIn(windows: readonly Window[], take: number): number {
  let rest = take
  for (const [from, to] of windows) {
    if (rest <= to - from + EPSILON) return from + rest
    rest -= to - from
  }
  return windows.at(-1)![1]
}

function clip(windows: readonly Window[], from: number, to: number): Window[] {
  return windows.map(([start, end]) => [Math.max(start, from), Math.min(end, to)] as const).filter(([start, end]) => end > start)
}

function lengthOf(windows: readonly Window[]): number {
  return windows.reduce((sum, [from, to]) => sum + to - from, 0)
}
