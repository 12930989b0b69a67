/** What comes out of a case, on a real database: permit and its papers, delivery, the public verify page, the library, cancelling. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, row, rows } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import * as letters from '../../server/letters/service.ts'
import * as library from '../../server/library/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { inbox } from '../../server/tasks/inbox.ts'
import * as tasks from '../../server/tasks/service.ts'
import * as results from '../../server/results/service.ts'
import type { Job } from '../../server/zeebe/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
const dataDir = mkdtempSync(join(tmpdir(), 'tongban-results-'))
const application = { projectName: '样例小区一期1号楼', address: '样例市样例区样例路8号', price: 3680, plannedStart: '2026-06-01', plannedEnd: '2027-06-30' }

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url, { max: 20 })
  ctx = contextAt(db, '2026-03-02T01:00:00Z', { DATA_DIR: dataDir })
  app = await serverWith(ctx, [results.routes])
})
afterAll(async () => {
  await app.close()
  await db.destroy()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** An accepted case of 施工许可; the decision is the job's own here. */
async function accepted(who: Partial<cases.Applicant> = {}, matter = 'jianzhu-shigong-xuke'): Promise<cases.Case> {
  const version = (await matters.effective(db, matter, ctx.now()))!
  return inTransaction(db, async (tx) => {
    const { case: file } = await cases.open(tx, ctx, { version, applicant: { ...applicant, ...who }, data: application, routing: {} })
    return cases.move(tx, ctx, file, 'accepted', { actor: SYSTEM, action: 'case.accepted' }, { acceptedAt: ctx.now() })
  })
}

let key = 100
const run = (file: cases.Case, type: string, headers: Record<string, string>, elementId = type): Promise<{ kind: string }> => inTransaction(db, async (tx) => {
  await cases.lock(tx, file.id)
  const job: Job & { caseId: string } = {
    engine: 'embedded', key: String(++key), type, elementId, elementInstanceKey: '1', processInstanceKey: '1', bpmnProcessId: 'x', processVersion: 1, headers, variables: {}, retries: 3, caseId: file.id,
  }
  return results.handlers[type]!(tx, ctx, job)
})
const grant = (file: cases.Case): Promise<{ kind: string }> => run(file, 'result:issue', { outcome: 'granted', letter: 'permit' })

/** The window hands the papers over at its step, which counts the ten days of 行政许可法 44. */
async function signFor(file: cases.Case): Promise<void> {
  const officer = (await findOfficerByLogin(db, 'zhujian-window-1'))!
  await inTransaction(db, async (tx) => {
    const now = await cases.lock(tx, file.id)
    const step = matters.step(await matters.version(tx, now.versionId), 'signFor')
    const job: Job & { caseId: string } = {
      engine: 'embedded', key: String(++key), type: step.jobType!, elementId: 'signFor', elementInstanceKey: '1', processInstanceKey: '1', bpmnProcessId: 'x', processVersion: 1, headers: step.headers, variables: {}, retries: 3, caseId: file.id,
    }
    await tasks.openFromJob(tx, ctx, job)
  })
  const task = (await tasks.openOfCase(db, file.id)).find(({ elementId }) => elementId === 'signFor')!
  await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data: { outcome: 'signed', receiver: '样例联系人', copies: 1 } }))
}

describe('a permit', () => {
  it('comes with its decision, its number and its place in the library', async () => {
    const file = await accepted({ idNumber: '91990101MA0A00001Q' })
    expect(await grant(file)).toEqual({ kind: 'complete' })
    const permit = (await results.permitOfCase(db, file.id))!
    expect(permit).toMatchObject({ title: '建筑工程施工许可证', holderName: applicant.name, validFrom: '2026-03-02', validTo: null, state: 'valid' })
    expect(permit.number).toMatch(/^990100202603020\d{3}$/)
    expect((await letters.ofCase(db, file.id)).map(({ kind, number }) => [kind, kind === 'permit' ? number : ''])).toEqual([['decision-grant', ''], ['permit', permit.number]])
    expect((await library.offers(db, '91990101MA0A00001Q', ['construction-permit'], ctx.now())).map(({ number }) => number)).toEqual([permit.number])
    expect((await cases.find(db, file.id))!).toMatchObject({ state: 'decided', outcome: 'granted' })
  })

  it('has a number of its own under concurrent cases, and none is lost', async () => {
    const files = await Promise.all(Array.from({ length: 6 }, () => accepted()))
    await Promise.all(files.map(grant))
    const serials = (await rows<{ number: string }>(db, 'select number from permit order by number')).map(({ number }) => Number(number.slice(-4)))
    expect(serials).toEqual(serials.map((_, index) => serials[0]! + index))
  })

  it('leaves nothing behind when its transaction fails', async () => {
    const file = await accepted()
    await expect(inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      await results.handlers['result:issue']!(tx, ctx, { headers: { outcome: 'granted', letter: 'permit' }, caseId: file.id } as unknown as Job & { caseId: string })
      throw new Error('the machine stops here')
    })).rejects.toThrow()
    expect(await results.permitOfCase(db, file.id)).toBeUndefined()
    expect(await letters.ofCase(db, file.id)).toEqual([])
  })
})

