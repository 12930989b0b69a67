/**
 * The clock attacked with random lives of a limit, held against slowClock.ts: any millisecond of 2024-2026 as the event, the longest limits, four
 * pauses in every position, an extension before or after the green channel, years that nobody has published. CLOCK_RUNS asks for more of them.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import type { Clock } from '../../server/deadlines/clock.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { marks } from '../../server/deadlines/marks.ts'
import { proofOf } from '../../server/deadlines/proof.ts'
import { usage } from '../../server/deadlines/usage.ts'
import { readWorkdays, slowClock, type SlowClock } from '../support/slowClock.ts'

const calendar = readCalendars('processes').of('420582')
const works = readWorkdays()
const slow = slowClock(works)
const numRuns = Number(process.env.CLOCK_RUNS ?? 300)
const DAY = 86_400_000
const MINUTE = 60_000

/** Midnights in China, their last milliseconds, office hours' edges, and anything else. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: DAY - 1 }),
  fc.constantFrom(0, 1, DAY - 1, DAY - 1000, 8.5 * 3_600_000, 12 * 3_600_000, 14 * 3_600_000, 17.5 * 3_600_000, 17.5 * 3_600_000 - 1),
)
const on = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
/** Any day, and more often those before long holidays, make-up Saturdays and turns of the year. */
const day = fc.oneof(
  fc.integer({ min: 0, max: 1095 }).map((n) => on('2024-01-01') + n * DAY),
  fc.constantFrom('2024-02-04', '2024-02-09', '2024-09-30', '2024-12-31', '2025-01-26', '2025-01-27', '2025-09-28', '2025-12-31', '2026-02-13', '2026-02-14', '2026-09-30', '2026-11-20', '2026-12-31').map(on),
)
const instant = fc.tuple(day, moment).map(([from, ms]) => from + ms)
const within = (start: number, days: number) => fc.tuple(fc.integer({ min: -3, max: days }), moment).map(([after, ms]) => Math.floor((start + after * DAY + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000 + ms)

const lives: fc.Arbitrary<SlowClock & { now: number }> = fc.record({
  start: instant,
  limit: fc.oneof(
    fc.record({ unit: fc.constant('wd' as const), amount: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(0.5, 1.5, 2.5, 4.5)) }),
    fc.record({ unit: fc.constant('d' as const), amount: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ unit: fc.constant('h' as const), amount: fc.integer({ min: 1, max: 72 }) }),
  ),
}).chain(({ start, limit }) => fc.record({
  ...{ start: fc.constant(start), unit: fc.constant(limit.unit), amount: fc.constant(limit.amount) },
  closing: fc.constantFrom('midnight' as const, 'midnight' as const, 'close' as const),
  pauses: fc.array(fc.tuple(within(start, 60), fc.oneof(fc.integer({ min: 0, max: 40 * DAY }), fc.constantFrom(0, 1, DAY), fc.constant(null))), { maxLength: 4 })
    .map((all) => all.map(([from, length]) => ({ from, to: length === null ? null : from + length }))),
  extension: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 15 }), at: within(start, 60) }), { nil: null }),
  green: fc.option(within(start, 60).map((at) => Math.max(at, start)), { nil: null }),
  now: within(start, 120).map((at) => Math.max(at, start)),
}))

const clockOf = (life: SlowClock): Clock => ({
  limit: { unit: life.unit, amount: life.amount }, start: new Date(life.start), ends: life.closing,
  pauses: life.pauses.map(({ from, to }) => ({ kind: 'hearing', law: '样例', from: new Date(from), to: to === null ? null : new Date(to) })),
  extensions: life.extension ? [{ amount: life.extension.amount, law: '样例', grantedAt: new Date(life.extension.at) }] : [],
  greenSince: life.green === null ? null : new Date(life.green),
})
/** A millisecond of rounding is no difference: dates are printed to the minute. */
const near = (found: number | null, wanted: number | null, what: string) => {
  if (found === null || wanted === null) expect(found, what).toBe(wanted)
  else expect(Math.abs(found - wanted), `${what}: ${new Date(found).toISOString()} instead of ${new Date(wanted).toISOString()}`).toBeLessThanOrEqual(2)
}

