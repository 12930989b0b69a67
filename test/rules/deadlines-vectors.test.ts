/**
 * Dates re-added by hand. Each line's comment is the count a clerk would make on paper; the first block is that of the
 * published vectors, the rest covers pauses, extension, green channel, natural days, hours, silence and cut-off.
 * Sample office hours: 08:30-12:00 and 14:00-17:30, 420 minutes.
 */
import { describe, expect, test } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import type { Clock } from '../../server/deadlines/clock.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { parseLimit } from '../../server/deadlines/limit.ts'
import { marks } from '../../server/deadlines/marks.ts'
import { receivedAt } from '../../server/deadlines/received.ts'
import { civilTime, endTime, instantAt } from '../../server/deadlines/shanghai.ts'
import { timeParts, usage } from '../../server/deadlines/usage.ts'

const calendar = readCalendars('processes').of('420582')

/** '2026-03-04 15:00', China time; without a time of day 10:00. */
function at(text: string): Date {
  const [day, clock = '10:00'] = text.split(' ') as [string, string?]
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return instantAt(day, hours * 60 + minutes)
}

interface Facts { pauses?: [from: string, to: string | null][]; extend?: number; extendedAt?: string; green?: string; close?: boolean }

function clock(start: string, limit: string, facts: Facts = {}): Clock {
  return {
    limit: parseLimit(limit)!,
    start: at(start),
    ends: facts.close ? 'close' : 'midnight',
    pauses: (facts.pauses ?? []).map(([from, to], index) => ({ kind: `kind${index}`, law: '样例', from: at(from), to: to === null ? null : at(to) })),
    extensions: facts.extend ? [{ amount: facts.extend, law: '许可法42', grantedAt: at(facts.extendedAt ?? start) }] : [],
    greenSince: facts.green ? at(facts.green) : null,
  }
}

function end(start: string, limit: string, facts: Facts = {}): string {
  const found = deadline(clock(start, limit, facts), calendar)
  switch (found.state) {
    case 'dated': { const { day, clock } = endTime(found.at); return `${day} ${clock}` }
    case 'paused': return 'paused'
    case 'unknown': return `unknown ${found.missingYear}`
    default: return found satisfies never
  }
}

describe('working days: the published vectors', () => {
  test.each([
    // 13 Fri 1, 14 Sat worked 2, 15-23 off, 24 3, 25 4, 26 5
    ['2026-02-12', '5wd', '2026-02-26 24:00'],
    // 14 Sat worked 1, 24-27 5, 28 Sat worked 6, Mar 2-6 11, 9-13 16, 16 17 18 19 20
    ['2026-02-13', '20wd', '2026-03-19 24:00'],
    // Sep 20 Sun worked 1, 21-24 5, 25-27 off, 28-30 8, Oct 1-7 off, 8 9 10, 10 Sat worked 11, 12-16 16, 19-22 20
    ['2026-09-18', '20wd', '2026-10-22 24:00'],
    // Oct 8 1, 9 2, 10 Sat worked 3, 12 4, 13 5
    ['2026-09-30', '5wd', '2026-10-13 24:00'],
    // Sep 28 Sun worked 1, 29 2, 30 3, Oct 1-8 off, 9 4, 10 5, 11 Sat worked 6, 13 7
    ['2025-09-26', '7wd', '2025-10-13 24:00'],
    // Jan 1 off, 2 1
    ['2024-12-31', '1wd', '2025-01-02 24:00'],
    // Apr 30 1, May 1-5 off, 6 7 8 4, 9 Sat worked 5, 11 6, 12 7
    ['2026-04-29', '7wd', '2026-05-12 24:00'],
    // Feb 2-6 5, 9-13 10, 14 Sat worked 11, 24-27 15, 28 Sat worked 16, Mar 2-6 21, 9-13 26, 16-20 31, 23-27 36, 30-Apr 3 41, 4-6 off, 7-10 45
    ['2026-01-30', '45wd', '2026-04-10 24:00'],
  ])('%s + %s = %s', (start, limit, wanted) => expect(end(start, limit)).toBe(wanted))
})

