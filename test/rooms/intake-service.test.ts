/** Service (送达, domain H8): an address of who does not consent, a record for receipts too, and the applicant's time from service on. */
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { row, rows } from '../../server/db/pool.ts'
import { account } from '../../server/deadlines/service.ts'
import { endTime } from '../../server/deadlines/shanghai.ts'
import * as intake from '../../server/intake/service.ts'
import * as letters from '../../server/letters/service.ts'
import { applications, issuesIn } from '../support/applicant.ts'
import type { TestContext } from '../support/context.ts'
import { gap, intakeDesk, MATERIALS } from '../support/intakeDesk.ts'
import { Visitor } from '../support/web.ts'

const desk = intakeDesk('2026-03-09T09:00:00+08:00')
const { apply, offer, decide } = desk
let db: Knex, ctx: TestContext
beforeAll(() => { ({ db, ctx } = desk) })

const ADDRESS = '样例市样例区样例路100号（样例地址）'
const BY_POST = { truthful: 'true', postalAddress: ADDRESS }

/** Applied for without consent, and told of one gap. */
async function toldByPost() {
  const applied = await apply(MATERIALS, {}, BY_POST)
  await offer(applied.file.id, 'acceptance')
  await decide('chengguan-window', applied.file.id, { outcome: 'gaps', gaps: [gap('彩色效果图')] })
  const notice = (await letters.ofCase(db, applied.file.id)).find(({ kind }) => kind === 'correction')!
  return { ...applied, notice }
}

/** The window records it by the form, and the news is heard. */
async function recordService(caseId: string, letter: letters.CaseLetter, at: string): Promise<void> {
  const window = await new Visitor(desk.app).signIn('chengguan-window')
  const reply = await window.post(`/office/letters/${letter.key}/service`, { way: 'post', outcome: 'served', receiver: '样例收发室', address: '', evidence: 'EMS 样例 1', at })
  if (reply.statusCode !== 303) throw new Error(`${reply.statusCode} ${issuesIn(reply.body)}`)
  await hear(caseId)
}

async function hear(caseId: string): Promise<unknown> {
  const news = (await rows<{ id: string; payload: Record<string, never> }>(db, `select id, payload from outbox where topic = 'letter:served' and case_id = ? order by id`, [caseId])).at(-1)!
  return intake.topics['letter:served']!({ ...news, topic: 'letter:served', caseId, attempt: 1, maybeSent: false }, ctx)
}

const supplementLimits = async (caseId: string) => (await account(db, ctx, caseId)).limits.filter(({ kind }) => kind === 'supplement')

describe('an address for letters', () => {
  it('is asked of who does not agree to electronic service, and stands in the record of service', async () => {
    const person = desk.applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    await person.get('/apply/draft/check')
    const refused = await person.post('/apply/draft/check', { truthful: 'true', postalAddress: '路1号' })
    expect(refused.statusCode).toBe(422)
    expect(issuesIn(refused.body)).toContain('不同意电子送达的，请填写文书的邮寄地址')
    expect(refused.body).toMatch(/href="#postal-address"/)
    expect(refused.body).toContain('value="路1号"')
    expect(refused.body).toMatch(/name="truthful" value="true" required checked/)
    expect(refused.body).not.toMatch(/name="electronicService" value="true" checked/)
    const { number } = await person.submit(BY_POST)
    expect(await row(db, 'select applicant from case_file where number = ?', [number])).toMatchObject({ applicant: { consentElectronicService: false, postalAddress: ADDRESS } })
  })

  it('fills the form of the window, which may write another', async () => {
    const { file, notice } = await toldByPost()
    const window = await new Visitor(desk.app).signIn('chengguan-window')
    expect((await window.get(`/office/cases/${file.id}?tab=letters`)).body).toContain(`value="${ADDRESS}"`)
    expect((await window.get(`/office/cases/${file.id}?tab=form`)).body).toContain(ADDRESS)
    await recordService(file.id, notice, '')
    expect(await row(db, 'select way, receiver, address from letter_service where letter_id = ?', [notice.id])).toEqual({ way: 'post', receiver: '样例收发室', address: ADDRESS })
  })
})

describe('a receipt', () => {
  it('has arrived with electronic service, and is owed a record without it', async () => {
    const online = await apply()
    expect((await letters.ofCase(db, online.file.id))[0]).toMatchObject({ kind: 'receipt', servedAt: ctx.now(), servedHow: '电子送达' })
    const { file } = await apply(MATERIALS, {}, BY_POST)
    const [receipt] = await letters.ofCase(db, file.id)
    expect(receipt).toMatchObject({ kind: 'receipt', servedAt: null, postalAddress: ADDRESS })
    await offer(file.id, 'acceptance')
    await recordService(file.id, receipt!, '')
    expect((await letters.ofCase(db, file.id))[0]).toMatchObject({ servedHow: '邮寄送达' })
  })
})

