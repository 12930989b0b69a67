/** The clock's tab and the printable proof as officers see them, and the two acts of a head, over HTTP. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, rows, type Tx } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import * as matters from '../../server/matters/service.ts'
import { panels, routes } from '../../server/supervision/service.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
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
let file: Case
let head: Visitor
let deputy: Visitor

/** An advertisement case accepted on 2026-04-29, paused for an appraisal from May 6 to May 8. */
beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-04-29T10:00:00+08:00')
  const version = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
  const { limits, pauses } = version.bundle.matter
  file = await inTransaction(db, async (tx) => {
    const opened = (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case
    for (const kind of ['statutory', 'promised'] as const) {
      await deadlines.startLimit(tx, ctx, { caseId: opened.id, kind, amount: limits[kind].amount, unit: limits[kind].unit, source: kind === 'statutory' ? limits.statutory.law : limits.promised.source, from: ctx.now() })
    }
    for (const elementId of ['handlerReview', 'decision']) await openStep(tx, opened.id, elementId)
    return opened
  })
  const system = { kind: 'system' as const, name: '系统' }
  const locked = (work: Parameters<typeof inTransaction>[1]) => inTransaction(db, async (tx) => { await cases.lock(tx, file.id); return work(tx) })
  ctx.setTime('2026-05-06T10:00:00+08:00')
  await locked((tx) => deadlines.pause(tx, ctx, { caseId: file.id, kind: 'appraisal', listed: pauses, notice: '样例特告〔2026〕1号', by: system }))
  await locked((tx) => openStep(tx, file.id, 'appraisalReport'))
  ctx.setTime('2026-05-08T10:00:00+08:00')
  await locked((tx) => deadlines.resume(tx, ctx, { caseId: file.id, kind: 'appraisal', by: system }))
  app = await serverWith(ctx, [routes, tasksPages({ panels, rules: [], points: () => [] })])
  deputy = await new Visitor(app).signIn('chengguan-deputy')
  head = await new Visitor(app).signIn('chengguan-head')
})
afterAll(async () => { await app.close(); await db.destroy(); await database.drop() })

async function openStep(tx: Tx, caseId: string, elementId: string): Promise<void> {
  const version = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
  const step = matters.step(version, elementId)
  await tasks.openFromJob(tx, ctx, { engine: 'embedded', key: `${elementId.length}`, type: 'io.camunda.zeebe:userTask', elementId, elementInstanceKey: '1', processInstanceKey: '1', bpmnProcessId: version.code, processVersion: 1, headers: step.headers, variables: {}, retries: 1, caseId } as never)
}

