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
  /** What counts now: base + extension, or the green channel's share of the base and the extension whole. Minutes of the working day (natural minutes for the other units). */
  allowed: number
  /** What is used up before the first of the days an extension gave; a proof tells those apart. */
  own: number
  green: null | { rule: 'half' | 'halfOfWhatWasLeft'; since: Date; usedAtGrant: number | null }
}

export type Deadline = Walk & { allowance: Allowance }

/** The instant a limit ends, or why it has none now. */
export function deadline(clock: Clock, calendar: Calendar): Deadline {
  const allowance = allowanceOf(clock, calendar)
  return { ...walk(clock, calendar, allowance.allowed), allowance }
}

/** Minutes the limit allows. An extension lengthens it by the granted days (domain H7); the green channel halves the promise alone. */
export function allowanceOf(clock: Clock, calendar: Calendar): Allowance {
  const per = minutesOf(clock.limit.unit, calendar)
  const base = exact(clock.limit.amount * per)
  const granted = (when: (grantedAt: Date) => boolean): number => exact(sum((clock.extensions ?? []).filter(({ grantedAt }) => when(grantedAt))) * per)
  const extension = granted(() => true)
  const since = clock.greenSince
  if (!since) return { base, extension, allowed: base + extension, own: base, green: null }
  return { base, extension, ...greenShare(clock, calendar, { base, before: granted((at) => at <= since), after: granted((at) => at > since) }, since) }
}

/**
 * Green channel (domain H5): exactly half of the promise as it was given, counted from the original start, never rounded up. Days that the
 * head granted for a reason told to the applicant (行政许可法 42) are no part of that promise and come on top whole. Where that instant is
 * already past when the grant comes, half of the working time then left. A limit already used up keeps its date.
 */
function greenShare(clock: Clock, calendar: Calendar, minutes: { base: number; before: number; after: number }, since: Date): Pick<Allowance, 'allowed' | 'own' | 'green'> {
  const half = minutes.base / 2 + minutes.before
  const found = walk(clock, calendar, half)
  if (found.state !== 'dated' || found.at > since) return { allowed: half + minutes.after, own: minutes.base / 2, green: { rule: 'half', since, usedAtGrant: null } }
  const full = minutes.base + minutes.before
  const used = usedMinutes(clock, calendar, since) ?? full
  if (used >= full) return { allowed: full + minutes.after, own: minutes.base, green: null }
  const left = wholeMinutes(used + (full - used) / 2, used)
  // days granted before are used after the limit's own, so what the channel halves is first of all theirs
  return { allowed: left + minutes.after, own: Math.min(minutes.base, left), green: { rule: 'halfOfWhatWasLeft', since, usedAtGrant: used } }
}

/** Working time is kept in minutes (H5) and never rounded up: a grant a moment after midnight gave the next day half a millisecond. Less than a minute is left as it is. */
function wholeMinutes(share: number, used: number): number {
  const whole = Math.floor(share)
  return whole > used ? whole : share
}

function sum(extensions: readonly { amount: number }[]): number {
  return extensions.reduce((total, { amount }) => total + amount, 0)
}

/** 1.1 days of 420 minutes are 462, not 462.00000000000006. */
function exact(minutes: number): number {
  return Math.round(minutes * 1000) / 1000
}
