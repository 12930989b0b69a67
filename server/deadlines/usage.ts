/**
 * How much of a limit is used and left at an instant, as numbers a screen can put into words.
 * Pure and browser-safe; the words are in the message catalogue.
 */
import type { Calendar } from './calendar.ts'
import { openPauseOn, type Clock } from './clock.ts'
import { deadline } from './deadline.ts'
import { countsDays, type LimitUnit } from './limit.ts'
import { addDays, dayNumber, dayOf } from './shanghai.ts'
import { minutesOf, usedMinutes } from './walk.ts'

export type UsageState = 'running' | 'paused' | 'overdue' | 'unknown'

export interface Usage {
  state: UsageState
  /** null while paused or while the calendar of a year it reaches into is not published. */
  deadline: Date | null
  missingYear: number | null
  /** Minutes of the limit's own unit of time; `perDay` of them are a day. */
  used: number
  allowed: number
  left: number
  overdueBy: number
  /** null for limits in hours or minutes, which are told in hours and minutes however many they are. */
  perDay: number | null
  /** 0-100 and beyond when overdue. */
  percent: number
  /** Natural days since the event, pauses and rest days included: shown beside the legal time, never instead of it. */
  elapsedDays: number
}

/** @param now an instant not before the event (before it nothing is used). */
export function usage(clock: Clock, calendar: Calendar, now: Date): Usage {
  const end = deadline(clock, calendar)
  const { allowed } = end.allowance
  const counted = usedMinutes(clock, calendar, now)
  const at = end.state === 'dated' ? end.at : null
  // at 24:00 the limit is over; until then nobody is late, though the working minutes may all be used
  const overdue = at !== null && now >= at
  const used = counted ?? 0
  const unknown = end.state === 'unknown' || counted === null
  return {
    state: overdue ? 'overdue' : openPauseOn(clock, addDays(dayOf(now), 1)) ? 'paused' : unknown ? 'unknown' : 'running',
    deadline: at,
    missingYear: end.state === 'unknown' ? end.missingYear : null,
    used: Math.min(used, allowed),
    allowed,
    left: overdue ? 0 : Math.max(0, allowed - used),
    overdueBy: overdue ? Math.max(0, used - allowed) : 0,
    perDay: perDayOf(clock.limit.unit, calendar),
    percent: allowed === 0 ? 100 : (used / allowed) * 100,
    elapsedDays: Math.max(0, dayNumber(dayOf(now)) - dayNumber(dayOf(clock.start))),
  }
}

export interface TimeParts { days: number; hours: number; minutes: number }

/** The minutes that a limit of this unit calls a day; null for hours and minutes, which know no days. */
export function perDayOf(unit: LimitUnit, calendar: Calendar): number | null {
  return countsDays(unit) ? minutesOf(unit, calendar) : null
}

/** Whole days, hours and minutes; the rest is dropped, so that time left is never shown longer than it is. */
export function timeParts(minutes: number, perDay: number | null): TimeParts {
  const whole = Math.floor(minutes + 1e-5)
  if (perDay === null) return { days: 0, hours: Math.floor(whole / 60), minutes: whole % 60 }
  const days = Math.floor(whole / perDay)
  return { days, hours: Math.floor((whole - days * perDay) / 60), minutes: (whole - days * perDay) % 60 }
}
