/**
 * Cron as Zeebe's timer cycles read it (Spring's six fields: second, minute, hour, day, month, day of the week), in UTC. Not carried: L, W, #,
 * a second other than one number (a timer fires once a minute at most), and a day together with a day of the week.
 */
export interface Cron {
  second: number
  minutes: readonly number[]
  hours: readonly number[]
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  weekdays: ReadonlySet<number>
}

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *', '@annually': '0 0 0 1 1 *', '@monthly': '0 0 0 1 * *', '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *', '@midnight': '0 0 0 * * *', '@hourly': '0 0 * * * *',
}
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const DAY = 86_400_000
/** A leap day may be eight years away. */
const FARTHEST_DAYS = 8 * 366 + 1

/** null when the text is no cron, or one that is not carried. */
export function parseCron(text: string): Cron | null {
  const fields = (MACROS[text.trim()] ?? text.trim()).toUpperCase().split(/\s+/)
  if (fields.length !== 6) return null
  const [second, minutes, hours, days, months, weekdays] = [
    values(fields[0]!, 0, 59), values(fields[1]!, 0, 59), values(fields[2]!, 0, 23), values(fields[3]!, 1, 31),
    values(fields[4]!, 1, 12, MONTHS, 1), values(fields[5]!, 0, 7, WEEKDAYS, 0),
  ]
  if (!second || !minutes || !hours || !days || !months || !weekdays || second.length !== 1) return null
  if (days.length < 31 && weekdays.length < 8) return null
  return { second: second[0]!, minutes, hours, days: new Set(days), months: new Set(months), weekdays: new Set(weekdays.map((each) => each % 7)) }
}

/** The numbers of one field, ascending: `*`, `?`, `5`, `1-5`, `0/15`, lists of them; null when it is none. */
function values(field: string, from: number, to: number, names: readonly string[] = [], first = 0): number[] | null {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const match = /^(\*|\?|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part)
    if (!match) return null
    const [, range, low, high, step] = match
    const number = (text: string) => (names.includes(text) ? names.indexOf(text) + first : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN)
    const start = range === '*' || range === '?' ? from : number(low!)
    const end = range === '*' || range === '?' || (step !== undefined && high === undefined) ? to : number(high ?? low!)
    if (!(start >= from && end <= to && start <= end) || step === '0' || step === '00') return null
    for (let value = start; value <= end; value += Number(step ?? 1)) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

/** The first instant after `after`; null when there is none (31 February). */
export function nextCron(cron: Cron, after: number): number | null {
  const today = Math.floor(after / DAY) * DAY
  for (let day = today; day < today + FARTHEST_DAYS * DAY; day += DAY) {
    const date = new Date(day)
    if (!cron.months.has(date.getUTCMonth() + 1) || !cron.days.has(date.getUTCDate()) || !cron.weekdays.has(date.getUTCDay())) continue
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const instant = day + ((hour * 60 + minute) * 60 + cron.second) * 1_000
        if (instant > after) return instant
      }
    }
  }
  return null
}
