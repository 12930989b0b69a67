/** The pages an officer works at: one list and what opens next, the form with and without a program, who cannot decide and why, unread counts. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { sealed } from '../../server/matters/bundle.ts'
import * as matters from '../../server/matters/service.ts'
import * as notices from '../../server/notices/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let window: Visitor
let jobs = 0

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  app = await serverWith(ctx, webRooms().slice(1))
})
afterAll(async () => {
  await app.close()
  await db.destroy()
  await database.drop()
})
beforeEach(async () => {
  await db('task').update({ state: 'ended', ended_why: 'another test' }).where({ state: 'open' })
  window = await new Visitor(app).signIn('zhujian-window-1')
})

/** A case of a matter whose job at a step the engine has just offered; each a minute later than the one before. */
async function waiting(elementId: string, matter = 'jianzhu-shigong-xuke'): Promise<{ caseId: string; taskId: string }> {
  ctx.advance({ minutes: 1 })
  const version = (await matters.effective(db, matter, ctx.now()))!
  const caseId = await inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case.id)
  return { caseId, taskId: await offer(caseId, elementId) }
}

async function offer(caseId: string, elementId: string): Promise<string> {
  await inTransaction(db, async (tx) => {
    const file = await cases.lock(tx, caseId)
    await tasks.openFromJob(tx, ctx, {
      engine: 'embedded', key: String(++jobs), type: 'io.camunda.zeebe:userTask', elementId, elementInstanceKey: '1', processInstanceKey: '2',
      bpmnProcessId: file.matterCode, processVersion: 1, headers: {}, variables: { caseId, round: 1 }, retries: 3, caseId,
    })
  })
  return (await tasks.openOfCase(db, caseId)).find((task) => task.elementId === elementId)!.id
}

const officer = async (login: string): Promise<Officer> => (await findOfficerByLogin(db, login))!

