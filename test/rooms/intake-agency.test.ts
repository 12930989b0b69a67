/** An agent applies for a villager (代办): the mandate is proved, the villager hears of it, reminders go to the agent, and the end of it shuts the agent out. */
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { agentOf, contactOf } from '../../server/cases/agent.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, rows } from '../../server/db/pool.ts'
import { intakeApi } from '../../server/intake/api.ts'
import * as intake from '../../server/intake/service.ts'
import { jointTopics } from '../../server/intake/joint.ts'
import type { OutboxRow } from '../../server/db/outbox.ts'
import * as people from '../../server/people/sessionStore.ts'
import * as matters from '../../server/matters/service.ts'
import { issuesIn, type ApplicantVisitor, type Fields } from '../support/applicant.ts'
import { codeOf, intakeDesk } from '../support/intakeDesk.ts'
import { serverWith } from '../support/web.ts'

const desk = intakeDesk('2026-03-02T10:00:00+08:00')
let db: Knex
beforeAll(() => { ({ db } = desk) })

const villager: Fields = { '/kind': 'person', '/personName': '样例-村民', '/idCard': '990101198003120014', '/contact': '样例-村民', '/phone': '13800000022' }
const agent: Fields = { '/handledBy': 'agent', '/agentName': '样例-代办员', '/agentIdCard': '990101199012200045', '/agentPhone': '13800000021', '/agentRelation': 'village', '/agentConsent': 'true' }
const form: [string, Fields][] = [
  ['form-1', { '/birthDate': '1980-03-12', '/sex': 'male', '/village': '样例镇样例村', '/address': '样例市样例区样例镇样例村1组' }],
  ['form-2', { '/background': 'moved', '/earlier': '2010年至2014年参加职工养老保险。' }],
  ['form-3', { '/tier': '500', '/bank': '样例农村商业银行', '/account': '990000000000000001', '/conditionDeclaration': 'true', '/truthDeclaration': 'true' }],
]

async function fillIn(applicant: Fields, items: string[]): Promise<ApplicantVisitor> {
  const person = desk.applicant()
  await person.fill('yanglao-canbao', [['applicant', applicant], ...form])
  await person.get('/apply/draft/materials')
  await person.handIn(items)
  return person
}

const told = (): Promise<{ template: string; phone: string; text: string }[]> => rows(db, 'select template, phone, text from notice order by id')

