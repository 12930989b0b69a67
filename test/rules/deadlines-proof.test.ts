/** The proof of a date: each day says what it was, and the sum is the limit. */
import { describe, expect, test } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { proofOf } from '../../server/deadlines/proof.ts'
import { instantAt } from '../../server/deadlines/shanghai.ts'

const calendar = readCalendars('processes').of('420582')
const at = (day: string, minute = 600) => instantAt(day, minute)
const appraisal = { kind: 'appraisal', law: '行政许可法第四十五条' }

describe('the proof of a date', () => {
  const proof = proofOf({
    limit: { amount: 5, unit: 'wd' },
    start: at('2026-04-29'),
    pauses: [{ ...appraisal, from: at('2026-05-06'), to: at('2026-05-08') }],
    extensions: [{ amount: 2, law: '行政许可法第四十二条第一款', grantedAt: at('2026-05-11') }],
  }, calendar, at('2026-05-12'))

  test('goes through every day from the event to the end', () => {
    expect(proof.rows.map(({ day, status, kind, name }) => `${day} ${status} ${kind}${name ? ` ${name}` : ''}`)).toEqual([
      '2026-04-29 event working',
      '2026-04-30 counted working', // 1
      '2026-05-01 rest holiday 劳动节',
      '2026-05-02 rest holiday 劳动节',
      '2026-05-03 rest holiday 劳动节',
      '2026-05-04 rest holiday 劳动节',
      '2026-05-05 rest holiday 劳动节',
      '2026-05-06 counted working', // 2: the day a pause begins still counts
      '2026-05-07 paused working',
      '2026-05-08 paused working',
      '2026-05-09 counted makeUp 劳动节', // 3: a worked Saturday
      '2026-05-10 rest weekend',
      '2026-05-11 counted working', // 4
      '2026-05-12 counted working', // 5
      '2026-05-13 extension working', // 6
      '2026-05-14 extension working', // 7
    ])
    expect(proof.end).toMatchObject({ day: '2026-05-14', clock: '24:00' })
  })
  test('the sums re-add it', () => {
    expect(proof.days).toEqual({ counted: 5, extension: 2, rest: 6, paused: 2, carried: 0, makeUp: 1, holiday: 5 })
    expect(proof.rows.at(-1)).toMatchObject({ minutes: 420, total: 7 * 420 })
    expect(proof.perDay).toBe(420)
  })
  test('each rule is named with its article, the calendar with version and notice', () => {
    expect(proof.rules).toEqual([
      { rule: 'eventDayNotCounted' }, { rule: 'workingDays' }, { rule: 'makeUpDays' },
      { rule: 'pause', law: '行政许可法第四十五条' }, { rule: 'extension', law: '行政许可法第四十二条第一款' }, { rule: 'endsAtMidnight' },
    ])
    expect(proof.calendar.version).toBe('2024-1 + 2025-1 + 2026-1 + divisions-1')
    expect(proof.calendar.sources).toMatchObject([{ year: 2026, number: '国办发明电〔2025〕7号' }])
  })
  test('in the green channel the half of the promise counts, then the extension whole, and the sheet says so', () => {
    const green = proofOf({ limit: { amount: 4, unit: 'wd' }, start: at('2026-03-02'), greenSince: at('2026-03-03'), extensions: [{ amount: 3, law: '行政许可法第四十二条第一款', grantedAt: at('2026-03-04') }] }, calendar, at('2026-03-04'))
    expect(green.rows.map(({ day, status }) => `${day.slice(8)} ${status}`)).toEqual(['02 event', '03 counted', '04 counted', '05 extension', '06 extension', '07 rest', '08 rest', '09 extension'])
    expect(green.rules.map(({ rule }) => rule)).toEqual(['eventDayNotCounted', 'workingDays', 'extension', 'greenHalf', 'greenExtension', 'endsAtMidnight'])
  })
  test('where the green channel came only in the granted days, the limit\'s own days are all told as its own', () => {
    // 4 days of its own (03 04 05 06), 6 granted (09..16); green at the end of the 12th, with 8 used and 2 left: one more
    const late = proofOf({ limit: { amount: 4, unit: 'wd' }, start: at('2026-03-02'), extensions: [{ amount: 6, law: '行政许可法第四十二条第一款', grantedAt: at('2026-03-05') }], greenSince: at('2026-03-13', 0) }, calendar, at('2026-03-13', 0))
    expect(late.allowance).toMatchObject({ allowed: 9 * 420, own: 4 * 420, green: { rule: 'halfOfWhatWasLeft', usedAtGrant: 8 * 420 } })
    expect(late.days).toMatchObject({ counted: 4, extension: 5 })
    expect(late.end).toMatchObject({ day: '2026-03-13', clock: '24:00' })
  })
  test('a paused limit shows the account through today and no date', () => {
    const open = proofOf({ limit: { amount: 5, unit: 'wd' }, start: at('2026-03-02'), pauses: [{ ...appraisal, from: at('2026-03-04'), to: null }] }, calendar, at('2026-03-06'))
    expect(open).toMatchObject({ state: 'paused', end: null })
    expect(open.rows.map(({ day, status }) => `${day.slice(8)} ${status}`)).toEqual(['02 event', '03 counted', '04 counted', '05 paused', '06 paused'])
  })
  test('a limit into an unpublished year ends with what is known and says which year is missing', () => {
    const unknown = proofOf({ limit: { amount: 5, unit: 'wd' }, start: at('2026-12-29') }, calendar, at('2026-12-30'))
    expect(unknown).toMatchObject({ state: 'unknown', missingYear: 2027, end: null })
    expect(unknown.rows.at(-1)).toMatchObject({ day: '2026-12-31', total: 840 })
  })
  test('two pauses over one day take it once and say so; the green channel and a carried end are named', () => {
    const two = proofOf({ limit: { amount: 5, unit: 'wd' }, start: at('2026-03-02'), pauses: [{ ...appraisal, from: at('2026-03-03'), to: at('2026-03-05') }, { kind: 'hearing', law: '行政许可法第四十八条', from: at('2026-03-04'), to: at('2026-03-06') }], greenSince: at('2026-03-02') }, calendar, at('2026-03-02'))
    expect(two.rules.map(({ rule }) => rule)).toEqual(['eventDayNotCounted', 'workingDays', 'pause', 'pause', 'pausesOnce', 'greenHalf', 'endsWithinDay'])
    const carried = proofOf({ limit: { amount: 5, unit: 'd' }, start: at('2026-03-02') }, calendar, at('2026-03-02'))
    expect(carried.rules.map(({ rule }) => rule)).toEqual(['eventDayNotCounted', 'naturalDays', 'carriedToWorkingDay', 'endsAtMidnight'])
    expect(carried.days.carried).toBe(2)
  })
})
