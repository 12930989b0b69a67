/**
 * Instants and days in the one time zone of the law, Asia/Shanghai, whatever the machine's zone. Pure and browser-safe.
 * A day is a plain 'YYYY-MM-DD' string, which sorts as text; an instant is a Date. Working days are not known here.
 */

/** A civil day in China, 'YYYY-MM-DD'. */
export type Day = string

const MINUTE = 60_000
const DAY = 86_400_000
const OFFSET = 8 * 3_600_000
/** From here on China has kept +08:00 without a break; before it had summer time (1986-91 and in the 1940s). */
const FIXED_SINCE = Date.UTC(1991, 8, 15)

const zoned = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit',
})

/** Days since 1970-01-01 of a civil day. @throws RangeError for anything that is not a real day. */
export function dayNumber(day: Day): number {
  const [year, month, date] = [number(day, 0, 4), number(day, 5, 7), number(day, 8, 10)]
  if (day.length !== 10 || day[4] !== '-' || day[7] !== '-' || !(year >= 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month))) {
    throw new RangeError(`A day is written YYYY-MM-DD and exists, but this is "${day}".`)
  }
  return Math.round((year < 100 ? new Date(0).setUTCFullYear(year, month - 1, date) : Date.UTC(year, month - 1, date)) / DAY)
}

/** Digit by digit, since the walk over a limit's days asks for it thousands of times: Date.parse took half of that walk. NaN for anything else. */
function number(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN
  }
  return value
}

const LONG = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  return month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : LONG[month - 1]!
}

export function dayFromNumber(number: number): Day {
  return new Date(number * DAY).toISOString().slice(0, 10)
}

export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count)
}

export function yearOf(day: Day): number {
  return Number(day.slice(0, 4))
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: Day): number {
  return ((dayNumber(day) + 3) % 7 + 7) % 7 + 1
}

/** The civil day in China at this instant. */
export function dayOf(instant: Date): Day {
  return civilTime(instant).slice(0, 10)
}

/** Minutes since midnight in China, with a fraction for seconds. */
export function minuteOfDay(instant: Date): number {
  const [hours, minutes, seconds] = civilTime(instant).slice(11).split(':').map(Number) as [number, number, number]
  return hours * 60 + minutes + (seconds + (instant.getTime() % 1000 + 1000) % 1000 / 1000) / 60
}

/** 'YYYY-MM-DD HH:MM:SS' as a clock on a wall in China shows it. */
export function civilTime(instant: Date): string {
  if (instant.getTime() >= FIXED_SINCE) {
    return new Date(instant.getTime() + OFFSET).toISOString().slice(0, 19).replace('T', ' ')
  }
  return zoned.format(instant).replace(', ', ' ')
}

/** The instant `minutes` (possibly 1440 = 24:00) after midnight of a day; for days since 1992, which is all a limit meets. */
export function instantAt(day: Day, minutes: number): Date {
  return new Date(dayNumber(day) * DAY - OFFSET + Math.round(minutes * MINUTE))
}

/** RFC 3339 with +08:00, as the interface writes times. */
export function rfc3339(instant: Date): string {
  return `${new Date(instant.getTime() + OFFSET).toISOString().slice(0, 19)}+08:00`
}

/** How the end of a period is written: midnight belongs to the day that ends, '2026-02-26' and '24:00'. */
export function endTime(instant: Date): { day: Day; clock: string } {
  const text = civilTime(instant)
  if (text.endsWith(' 00:00:00')) return { day: addDays(text.slice(0, 10), -1), clock: '24:00' }
  return { day: text.slice(0, 10), clock: text.slice(11, 16) }
}
