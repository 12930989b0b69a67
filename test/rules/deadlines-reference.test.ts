/**
 * The clock against a slow reference that shares nothing with it: it looks at every single minute with another package's
 * table of working days and the zone data of the platform, and asks only "does this minute count?".
 */
import chineseDays from 'chinese-days'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import type { Clock } from '../../server/deadlines/clock.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { PERCENTS, marks } from '../../server/deadlines/marks.ts'
import { proofOf } from '../../server/deadlines/proof.ts'
import { civilTime } from '../../server/deadlines/shanghai.ts'
import { usedMinutes } from '../../server/deadlines/walk.ts'

const calendar = readCalendars('processes').of('000000')
const MINUTE = 60_000
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
const hours = new Map<number, string>()
const minutes = Array.from({ length: 60 }, (_, minute) => String(minute).padStart(2, '0'))
/** 'YYYY-MM-DD HH:MM:SS', the zone asked once an hour: asking it for every minute takes half a minute. */
function text(ms: number): string {
  const hour = Math.floor(ms / 3_600_000)
  if (!hours.has(hour)) hours.set(hour, shanghai.format(new Date(hour * 3_600_000)).slice(0, 13))
  const rest = ms - hour * 3_600_000
  return `${hours.get(hour)}:${minutes[Math.floor(rest / MINUTE)]}:${minutes[Math.floor((rest % MINUTE) / 1000)]}`
}
const perUnit = { wd: 420, d: 1440, h: 60, min: 1 }

/** Does the minute that begins at `ms` count for this clock? */
function reference(clock: Clock) {
  const eventDay = text(clock.start.getTime()).slice(0, 10)
  const paused = new Set<string>()
  for (const { from, to } of clock.pauses ?? []) {
    for (let ms = from.getTime() + 86_400_000; text(ms).slice(0, 10) <= text(to!.getTime()).slice(0, 10); ms += 86_400_000) paused.add(text(ms).slice(0, 10))
  }
  const days = new Map<string, boolean>()
  const works = (day: string) => { if (!days.has(day)) days.set(day, chineseDays.isWorkday(day)); return days.get(day)! }
  return { eventDay, paused, works, counts(ms: number): boolean {
    const now = text(ms)
    const [day, time] = [now.slice(0, 10), now.slice(11, 16)]
    if (paused.has(day)) return false
    if (clock.limit.unit === 'h' || clock.limit.unit === 'min') return ms >= clock.start.getTime()
    if (day <= eventDay) return false
    if (clock.limit.unit === 'd') return true
    return works(day) && ((time >= '08:30' && time < '12:00') || (time >= '14:00' && time < '17:30'))
  } }
}

const from = (clock: Clock) => Math.floor(clock.start.getTime() / MINUTE) * MINUTE

/** The instant after `wanted` counted minutes, and whether that used up the day. */
function slowUsedUp(clock: Clock, wanted: number): number {
  const { counts } = reference(clock)
  let left = wanted
  for (let ms = from(clock); ; ms += MINUTE) {
    if (!counts(ms)) continue
    if (left < 1) return ms + left * MINUTE // half minutes of a halved odd number
    if (--left === 0) return ms + MINUTE
  }
}

function slowUsed(clock: Clock, until: number): number {
  const { counts } = reference(clock)
  let used = 0
  for (let ms = from(clock); ms + MINUTE <= until; ms += MINUTE) if (counts(ms)) used++
  return used
}

function slowEnd(clock: Clock, wanted: number): string {
  const { counts, works, paused } = reference(clock)
  const usedUp = slowUsedUp(clock, wanted)
  if (clock.limit.unit === 'h' || clock.limit.unit === 'min') return text(usedUp)
  let midnight = usedUp
  let more = false
  while (!text(midnight).endsWith('00:00:00')) { more ||= counts(Math.floor(midnight / MINUTE) * MINUTE); midnight = (Math.floor(midnight / MINUTE) + 1) * MINUTE }
  const lastDay = (end: number) => text(end - MINUTE).slice(0, 10)
  if (clock.limit.unit === 'wd') return more ? text(usedUp) : text(midnight)
  if (works(lastDay(midnight))) return more ? text(usedUp) : text(midnight)
  while (!works(lastDay(midnight)) || paused.has(lastDay(midnight))) midnight += 86_400_000
  return text(midnight)
}