describe('the proof of a date', () => {
  test('the tab shows each day of each limit in words', async () => {
    const page = (await deputy.get(`/office/cases/${file.id}?tab=clock`)).body
    expect(page).toContain('承诺办结时限')
    // 7 wd: Apr 30 1, May 6 2, [7 8 paused], worked Sat 9 3, 11-14 7
    expect(page).toContain('2026年5月14日')
    expect(page).toContain('劳动节放假，不计入')
    expect(page).toContain('计入（劳动节调休上班）')
    expect(page).toContain('暂停，不计入：鉴定')
    expect(page).toContain('国办发明电〔2025〕7号')
    expect(page).not.toMatch(/deadlines\.|supervision\.\w+\.|\[object|undefined/)
  })
  test('each limit names the event it runs from', async () => {
    const page = (await deputy.get(`/office/cases/${file.id}/proof`)).body
    const events = [...page.matchAll(/起算事件<\/dt><dd>([^<·]+) · /g)].map(([, event]) => event)
    expect(events).toEqual(['受理', '受理', '进入本环节', '进入本环节', '特别程序开始并书面告知'])
  })
  test('the planned time of a pause stands once, and is the limit of the step that waits for its end', async () => {
    const page = (await deputy.get(`/office/cases/${file.id}/proof`)).body
    expect(page.match(/<h3>特别程序预计时间/g)).toHaveLength(1)
    expect(page).toContain('<h3>特别程序预计时间 · ')
    const [limit] = await rows<{ state: string; source: string }>(db, `select l.state, l.source from case_limit l join task t on t.id = l.task_id where l.case_id = ? and l.kind = 'pause'`, [file.id])
    expect(limit).toMatchObject({ state: 'met', source: expect.stringContaining('第四十五条') })
  })
  test('the sheet prints all of it with letters and their service', async () => {
    const reply = await deputy.get(`/office/cases/${file.id}/proof`)
    expect(reply.statusCode).toBe(200)
    expect(reply.body).toContain('办理期限计算证明')
    expect(reply.body).toContain('样例特告〔2026〕1号')
    expect(reply.body).toContain('尚未出具文书')
    expect(reply.body).not.toMatch(/deadlines\.|supervision\.\w+\.|\[object|undefined/)
  })
  test('the sheet of one limit alone', async () => {
    const [limit] = await rows<{ id: string }>(db, `select id from case_limit where case_id = ? and kind = 'promised'`, [file.id])
    const one = (await deputy.get(`/office/cases/${file.id}/proof?limit=${limit!.id}`)).body
    expect(one.match(/class="proof"/g)).toHaveLength(1)
    expect((await deputy.get(`/office/cases/${file.id}/proof?limit=999999`)).statusCode).toBe(404)
  })
  test('nobody outside the case can tell it from a case that is not there', async () => {
    const stranger = await new Visitor(app).signIn('zhujian-window-1')
    expect((await stranger.get(`/office/cases/${file.id}/proof`)).statusCode).toBe(404)
    expect((await new Visitor(app).get(`/office/cases/${file.id}/proof`)).statusCode).toBe(303)
  })
  test('English words where they are asked for', async () => {
    const page = (await deputy.get(`/office/cases/${file.id}/proof?lang=en`)).body
    expect(page).toContain('Promised limit')
    expect(page).not.toMatch(/deadlines\.|supervision\.\w+\./)
    await deputy.get('/office/me?lang=zh')
  })
})

describe('the acts of a head', () => {
  test('the deputy head grants the green channel on the page, and takes it back', async () => {
    const page = (await deputy.get(`/office/cases/${file.id}?tab=clock`)).body
    expect(page).toContain('批准进入绿色通道')
    expect(page).not.toContain('批准延期')
    expect((await deputy.post(`/office/cases/${file.id}/green-channel`, { reason: '样例：重点项目' })).statusCode).toBe(303)
    // 3.5 of 7 days: Apr 30, May 6, worked Sat 9, half of Mon 11
    expect((await deputy.get(`/office/cases/${file.id}?tab=clock`)).body).toContain('2026年5月11日 12:00')
    expect((await cases.find(db, file.id))!.green).toBe(true)
    expect((await deputy.post(`/office/cases/${file.id}/green-channel/removal`, { reason: '样例：调出名单' })).statusCode).toBe(303)
    expect((await cases.find(db, file.id))!.green).toBe(false)
  })
  test('an empty reason is sent back, an officer of another body finds nothing', async () => {
    expect((await deputy.post(`/office/cases/${file.id}/green-channel`, { reason: '' })).statusCode).toBe(422)
    const stranger = await new Visitor(app).signIn('ziran-deputy')
    expect((await stranger.post(`/office/cases/${file.id}/green-channel`, { reason: '样例' })).statusCode).toBe(404)
    expect((await head.post(`/office/cases/${file.id}/extension`, { amount: 'ten', reason: '样例' })).statusCode).toBe(422)
  })
  test('a case that does not exist, whatever its id, is told from no other', async () => {
    for (const id of ['abc', '99999999', "1'--"]) {
      const head = await new Visitor(app).signIn('chengguan-head')
      for (const act of ['extension', 'green-channel', 'green-channel/removal']) {
        expect((await head.post(`/office/cases/${encodeURIComponent(id)}/${act}`, { amount: '1', reason: '样例理由' })).statusCode, `${act} of ${id}`).toBe(404)
      }
    }
  })

  test('the deputy head may not extend', async () => {
    expect((await deputy.post(`/office/cases/${file.id}/extension`, { amount: '10', reason: '样例' })).statusCode).toBe(403)
  })
  test('the head extends once, and the applicant gets a letter with the new last day', async () => {
    expect((await head.post(`/office/cases/${file.id}/extension`, { amount: '10', reason: '样例：情况复杂' })).statusCode).toBe(303)
    const sheet = (await deputy.get(`/office/cases/${file.id}/proof`)).body
    expect(sheet).toContain('计入（延期）')
    expect(sheet).toContain('延长办理期限通知书')
    expect((await head.post(`/office/cases/${file.id}/extension`, { amount: '1', reason: '样例' })).statusCode).toBe(409)
  })
})
