/** Submission is receipt (domain H2): complete or owed items, one case a draft, followed by number and code, withdrawn before the decision. */
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { change, inTransaction, row, rows } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import * as library from '../../server/library/service.ts'
import * as matters from '../../server/matters/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applications, issuesIn } from '../support/applicant.ts'
import type { TestContext } from '../support/context.ts'
import { codeOf, intakeDesk, MATERIALS } from '../support/intakeDesk.ts'

const desk = intakeDesk('2026-03-09T09:00:00+08:00')
const { applicant, apply, caseOf, offer, decide, letterKinds } = desk
let db: Knex, ctx: TestContext
beforeAll(() => { ({ db, ctx } = desk) })

describe('completeness', () => {
  it('what is missing is told at the end with a way to it; 容缺 items may be promised within the limit', async () => {
    ctx.setTime('2026-03-02T09:00:00+08:00')
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    await person.handIn(MATERIALS.filter((code) => code !== 'structure-design' && code !== 'site-photo'))
    await person.get('/apply/draft/materials')
    // 2026-03-02 + 7 working days = 2026-03-11
    const late = await person.post('/apply/draft/materials', { 'owe:structure-design': '2026-03-12' })
    expect(late.statusCode).toBe(422)
    expect(issuesIn(late.body)).toMatch(/承诺补交日期应在 2026-03-02 至 2026-03-11 之间/)
    expect(issuesIn(late.body)).toContain('请上传“设置位置现状照片”')
    await person.handIn(['site-photo'])
    expect((await person.post('/apply/draft/materials', { 'owe:structure-design': '2026-03-11', 'owe:subject': '2026-03-11' })).headers.location).toBe('/apply/draft/check')
    expect((await person.post('/apply/draft/check', {})).statusCode).toBe(422) // without the declaration
    const file = await caseOf(await person.submit())
    expect(await rows(db, `select detail->'items' as items from audit where case_id = ? and action = 'case.tolerance-asked'`, [file.id])).toEqual([{ items: { 'structure-design': '2026-03-11' } }])
  })

  it('what the shared library has need not be handed in, and its use is logged with its purpose', async () => {
    await inTransaction(db, (tx) => library.keep(tx, ctx, { holderCode: '91350100M000100Y43', holderName: '样例广告有限公司', kind: 'business-licence', title: '营业执照（样例）', number: 'YZ-1', issuedBy: '市场监管局', caseId: null, validFrom: '2025-01-01', validTo: null }))
    const { file } = await apply(MATERIALS.filter((code) => code !== 'subject'))
    expect(await intake.materialsOfCase(db, file.id)).toHaveLength(5)
    expect(await rows(db, 'select item_code, number from shared_material where case_id = ?', [file.id])).toEqual([{ item_code: 'subject', number: 'YZ-1' }])
    expect(await rows(db, 'select purpose from library_use where case_id = ?', [file.id])).toEqual([{ purpose: `城市户外广告设置审批 ${file.number}` }])
    await change(db, `update library_item set state = 'cancelled'`)
  })
})

