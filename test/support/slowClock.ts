/**
 * The law's clock once more, slowly and by itself: the calendar's files read anew, every day looked at, whole milliseconds added up. It shares no line
 * with server/deadlines, so that where the two differ one of them is wrong. The rules are domain A3, H5 and H7, each named where it is applied.
 */
import { readFileSync } from 'node:fs'

const DAY = 86_400_000
const HOUR = 3_600_000
const ZONE = 8 * HOUR
/** 08:30-12:00 and 14:00-17:30, as processes/calendar/divisions.json has it for the whole country. */
const OFFICE: [number, number][] = [[8.5 * HOUR, 12 * HOUR], [14 * HOUR, 17.5 * HOUR]]
const WORKDAY = 7 * HOUR

export interface SlowClock {
  unit: 'wd' | 'd' | 'h'
  amount: number
  start: number
  closing: 'midnight' | 'close'
  pauses: { from: number; to: number | null }[]
  extension: { amount: number; at: number } | null
  green: number | null
}

export interface SlowCount {
  state: 'dated' | 'paused' | 'unknown'
  /** The lawful end; null without a date. */
  end: number | null
  /** Milliseconds the limit allows. */
  allowed: number
  /** Instants at which 50, 75, 90 and 100 % are used, null where there is none. */
  marks: (number | null)[]
}

/** Days since 1970 in China of an instant. */
const dayAt = (ms: number): number => Math.floor((ms + ZONE) / DAY)
const midnight = (day: number): number => day * DAY - ZONE
const dayNumber = (text: string): number => Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8))) / DAY

interface Year { year: number; holidays: { from: string; to: string }[]; makeUpDays: { day: string }[] }

/** Which days are worked in the years that are published, straight from the notices' files. */
export function readWorkdays(years: readonly number[] = [2024, 2025, 2026]): (day: number) => boolean | undefined {
  const worked = new Map<number, boolean>()
  for (const year of years) {
    const file = JSON.parse(readFileSync(`processes/calendar/${year}.json`, 'utf8')) as Year
    for (let day = dayNumber(`${year}-01-01`); day <= dayNumber(`${year}-12-31`); day++) worked.set(day, ![0, 6].includes(new Date(day * DAY).getUTCDay()))
    for (const { from, to } of file.holidays) for (let day = dayNumber(from); day <= dayNumber(to); day++) worked.set(day, false)
    for (const { day } of file.makeUpDays) worked.set(dayNumber(day), true)
  }
  return (day) => worked.get(day)
}

export function slowClock(works: (day: number) => boolean | undefined) {
  const perUnit = { wd: WORKDAY, d: DAY, h: HOUR }

  /** H7: the days after the one it begins on through the one it ends on; a day is taken once, however many take it. */
  const paused = (clock: SlowClock, day: number): boolean => clock.pauses.some(({ from, to }) => day > dayAt(from) && (to === null || day <= dayAt(to)))
  const stopped = (clock: SlowClock, day: number): boolean => clock.pauses.some(({ from, to }) => to === null && day > dayAt(from))

  /** The stretches of a day that count; undefined where nobody knows. */
  function stretches(clock: SlowClock, day: number): [number, number][] | undefined {
    const first = dayAt(clock.start)
    if (paused(clock, day) || (day === first && clock.unit !== 'h')) return []
    if (clock.unit === 'wd') {
      const worked = works(day)
      return worked === undefined ? undefined : worked ? OFFICE.map(([from, to]) => [midnight(day) + from, midnight(day) + to]) : []
    }
    return [[day === first ? clock.start : midnight(day), midnight(day + 1)]]
  }

  /** Milliseconds counted until an instant; undefined where a year is not published. */
  function used(clock: SlowClock, until: number): number | undefined {
    let sum = 0
    for (let day = dayAt(clock.start); day <= dayAt(until); day++) {
      const found = stretches(clock, day)
      if (!found) return undefined
      for (const [from, to] of found) sum += Math.max(0, Math.min(to, until) - from)
    }
    return sum
  }

  /** When `wanted` is used up, and whether that was the end of what the day had to give. */
  function usedUp(clock: SlowClock, wanted: number): { at: number; full: boolean } | 'paused' | 'unknown' {
    let left = wanted
    for (let day = dayAt(clock.start); ; day++) {
      if (stopped(clock, day)) return 'paused'
      const found = stretches(clock, day)
      if (!found) return 'unknown'
      for (const [index, [from, to]] of found.entries()) {
        if (left <= to - from + 0.5) return { at: from + Math.round(left), full: index === found.length - 1 && left >= to - from - 0.5 }
        left -= to - from
      }
    }
  }

  /** 民法典 203 and H7: a full last day ends at 24:00 (or with the office), a natural period never on a rest day. */
  function ends(clock: SlowClock, wanted: number): number | 'paused' | 'unknown' {
    const found = usedUp(clock, wanted)
    if (typeof found === 'string' || clock.unit === 'h') return typeof found === 'string' ? found : found.at
    let day = dayAt(found.at - 1)
    const dayEnd = (): number => (clock.closing === 'close' ? midnight(day) + OFFICE[1]![1] : midnight(day + 1))
    if (clock.unit === 'wd') return found.full ? dayEnd() : found.at
    if (works(day) === undefined) return 'unknown'
    if (works(day)) return found.full ? dayEnd() : found.at
    for (day++; ; day++) {
      if (stopped(clock, day)) return 'paused'
      if (works(day) === undefined) return 'unknown'
      if (works(day) && !paused(clock, day)) return dayEnd()
    }
  }

  /** H5, H7: half of the promise as given, days granted before on top; too late for that, half of what was left; days granted after it whole. */
  function allowed(clock: SlowClock): number {
    const base = clock.amount * perUnit[clock.unit]
    const granted = (clock.extension?.amount ?? 0) * perUnit[clock.unit]
    if (clock.green === null) return base + granted
    const before = clock.extension && clock.extension.at <= clock.green ? granted : 0
    const half = ends(clock, base / 2 + before)
    if (typeof half === 'string' || half > clock.green) return base / 2 + granted
    const gone = Math.min(used(clock, clock.green) ?? Infinity, base + before)
    const share = gone + (base + before - gone) / 2
    const whole = Math.floor(share / 60_000) * 60_000 // H5: minutes, never rounded up
    return (gone < base + before && whole > gone ? whole : share) + (granted - before)
  }

  function count(clock: SlowClock): SlowCount {
    const all = allowed(clock)
    const end = ends(clock, all)
    const mark = (share: number): number | null => { const found = usedUp(clock, all * share); return typeof found === 'string' ? null : found.at }
    return {
      state: typeof end === 'string' ? end : 'dated', end: typeof end === 'string' ? null : end, allowed: all,
      marks: [mark(0.5), mark(0.75), mark(0.9), typeof end === 'string' ? null : end],
    }
  }
  return { count, used, ends }
}
