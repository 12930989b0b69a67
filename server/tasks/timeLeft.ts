/** Time between now and a deadline in the limit's own kind of time, for a list row: a number with its unit and a tone. Pure. */
import { CalendarMissing, type Calendar } from '../deadlines/calendar.ts'
import type { LimitUnit } from '../deadlines/limit.ts'
import { addDays, dayOf, instantAt, minuteOfDay, type Day } from '../deadlines/shanghai.ts'
import type { TimeLeft } from '../web/models.ts'

export interface Left {
  /** soon: within a working day; warn: within half a day. Null where there is no deadline. */
  left: TimeLeft | null
  /** The deadline reaches into a year whose calendar is not published. */
  unknownYear: number | null
}

/**
 * @param deadline null where the limit is paused or the step has none.
 * @param unit of the limit: working days are told in working time; natural days, hours and minutes run on through nights and holidays.
 */
export function timeLeft(deadline: Date | null, now: Date, calendar: Calendar, unit: LimitUnit = 'wd'): Left {
  if (deadline === null) return { left: null, unknownYear: null }
  return unit === 'wd' ? inWorkingTime(deadline, now, calendar) : { left: inPlainTime(deadline, now, unit), unknownYear: null }
}

function inWorkingTime(deadline: Date, now: Date, calendar: Calendar): Left {
  try {
    if (deadline <= now) return { left: { tone: 'late', over: true, ...inWords(workingMinutes(deadline, now, calendar), calendar.minutesPerDay) }, unknownYear: null }
    const minutes = workingMinutes(now, deadline, calendar)
    const words = ahead(now, deadline, calendar) ?? (minutes === 0 ? plainly(deadline.getTime() - now.getTime()) : plainly(minutes * 60_000))
    const tone = minutes <= calendar.minutesPerDay / 2 ? 'warn' : minutes <= calendar.minutesPerDay ? 'soon' : 'ok'
    return { left: { tone, ...words }, unknownYear: null }
  } catch (error) {
    if (error instanceof CalendarMissing) return { left: null, unknownYear: error.year }
    throw error
  }
}

/**
 * Working days after today, in halves, as the limit itself counts them: today is not one (H7), so three days granted this morning are three, not
 * four. Null on the last day, which is told in hours; after its hours no working time is left, but the limit still runs to midnight.
 */
function ahead(now: Date, deadline: Date, calendar: Calendar): { amount: number; unit: 'wd' } | null {
  const tomorrow = instantAt(addDays(dayOf(now), 1), 0)
  const halves = deadline <= tomorrow ? 0 : Math.floor((workingMinutes(tomorrow, deadline, calendar) / calendar.minutesPerDay) * 2)
  return halves === 0 ? null : { amount: halves / 2, unit: 'wd' }
}

const HOUR_MS = 3_600_000

function inPlainTime(deadline: Date, now: Date, unit: Exclude<LimitUnit, 'wd'>): TimeLeft {
  const ms = Math.abs(deadline.getTime() - now.getTime())
  const days = Math.floor(ms / (24 * HOUR_MS))
  const words = unit === 'd' && days >= 1 ? { amount: days, unit } : plainly(ms)
  if (deadline <= now) return { tone: 'late', over: true, ...words }
  return { tone: ms <= 12 * HOUR_MS ? 'warn' : ms <= 24 * HOUR_MS ? 'soon' : 'ok', ...words }
}

/** What a list row says of time: the earlier of the step's and the promised deadline, or which year's calendar is missing. */
export function leftOf(row: RowLimits, now: Date, calendar: Calendar): Left & { due: Date | null } {
  const due = earlier(row.stepDeadline, row.promisedDeadline)
  if (due === null && row.missingYear !== null) return { left: null, unknownYear: row.missingYear, due }
  const unit = due === row.stepDeadline ? row.stepUnit : row.promisedUnit
  return { ...timeLeft(due, now, calendar, unit ?? 'wd'), due }
}

interface RowLimits {
  stepDeadline: Date | null
  stepUnit: LimitUnit | null
  promisedDeadline: Date | null
  promisedUnit: LimitUnit | null
  missingYear: number | null
}

/** The earlier of two deadlines; null only when there is neither. */
export function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

function workingMinutes(from: Date, to: Date, calendar: Calendar): number {
  const [first, last] = [dayOf(from), dayOf(to)]
  let sum = 0
  for (let day: Day = first; day <= last; day = addDays(day, 1)) {
    if (!calendar.isWorking(day)) continue
    const start = day === first ? minuteOfDay(from) : 0
    const end = day === last ? minuteOfDay(to) : 1440
    for (const [open, close] of calendar.hoursOf(day)) sum += Math.max(0, Math.min(close, end) - Math.max(open, start))
  }
  return sum
}

function inWords(minutes: number, perDay: number): { amount: number; unit: TimeLeft['unit'] } {
  if (minutes >= perDay) return { amount: Math.floor((minutes / perDay) * 2) / 2, unit: 'wd' }
  return plainly(minutes * 60_000)
}

function plainly(ms: number): { amount: number; unit: TimeLeft['unit'] } {
  const minutes = ms / 60_000
  return minutes >= 60 ? { amount: Math.floor(minutes / 60), unit: 'h' } : { amount: Math.floor(minutes), unit: 'min' }
}
