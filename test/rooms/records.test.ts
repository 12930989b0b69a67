/**
 * Who sees what a step recorded (domain H12): the lead's side all of it, a co-department what its own house recorded and what has left the others,
 * on every tab and from programs. And opinions stay readable when the form they were given by is gone.
 */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webRooms } from '../../server/app.ts'
import type { Case } from '../../server/cases/case.ts'
import { letterFacts } from '../../server/cases/letterFacts.ts'
import * as cases from '../../server/cases/service.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { startRelay, type Relay } from '../../server/db/relay.ts'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
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
let relay: Relay
let file: Case
let jobKey = 1

/** What was recorded where: every word of it is looked for on every page. */
const WORDS = { lead: '核查基座发现锈蚀', handler: '经办初步意见视距不足', chief: '科长转呈同意', deputy: '交警正式意见同意', yuanlin: '园林意见不遮挡行道树', shichang: '市场意见名称一致' }

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
  app = await serverWith(ctx, webRooms().slice(1))
  relay = startRelay(ctx, coapproval.topics, { poll: false })
  const version = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
  file = await inTransaction(db, async (tx) => {
    const { case: opened } = await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })
    return cases.move(tx, ctx, opened, 'accepted', { actor: { kind: 'system', name: '系统' }, action: 'case.accepted' }, { acceptedAt: ctx.now() })
  })
  await comes('siteVisit')
  for (const login of ['chengguan-handler-1', 'chengguan-handler-2']) await decides(login, { outcome: 'suitable', visitedAt: '2026-03-02', findings: WORDS.lead, opinion: WORDS.lead })
  await comes('coApproval')
})
afterAll(async () => {
  await relay.stop()
  await app.close()
  await db.destroy()
  await database.drop()
})

async function comes(elementId: string): Promise<void> {
  const key = String(jobKey++)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    const job = {
      engine: 'embedded' as const, key, type: matters.USER_TASK, elementId, elementInstanceKey: '1', processInstanceKey: '2', bpmnProcessId: file.matterCode,
      processVersion: 1, headers: {}, variables: { caseId: file.id, round: 1 }, retries: 3, caseId: file.id,
    }
    return elementId === 'coApproval' ? coapproval.openFromJob(tx, ctx, job) : tasks.openFromJob(tx, ctx, job)
  })
}

async function decides(login: string, data: Record<string, unknown>): Promise<void> {
  const officer: Officer = (await findOfficerByLogin(db, login))!
  const groups = officer.posts.map(({ bodyId, role }) => `${bodyId}/${role}`)
  const task = (await tasks.openOfCase(db, file.id)).find((one) => one.kind === 'officer' && one.groups.some((group) => groups.includes(group)))
  if (!task) throw new Error(`Nothing to decide for ${login}.`)
  await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data }, [coapproval.sheetRule]))
  await relay.drain()
}

/** The words an officer reads on a tab, or finds in what programs get. */
async function reads(login: string, where: 'opinions' | 'board' | 'history' | 'process' | 'v1'): Promise<string[]> {
  const visitor = await new Visitor(app).signIn(login)
  const reply = where === 'v1' ? await visitor.get(`/v1/cases/${file.id}`, { accept: 'application/json' }) : await visitor.get(`/office/cases/${file.id}?tab=${where}`)
  if (reply.statusCode !== 200) throw new Error(`${login} does not see the case: ${reply.statusCode}`)
  return Object.entries(WORDS).filter(([, word]) => reply.body.includes(word)).map(([name]) => name)
}

const matrix = async (logins: string[]): Promise<Record<string, { opinions: string; board: string; v1: string }>> => {
  const made: [string, { opinions: string; board: string; v1: string }][] = []
  for (const login of logins) made.push([login, { opinions: (await reads(login, 'opinions')).join(' '), board: (await reads(login, 'board')).join(' '), v1: (await reads(login, 'v1')).join(' ') }])
  return Object.fromEntries(made)
}

const LEAD = ['chengguan-handler-1', 'chengguan-head', 'chengguan-deputy']
const CO = ['jiaojing-chief', 'ziran-handler', 'yuanlin-handler']