describe('working days: weekends, make-up days, the edge of what is published', () => {
  test.each([
    // Mon; Tue 1
    ['2026-03-02', '1wd', '2026-03-03 24:00'],
    // Fri; Sat Sun rest, Mon 1
    ['2026-03-06', '1wd', '2026-03-09 24:00'],
    // received on a Saturday, which is the day of the event; Mon 9 to Fri 13 are 5
    ['2026-03-07', '5wd', '2026-03-13 24:00'],
    // Jan 1-3 off, Jan 4 is a worked Sunday: 1
    ['2025-12-31', '1wd', '2026-01-04 24:00'],
    // Jan 26 Sun worked 1, 27 2, Jan 28-Feb 4 off, 5 6 7 5, 8 Sat worked 6
    ['2025-01-24', '6wd', '2025-02-08 24:00'],
    // Feb 9 2024, New Year's Eve, was worked: 1
    ['2024-02-08', '1wd', '2024-02-09 24:00'],
    // Feb 9 1, 10-17 off, 18 Sun worked 2
    ['2024-02-08', '2wd', '2024-02-18 24:00'],
    // May 1-5 off, 6-10 5, 11 Sat worked 6
    ['2024-04-30', '6wd', '2024-05-11 24:00'],
    // Sep 14 Sat worked 1, 15-17 off, 18 2
    ['2024-09-13', '2wd', '2024-09-18 24:00'],
    // Sep 29 Sun worked 1, 30 2, Oct 1-7 off, 8 3
    ['2024-09-27', '3wd', '2024-10-08 24:00'],
    // Dec 28 29 30 31: 4, the last day that is published
    ['2026-12-25', '4wd', '2026-12-31 24:00'],
    // a fifth day would be in 2027, whose notice is not out: no date, never a guess
    ['2026-12-25', '5wd', 'unknown 2027'],
    // 2023 is not loaded either
    ['2023-12-28', '1wd', 'unknown 2023'],
    // half a day is over at noon, when its 210 minutes are used
    ['2026-03-02', '0.5wd', '2026-03-03 12:00'],
  ])('%s + %s = %s', (start, limit, wanted) => expect(end(start, limit)).toBe(wanted))

  test('an act at the counter ends when business closes', () => {
    expect(end('2026-03-02', '5wd', { close: true })).toBe('2026-03-09 17:30') // 3 4 5 6 4, 9 5
  })
})

describe('pauses take the days after their start through their end', () => {
  test.each<[string, string, string, [string, string | null][], string]>([
    // 3 1, 4 2, [5 6 paused], 9 3, 10 4, 11 5
    ['in the middle', '2026-03-02', '5wd', [['2026-03-04', '2026-03-06']], '2026-03-11 24:00'],
    // same day: takes none; 3 4 5 6 9
    ['begins and ends on one day', '2026-03-02', '5wd', [['2026-03-04 09:00', '2026-03-04 17:00']], '2026-03-09 24:00'],
    // first takes 4 5 6, second 6-10, together 4 5 6 9 10 of working days; 3 1, 11 2, 12 3, 13 4, 16 5
    ['two that overlap', '2026-03-02', '5wd', [['2026-03-03', '2026-03-06'], ['2026-03-05', '2026-03-10']], '2026-03-16 24:00'],
    // the same days twice are the same days: 3 1, 4 2, 9 3, 10 4, 11 5
    ['two over the same days', '2026-03-02', '5wd', [['2026-03-04', '2026-03-06'], ['2026-03-04', '2026-03-06']], '2026-03-11 24:00'],
    // Fri to Mon: takes Sat Sun (rest anyway) and Mon 9; 3 4 5 6 4, 10 5
    ['over a weekend', '2026-03-02', '5wd', [['2026-03-06', '2026-03-09']], '2026-03-10 24:00'],
    // takes 15-24, of which only 24 is worked; Feb 14 1, 25 26 27 4, 28 5, Mar 2-6 10, 9-13 15, 16-20 20
    ['over Spring Festival', '2026-02-13', '20wd', [['2026-02-14', '2026-02-24']], '2026-03-20 24:00'],
    // takes 3 4; 5 1, 6 2, 9 3, 10 4, 11 5
    ['from the day of the event', '2026-03-02', '5wd', [['2026-03-02', '2026-03-04']], '2026-03-11 24:00'],
    // began before the event: takes what lies after it, 3 4
    ['begun before', '2026-03-02', '5wd', [['2026-02-26', '2026-03-04']], '2026-03-11 24:00'],
    // open since the 4th: 3 1, 4 2, then no date
    ['still open', '2026-03-02', '5wd', [['2026-03-04', null]], 'paused'],
    // open since the last day: that day still counts, so the limit ended on it
    ['opened on the last day', '2026-03-02', '5wd', [['2026-03-09', null]], '2026-03-09 24:00'],
    // after the end: too late to matter
    ['after the end', '2026-03-02', '5wd', [['2026-03-10', '2026-03-20']], '2026-03-09 24:00'],
    // takes Oct 9 and the worked Saturday 10; 8 1, 12 2, 13 3
    ['over a make-up day', '2026-09-30', '3wd', [['2026-10-08', '2026-10-10']], '2026-10-13 24:00'],
  ])('%s', (_name, start, limit, pauses, wanted) => expect(end(start, limit, { pauses })).toBe(wanted))
})

