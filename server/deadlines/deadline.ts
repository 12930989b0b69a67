/**
 * From a clock to its date: how much time the limit allows (extension, green channel) and the instant it ends.
 * Pure and browser-safe; the day-by-day count is walk.ts.
 */
import type { Calendar } from './calendar.ts'
import type { Clock } from './clock.ts'
import { minutesOf, usedMinutes, walk, type Walk } from './walk.ts'

export interface Allowance {
  /** The limit as written. */
  base: number
  /** What extensions added. */
  extension: number
  /** What counts now: base + extension, or the green channel's share of it. Minutes of the working day (natural minutes for the other units). */
  allowed: number
  green: null | { rule: 'half' | 'halfOfWhatWasLeft'; since: Date; usedAtGrant: number | null }
}

export type Deadline = Walk & { allowance: Allowance }

/** The instant a limit ends, or why it has none now. */
export function deadline(clock: Clock, calendar: Calendar): Deadline {
  const allowance = allowanceOf(clock, calendar)
  return { ...walk(clock, calendar, allowance.allowed), allowance }
}

/** Minutes the limit allows. An extension lengthens it by the granted days; the green channel then takes its share. */
export function allowanceOf(clock: Clock, calendar: Calendar): Allowance {
  const per = minutesOf(clock.limit.unit, calendar)
  const base = exact(clock.limit.amount * per)
  const extension = exact((clock.extensions ?? []).reduce((sum, { amount }) => sum + amount, 0) * per)
  const full = base + extension
  if (!clock.greenSince) return { base, extension, allowed: full, green: null }
  return { base, extension, ...greenShare(clock, calendar, full, clock.greenSince) }
}

/**
 * Green channel: exactly half of the promise, counted from the original start, never rounded up; where that instant is
 * already past when the grant comes, half of the working time then left. A limit already used up keeps its date.
 */
function greenShare(clock: Clock, calendar: Calendar, full: number, since: Date): Pick<Allowance, 'allowed' | 'green'> {
  const half = walk(clock, calendar, full / 2)
  if (half.state !== 'dated' || half.at > since) return { allowed: full / 2, green: { rule: 'half', since, usedAtGrant: null } }
  const used = usedMinutes(clock, calendar, since) ?? full
  if (used >= full) return { allowed: full, green: null }
  return { allowed: used + (full - used) / 2, green: { rule: 'halfOfWhatWasLeft', since, usedAtGrant: used } }
}

/** 1.1 days of 420 minutes are 462, not 462.00000000000006. */
function exact(minutes: number): number {
  return Math.round(minutes * 1000) / 1000
}
