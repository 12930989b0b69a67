/** The clock of a case from acceptance to decision, on a real database: each change moves the dates at once and is kept. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Knex } from 'knex'
import { timeline } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, type Tx } from '../../server/db/pool.ts'
import { useCalendars } from '../../server/deadlines/calendars.ts'
import { makeCalendars } from '../../server/deadlines/calendar.ts'
import type { CalendarYear, DivisionFile } from '../../server/deadlines/calendarData.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { endTime } from '../../server/deadlines/shanghai.ts'
import { readFileSync } from 'node:fs'
import type { Refusal } from '../../server/errors.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { openCase } from '../support/caseFixture.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let file: Case
const officer = { kind: 'officer' as const, id: '1', name: '样例-主管领导' }
const appraisal = { kind: 'appraisal', name: '鉴定', law: '行政许可法第四十五条', planned: { amount: 10, unit: 'wd' as const }, inside: false }
const publicity = { kind: 'publicity', name: '公示', law: '样例', planned: { amount: 5, unit: 'wd' as const }, inside: true }
const listed = { amount: 10, unit: 'wd' as const, by: 'head', law: '行政许可法第四十二条第一款' }

beforeAll(async () => { database = await createTestDatabase(); db = openDatabase(database.url) })
afterAll(async () => { await db.destroy(); await database.drop() })
beforeEach(async () => {
  ctx = contextAt(db, '2026-03-02T10:00:00+08:00')
  file = await openCase(ctx)
})

const locked = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(db, async (tx) => { await cases.lock(tx, file.id); return work(tx) })

/** 20 wd statutory and 10 wd promised from acceptance now. */
const accept = () => locked(async (tx) => {
  await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'statutory', amount: 20, unit: 'wd', source: '行政许可法第四十二条', from: ctx.now() })
  await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'promised', amount: 10, unit: 'wd', source: '办事指南承诺', from: ctx.now() })
})
const pause = (kind = 'appraisal', notice = '样例特告〔2026〕1号') => locked((tx) => deadlines.pause(tx, ctx, { caseId: file.id, kind, listed: [appraisal, publicity], notice, by: officer }))
const extend = (amount = 10, roles = ['head'], allowed: typeof listed | null = listed) => locked((tx) => deadlines.extend(tx, ctx, { caseId: file.id, amount, reason: '样例:情况复杂', listed: allowed, by: officer, roles }))
const resume = () => locked((tx) => deadlines.resume(tx, ctx, { caseId: file.id, kind: 'appraisal', by: officer }))

async function dates(): Promise<Record<string, string>> {
  const { limits } = await deadlines.account(db, ctx, file.id)
  return Object.fromEntries(limits.map((limit) => [limit.kind, limit.deadlineAt ? Object.values(endTime(limit.deadlineAt)).join(' ') : limit.standing]))
}