describe('the time to correct', () => {
  it('runs from the arrival of the notice where electronic service was agreed', async () => {
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图')] })
    const told = ctx.now()
    ctx.advance({ days: 1 }) // the engine was away
    await offer(file.id, 'supplement')
    const [limit] = await supplementLimits(file.id)
    expect(limit!.startedAt).toEqual(told)
    // 03-10(1) 03-11(2) 03-12(3) 03-13(4) 03-16(5) 03-17(6) 03-18(7) 03-19(8) 03-20(9) 03-23(10)
    expect(endTime(limit!.deadlineAt!)).toEqual({ day: '2026-03-23', clock: '24:00' })
  })

  it('waits for the record of service without consent; letter and page name the time, and no day yet', async () => {
    const { person, file, notice } = await toldByPost()
    const words = JSON.stringify(await row(db, 'select document from letter where id = ?', [notice.id]))
    expect(words).toContain('补正期限为10个工作日，自本告知书送达之日的次日起计算')
    expect(words).not.toContain('截止日期')
    await offer(file.id, 'supplement')
    expect(await supplementLimits(file.id)).toEqual([])
    expect((await person.get('/follow/case')).body).toContain('补正期限 10 个工作日，自补正告知书送达您之日的次日起计算')

    ctx.setTime('2026-03-13T10:00:00+08:00')
    await recordService(file.id, notice, '2026-03-12T15:30') // the window heard of it a day later
    const [limit] = await supplementLimits(file.id)
    expect(limit!.startedAt).toEqual(new Date('2026-03-12T15:30:00+08:00'))
    // 03-13(1) 03-16(2) 03-17(3) 03-18(4) 03-19(5) 03-20(6) 03-23(7) 03-24(8) 03-25(9) 03-26(10)
    expect(limit!.proof.end).toMatchObject({ day: '2026-03-26', clock: '24:00' })
    expect(await hear(file.id)).toBe('it runs already')
    expect(await supplementLimits(file.id)).toHaveLength(1)
    expect(await rows(db, `select detail->>'number' as number from audit where case_id = ? and action = 'task.limit-started'`, [file.id])).toEqual([{ number: notice.number }])
    await person.get('/follow')
    const follow = await person.follow(await person.post('/follow', { number: file.number, code: await codeFor(file.id) }))
    expect(follow.body).toMatch(/补交截止 .*2026年3月26日 24:00/)
  })

  it('is counted again when the record of service is corrected', async () => {
    const { file, notice } = await toldByPost()
    await offer(file.id, 'supplement')
    ctx.setTime('2026-03-13T10:00:00+08:00')
    await recordService(file.id, notice, '2026-03-12T15:30')
    const window = await new Visitor(desk.app).signIn('chengguan-window')
    const correct = async (attempt: number, at: string): Promise<unknown> => {
      const reply = await window.post(`/office/letters/${notice.key}/service/${attempt}/correction`, { way: 'post', receiver: '样例收发室', address: '', evidence: 'EMS 样例 1', at, why: '样例：回执上是前一天' })
      if (reply.statusCode !== 303) throw new Error(`${reply.statusCode} ${issuesIn(reply.body)}`)
      return hear(file.id)
    }
    expect(await correct(1, '2026-03-11T15:30')).toBe('the time to correct runs from the corrected day')
    const [limit] = await supplementLimits(file.id)
    expect(limit!.startedAt).toEqual(new Date('2026-03-11T15:30:00+08:00'))
    // 03-12(1) 03-13(2) 03-16(3) 03-17(4) 03-18(5) 03-19(6) 03-20(7) 03-23(8) 03-24(9) 03-25(10)
    expect(limit!.proof.end).toMatchObject({ day: '2026-03-25', clock: '24:00' })
    expect(await hear(file.id)).toBe('it runs already')
    expect(await rows(db, `select detail from audit where case_id = ? and action = 'clock.recounted'`, [file.id])).toEqual([
      { detail: expect.objectContaining({ cause: 'service', moves: [expect.objectContaining({ kind: 'supplement', from: '2026-03-26 24:00', to: '2026-03-25 24:00' })] }) },
    ])
  })

  it('begins at once when the notice was served before the engine offers the step', async () => {
    const { file, notice } = await toldByPost()
    ctx.setTime('2026-03-11T09:00:00+08:00')
    await recordService(file.id, notice, '')
    expect(await supplementLimits(file.id)).toEqual([])
    ctx.setTime('2026-03-12T09:00:00+08:00')
    await offer(file.id, 'supplement')
    expect((await supplementLimits(file.id))[0]!.startedAt).toEqual(new Date('2026-03-11T09:00:00+08:00'))
  })

  it('of a second notice runs from the service of the second', async () => {
    const { person, file, notice } = await toldByPost()
    await offer(file.id, 'supplement')
    await recordService(file.id, notice, '')
    await person.get('/follow/case/answer')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', {})).statusCode).toBe(303)
    await offer(file.id, 'acceptance')
    ctx.setTime('2026-03-16T09:00:00+08:00')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图')] })
    await offer(file.id, 'supplement')
    expect((await supplementLimits(file.id)).map(({ state }) => state)).toEqual(['met'])
    ctx.setTime('2026-03-18T09:00:00+08:00')
    await recordService(file.id, (await letters.ofCase(db, file.id)).filter(({ kind }) => kind === 'correction').at(-1)!, '')
    expect((await supplementLimits(file.id)).at(-1)).toMatchObject({ state: 'running', startedAt: ctx.now() })
  })

  it('is not asked after where it was answered before it began', async () => {
    const { person, file, notice } = await toldByPost()
    await offer(file.id, 'supplement')
    await person.get('/follow/case/answer')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', {})).statusCode).toBe(303)
    await offer(file.id, 'acceptance')
    await recordService(file.id, notice, '')
    expect(await supplementLimits(file.id)).toEqual([])
  })
})

/** The query code is shown once; here it is read from the receipt. */
async function codeFor(caseId: string): Promise<string> {
  const { document } = (await row<{ document: object }>(db, `select document from letter where case_id = ? and kind = 'receipt' order by id`, [caseId]))!
  return /查询码[^0-9]*(\d{6})/.exec(JSON.stringify(document))![1]!
}