describe('the list beside the task', () => {
  test('holds what is the officer\'s in the order it is due, and the next of it opens after a decision', async () => {
    const [first, second, third] = [await waiting('windowCheck'), await waiting('windowCheck'), await waiting('windowCheck')]
    const page = (await window.get(`/office/tasks/${second.taskId}?q=样例`)).body
    const rail = [...page.matchAll(/href="\/office\/tasks\/(\d+)[^"]*" data-row(?: aria-current="(true)")?/g)].map((match) => [match[1], match[2]])
    expect(rail).toEqual([[first.taskId, undefined], [second.taskId, 'true'], [third.taskId, undefined]])
    await window.follow(await window.post(`/office/tasks/${second.taskId}/claim?q=样例`))
    const version = String((await tasks.get(db, second.taskId)).version)
    const done = await window.post(`/office/tasks/${second.taskId}/decision?q=样例`, { taskVersion: version, '/outcome': 'pass', '/paperMatches': 'true' })
    expect(decodeURI(String(done.headers.location))).toBe(`/office/tasks/${third.taskId}?q=样例&decided=${second.taskId}`)
    const next = await window.follow(done)
    expect(next.body).toContain('“窗口复核转办”已提交')
    expect(next.body).not.toContain(`/office/tasks/${second.taskId}?`)
  })

  test('goes back to the first one that was passed over, and to the list when nothing is left', async () => {
    const [first, last] = [await waiting('windowCheck'), await waiting('windowCheck')]
    const decide = async (taskId: string) => window.post(`/office/tasks/${taskId}/decision`, { taskVersion: '1', '/outcome': 'pass', '/paperMatches': 'true' })
    await window.get(`/office/tasks/${last.taskId}`)
    expect((await decide(last.taskId)).headers.location).toBe(`/office/tasks/${first.taskId}?decided=${last.taskId}`)
    const done = await decide(first.taskId)
    expect(done.headers.location).toBe(`/office/inbox?decided=${first.taskId}`)
    const { number } = await cases.get(db, (await tasks.get(db, first.taskId)).caseId)
    expect((await window.follow(done)).body).toMatch(new RegExp(`“窗口复核转办”已提交.*${number}</a>`))
    expect((await window.get('/office/inbox?decided=x')).statusCode).toBe(200)
    expect((await (await new Visitor(app).signIn('chengguan-window')).get(`/office/inbox?decided=${first.taskId}`)).body).not.toContain(number)
  })
})

describe('the decision', () => {
  test('asks the outcome and says of each branch when it counts; the judge of the form is for those who see the task', async () => {
    const { taskId } = await waiting('acceptance')
    const page = (await window.get(`/office/tasks/${taskId}`)).body
    expect(page).toMatch(/type="radio" name="\/outcome"[^>]*value="gaps"/)
    for (const text of ['选择“一次告知补正”时填写', '选择“不予受理”时填写', '>提交</button>']) expect(page).toContain(text)
    expect(page.match(/btn-primary/g)).toHaveLength(2) // the one button of the decision, and the one that closes the list of keys
    const judge = await window.get(`/office/tasks/${taskId}/form.js`)
    expect([judge.statusCode, judge.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect((await (await new Visitor(app).signIn('chengguan-window')).get(`/office/tasks/${taskId}/form.js`)).statusCode).toBe(404)
  })

  test('puts all that is missing into the one notice with one press; what was typed stays, and the words on the buttons are what they do', async () => {
    const { taskId } = await waiting('acceptance')
    const page = (await window.get(`/office/tasks/${taskId}`)).body
    expect(page).toContain('>添加补正事项</button>')
    const count = Number(/name="_fill" value="\/gaps"[^>]*>列入清单所缺的全部 (\d+) 项材料</.exec(page)![1])
    expect(count).toBeGreaterThan(2)
    const typed = { '/outcome': 'gaps', '/gaps/0/item': '建设规模', '/gaps/0/problem': '样例：与合同不符', '/gaps/0/remedy': '样例：更正', '/gaps/1/item': '', '/gaps/1/problem': '', '/gaps/1/remedy': '' }
    const filled = (await window.post(`/office/tasks/${taskId}/decision`, { taskVersion: '1', ...typed, _fill: '/gaps' })).body
    expect(filled).toMatch(/value="gaps"[^>]*checked|checked[^>]*value="gaps"/)
    expect(filled.match(/未提交。/g), 'each once').toHaveLength(count)
    expect(filled, 'a page\'s indentation is no part of an answer').toMatch(/<textarea[^>]*>\n未提交。<\/textarea>/)
    expect(filled).toContain('样例：与合同不符')
    expect((await tasks.get(db, taskId)).state).toBe('open')
  })

  test('refused because of somebody else says what changed, who, when, and what can be done, on the page as it stands', async () => {
    const { taskId } = await waiting('acceptance')
    const other = await officer('zhujian-window-2')
    await window.get(`/office/tasks/${taskId}`)
    const seen = String((await tasks.get(db, taskId)).version)
    await inTransaction(db, (tx) => tasks.claim(tx, ctx, other, taskId))
    const taken = await window.post(`/office/tasks/${taskId}/claim`)
    expect(taken.statusCode).toBe(409)
    expect(taken.body).toMatch(new RegExp(`该环节已由${other.name}于2026-03-02 \\d\\d:\\d\\d领取`))
    expect(taken.body, 'the task stands beside it').toContain('id="decision-title"')
    await inTransaction(db, (tx) => tasks.release(tx, ctx, other, taskId))
    const late = await window.post(`/office/tasks/${taskId}/decision`, { taskVersion: seen, '/outcome': 'accept' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toMatch(new RegExp(`${other.name} 退回“窗口受理”待领取（2026-03-02 \\d\\d:\\d\\d）。您的意见没有提交；请按现在的内容核对后再提交`))
    expect(late.body).not.toContain('刷新')
    expect(late.body, 'what goes in next fits').toContain(`name="taskVersion" value="${(await tasks.get(db, taskId)).version}"`)
  })

  test('stands beside the law in the words of the version that the case is pinned to, also when another is in force', async () => {
    const { caseId } = await waiting('acceptance')
    const first = (await matters.effective(db, 'jianzhu-shigong-xuke', ctx.now()))!
    const { hash: _, ...content } = structuredClone(first.bundle)
    const was = content.matter.legalBasis[0]!.text!
    content.matter.legalBasis[0]!.text = '样例：修改后的条文。'
    delete content.annex
    await inTransaction(db, (tx) => matters.publish(tx, ctx, sealed(content)))
    expect((await matters.effective(db, 'jianzhu-shigong-xuke', ctx.now()))!.bundle.matter.legalBasis[0]!.text).toBe('样例：修改后的条文。')
    const page = (await window.get(`/office/cases/${caseId}`)).body
    expect([page.includes(was), page.includes('修改后的条文')]).toEqual([true, false])
    expect((await window.get(`/office/cases/${(await waiting('acceptance')).caseId}`)).body).toContain('修改后的条文')
  })

  test('with one outcome is one button named by the matter', async () => {
    const { taskId } = await waiting('windowCheck')
    const page = (await window.get(`/office/tasks/${taskId}`)).body
    expect(page).toContain('<input type="hidden" name="/outcome" value="pass">')
    expect(page).toContain('>转科室审核</button>')
  })

  test('is not offered to the one who did the earlier step, and a conflict keeps what was typed', async () => {
    const { caseId, taskId } = await waiting('acceptance')
    await window.get(`/office/tasks/${taskId}`)
    const stale = await window.post(`/office/tasks/${taskId}/decision`, { taskVersion: '99', '/outcome': 'accept', '/opinion': '材料齐全（样例）' })
    expect([stale.statusCode, stale.body.includes('材料齐全（样例）')]).toEqual([409, true])
    await inTransaction(db, async (tx) => tasks.decide(tx, ctx, { officer: await officer('zhujian-window-1'), taskId, data: { outcome: 'accept' } }))
    const gone = await window.post(`/office/tasks/${taskId}/decision`, { taskVersion: '1', '/outcome': 'accept' })
    expect(gone.statusCode).toBe(409)
    expect(gone.body).toMatch(/样例-窗口一于2026-03-02 09:\d\d办结/)
    const check = await offer(caseId, 'windowCheck')
    const mine = (await window.get(`/office/tasks/${check}`)).body
    expect(mine).toContain('您办理过“窗口受理”环节')
    expect(mine).not.toContain('decision-form')
    expect((await (await new Visitor(app).signIn('zhujian-window-2')).get(`/office/tasks/${check}`)).body).toContain('decision-form')
  })

  test('of two signers: the second starts from the first one\'s record, the first waits', async () => {
    const { caseId, taskId } = await waiting('siteVisit', 'huwai-guanggao')
    const one = await new Visitor(app).signIn('chengguan-handler-1')
    await one.get(`/office/tasks/${taskId}`)
    await one.post(`/office/tasks/${taskId}/decision`, { taskVersion: '1', '/outcome': 'suitable', '/visitedAt': '2026-03-02', '/findings': '附着立面平整，未见裂缝（样例）。' })
    const signed = (await one.get(`/office/tasks/${taskId}`)).body
    expect(signed).toContain('您已签署，等待另一名工作人员签署')
    expect(signed, 'who finds out after signing declares it too').toContain('我须回避')
    const two = await new Visitor(app).signIn('chengguan-handler-2')
    const other = (await two.get(`/office/tasks/${taskId}`)).body
    expect(other).toContain('样例-城管经办一 已签署')
    expect(other).toContain('附着立面平整，未见裂缝（样例）。')
    await two.post(`/office/tasks/${taskId}/decision`, { taskVersion: String((await tasks.get(db, taskId)).version), '/outcome': 'suitable', '/visitedAt': '2026-03-02', '/findings': '附着立面平整，未见裂缝（样例）。' })
    // what was found on the site is read by whoever decides on it
    const opinions = (await two.get(`/office/cases/${caseId}?tab=opinions`)).body
    expect(opinions).toMatch(/核查日期<\/dt>\s*<dd>2026年3月2日/)
    expect(opinions).toMatch(/核查情况<\/dt>\s*<dd>附着立面平整，未见裂缝（样例）。/)
    expect(opinions).not.toMatch(/<dt>结论/)
  })
})

describe('what waits for somebody', () => {
  test('unread messages are counted in the navigation of every office page', async () => {
    const { caseId } = await waiting('acceptance')
    const me = await officer('zhujian-window-1')
    expect((await window.get('/office/inbox')).body).not.toContain('nav-count')
    await inTransaction(db, (tx) => notices.send(tx, ctx, { caseId, to: { officerId: me.id, name: me.name }, template: 'step-overdue', data: { number: '1', step: 'acceptance' }, occurrence: 'test' }))
    expect((await window.get('/office/inbox')).body).toMatch(/class="nav-count">1</)
    const list = await window.get('/office/notices')
    await window.post('/office/notices/read', { upTo: /name="upTo" value="(\d+)"/.exec(list.body)![1]! })
    expect((await window.get('/office/inbox')).body).not.toContain('nav-count')
  })

  test('a wish for the green channel stands in the head of the case and on the clock\'s tab of who may grant it, until it is granted', async () => {
    const { caseId } = await waiting('acceptance', 'huwai-guanggao')
    await db('green_request').insert({ case_id: caseId, reason: '列入重点项目（样例）', asked_at: ctx.now() })
    const deputy = await new Visitor(app).signIn('chengguan-deputy')
    expect((await deputy.get(`/office/cases/${caseId}`)).body).toMatch(/class="case-mark" href="\/office\/cases\/\d+\?tab&#x3D;clock"[\s\S]{0,300}申请人请求绿色通道/)
    const clock = (await deputy.get(`/office/cases/${caseId}?tab=clock`)).body
    for (const text of ['列入重点项目（样例）', '批准绿色通道', 'id="green-channel"']) expect(clock).toContain(text)
    await deputy.post(`/office/cases/${caseId}/green-channel`, { reason: '同意（样例）' })
    expect((await deputy.get(`/office/cases/${caseId}`)).body).not.toContain('case-mark')
  })
})