describe('a denial', () => {
  it('is not made without reasons and law (行政许可法 38(2))', async () => {
    const file = await accepted()
    await expect(run(file, 'result:issue', { outcome: 'denied', letter: 'decision-deny' })).rejects.toMatchObject({ code: 'letter-broken' })
    expect((await cases.find(db, file.id))!.state).toBe('accepted')
  })
})

describe('delivery', () => {
  it('must come within ten working days of the decision (行政许可法 44), and is met by its record', async () => {
    const granted = await accepted()
    await grant(granted)
    await run(granted, 'result:deliver', { way: 'online' })
    const { limits } = await deadlines.account(db, ctx, granted.id)
    expect(limits.filter(({ kind, state }) => kind === 'delivery' && state !== 'met')).toEqual([])
    const receipt = (await letters.ofCase(db, granted.id)).at(-1)!
    expect(receipt).toMatchObject({ kind: 'delivery', title: '送达回证' })
    const said = JSON.stringify(await row(db, 'select document from letter where id = ?', [receipt.id]))
    expect(said).toContain('办件查询页')
    expect(said, 'nobody signs for what arrived electronically').not.toContain('受送达人签名')
  })

  it('at the window serves in person what had not arrived electronically', async () => {
    const file = await accepted({ consentElectronicService: false })
    await grant(file)
    expect((await letters.ofCase(db, file.id)).map(({ servedAt }) => servedAt)).toEqual([null, null])
    const decidedAt = ctx.now()
    ctx.advance({ days: 2 }) // a notice to the applicant, a fee
    await signFor(file)
    expect(await row(db, `select started_at as at from case_limit where case_id = ? and kind = 'delivery'`, [file.id]), 'the ten days run from the decision').toEqual({ at: decidedAt })
    ctx.setTime(decidedAt.toISOString())
    await run(file, 'result:deliver', { way: 'window' })
    expect((await letters.ofCase(db, file.id)).map(({ kind, servedHow }) => [kind, servedHow])).toEqual([['decision-grant', '直接送达'], ['permit', '直接送达'], ['delivery', null]])
  })
})

describe('delivery at the window of what nobody signed for', () => {
  it('waits for a record of service: a denial is not taken for received (domain H8)', async () => {
    const file = await accepted({ consentElectronicService: false })
    await run(file, 'result:issue', { outcome: 'denied', letter: 'decision-deny', reasons: '样例：不符合条件', law: '建筑法第八条' })
    expect(await run(file, 'result:deliver', { way: 'window' }, 'deliver')).toEqual({ kind: 'hold' })
    expect((await letters.ofCase(db, file.id)).map(({ kind, servedAt }) => [kind, servedAt])).toEqual([['decision-deny', null]])
    expect((await tasks.openOfCase(db, file.id)).map(({ elementId, groups }) => [elementId, groups])).toEqual([['deliver', ['zhujian/window']]])
  })

  it('with consent it has arrived on the portal, and the receipt says so', async () => {
    const file = await accepted()
    await run(file, 'result:issue', { outcome: 'denied', letter: 'decision-deny', reasons: '样例：不符合条件', law: '建筑法第八条' })
    expect(await run(file, 'result:deliver', { way: 'window' }, 'deliver')).toEqual({ kind: 'complete' })
    expect(await rows(db, 'select way from delivery where case_id = ?', [file.id])).toEqual([{ way: '网上送达' }])
  })
})