describe('submission', () => {
  it('is receipt, also at night: number, query code, receipt and start in one transaction', async () => {
    ctx.setTime('2026-03-07T23:30:00+08:00') // a Saturday night
    const { ticket, file } = await apply(MATERIALS, { green: '列入重点项目名单' })
    expect(ticket.number).toMatch(/^990101|^990100/)
    expect(ticket.code).toMatch(/^\d{6}$/)
    expect(file).toMatchObject({ state: 'received', receivedAt: ctx.now(), applicant: { name: '样例广告有限公司', consentElectronicService: true }, data: { adKind: 'attached', years: 2, lit: false } })
    expect(await letterKinds(file.id)).toEqual(['receipt'])
    const outbox = await rows<{ topic: string; payload: { variables?: object } }>(db, 'select topic, payload from outbox where case_id = ? order by id', [file.id])
    expect(outbox[0]!.topic).toBe('engine:start')
    expect(JSON.stringify(outbox[0]!.payload)).not.toContain('样例路') // only routed fields leave the house
    expect(await row(db, 'select reason from green_request where case_id = ?', [file.id])).toEqual({ reason: '列入重点项目名单' })
  })

  it('puts the green channel forward by the matter\'s own rule, asked for or not, and grants nothing by itself', async () => {
    const person = applicant()
    const [who, place, size, content] = applications['huwai-guanggao']!
    await person.fill('huwai-guanggao', [who!, place!, size!, ['form-3', { ...content![1], '/serves': 'major-event' }]])
    expect((await person.get('/apply/draft/materials')).body).toContain('提交后会自动提请批准')
    await person.handIn(MATERIALS)
    const file = await caseOf(await person.submit())
    expect(await rows(db, `select action from audit where case_id = ? and action like 'case.green%'`, [file.id])).toEqual([{ action: 'case.green-proposed' }])
    expect(await rows(db, `select template from notice where case_id = ? and template like 'green%'`, [file.id])).toEqual([{ template: 'green-proposed' }])
    const guide = (await matters.version(db, file.versionId)).bundle.matter
    expect(await intake.greenWish(db, file, guide)).toMatchObject({ byRule: true, reason: guide.green!.rule })
    expect(file.green).toBe(false)
    const { file: ordinary } = await apply()
    expect(await intake.greenWish(db, ordinary, guide)).toBeUndefined()
  })

  it('makes one case of a double click', async () => {
    const person = applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    const draft = await row<{ id: string }>(db, 'select id from application order by id desc limit 1')
    const declaration = { truthful: true, electronicService: true }
    const results = await Promise.all(Array.from({ length: 5 }, () => codeOf(inTransaction(db, (tx) => intake.submit(tx, ctx, draft!.id, declaration)))))
    expect(results.sort()).toEqual(['done', 'draft-submitted', 'draft-submitted', 'draft-submitted', 'draft-submitted'])
    expect((await person.get('/apply/draft/check')).headers.location).toBe('/follow')
  })

  it('of an instant matter starts its limits from the application and waits for the certificate on its page', async () => {
    const person = applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    const file = await caseOf(await person.submit())
    expect(await rows(db, `select kind, started_at from case_limit where case_id = ? order by kind`, [file.id])).toEqual([{ kind: 'promised', started_at: ctx.now() }, { kind: 'statutory', started_at: ctx.now() }])
    expect((await person.get('/follow/case')).body).toContain('data-waiting')
    await offer(file.id, 'fileCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt: file.receivedAt, acceptedBySilence: false })
    expect((await person.get('/follow/case/state')).json()).toEqual({ state: 'accepted', decided: false, closed: false })
  })
})

describe('following', () => {
  it('opens one case by number and code, says the same to a wrong number and a wrong code, and stops guessing', async () => {
    const { ticket, file } = await apply()
    const other = applicant()
    await other.get('/follow')
    const wrong = await other.post('/follow', { number: ticket.number, code: ticket.code === '000000' ? '000001' : '000000' })
    const unknown = await other.post('/follow', { number: '990100202603020000019', code: '123456' })
    expect([wrong.statusCode, unknown.statusCode]).toEqual([404, 404])
    expect(wrong.body).toContain('没有与该办件编号和查询码相符的办件')
    expect((await other.get('/follow/case')).headers.location).toBe('/follow')
    expect((await other.post('/follow', { number: ticket.number, code: ticket.code })).headers.location).toBe('/follow/case')
    await offer(file.id, 'acceptance')
    const page = await other.get('/follow/case')
    for (const text of ['已收件，待受理', '窗口受理', 'aria-current="step"', '受理答复', '2026年3月16日 24:00', '撤回申请']) expect(page.body).toContain(text)
    for (let tries = 0; tries < 5; tries++) await other.post('/follow', { number: ticket.number, code: '999999' })
    expect((await other.post('/follow', { number: ticket.number, code: ticket.code })).statusCode).toBe(429)
  })

  it('ends on a shared computer', async () => {
    const { person } = await apply()
    await person.get('/follow/case')
    await person.post('/follow/end')
    expect((await person.get('/follow/case')).headers.location).toBe('/follow')
  })
})

describe('withdrawal', () => {
  it('ends the case, its tasks and its limits, and cancels the instance; after the decision it is too late', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'accept' })
    await offer(file.id, 'acceptCase')
    await offer(file.id, 'handlerReview')
    await person.get('/follow/case/withdraw')
    await person.post('/follow/case/withdraw', { reason: '改变计划' })
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'withdrawn', outcome: 'withdrawn' })
    expect(await tasks.openOfCase(db, file.id)).toEqual([])
    expect(await rows(db, `select state from case_limit where case_id = ? and state = 'running'`, [file.id])).toEqual([])
    expect(await row(db, 'select topic from outbox where case_id = ? order by id desc limit 1', [file.id])).toEqual({ topic: 'engine:cancel' })
    expect((await person.post('/follow/case/withdraw')).statusCode).toBe(409)
  })
})
