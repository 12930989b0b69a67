/** Working time between now and a deadline, for a list row: a number with its unit and a tone. Pure. */
import { CalendarMissing, type Calendar } from '../deadlines/calendar.ts'
import { addDays, dayOf, minuteOfDay, type Day } from '../deadlines/shanghai.ts'
import type { TimeLeft } from '../web/models.ts'

export interface Left {
  /** soon: within a working day; warn: within half a day. Null where there is no deadline. */
  left: TimeLeft | null
  /** The deadline reaches into a year whose calendar is not published. */
  unknownYear: number | null
}

/** @param deadline null where the limit is paused or the step has none. */
export function timeLeft(deadline: Date | null, now: Date, calendar: Calendar): Left {
  if (deadline === null) return { left: null, unknownYear: null }
  try {
    const late = deadline <= now
    const minutes = late ? workingMinutes(deadline, now, calendar) : workingMinutes(now, deadline, calendar)
    // after hours of the last day no working time is left, but the limit still runs to midnight (H7): then the plain time is told
    const words = !late && minutes === 0 ? plainly(deadline.getTime() - now.getTime()) : inWords(minutes, calendar.minutesPerDay)
    if (late) return { left: { tone: 'late', over: true, ...words }, unknownYear: null }
    const tone = minutes <= calendar.minutesPerDay / 2 ? 'warn' : minutes <= calendar.minutesPerDay ? 'soon' : 'ok'
    return { left: { tone, ...words }, unknownYear: null }
  } catch (error) {
    if (error instanceof CalendarMissing) return { left: null, unknownYear: error.year }
    throw error
  }
}

/** What a list row says of time: the earlier of the step's and the promised deadline, or which year's calendar is missing. */
export function leftOf(row: { stepDeadline: Date | null; promisedDeadline: Date | null; missingYear: number | null }, now: Date, calendar: Calendar): Left & { due: Date | null } {
  const due = earlier(row.stepDeadline, row.promisedDeadline)
  if (due === null && row.missingYear !== null) return { left: null, unknownYear: row.missingYear, due }
  return { ...timeLeft(due, now, calendar), due }
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