describe('delivery online to somebody who did not agree to electronic service', () => {
  const served = (caseId: string, payload = {}): Promise<unknown> => results.topics['letter:served']!({ id: '1', topic: 'letter:served', caseId, payload, attempt: 1, maybeSent: false }, ctx)
  const deliveries = (caseId: string): Promise<{ way: string; receiver: string }[]> => rows(db, 'select way, receiver from delivery where case_id = ?', [caseId])
  const running = async (caseId: string): Promise<number> => (await deadlines.account(db, ctx, caseId)).limits.filter(({ kind, state }) => kind === 'delivery' && state === 'running').length

  it('waits for the record that each paper was served, and stands in the inbox of the window meanwhile', async () => {
    const file = await accepted({ consentElectronicService: false }, 'huwai-guanggao')
    await grant(file)
    expect(await run(file, 'result:deliver', { way: 'online' }, 'deliver')).toEqual({ kind: 'hold' })
    expect(await deliveries(file.id)).toEqual([])
    expect(await running(file.id)).toBe(1)
    const window = (await findOfficerByLogin(db, 'chengguan-window'))!
    const [task] = (await inbox(db, window, { list: 'group' }, { offset: 0, limit: 50 })).rows.filter(({ caseId }) => caseId === file.id)
    expect(task).toMatchObject({ elementId: 'deliver', step: '送达' })
    expect(await tasks.mayOfficerSee(db, window, file.id)).toBe(true)
    await expect(inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer: window, taskId: task!.taskId, data: { outcome: 'submitted' } }))).rejects.toMatchObject({ code: 'task-without-form' })

    await served(file.id)
    expect(await deliveries(file.id), 'news of nothing changes nothing').toEqual([])
    for (const [index, paper] of (await letters.ofCase(db, file.id)).filter(({ kind }) => kind !== 'delivery').entries()) {
      expect(await deliveries(file.id), 'one paper of two is not enough').toEqual([])
      ctx.advance({ seconds: 60 * (index + 1) })
      await inTransaction(db, async (tx) => {
        await cases.lock(tx, file.id)
        await letters.serve(tx, ctx, { letterId: paper.id, way: index === 0 ? 'direct' : 'post', outcome: 'served', receiver: '样例收发室', evidence: 'EMS 样例 1', by: SYSTEM })
      })
      await served(file.id)
    }
    await served(file.id)
    expect(await deliveries(file.id)).toEqual([{ way: '邮寄送达', receiver: '样例收发室' }])
    expect(await running(file.id)).toBe(0)
    expect((await inbox(db, window, { list: 'group' }, { offset: 0, limit: 50 })).rows.filter(({ caseId }) => caseId === file.id)).toEqual([])
    const sent = await rows<{ topic: string; payload: { jobKey?: string } }>(db, `select topic, payload from outbox where case_id = ? and topic = 'engine:complete'`, [file.id])
    expect(sent.map(({ payload }) => payload.jobKey)).toEqual([String(key)])

    // the post's receipt says another day: the record is corrected, and the delivery with it
    const last = (await letters.ofCase(db, file.id)).filter(({ kind }) => kind !== 'delivery').at(-1)!
    const at = new Date(ctx.now().getTime() - 30_000)
    await inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      await letters.correctService(tx, ctx, { letterId: last.id, attempt: 1, way: 'post', at, receiver: '样例门卫', why: '样例：以回执为准', by: SYSTEM })
    })
    await served(file.id, { corrected: true })
    expect(await rows(db, 'select way, receiver, delivered_at as at from delivery where case_id = ?', [file.id])).toEqual([{ way: '邮寄送达', receiver: '样例门卫', at }])
  })

  it('by announcement is over when the thirty days are, not on the day of the announcement; the ten days of the body end with that', async () => {
    const file = await accepted({ consentElectronicService: false }, 'huwai-guanggao')
    await grant(file)
    expect(await run(file, 'result:deliver', { way: 'online' }, 'deliver')).toEqual({ kind: 'hold' })
    const papers = (await letters.ofCase(db, file.id)).filter(({ kind }) => kind !== 'delivery')
    for (const paper of papers) {
      await inTransaction(db, async (tx) => {
        await cases.lock(tx, file.id)
        const by = { letterId: paper.id, by: SYSTEM }
        for (const way of ['direct', 'post'] as const) await letters.serve(tx, ctx, { ...by, way, outcome: 'failed', reason: '样例：查无此人' })
        await letters.serve(tx, ctx, { ...by, way: 'announcement', outcome: 'served' })
      })
      expect(await running(file.id), 'until the last paper is announced').toBe(1)
      await served(file.id)
    }
    expect([await deliveries(file.id), await running(file.id)]).toEqual([[], 0])
    const written = () => rows<{ dueAt: Date; payload: object }>(db, `select due_at as "dueAt", payload from outbox where case_id = ? and topic = 'announcement:over' order by id`, [file.id])
    const news = await written()
    expect(news.length).toBe(papers.length)
    await db.raw(`delete from outbox where case_id = ? and topic = 'announcement:over'`, [file.id])
    for (const _ of ['an update writes what the version before did not', 'and nothing twice']) await db.raw(readFileSync(new URL('../../server/db/migrations/151-letters.sql', import.meta.url), 'utf8'))
    expect(await written()).toEqual(news)
    expect(news.at(-1)!.dueAt.toISOString(), '2 March and thirty days, 24:00').toBe('2026-04-01T16:00:00.000Z')
    expect(news.at(-1)!.dueAt).toEqual((await letters.ofCase(db, file.id)).find(({ id }) => id === papers.at(-1)!.id)!.servedAt)
    const before = ctx.now()
    const heard = () => results.topics['announcement:over']!({ id: '1', topic: 'announcement:over', caseId: file.id, payload: { letterId: papers[0]!.id }, attempt: 1, maybeSent: false }, ctx)
    ctx.advance({ seconds: (news.at(-1)!.dueAt.getTime() - before.getTime()) / 1000 - 1 })
    await heard()
    expect(await deliveries(file.id), 'a second before its time is over').toEqual([])
    ctx.advance({ seconds: 1 })
    await heard()
    await heard()
    expect((await deliveries(file.id)).map(({ way }) => way)).toEqual(['公告送达'])
    expect((await rows(db, `select 1 from outbox where case_id = ? and topic = 'engine:complete'`, [file.id])).length).toBe(1)
    ctx.setTime(before.toISOString())
  })

  it('does not deliver where nothing was issued', async () => {
    expect(await run(await accepted(), 'result:deliver', { way: 'online' })).toMatchObject({ kind: 'fail' })
  })
})

