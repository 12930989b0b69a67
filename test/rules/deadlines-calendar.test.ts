/** The calendar files: right, complete, refused where they contradict themselves, silent about no year. */
import { readFileSync } from 'node:fs'
import chineseDays from 'chinese-days'
import { afterEach, describe, expect, test } from 'vitest'
import { CalendarMissing, makeCalendars } from '../../server/deadlines/calendar.ts'
import { CalendarError, daysBetween, type CalendarYear, type DivisionFile } from '../../server/deadlines/calendarData.ts'
import { calendarDue } from '../../server/deadlines/coverage.ts'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { civilTime, dayOf, endTime, instantAt, minuteOfDay, rfc3339, weekdayOf } from '../../server/deadlines/shanghai.ts'

const read = <T>(name: string): T => JSON.parse(readFileSync(`processes/calendar/${name}.json`, 'utf8')) as T
const years = () => [2024, 2025, 2026].map((year) => read<CalendarYear>(String(year)))
const divisions = () => read<DivisionFile>('divisions')
const calendars = readCalendars('processes')
const country = calendars.of('000000')

describe('the published years', () => {
  test('agree with an independent table on every one of the 1,096 days', () => {
    const days = daysBetween('2024-01-01', '2026-12-31')
    expect(days).toHaveLength(1096)
    expect(days.filter((day) => country.isWorking(day) !== chineseDays.isWorkday(day))).toEqual([])
  })
  test('name the notice each comes from', () => {
    expect(country.sourceOf(2026)).toMatchObject({ number: '国办发明电〔2025〕7号', version: '2026-1' })
    expect(calendars.lastYear).toBe(2026)
  })
  test('the next year is missed from October on, when notices come', () => {
    expect(calendarDue(2026, new Date('2026-09-30T23:59:00+08:00'))).toBeNull()
    expect(calendarDue(2026, new Date('2026-10-01T00:00:00+08:00'))).toMatch(/published through 2026.*processes\/calendar\/2027\.json/)
    expect(calendarDue(2027, new Date('2026-11-22T08:00:00+08:00'))).toBeNull()
  })
  test('a year without a notice has no answer, though the table of the package gives one', () => {
    expect(chineseDays.isWorkday('2027-02-08')).toBe(true) // a Monday in Spring Festival week: silence read as work
    expect(() => country.isWorking('2027-02-08')).toThrow(CalendarMissing)
    expect(() => country.isWorking('2027-02-08')).toThrow(/2027 is not loaded.*processes\/calendar\/2027\.json/)
    expect(country.covers(2027)).toBe(false)
  })
})

describe('a file that contradicts itself is refused', () => {
  const refused = (change: (year: CalendarYear) => void, message: RegExp) => {
    const data = years()
    change(data[2]!)
    expect(() => makeCalendars(data, divisions())).toThrow(CalendarError)
    expect(() => makeCalendars(data, divisions())).toThrow(message)
  }
  test('a slip in the days does not get past the check sum', () => refused((y) => { y.makeUpDays.pop() }, /247 working days.*248/))
  test('a make-up day on a weekday', () => refused((y) => { y.makeUpDays[0]!.day = '2026-01-05' }, /2026-01-05.*no weekend/))
  test('a day both off and worked', () => refused((y) => { y.makeUpDays[1]!.day = '2026-02-15' }, /both a holiday and a working day/))
  test('a holiday of another year', () => refused((y) => { y.holidays[0]!.from = '2025-12-31' }, /another year/))
  test('half a year', () => refused((y) => { y.covers.to = '2026-06-30' }, /whole year/))
  test('no source', () => refused((y) => { y.source.number = '' }, /source/))
  test('a day that does not exist', () => refused((y) => { y.holidays[0]!.to = '2026-01-32' }, /./))

  test('a division with an unknown parent, a circle, hours of unequal length', () => {
    const file = divisions()
    const add = (code: string, parent: string, extra = {}) => ({ version: 'x', divisions: [...file.divisions, { code, name: code, parent, restDays: [], ...extra }] })
    expect(() => makeCalendars(years(), add('420000', '999999'))).toThrow(/parent 999999 is not in the file/)
    expect(() => makeCalendars(years(), add('420000', '420000'))).toThrow(/circle/)
    expect(() => makeCalendars(years(), add('420000', '000000', { hours: [{ from: '2026-06-01', open: [['08:00', '12:00'], ['15:00', '18:30']] }] }))).toThrow(/same minutes.*420 and 450/)
  })
})

