/**
 * A case at the turn of a year whose holidays the State Council has not published: no date is guessed. Applicant, officers and letters are told
 * which year is missing, work goes on, and when the notice is loaded every date stands and people hear of it (domain A4, G2).
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { row, rows } from '../../server/db/pool.ts'
import { makeCalendars } from '../../server/deadlines/calendar.ts'
import type { CalendarYear, DivisionFile } from '../../server/deadlines/calendarData.ts'
import { useCalendars } from '../../server/deadlines/calendars.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'
import { Visitor } from '../support/web.ts'

let office: Office
let mine: { number: string; queryCode: string; caseKey: string }
beforeAll(async () => { office = await openOffice(embeddedStoryEngine, '2026-12-29T01:00:00Z') })
afterAll(() => office?.close())

const read = <T>(name: string): T => JSON.parse(readFileSync(`processes/calendar/${name}.json`, 'utf8')) as T

/** An invented arrangement: the real notice was not out when this was written. */
function sample2027(): CalendarYear {
  return {
    year: 2027, version: '2027-样例', covers: { from: '2027-01-01', to: '2027-12-31' },
    source: { title: '样例', number: '样例〔2026〕1号', issued: '2026-12-30', url: 'https://example.invalid/' },
    holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }], makeUpDays: [], workingDays: 260,
  }
}

async function decide(login: string, step: string, data: object): Promise<void> {
  const officer = await office.officer(login)
  const [task] = await rows<{ id: string }>(office.ctx.db, `select id from task where case_id = ? and element_id = ? and state = 'open'`, [mine.caseKey, step])
  await officer.json('POST', `/v1/user-tasks/${task!.id}/completion`, { variables: data })
  await office.settle()
}

async function limits(): Promise<Record<string, string | null>> {
  const status = await office.anybody().call('GET', `/v1/applicant-cases/${mine.number}`, undefined, { authorization: `Basic ${Buffer.from(`${mine.number}:${mine.queryCode}`).toString('base64')}` })
  return Object.fromEntries((status.json() as { limits: { kind: string; deadline: string | null }[] }).limits.map(({ kind, deadline }) => [kind, deadline]))
}

const follow = async (): Promise<string> => {
  const visitor = new Visitor(office.app.web)
  await visitor.get('/follow')
  return (await visitor.follow(await visitor.post('/follow', { number: mine.number, code: mine.queryCode }))).body
}

test('applied for and accepted in the last days of the year: no date, and the year that is missing', async () => {
  const scenario = readScenarios('processes', 'jianzhu-shigong-xuke').find(({ file }) => file === 'zhengchang.yaml')!
  mine = await apply(stageOf(office), scenario)
  await office.settle()
  // 3 working days from the 29th: 30, 31, and the third nobody knows
  expect(await limits()).toEqual({ statutory: null, promised: null })
  expect(await follow()).toContain('2027 年工作日安排尚未公布，公布后计算')
  await decide('zhujian-window-1', 'acceptance', { outcome: 'accept' })
  const letter = (await row<{ key: string }>(office.ctx.db, `select key from letter where case_id = ? and kind = 'acceptance'`, [mine.caseKey]))!
  const officer = await new Visitor(office.app.web).signIn('zhujian-window-2')
  const page = (await officer.get(`/office/letters/${letter.key}`)).body
  expect(page).toContain('届满日待国务院办公厅公布2027年节假日安排后确定')
  expect(page).not.toMatch(/至\d*止|undefined|NaN/)
})

test('the officers see which year is missing in list, head and proof, and go on', async () => {
  const officer = await new Visitor(office.app.web).signIn('zhujian-window-2')
  expect((await officer.get('/office/inbox?list=group')).body).toContain('截止') // the step's own half day is still this year's
  await decide('zhujian-window-2', 'windowCheck', { outcome: 'pass', paperMatches: true })
  const head = (await officer.get(`/office/cases/${mine.caseKey}?tab=clock`)).body
  expect(head).toContain('2027 年节假日安排尚未公布')
  expect(head).toContain('国务院办公厅公布并录入日历后，所有未办结的期限自动重新计算')
  const sheet = (await officer.get(`/office/cases/${mine.caseKey}/proof`)).body
  expect(sheet).toContain('2027 年节假日安排尚未公布，公布后自动重新计算')
  expect(`${head}${sheet}`).not.toMatch(/undefined|NaN|Invalid|\[object/)
  await office.until('2026-12-31', '18:00') // a sweep with nothing to count to
  expect(await limits()).toEqual({ statutory: null, promised: null })
})

test('the operators see how many dates wait for which file', async () => {
  const operator = await new Visitor(office.app.web).signIn('operator')
  const page = (await operator.get('/office/operations')).body
  expect(page).toContain('2027 年工作日安排尚未录入')
  expect(page).toContain('暂时没有截止日期的办件：1 件（2 个期限）')
})

test('the notice is loaded: every date stands, is on the trace, and is told', async () => {
  const years = ['2024', '2025', '2026'].map((year) => read<CalendarYear>(year))
  useCalendars(office.ctx, makeCalendars([...years, sample2027()], read<DivisionFile>('divisions')))
  await office.until('2026-12-31', '19:00')
  // 30 1, 31 2, Jan 1-3 off, Mon 4 3; the seven days: 5 4, 6 5, 7 6, 8 7
  expect(await limits()).toEqual({ statutory: '2027-01-08 24:00', promised: '2027-01-04 24:00' })
  expect(await follow()).not.toContain('尚未公布')
  const told = await rows<{ text: string }>(office.ctx.db, `select text from notice where case_id = ? and template = 'date-moved'`, [mine.caseKey])
  const operator = await new Visitor(office.app.web).signIn('operator')
  expect((await operator.get('/office/operations')).body).not.toContain('尚未录入')
  expect(told.map(({ text }) => text)).toContainEqual(expect.stringContaining('2027-01-04 24:00'))
})
