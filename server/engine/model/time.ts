/**
 * ISO 8601 durations, dates and repetitions as timers read them. Instants are milliseconds since 1970 UTC,
 * calendar parts (years, months) are added in UTC.
 */
export interface Interval { months: number; milliseconds: number }
export interface Cycle { /** -1: for ever */ repetitions: number; interval: Interval; /** first due, when the text names one */ start: number | null }

const DURATION = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/
const HOUR = 3_600_000
/** Longer ones are slips of the pen, and an instant beyond the calendar is no number any more. */
const MAX_YEARS = 1_000

/** null when the text is no duration, or one of more than a thousand years. */
export function parseDuration(text: string): Interval | null {
  const match = DURATION.exec(text)
  if (!match || /P$|T$/.test(text)) return null
  const [, sign, years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
  const inMonths = Number(years) * 12 + Number(months)
  const inMilliseconds = Math.round((Number(weeks) * 7 + Number(days)) * 24 * HOUR + Number(hours) * HOUR + Number(minutes) * 60_000 + Number(seconds) * 1000)
  if (inMonths > MAX_YEARS * 12 || inMilliseconds > MAX_YEARS * 366 * 24 * HOUR) return null
  return sign ? { months: 0 - inMonths, milliseconds: 0 - inMilliseconds } : { months: inMonths, milliseconds: inMilliseconds }
}

/** An instant with its offset (`2026-01-31T09:00:00+08:00`, a zone in brackets after it is allowed); null when it is none. */
export function parseInstant(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))(\[[\w/+-]+\])?$/.exec(text)
  const value = match ? Date.parse(match[1]!) : Number.NaN
  return Number.isNaN(value) ? null : value
}

/** `R3/PT1H`, `R/PT1H`, `R3/2026-01-01T00:00:00Z/PT1H`; null when it is none. */
export function parseCycle(text: string): Cycle | null {
  const match = /^R(\d{0,6})\/(?:([^/]+)\/)?([^/]+)$/.exec(text)
  const interval = match ? parseDuration(match[3]!) : null
  const start = match?.[2] === undefined ? null : parseInstant(match[2])
  if (!match || !interval || (match[2] !== undefined && start === null)) return null
  return { repetitions: match[1] === '' ? -1 : Number(match[1]), interval, start }
}

/** `from` plus the interval. The 31st plus one month is the last day of the next. */
export function addInterval(from: number, interval: Interval): number {
  if (interval.months === 0) return from + interval.milliseconds
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + interval.months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime() + interval.milliseconds
}