describe('extension', () => {
  test.each<[string, string, string, Facts, string]>([
    // 20: Mar 3-6 4, 9-13 9, 16-20 14, 23-27 19, 30 20; 10 more: 31 1, Apr 1-3 4, 4-6 off, 7-10 8, 13 9, 14 10
    ['20 + 10 of a single body', '2026-03-02', '20wd', { extend: 10 }, '2026-04-14 24:00'],
    // 45 end Apr 10; 15 more: 13-17 5, 20-24 10, 27-30 14, May 1-5 off, 6 15
    ['45 + 15 of joint handling', '2026-01-30', '45wd', { extend: 15 }, '2026-05-06 24:00'],
    // 5 + 2 with a pause that takes 5 6: 3 4 2, 9 10 11 5, 12 13 7
    ['with a pause', '2026-03-02', '5wd', { extend: 2, pauses: [['2026-03-04', '2026-03-06']] }, '2026-03-13 24:00'],
  ])('%s', (_name, start, limit, facts, wanted) => expect(end(start, limit, facts)).toBe(wanted))
})

describe('green channel: half of the promise, to the minute', () => {
  test.each<[string, string, Facts, string]>([
    // 7 -> 3.5: 3 4 5 are 3, half of the 6th
    ['granted at the start, 7 days', '7wd', { green: '2026-03-02' }, '2026-03-06 12:00'],
    // 3 -> 1.5: 3 is 1, half of the 4th
    ['3 days', '3wd', { green: '2026-03-02' }, '2026-03-04 12:00'],
    // 1 -> half a day
    ['1 day', '1wd', { green: '2026-03-02' }, '2026-03-03 12:00'],
    // 10 -> 5 whole days end at 24:00: 3 4 5 6 9
    ['10 days', '10wd', { green: '2026-03-02' }, '2026-03-09 24:00'],
    // half a day -> 105 minutes from 08:30
    ['half a day', '0.5wd', { green: '2026-03-02' }, '2026-03-03 10:15'],
    // before half is used: still half of the whole from the original start
    ['granted on the way', '10wd', { green: '2026-03-05' }, '2026-03-09 24:00'],
    // 1.5 days were past since 4th 12:00. Used 420 + 210 + 60 = 690, left 570, half 285: 975 = 2 days + 135 -> 5th 08:30 + 2:15
    ['granted after the half', '3wd', { green: '2026-03-04 15:00' }, '2026-03-05 10:45'],
    // at noon sharp the half is past: used 630, left 630, half 315: 945 = 2 days + 105 -> 5th 10:15
    ['granted at the very instant', '3wd', { green: '2026-03-04 12:00' }, '2026-03-05 10:15'],
    // the noon break uses nothing: the same
    ['granted in the noon break', '3wd', { green: '2026-03-04 13:00' }, '2026-03-05 10:15'],
    // 5 days end 9th 24:00; at 20:00 that is not past
    ['granted in the last evening of the half', '10wd', { green: '2026-03-09 20:00' }, '2026-03-09 24:00'],
    // past; used 5 days, left 5, half 2.5: 7.5 days: 3 4 5 6 9 10 11 are 7, half of the 12th
    ['granted the morning after the half', '10wd', { green: '2026-03-10 08:00' }, '2026-03-12 12:00'],
    // 3 days end 5th 24:00: a grant on the 6th finds nothing left to halve
    ['granted after the end', '3wd', { green: '2026-03-06' }, '2026-03-05 24:00'],
    // pause takes 4 5; 3.5 days: 3, 6, 9, half of the 10th
    ['with a pause', '7wd', { green: '2026-03-02', pauses: [['2026-03-03', '2026-03-05']] }, '2026-03-10 12:00'],
    // half of the promise of 7 is 3.5, the 10 days granted come whole: 13.5: 3-6 4, 9-13 9, 16-19 13, half of the 20th
    ['with an extension', '7wd', { green: '2026-03-02', extend: 10 }, '2026-03-20 12:00'],
    ['extended on the way', '7wd', { green: '2026-03-02', extend: 10, extendedAt: '2026-03-05' }, '2026-03-20 12:00'],
    // 1.5 + 2 = 3.5: 3 4 5 are 3, half of the 6th, which at 10:00 is still to come
    ['granted after an extension', '3wd', { green: '2026-03-06 10:00', extend: 2, extendedAt: '2026-03-03' }, '2026-03-06 12:00'],
    // 3.5 days are past. Used 3 days + 210 + 60 = 1530 of 5 days = 2100, left 570, half 285: 1815 = 4 days + 135 -> 9th 08:30 + 2:15
    ['granted late after an extension', '3wd', { green: '2026-03-06 15:00', extend: 2, extendedAt: '2026-03-03' }, '2026-03-09 10:45'],
    // as granted after the half: 975; and the 2 days granted later whole: 1815
    ['granted late, extended after that', '3wd', { green: '2026-03-04 15:00', extend: 2, extendedAt: '2026-03-05' }, '2026-03-09 10:45'],
    // removed: 3 4 5 6 4, 9 10 11 7, as promised
    ['removed again', '7wd', {}, '2026-03-11 24:00'],
  ])('%s', (_name, limit, facts, wanted) => expect(end('2026-03-02', limit, facts)).toBe(wanted))
})