describe('an agent', () => {
  it('is named with a mandate, or the applicant says that nobody acts for them', async () => {
    const person = desk.applicant()
    await person.fill('yanglao-canbao', [])
    expect((await person.get('/apply/draft/applicant')).body).toContain('受本人委托代办')
    expect(issuesIn((await person.post('/apply/draft/applicant', villager)).body)).toContain('由谁办理')
    expect(issuesIn((await person.post('/apply/draft/applicant', { ...villager, ...agent, '/agentConsent': '' })).body)).toContain('同意委托代办')
    expect((await person.get('/forms/applicant.js?matter=yanglao-canbao')).body).toContain('agentIdCard')
    expect((await person.get('/forms/applicant.js')).body).not.toContain('agentIdCard')
    const other = desk.applicant()
    await other.fill('qiye-touzi-beian', [])
    expect((await other.get('/apply/draft/applicant')).body, 'a matter without agency asks nothing of it').not.toContain('代办')
  })

  it('is not reached where the applicant is, and is not the applicant: the mandate would be told to nobody and ended by nobody', async () => {
    const person = desk.applicant()
    await person.fill('yanglao-canbao', [])
    await person.get('/apply/draft/applicant')
    expect(issuesIn((await person.post('/apply/draft/applicant', { ...villager, ...agent, '/agentPhone': '13800000022' })).body)).toContain('代办人的电话与申请人的相同')
    expect(issuesIn((await person.post('/apply/draft/applicant', { ...villager, ...agent, '/agentIdCard': villager['/idCard']! })).body)).toContain('代办人与申请人是同一人')
  })

  it('cannot hand in without the mandate', async () => {
    const person = await fillIn({ ...villager, ...agent }, ['id-card', 'household-register'])
    await person.get('/apply/draft/check')
    const refused = await person.post('/apply/draft/check', { truthful: 'true', electronicService: 'true' })
    expect(refused.statusCode).toBe(422)
    expect(issuesIn(refused.body)).toContain('请上传“代办委托书”')
    await person.get('/apply/draft/materials')
    await person.handIn(['mandate'])
    expect((await person.submit()).number).toHaveLength(21)
  })

  it('is needed by nobody who comes in person: then no mandate is asked', async () => {
    const person = await fillIn({ ...villager, '/handledBy': 'self' }, ['id-card', 'household-register'])
    const file = await desk.caseOf(await person.submit())
    expect(file.applicant.agent).toBeUndefined()
    expect(contactOf(file.applicant)).toEqual({ name: '样例-村民', phone: '13800000022' })
  })

  it('is reminded while the mandate stands; the applicant sees all of it from the first minute and ends it', async () => {
    const helper = await fillIn({ ...villager, ...agent }, ['id-card', 'household-register', 'mandate'])
    const before = (await told()).length
    const ticket = await helper.submit()
    const file = await desk.caseOf(ticket)
    expect(contactOf(file.applicant)).toEqual({ name: '样例-代办员', phone: '13800000021' })
    const begun = (await told()).slice(before)
    expect(begun.map(({ template, phone }) => [template, phone])).toEqual([['agency-begun', '13800000022']])
    expect(begun[0]!.text).toContain(`办件编号 ${ticket.number}，查询码 ${ticket.code}`)
    expect((await helper.get('/follow/case')).body).toContain('终止代办')

    const villagerHere = desk.applicant()
    await villagerHere.get('/follow')
    expect((await villagerHere.post('/follow', { number: ticket.number, code: ticket.code })).headers.location).toBe('/follow/case')
    expect((await villagerHere.get('/follow/case')).body).toContain('样例-代办员')
    expect((await villagerHere.get('/follow/case/agency')).body).toContain('村（社区）代办员')
    const ended = await villagerHere.post('/follow/case/agency')
    expect(ended.statusCode).toBe(200)
    expect(ended.body).toContain('新的查询码已发到申请人的手机')

    const [toVillager, toAgent] = (await told()).slice(-2)
    expect([toVillager!.template, toVillager!.phone, toAgent!.template, toAgent!.phone]).toEqual(['agency-ended', '13800000022', 'agency-over', '13800000021'])
    expect(toAgent!.text, 'the agent learns no code').not.toMatch(/查询码/)
    const fresh = /新的查询码是 (\d{6})/.exec(toVillager!.text)![1]!
    expect(fresh).not.toBe(ticket.code)
    expect(contactOf((await desk.caseOf(ticket)).applicant)).toEqual({ name: '样例-村民', phone: '13800000022' })

    expect((await helper.get('/follow/case')).statusCode, 'the pass of the agent is over').not.toBe(200)
    await helper.get('/follow')
    expect((await helper.post('/follow', { number: ticket.number, code: ticket.code })).statusCode, 'and the old code opens nothing').toBe(404)
    await villagerHere.get('/follow')
    expect((await villagerHere.post('/follow', { number: ticket.number, code: fresh })).headers.location).toBe('/follow/case')
    expect((await villagerHere.get('/follow/case')).body).not.toContain('终止代办')
    expect(await codeOf(inTransaction(db, (tx) => intake.endAgency(tx, desk.ctx, file.id)))).toBe('no-agent')
  })

  it('is shut out of every part when the mandate ends on one of them, also on parts of parts', async () => {
    const whole = await desk.caseOf(await (await fillIn({ ...villager, ...agent }, ['id-card', 'household-register', 'mandate'])).submit())
    const version = await matters.version(db, whole.versionId)
    const partOf = (parentId: string) => inTransaction(db, (tx) => cases.open(tx, desk.ctx, { version, applicant: whole.applicant, data: whole.data, routing: {}, parentId }))
    const part = (await partOf(whole.id)).case
    const inner = await partOf(part.id)
    const other = (await partOf(whole.id)).case
    await inTransaction(db, (tx) => people.openPass(tx, desk.ctx, other.id))
    await inTransaction(db, (tx) => intake.endAgency(tx, desk.ctx, part.id))
    for (const id of [whole.id, part.id, inner.case.id, other.id]) expect(agentOf((await cases.get(db, id)).applicant), 'at once: nothing waits in the outbox').toBeUndefined()
    expect(await rows(db, 'select 1 from case_pass where case_id = ?', [other.id]), 'a pass to a part beside it is over').toEqual([])
    expect(await codeOf(cases.byNumberAndCode(db, desk.ctx, inner.case.number, inner.queryCode, '127.0.0.9')), 'and the old code of it opens nothing').toBe('no-such-case')
  })

  it('is shut out by news that waits since before an update: the mandate had ended on one case, and the row names the whole', async () => {
    const whole = await desk.caseOf(await (await fillIn({ ...villager, ...agent }, ['id-card', 'household-register', 'mandate'])).submit())
    const version = await matters.version(db, whole.versionId)
    const part = (await inTransaction(db, (tx) => cases.open(tx, desk.ctx, { version, applicant: { ...whole.applicant, agent: { ...whole.applicant.agent!, endedAt: '2026-03-01T10:00:00+08:00' } }, data: whole.data, routing: {}, parentId: whole.id }))).case
    const row = { payload: { caseId: whole.id } } as OutboxRow
    expect(await jointTopics['joint:agency-ended']!(row, desk.ctx)).toBe(whole.number)
    for (const id of [whole.id, part.id]) expect(agentOf((await cases.get(db, id)).applicant)).toBeUndefined()
    expect(await jointTopics['joint:agency-ended']!(row, desk.ctx), 'told twice').toBe('')
  })

  describe('at the very moment when the mandate ends', () => {
    /** The villager's word, not committed until the agent waits for it. */
    async function whileItEnds(caseId: string, agents: () => Promise<{ statusCode: number }>): Promise<number> {
      let reply: Promise<{ statusCode: number }>
      await inTransaction(db, async (tx) => {
        await intake.endAgency(tx, desk.ctx, caseId)
        reply = agents()
        await waitsForALock()
      })
      return (await reply!).statusCode
    }

    async function waitsForALock(): Promise<void> {
      for (let looks = 0; looks < 2_000; looks++) {
        if ((await rows(db, "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).length > 0) return
      }
      throw new Error('The agent waits for nothing, so both go on beside each other.')
    }

    const mandated = async () => {
      const helper = await fillIn({ ...villager, ...agent }, ['id-card', 'household-register', 'mandate'])
      const ticket = await helper.submit()
      return { helper, ticket, file: await desk.caseOf(ticket) }
    }

    it('the old code gives no pass', async () => {
      const { helper, ticket, file } = await mandated()
      await helper.get('/follow')
      expect(await whileItEnds(file.id, () => helper.post('/follow', { number: ticket.number, code: ticket.code }))).toBe(404)
      expect(await rows(db, 'select 1 from case_pass where case_id = ?', [file.id])).toEqual([])
    })

    it('nothing is done with a pass that was let in before', async () => {
      const { helper, file } = await mandated()
      await helper.get('/follow/case/withdraw')
      expect(await whileItEnds(file.id, () => helper.post('/follow/case/withdraw', { reason: '样例：代办人撤回' }))).toBe(404)
      expect((await cases.get(db, file.id)).state).toBe('received')
    })

    it('nor by a program that had shown the old code', async () => {
      const { ticket, file } = await mandated()
      const program = await serverWith(desk.ctx, [intakeApi({ permit: () => Promise.resolve(undefined) })])
      const withdrawal = () => program.inject({
        method: 'POST', url: `/v1/applicant-cases/${ticket.number}/withdrawal`, payload: {},
        headers: { authorization: `Basic ${Buffer.from(`${ticket.number}:${ticket.code}`).toString('base64')}`, 'idempotency-key': 'mandate-ends', 'content-type': 'application/json' },
      })
      expect(await whileItEnds(file.id, withdrawal)).toBe(404)
      expect((await cases.get(db, file.id)).state).toBe('received')
    })

    it('nor is a pass to one part turned into one to a part whose mandate is over', async () => {
      const { helper, file: whole } = await mandated()
      const version = await matters.version(db, whole.versionId)
      const part = (await inTransaction(db, (tx) => cases.open(tx, desk.ctx, { version, applicant: whole.applicant, data: whole.data, routing: {}, parentId: whole.id }))).case
      await helper.get('/follow/case')
      expect(await whileItEnds(part.id, () => helper.post(`/follow/case/family/${part.id}`)), 'the mandate of the whole is over in the same moment').toBe(404)
      expect(await rows(db, 'select 1 from case_pass where case_id = ?', [part.id])).toEqual([])
    })
  })
})