function slowAllowed(clock: Clock): number {
  const per = perUnit[clock.limit.unit]
  const base = clock.limit.amount * per
  const since = clock.greenSince?.getTime() ?? Infinity
  let [before, after] = [0, 0]
  for (const { amount, grantedAt } of clock.extensions ?? []) if (grantedAt.getTime() <= since) before += amount * per; else after += amount * per
  if (!clock.greenSince) return base + before
  if (slowEnd(clock, base / 2 + before) > text(since)) return base / 2 + before + after
  const used = Math.min(slowUsed(clock, since), base + before)
  const share = used + (base + before - used) / 2
  return (Math.floor(share) > used ? Math.floor(share) : share) + after // whole minutes, never rounded up (H5)
}

/** Whole minutes between 2024-02-01 and 2026-05-31, so that no case leaves the published years. */
const instant = fc.integer({ min: Date.UTC(2024, 1, 1) / MINUTE, max: Date.UTC(2026, 4, 31) / MINUTE }).map((minutes) => new Date(minutes * MINUTE))
const later = (start: Date, days: number) => fc.integer({ min: -3 * 1440, max: days * 1440 }).map((minutes) => new Date(start.getTime() + minutes * MINUTE))

const clocks: fc.Arbitrary<Clock> = fc.tuple(
  instant,
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ unit: fc.constant('wd' as const), amount: fc.integer({ min: 1, max: 50 }).map((half) => half / 2) }) },
    { weight: 2, arbitrary: fc.record({ unit: fc.constant('d' as const), amount: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ unit: fc.constant('h' as const), amount: fc.integer({ min: 1, max: 72 }) }) },
  ),
).chain(([start, limit]) => fc.record({
  start: fc.constant(start),
  limit: fc.constant(limit),
  pauses: fc.array(fc.tuple(later(start, 25), fc.integer({ min: 0, max: 15 * 1440 })).map(([begin, length]) => ({
    kind: 'hearing', law: '样例', from: begin, to: new Date(begin.getTime() + length * MINUTE),
  })), { maxLength: 3 }),
  extensions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, later(start, 20).map((grantedAt) => [{ amount: 10, law: '样例', grantedAt }])),
  greenSince: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, later(start, 20).map((since) => (since < start ? start : since))),
}))

describe('against a reference that looks at every minute', () => {
  test('the end, the marks and the time used are the same', () => {
    fc.assert(fc.property(clocks, fc.integer({ min: 0, max: 40 * 1440 }), (clock, after) => {
      const allowed = slowAllowed(clock)
      const found = deadline(clock, calendar)
      expect(found.allowance.allowed).toBeCloseTo(allowed, 6)
      expect(found.state === 'dated' && civilTime(found.at)).toBe(slowEnd(clock, allowed))
      const half = marks(clock, calendar).find(({ percent }) => percent === 50)!
      expect(Math.abs(half.at.getTime() - slowUsedUp(clock, allowed / 2))).toBeLessThan(1000)
      const now = clock.start.getTime() + after * MINUTE
      expect(usedMinutes(clock, calendar, new Date(now))).toBeCloseTo(slowUsed(clock, now), 6)
    }), { numRuns: 100 })
  }, 120_000)

  test('the marks come in order and none after the end; the proof re-adds to what was allowed', () => {
    fc.assert(fc.property(clocks, (clock) => {
      const found = marks(clock, calendar)
      expect(found.map(({ percent }) => percent)).toEqual([...PERCENTS])
      const times = found.map(({ at }) => at.getTime())
      expect(times).toEqual([...times].sort((a, b) => a - b))
      const proof = proofOf(clock, calendar, clock.start)
      expect(proof.rows.reduce((sum, row) => sum + row.minutes, 0)).toBeCloseTo(proof.allowance.allowed, 6)
      expect(proof.rows.at(-1)!.day).toBe(proof.end!.day)
    }), { numRuns: 300 })
  })

  test('an extension or a pause never brings a date forward, the green channel never puts it back', () => {
    fc.assert(fc.property(clocks, (clock) => {
      const at = (changed: Partial<Clock>) => { const found = deadline({ ...clock, ...changed }, calendar); return found.state === 'dated' ? found.at.getTime() : NaN }
      expect(at({ greenSince: null })).toBeGreaterThanOrEqual(at({ greenSince: null, pauses: [] }))
      expect(at({ greenSince: null })).toBeGreaterThanOrEqual(at({}))
      expect(at({ extensions: [{ amount: 3, law: '样例', grantedAt: clock.start }], greenSince: null })).toBeGreaterThan(at({ extensions: [], greenSince: null }) - 1)
    }), { numRuns: 300 })
  })
})