describe('a case under the clock', () => {
  test('two limits run from acceptance; starting one again gives the first', async () => {
    await accept()
    await accept()
    expect(await dates()).toEqual({ statutory: '2026-03-30 24:00', promised: '2026-03-16 24:00' })
    expect((await timeline(db, file.id)).map(({ action }) => action)).toEqual(['case.opened', 'limit.started', 'limit.started'])
  })

  test('a pause takes the dates away, its end gives later ones back, the planned days have a limit of their own', async () => {
    await accept()
    ctx.setTime('2026-03-04T10:00:00+08:00')
    await pause()
    // planned 10 wd from the 4th: 5 6 2, 9-13 7, 16 17 18
    expect(await dates()).toEqual({ statutory: 'paused', promised: 'paused', pause: '2026-03-18 24:00' })
    ctx.setTime('2026-03-11T16:00:00+08:00')
    await resume()
    // took 5 6 9 10 11, five working days
    expect(await dates()).toMatchObject({ statutory: '2026-04-07 24:00', promised: '2026-03-23 24:00' })
    const account = await deadlines.account(db, ctx, file.id)
    expect(account.limits[1]!.moves.map(({ cause, fromAt, toAt }) => [cause, fromAt && endTime(fromAt).day, toAt && endTime(toAt).day])).toEqual([
      ['pause:appraisal', '2026-03-16', null], ['resume:appraisal', null, '2026-03-23'],
    ])
    expect(account.limits.find(({ kind }) => kind === 'pause')).toMatchObject({ state: 'met', usedMinutes: 4 * 420 + 330 })
    expect(account.limits[1]!.proof.days).toMatchObject({ counted: 10, paused: 5 })
  })

  test('the clock stops for nothing the matter does not list, and never without the written notice', async () => {
    await accept()
    await expect(pause('hearing')).rejects.toMatchObject({ code: 'pause-not-listed' })
    await expect(pause('publicity')).rejects.toMatchObject({ code: 'pause-inside-limit' })
    await expect(pause('appraisal', ' ')).rejects.toMatchObject({ code: 'pause-without-notice' })
    await pause()
    await expect(pause()).rejects.toMatchObject({ code: 'pause-open' })
    await resume()
    await expect(resume()).rejects.toMatchObject({ code: 'pause-not-open' })
  })

  test('an extension: once, by the head, lengthens statutory limit and promise', async () => {
    await accept()
    await expect(extend(10, ['window'])).rejects.toMatchObject({ code: 'extension-not-the-head' })
    const tooLong = await extend(11).catch((error: unknown) => error as Refusal)
    expect(tooLong).toMatchObject({ code: 'extension-too-long' })
    // in the law's own unit: ten working days are not ten days
    expect([(tooLong as Refusal).sentence(), (tooLong as Refusal).sentence('en')]).toEqual([
      '延期最长10 个工作日，您填写的是11 个工作日。', 'An extension may be more than 0 and at most 10 working days, but 11 working days was asked for.'])
    await expect(extend(10, ['head'], null)).rejects.toMatchObject({ code: 'extension-not-listed' })
    await extend()
    expect(await dates()).toEqual({ statutory: '2026-04-14 24:00', promised: '2026-03-30 24:00' })
    await expect(extend()).rejects.toMatchObject({ code: 'extension-given' })
  })

  test('an extension never revives what has expired', async () => {
    await accept()
    ctx.setTime('2026-03-17T00:00:00+08:00') // the promise ended at 24:00 of the 16th, this very instant
    await extend(2)
    expect(await dates()).toEqual({ statutory: '2026-04-01 24:00', promised: '2026-03-16 24:00' }) // 31 1, Apr 1 2
  })

  test('after the statutory end there is no extension at all', async () => {
    await accept()
    ctx.setTime('2026-03-31T00:00:00+08:00')
    await expect(extend()).rejects.toMatchObject({ code: 'extension-after-expiry', details: { deadline: '2026-03-30 24:00' } })
  })

  test('the green channel halves promise and steps, not the statutory limit; future ones too; removal restores', async () => {
    await accept()
    await locked((tx) => deadlines.grantGreen(tx, ctx, { caseId: file.id, reason: '样例:重点项目', by: officer }))
    expect(await dates()).toEqual({ statutory: '2026-03-30 24:00', promised: '2026-03-09 24:00' })
    await locked((tx) => deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'co-body', amount: 3, unit: 'wd', source: '内部分解', from: ctx.now() }))
    expect(await dates()).toMatchObject({ 'co-body': '2026-03-04 12:00' })
    await expect(locked((tx) => deadlines.grantGreen(tx, ctx, { caseId: file.id, reason: '样例', by: officer }))).rejects.toMatchObject({ code: 'green-held' })
    await locked((tx) => deadlines.removeGreen(tx, ctx, { caseId: file.id, reason: '样例:项目调出名单', by: officer }))
    expect(await dates()).toEqual({ statutory: '2026-03-30 24:00', promised: '2026-03-16 24:00', 'co-body': '2026-03-05 24:00' })
    expect((await deadlines.account(db, ctx, file.id)).greens).toMatchObject([{ grantedBy: '样例-主管领导', removedReason: '样例:项目调出名单' }])
  })

  test('a limit that is met keeps its account whatever comes later', async () => {
    await accept()
    ctx.setTime('2026-03-04T15:00:00+08:00')
    await locked((tx) => deadlines.meet(tx, ctx, { caseId: file.id, kind: 'promised', how: 'met' }))
    ctx.setTime('2026-03-05T10:00:00+08:00')
    await pause()
    const [, promised] = (await deadlines.account(db, ctx, file.id)).limits
    expect(promised).toMatchObject({ state: 'met', usedMinutes: 690, deadlineAt: new Date('2026-03-16T16:00:00Z'), moves: [] })
    expect(promised!.proof.end).toMatchObject({ day: '2026-03-16', clock: '24:00' })
    expect(promised!.marks).toEqual([])
  })

  test('an unpublished year leaves a limit without a date, and the year\'s notice gives it one', async () => {
    ctx.setTime('2026-12-28T10:00:00+08:00')
    await accept()
    expect(await dates()).toEqual({ statutory: 'unknown', promised: 'unknown' })
    expect((await deadlines.account(db, ctx, file.id)).missingYear).toBe(2027)
    useCalendars(ctx, withSampleYear2027())
    const moves = await locked((tx) => deadlines.recount(tx, ctx, file.id, 'calendar'))
    expect(moves).toHaveLength(2)
    // Dec 29 30 31 3, Jan 1 off, 4-8 8, 11 12 10
    expect(await dates()).toMatchObject({ promised: '2027-01-12 24:00' })
    expect((await timeline(db, file.id)).at(-1)).toMatchObject({ action: 'clock.recounted', detail: { cause: 'calendar' } })
    expect(await locked((tx) => deadlines.recount(tx, ctx, file.id, 'calendar'))).toEqual([])
  })

  test('marks follow the limit until they are raised', async () => {
    await accept()
    const half = await locked((tx) => deadlines.raiseMarks(tx, file.id, new Date('2026-03-09T18:00:00+08:00')))
    expect(half).toMatchObject([{ kind: 'promised', percent: 50 }])
    await extend()
    const { marks } = (await deadlines.account(db, ctx, file.id)).limits.find(({ kind }) => kind === 'promised')!
    // promise of 20 days: 15 are used at close of Mar 23, 18 of Mar 26; the raised half stays where it was, at close of Mar 9
    expect(marks.map(({ percent, at }) => [percent, Object.values(endTime(at)).join(' ')])).toEqual([
      [50, '2026-03-09 17:30'], [75, '2026-03-23 17:30'], [90, '2026-03-26 17:30'], [100, '2026-03-30 24:00'],
    ])
  })

  test('the trace names each moved date', async () => {
    await accept()
    await extend(2)
    expect((await timeline(db, file.id)).at(-1)).toMatchObject({
      action: 'clock.extended', actor: { name: '样例-主管领导' },
      detail: { amount: 2, law: '行政许可法第四十二条第一款', moves: [{ kind: 'statutory', from: '2026-03-30 24:00', to: '2026-04-01 24:00' }, { kind: 'promised', from: '2026-03-16 24:00', to: '2026-03-18 24:00' }] },
    })
  })
})

/** An invented arrangement: the real notice of 2027 was not out when this was written. */
function withSampleYear2027() {
  const read = <T>(name: string): T => JSON.parse(readFileSync(`processes/calendar/${name}.json`, 'utf8')) as T
  const sample: CalendarYear = {
    year: 2027, version: '2027-样例', covers: { from: '2027-01-01', to: '2027-12-31' },
    source: { title: '样例', number: '样例〔2026〕1号', issued: '2026-11-01', url: 'https://example.invalid/' },
    holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-01' }], makeUpDays: [], workingDays: 260,
  }
  return makeCalendars([read<CalendarYear>('2026'), sample], read<DivisionFile>('divisions'))
}