describe('natural days and hours', () => {
  test.each<[string, string, string, Facts, string]>([
    // 复议 60 days: Mar 31 is 29, Apr 30 is 59, May 1 is 60, a holiday to the 5th: carried to the 6th
    ['60 days ending in a holiday', '2026-03-02', '60d', {}, '2026-05-06 24:00'],
    // 5 days: Sat 7th, carried over Sunday to Mon 9th
    ['ending on a Saturday', '2026-03-02', '5d', {}, '2026-03-09 24:00'],
    // 3 days: Sat Feb 14 is worked, so it ends there
    ['ending on a worked Saturday', '2026-02-11', '3d', {}, '2026-02-14 24:00'],
    // 7 days of 建筑法 read as natural days: Oct 5, in the holiday, carried to Oct 8
    ['7 days over National Day', '2026-09-28', '7d', {}, '2026-10-08 24:00'],
    // 10 days, 5 6 paused: 3 4 2, 7-14 10, Sat 14th, carried to Mon 16th
    ['with a pause', '2026-03-02', '10d', { pauses: [['2026-03-04', '2026-03-06']] }, '2026-03-16 24:00'],
    // Sat 7th is the fifth; Sun 8th and Mon 9th are paused, so the next working day that counts is Tue 10th
    ['carried past a pause', '2026-03-02', '5d', { pauses: [['2026-03-07', '2026-03-09']] }, '2026-03-10 24:00'],
    // Jan 4 2027: whether it is worked nobody knows yet
    ['into an unpublished year', '2026-12-25', '10d', {}, 'unknown 2027'],
    // hours run from the minute of the event, through the weekend
    ['24 hours', '2026-03-06 15:20', '24h', {}, '2026-03-07 15:20'],
    ['30 minutes over midnight', '2026-10-01 23:50', '30min', {}, '2026-10-02 00:20'],
    // 7th is paused whole: 8:40 h on the 6th, the remaining 15:20 h on the 8th
    ['24 hours with a pause', '2026-03-06 15:20', '24h', { pauses: [['2026-03-06 18:00', '2026-03-07 09:00']] }, '2026-03-08 15:20'],
  ])('%s', (_name, start, limit, facts, wanted) => expect(end(start, limit, facts)).toBe(wanted))
})

describe('which event the clock runs from', () => {
  test('施工许可: from the application, not from acceptance', () => {
    expect(end('2026-05-07', '3wd')).toBe('2026-05-11 24:00') // Fri 8 1, worked Sat 9 2, Mon 11 3
    expect(end('2026-05-09', '3wd')).toBe('2026-05-13 24:00') // from acceptance it would be 11 12 13
  })
  test('施工许可: corrections shift the time (部令18 art. 5(3))', () => {
    // notice on the 8th, complete on the 12th: takes worked Sat 9, 11, 12; 8 1, 13 2, 14 3
    expect(end('2026-05-07', '3wd', { pauses: [['2026-05-08', '2026-05-12']] })).toBe('2026-05-14 24:00')
  })
  test('silence: five working days from the receipt, and the promise then runs from the receipt too', () => {
    const received = '2026-09-29 23:00' // online, late in the evening: still received that day
    expect(end(received, '5wd')).toBe('2026-10-12 24:00') // 30 1, Oct 8 2, 9 3, worked Sat 10 4, 12 5
    expect(end(received, '7wd')).toBe('2026-10-14 24:00') // 13 6, 14 7
  })
})