describe('divisions', () => {
  const local: DivisionFile = {
    version: 'divisions-test',
    divisions: [
      ...divisions().divisions,
      { code: '450000', name: '样例自治区', parent: '000000', restDays: [{ name: '样例民族节', from: '2026-04-20', to: '2026-04-20', law: '自治条例(样例)' }, { name: '样例民族节二', from: '2026-05-09', to: '2026-05-09', law: '自治条例(样例)' }] },
      { code: '450100', name: '样例市', parent: '450000', restDays: [], hours: [{ from: '2024-01-01', open: [['08:30', '12:00'], ['14:00', '17:30']] }, { from: '2026-06-01', open: [['08:30', '12:00'], ['15:00', '18:30']] }] },
    ],
  }
  const made = makeCalendars(years(), local)
  const endIn = (division: string, day: string, amount: number) => {
    const found = deadline({ limit: { amount, unit: 'wd' }, start: instantAt(day, 600) }, made.of(division))
    return found.state === 'dated' ? Object.values(endTime(found.at)).join(' ') : found.state
  }
  test('a local rest day holds there and in the divisions below, not elsewhere', () => {
    expect(endIn('450000', '2026-04-17', 1)).toBe('2026-04-21 24:00') // Mon 20 rests, Tue 21 is 1
    expect(endIn('450100', '2026-04-17', 1)).toBe('2026-04-21 24:00')
    expect(endIn('420582', '2026-04-17', 1)).toBe('2026-04-20 24:00')
  })
  test('a local rest day wins over a make-up day', () => {
    expect(endIn('450100', '2026-05-08', 1)).toBe('2026-05-11 24:00') // worked Sat 9 rests here, Mon 11 is 1
  })
  test('a division that is not listed takes its nearest ancestor', () => {
    expect(made.of('450123').division).toBe('450100') // a county of the city
    expect(made.of('450300').division).toBe('450000')
    expect(made.of('110101').division).toBe('000000')
  })
  test('office hours move with the season, half a day does not', () => {
    expect(endIn('450100', '2026-05-28', 0.75)).toBe('2026-05-29 15:45') // 315 minutes: morning 210, 105 from 14:00
    expect(endIn('450100', '2026-06-01', 0.75)).toBe('2026-06-02 16:45') // 105 from 15:00
    expect(endIn('450100', '2026-06-01', 1.5)).toBe('2026-06-03 12:00')
  })
  test('a changed calendar moves the date, and its version tells', () => {
    const data = years()
    data[2]!.version = '2026-2'
    data[2]!.makeUpDays.at(-1)!.day = '2026-10-11' // the worked Saturday became the Sunday
    const changed = makeCalendars(data, divisions())
    const limit = { limit: { amount: 3, unit: 'wd' as const }, start: instantAt('2026-09-30', 600) }
    const before = deadline(limit, country)
    const after = deadline(limit, changed.of('000000'))
    expect(before.state === 'dated' && before.lastDay).toBe('2026-10-10') // 8 1, 9 2, 10 3
    expect(after.state === 'dated' && after.lastDay).toBe('2026-10-11') // 8 1, 9 2, 11 3
    expect([country.version, changed.of('000000').version]).toEqual(['2024-1 + 2025-1 + 2026-1 + divisions-1', '2024-1 + 2025-1 + 2026-2 + divisions-1'])
  })
})

describe('one time zone, whatever the machine has', () => {
  const zone = process.env.TZ
  afterEach(() => { if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone })

  test.each(['UTC', 'America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati'])('TZ=%s gives the same text', (tz) => {
    process.env.TZ = tz
    const found = deadline({ limit: { amount: 1.5, unit: 'wd' }, start: new Date('2026-03-02T15:59:59Z') }, country)
    expect(found.state === 'dated' && rfc3339(found.at)).toBe('2026-03-04T12:00:00+08:00')
    expect(dayOf(new Date('2026-03-02T16:00:00Z'))).toBe('2026-03-03')
    expect([weekdayOf('2026-03-01'), weekdayOf('2026-03-02'), weekdayOf('1969-12-31')]).toEqual([7, 1, 3])
  })
  test.each(['UTC', 'America/New_York', 'Asia/Shanghai'])('TZ=%s: summer time of 1986-91', (tz) => {
    process.env.TZ = tz
    // +09:00 in July 1988: a quarter past midnight of the 2nd, where a fixed +08:00 would say the 1st
    expect(civilTime(new Date('1988-07-01T15:15:00Z'))).toBe('1988-07-02 00:15:00')
    expect(dayOf(new Date('1988-07-01T15:15:00Z'))).toBe('1988-07-02')
    expect(civilTime(new Date('1988-12-01T15:15:00Z'))).toBe('1988-12-01 23:15:00')
    expect(minuteOfDay(new Date('1991-07-01T00:00:00Z'))).toBe(540)
    expect(civilTime(new Date('1992-07-01T00:00:00Z'))).toBe('1992-07-01 08:00:00')
  })
  test('midnight belongs to the day that ends', () => {
    expect(endTime(instantAt('2026-03-05', 1440))).toEqual({ day: '2026-03-05', clock: '24:00' })
    expect(endTime(instantAt('2026-03-05', 720))).toEqual({ day: '2026-03-05', clock: '12:00' })
  })
})