describe('any life of a limit, against the slow clock', () => {
  test('its end, its marks and its time used and left', () => {
    fc.assert(fc.property(lives, (life) => {
      const clock = clockOf(life)
      const wanted = slow.count(life)
      const found = deadline(clock, calendar)
      expect(found.state).toBe(wanted.state)
      near(found.state === 'dated' ? found.at.getTime() : null, wanted.end, 'end')
      expect(found.allowance.allowed * MINUTE).toBeCloseTo(wanted.allowed, 0)
      const given = new Map(marks(clock, calendar).map(({ percent, at }) => [percent, at.getTime()]))
      for (const [index, percent] of ([50, 75, 90, 100] as const).entries()) near(given.get(percent) ?? null, wanted.marks[index]!, `${percent} %`)

      const told = usage(clock, calendar, new Date(life.now))
      const used = slow.used(life, life.now)
      const late = wanted.end !== null && life.now >= wanted.end
      if (used !== undefined) {
        near(told.used * MINUTE, Math.min(used, wanted.allowed), 'used')
        near(told.left * MINUTE, late ? 0 : Math.max(0, wanted.allowed - used), 'left')
        near(told.overdueBy * MINUTE, late ? Math.max(0, used - wanted.allowed) : 0, 'overdue by')
      }
      expect(told.state === 'overdue').toBe(late)
    }), { numRuns })
  }, 300_000)

  test('its proof re-adds: every day once and in order, the sum is what is allowed, the last day is the date', () => {
    fc.assert(fc.property(lives, (life) => {
      const proof = proofOf(clockOf(life), calendar, new Date(life.now))
      const days = proof.rows.map((row) => on(row.day) / DAY)
      expect(days).toEqual(days.map((_, index) => days[0]! + index))
      let total = 0
      for (const row of proof.rows) { total += row.minutes; expect(row.total).toBeCloseTo(total, 6) }
      expect(proof.rows.length).toBe(proof.days.counted + proof.days.extension + proof.days.rest + proof.days.paused + proof.days.carried + (life.unit === 'h' || proof.rows.length === 0 ? 0 : 1))
      if (proof.end === null) return
      expect(total).toBeCloseTo(proof.allowance.allowed, 4) // to the millisecond
      // hours begun in a day's first second end in another's, which is printed as 24:00
      if (life.unit !== 'h') expect(proof.rows.at(-1)!.day).toBe(proof.end.day)
      // the days that the head's extension gave are told apart, and no more of them than it gave
      const extended = proof.rows.filter(({ status }) => status === 'extension').reduce((sum, { minutes }) => sum + minutes, 0)
      expect(extended).toBeLessThanOrEqual(proof.allowance.extension + 1e-6)
      // a table of whole days, half days and hours adds up as printed
      const per = proof.perDay
      expect(proof.rows.filter(({ minutes }) => minutes > 0 && minutes < per).length).toBeLessThanOrEqual(life.unit === 'h' ? 2 : 1)
    }), { numRuns })
  }, 300_000)

  test('a pause that ends before it begins, or on the day it begins, takes nothing', () => {
    fc.assert(fc.property(lives, fc.integer({ min: 0, max: 20 * DAY }), (life, back) => {
      const without = deadline(clockOf({ ...life, pauses: [] }), calendar)
      for (const from of life.pauses.map((one) => one.from)) {
        expect(deadline(clockOf({ ...life, pauses: [{ from, to: from - back }] }), calendar)).toMatchObject(without.state === 'dated' ? { state: 'dated', at: without.at } : { state: without.state })
      }
    }), { numRuns: Math.ceil(numRuns / 3) })
  }, 300_000)
})