describe('cut-off hour: the counter only', () => {
  test.each<[string, 'online' | 'counter', string]>([
    ['2026-03-06 17:29', 'counter', '2026-03-06 17:29'], // Friday, a minute before closing
    ['2026-03-06 17:30', 'counter', '2026-03-09 08:30'], // closed: Monday
    ['2026-03-06 17:30', 'online', '2026-03-06 17:30'],
    ['2026-03-06 12:40', 'counter', '2026-03-06 12:40'], // the noon break is not closing
    ['2026-03-06 07:50', 'counter', '2026-03-06 08:30'],
    ['2026-02-14 10:00', 'counter', '2026-02-14 10:00'], // a worked Saturday
    ['2026-02-14 18:00', 'counter', '2026-02-24 08:30'], // then Spring Festival
    ['2026-02-17 02:00', 'online', '2026-02-17 02:00'], // 初一, at night
  ])('%s %s -> %s', (when, channel, wanted) => {
    expect(civilTime(receivedAt(at(when), channel, calendar)).slice(0, 16)).toBe(wanted)
  })
  test('a Saturday at the counter costs the day of the event', () => {
    const counter = receivedAt(at('2026-03-07 10:00'), 'counter', calendar)
    const found = deadline({ limit: parseLimit('1wd')!, start: counter }, calendar)
    expect(found.state === 'dated' && found.lastDay).toBe('2026-03-10') // Mon 9 is the event, Tue 10 is 1
  })
})

describe('marks and time used', () => {
  const text = (c: Clock) => marks(c, calendar).map(({ percent, at }) => { const e = endTime(at); return `${percent} ${e.day} ${e.clock}` })

  test('3 days: 630, 945, 1134 minutes and the end', () => {
    // 630 = 1.5 days; 945 = 2 days + 105; 1134 = 2 days + 294 = morning 210 + 84
    expect(text(clock('2026-03-02', '3wd'))).toEqual(['50 2026-03-04 12:00', '75 2026-03-05 10:15', '90 2026-03-05 15:24', '100 2026-03-05 24:00'])
  })
  test('20 days: whole days are used up at close of business', () => {
    // 10: 16th; 15: 23rd; 18: 26th; 20: 30th
    expect(text(clock('2026-03-02', '20wd'))).toEqual(['50 2026-03-16 17:30', '75 2026-03-23 17:30', '90 2026-03-26 17:30', '100 2026-03-30 24:00'])
  })
  test('an open pause hides the marks behind it', () => {
    // 4th counts whole: 2 of 5 days; nothing is at half
    expect(text(clock('2026-03-02', '5wd', { pauses: [['2026-03-04', null]] }))).toEqual([])
    // 3 of 5 days are through: half is past, the rest hidden
    expect(text(clock('2026-03-02', '5wd', { pauses: [['2026-03-05', null]] }))).toEqual(['50 2026-03-05 12:00'])
  })
  test('the mark of an unpublished year is missing, the ones before it stand', () => {
    expect(text(clock('2026-12-25', '5wd'))).toEqual(['50 2026-12-30 12:00', '75 2026-12-31 15:45']) // 2.5 days; 3.75 = 3 + 315
  })
  test('used and left in the afternoon of the second day', () => {
    const found = usage(clock('2026-03-02', '3wd'), calendar, at('2026-03-04 15:00'))
    expect(found).toMatchObject({ state: 'running', used: 690, allowed: 1260, left: 570, elapsedDays: 2 })
    expect(timeParts(found.left, found.perDay)).toEqual({ days: 1, hours: 2, minutes: 30 })
  })
  test('in the last evening nothing is left but nobody is late; at midnight it is over', () => {
    const facts = clock('2026-03-02', '3wd')
    expect(usage(facts, calendar, at('2026-03-05 23:59'))).toMatchObject({ state: 'running', left: 0, overdueBy: 0 })
    expect(usage(facts, calendar, at('2026-03-05 24:00'))).toMatchObject({ state: 'overdue', overdueBy: 0 })
    expect(usage(facts, calendar, at('2026-03-06 09:30'))).toMatchObject({ state: 'overdue', overdueBy: 60 })
  })
  test('paused: legal and elapsed days are told apart', () => {
    const facts = clock('2026-03-02', '5wd', { pauses: [['2026-03-04', null]] })
    expect(usage(facts, calendar, at('2026-03-20'))).toMatchObject({ state: 'paused', used: 840, left: 1260, deadline: null, elapsedDays: 18 })
  })
  test('a limit that reaches an unpublished year says so and still counts', () => {
    expect(usage(clock('2026-12-25', '5wd'), calendar, at('2026-12-28 18:00'))).toMatchObject({ state: 'unknown', missingYear: 2027, used: 420, left: 1680 })
  })
})