describe('the verify page', () => {
  it('says valid, cancelled or not ours, and nothing that is not on the permit', async () => {
    const file = await accepted({ idNumber: '91990101MA0A00002U', phone: '13911112222' })
    await grant(file)
    const { verifyCode, number } = (await results.permitOfCase(db, file.id))!
    const anybody = new Visitor(app)
    const typed = verifyCode.toLowerCase().replace(/(.{5})/g, '$1 ')
    const page = await anybody.follow(await anybody.get(`/verify?code=${encodeURIComponent(typed)}`))
    for (const part of ['有效', number, applicant.name, '样例市住房和城乡建设局', '样例小区一期1号楼']) expect(page.body).toContain(part)
    for (const secret of ['13911112222', '91990101MA0A00002U', file.number, '样例联系人']) expect(page.body).not.toContain(secret)
    expect(page.body).toMatch(/<time datetime="2026-03-02">2026年3月2日<\/time> 至 长期/)
    expect((await anybody.get('/verify/AAAAAAAAAAAAAAAAAAAA')).statusCode).toBe(404)
    expect((await anybody.get(`/verify/${number}`)).statusCode).toBe(404)

    const head = (await findOfficerByLogin(db, 'zhujian-head'))!
    const stranger = (await findOfficerByLogin(db, 'chengguan-head'))!
    const cancel = (officer: typeof head): Promise<void> => inTransaction(db, (tx) => results.cancelPermit(tx, ctx, { officer, caseId: file.id, why: '样例：申请人申请注销' }))
    await expect(cancel(stranger)).rejects.toMatchObject({ code: 'not-found' })
    await cancel(head)
    expect((await anybody.get(`/verify/${verifyCode}`)).body).toContain('已注销')
    expect(await library.offers(db, '91990101MA0A00002U', ['construction-permit'], ctx.now())).toEqual([])
    await expect(cancel(head)).rejects.toMatchObject({ code: 'permit-cancelled' })
  })

  it('says so too when a program cancels: once however often it is told, for the head of the body alone, with a reason', async () => {
    const file = await accepted({ idNumber: '91990101MA0A00003R' })
    await grant(file)
    const { verifyCode } = (await results.permitOfCase(db, file.id))!
    const url = `/v1/cases/${file.id}/permit-cancellation`
    const [head, window, stranger] = [await new Visitor(app).signIn('zhujian-head'), await new Visitor(app).signIn('zhujian-window-1'), await new Visitor(app).signIn('chengguan-head')]
    const why = { why: '样例：申请人申请注销' }
    const call = async (who: Visitor, key: string, body: object): Promise<[number, string?]> => {
      const reply = await who.json('POST', url, body, { 'idempotency-key': key })
      return reply.statusCode === 204 ? [204] : [reply.statusCode, (reply.json() as { code: string }).code]
    }
    expect(await call(head, 'cancel-0', {})).toEqual([422, 'invalid-input'])
    expect(await call(window, 'cancel-1', why)).toEqual([404, 'not-found'])
    expect(await call(stranger, 'cancel-2', why)).toEqual([404, 'not-found'])
    expect((await new Visitor(app).get(`/v1/permits/${verifyCode}`)).json()).toMatchObject({ state: 'valid' })
    expect(await call(head, 'cancel-3', why)).toEqual([204])
    expect(await call(head, 'cancel-3', why), 'the same call again').toEqual([204])
    expect(await call(head, 'cancel-4', why), 'another call').toEqual([409, 'permit-cancelled'])
    expect((await new Visitor(app).get(`/v1/permits/${verifyCode}`)).json()).toMatchObject({ state: 'cancelled' })
    expect(await rows(db, "select detail->>'why' as why from audit where case_id = ? and action = 'permit.cancelled'", [file.id])).toEqual([why])
  })
})