describe('what steps recorded', () => {
  it('stays in the house while its chain runs, and with the lead what the lead found', async () => {
    await decides('jiaojing-handler', { outcome: 'disagree', opinion: WORDS.handler })
    await decides('yuanlin-handler', { outcome: 'agree', opinion: WORDS.yuanlin })
    const all = { opinions: 'lead handler yuanlin', board: 'handler yuanlin', v1: 'lead handler yuanlin' }
    expect(await matrix([...LEAD, ...CO])).toEqual({
      'chengguan-handler-1': all, 'chengguan-head': all, 'chengguan-deputy': all,
      'jiaojing-chief': { opinions: 'handler yuanlin', board: 'handler yuanlin', v1: 'handler yuanlin' },
      'ziran-handler': { opinions: 'yuanlin', board: 'yuanlin', v1: 'yuanlin' },
      'yuanlin-handler': { opinions: 'yuanlin', board: 'yuanlin', v1: 'yuanlin' },
    })
  })

  it('the last signature of a chain has left the house, what was handed back or signed before it has not', async () => {
    await decides('jiaojing-chief', { outcome: 'agree', opinion: WORDS.chief })
    await decides('jiaojing-deputy', { outcome: 'agree', opinion: WORDS.deputy })
    const left = { opinions: 'deputy yuanlin', board: 'deputy yuanlin', v1: 'deputy yuanlin' }
    expect(await matrix(['chengguan-head', 'jiaojing-handler', 'ziran-handler'])).toEqual({
      'chengguan-head': { opinions: 'lead handler chief deputy yuanlin', board: 'handler chief deputy yuanlin', v1: 'lead handler chief deputy yuanlin' },
      'jiaojing-handler': { opinions: 'handler chief deputy yuanlin', board: 'handler chief deputy yuanlin', v1: 'handler chief deputy yuanlin' },
      'ziran-handler': left,
    })
  })

  it('neither the trace nor the diagram tells another house how a step ended', async () => {
    const page = async (login: string, tab: string) => (await (await new Visitor(app).signIn(login)).get(`/office/cases/${file.id}?tab=${tab}`)).body
    for (const tab of ['history', 'process']) {
      expect(await page('chengguan-deputy', tab)).toContain('现场符合设置条件')
      const outside = await page('ziran-handler', tab)
      expect(outside, 'that it was done is no secret').toContain('现场核查')
      expect(outside).not.toContain('现场符合设置条件')
    }
    expect(await page('ziran-handler', 'opinions')).toContain('其他部门的内部意见不在此显示')
    expect(await page('chengguan-deputy', 'opinions')).not.toContain('其他部门的内部意见不在此显示')
  })

  it('a head without a step of their own sees the materials as the lead department does', async () => {
    const head = (await findOfficerByLogin(db, 'chengguan-head'))!
    expect(await coapproval.materialsFor(db, head, file.id)).toBe('all')
  })
})

it('an opinion whose form is gone from the version the case was moved to is read without what only the form could show', async () => {
  const { hash: _, ...content } = matters.readBundle('processes/huwai-guanggao', 'forms')
  const { siteVisit, ...others } = content.forms
  const renamed = { ...content, diagram: content.diagram.replace('formKey="siteVisit"', 'formKey="siteRecord"'), forms: { ...others, siteRecord: siteVisit! } }
  const version = await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed(renamed)))
  const read = async () => (await (await new Visitor(app).signIn('chengguan-head')).get(`/office/cases/${file.id}?tab=opinions`)).body
  expect(await read()).toContain('核查日期')
  await inTransaction(db, async (tx) => cases.amend(tx, ctx, await cases.lock(tx, file.id), { actor: { kind: 'system', name: '系统' }, action: 'case.migrated' }, { versionId: version.id }))
  const after = await read()
  expect(after).toContain(WORDS.lead)
  expect(after).not.toContain('核查日期')
})

describe('the letters of a case', () => {
  it('are all there for the side that leads; a department that was asked reads what moves the clock and what is public, by page and by program', async () => {
    const version = await matters.version(db, file.versionId)
    await inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      const facts = letterFacts(file, version)
      await letters.issue(tx, ctx, { caseId: file.id, kind: 'correction', bodyId: file.bodyId, facts, details: { gaps: [{ item: '样例材料', problem: '样例', remedy: '样例' }], again: false, within: '10个工作日' } })
      await letters.issue(tx, ctx, { caseId: file.id, kind: 'special-procedure', bodyId: file.bodyId, facts, details: { procedure: '结构鉴定', reason: '样例', days: '5个工作日', from: ctx.now(), law: '行政许可法第四十五条' } })
    })
    const [inner, shared] = await letters.ofCase(db, file.id)
    const sees = async (login: string) => {
      const visitor = await new Visitor(app).signIn(login)
      const page = (await visitor.get(`/office/cases/${file.id}?tab=letters`)).body
      const list = (await visitor.get(`/v1/cases/${file.id}/letters`, { accept: 'application/json' })).json() as { items: { key: string }[] }
      const opened = await Promise.all([inner!, shared!].map(async ({ key }) => (await visitor.get(`/office/letters/${key}`)).statusCode))
      return { page: [inner!, shared!].map(({ number }) => page.includes(number)), told: page.includes('另有 1 份文书'), list: [inner!, shared!].map(({ key }) => list.items.some((one) => one.key === key)), opened }
    }
    for (const login of LEAD) expect(await sees(login)).toEqual({ page: [true, true], told: false, list: [true, true], opened: [200, 200] })
    for (const login of CO) expect(await sees(login)).toEqual({ page: [false, true], told: true, list: [false, true], opened: [404, 200] })
  })
})
