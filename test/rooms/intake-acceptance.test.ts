/** Acceptance by law (行政许可法 32, domain H2, H3): the one notice of all gaps, silence that accepts, 容缺, refusal with its grounds. */
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { row, rows } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import type { TestContext } from '../support/context.ts'
import { codeOf, gap, intakeDesk, MATERIALS } from '../support/intakeDesk.ts'
import { pdf } from '../support/samples.ts'

const desk = intakeDesk('2026-03-09T09:00:00+08:00')
const { apply, offer, decide, letterKinds } = desk
let db: Knex, ctx: TestContext
beforeAll(() => { ({ db, ctx } = desk) })

describe('acceptance', () => {
  it('the one notice: all gaps once, answered on the same case, only on its points', async () => {
    const { person, ticket, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('设置地点')] })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction'])
    await offer(file.id, 'supplement')
    const follow = await person.get('/follow/case')
    expect(follow.body).toContain('请补正以下内容')
    // ten working days: 2026-03-10 ... 2026-03-23, that is, two weeks of five
    const letter = JSON.stringify(await row(db, `select document from letter where case_id = ? and kind = 'correction'`, [file.id]))
    expect(letter).toContain('提交截止日期为2026年3月23日')
    expect(letter).toContain('十个工作日内未补正的视为撤回申请')
    expect(follow.body).toMatch(/补交截止 .*2026年3月23日 24:00/)
    const page = await person.get('/follow/case/answer')
    expect(page.body).toContain('name="/location"')
    expect(page.body).not.toContain('name="/width"') // not a point of the notice
    expect(page.body).toContain('id="item-effect-drawing"')

    expect((await person.post('/follow/case/answer', { '/location': '样例市样例区样例路100号南立面' })).statusCode).toBe(422) // nothing changed
    expect((await person.upload('/follow/case/materials/site-photo', { name: 'x.pdf', data: pdf('x') })).statusCode).toBe(422)
    const forgotten = await person.post('/follow/case/answer', { '/location': '样例市样例区样例路102号' })
    expect(forgotten.statusCode).toBe(422)
    expect(forgotten.body).toContain('“彩色效果图”还没有上传')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', { '/location': '' })).statusCode).toBe(422)
    ctx.advance({ days: 1 })
    await person.get('/follow') // the pass of yesterday has ended
    await person.post('/follow', { number: ticket.number, code: ticket.code })
    expect((await person.post('/follow/case/answer', { '/location': '样例市样例区样例路102号', '/width': '99', note: '已更换' })).headers.location).toBe('/follow/case?handed-in=1')
    const now = await cases.get(db, file.id)
    expect(now).toMatchObject({ state: 'received', revision: 2, submittedAt: ctx.now(), data: { location: '样例市样例区样例路102号', width: 6 } })
    expect((await intake.materialsOfCase(db, file.id)).filter(({ itemCode }) => itemCode === 'effect-drawing').map(({ state, revision }) => [state, revision])).toEqual([['replaced', 1], ['current', 2]])
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction', 'receipt'])
    expect(await row(db, `select payload->'variables' as variables from outbox where case_id = ? and topic = 'engine:complete' order by id desc limit 1`, [file.id])).toEqual({ variables: { supplement: 'submitted' } })
  })

  it('a second notice speaks of listed points and of what is new, and of nothing else (H3)', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('现场情况说明不清')] })
    await offer(file.id, 'supplement')
    await person.get('/follow/case/answer')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    await person.post('/follow/case/answer', { note: '见效果图' })
    await offer(file.id, 'acceptance')
    expect(await codeOf(decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('安全施工承诺书')] }))).toBe('second-notice')
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction', 'receipt'])
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('effect-drawing'), gap('现场情况说明不清')] })
    expect((await letterKinds(file.id)).filter((kind) => kind === 'correction')).toHaveLength(2)
  })

  it('accepts complete applications only, and starts the limits that run from acceptance', async () => {
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'accept' })
    const acceptedAt = ctx.now()
    ctx.advance({ hours: 1 })
    await offer(file.id, 'acceptCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt, acceptedBySilence: false, tolerant: false })
    expect(await rows(db, `select kind from case_limit where case_id = ? and task_id is null order by kind`, [file.id])).toEqual([{ kind: 'promised' }, { kind: 'statutory' }])
    expect(await letterKinds(file.id)).toContain('acceptance')
  })

  it('silence of five working days accepts as of the receipt', async () => {
    ctx.setTime('2026-03-09T10:00:00+08:00')
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    ctx.setTime('2026-03-17T00:00:00+08:00')
    await offer(file.id, 'acceptDeemed')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt: file.receivedAt, acceptedBySilence: true })
    expect(await row(db, `select count(*)::int as n from audit where case_id = ? and action = 'case.accepted-by-silence'`, [file.id])).toEqual({ n: 1 })
  })

  it('nobody decides against a silence that has accepted, though the sweep is still to come', async () => {
    ctx.setTime('2026-03-09T10:00:00+08:00')
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    ctx.setTime('2026-03-17T00:00:00+08:00')
    const refusal = { outcome: 'refuse', ground: 'other', reasons: '样例：不符合受理条件', law: '行政许可法第三十二条' }
    for (const data of [{ outcome: 'gaps', gaps: [gap('彩色效果图')] }, refusal, { outcome: 'accept' }]) {
      expect(await codeOf(decide('chengguan-window', file.id, data)), data.outcome).toBe('silence-accepted')
    }
    expect(await letterKinds(file.id)).toEqual(['receipt'])
    ctx.setTime('2026-03-16T23:59:59+08:00') // the last second of the fifth day is the officer's
    expect(await codeOf(decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图')] }))).toBe('done')
  })

  it('容缺: only listed items, only what is missing, told once with form and date; the result waits until all is there', async () => {
    ctx.setTime('2026-03-02T09:00:00+08:00')
    const { person, file } = await apply(MATERIALS.filter((code) => code !== 'structure-design'), { 'owe:structure-design': '2026-03-11' })
    await offer(file.id, 'acceptance')
    expect(await codeOf(decide('chengguan-window', file.id, { outcome: 'accept' }))).toBe('not-complete')
    const owe = (item: string, promisedOn: string) => decide('chengguan-window', file.id, { outcome: 'tolerant', tolerantItems: [{ item, form: '电子件', promisedOn }] })
    expect(await codeOf(owe('site-photo', '2026-03-10'))).toBe('tolerant-wrong')
    expect(await codeOf(owe('结构设计图与安全说明', '2026-03-12'))).toBe('tolerant-wrong')
    await owe('结构设计图与安全说明', '2026-03-11')
    await offer(file.id, 'acceptCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', tolerant: true })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'tolerant'])

    expect((await person.get('/follow/case')).body).toContain('请补交承诺的材料')
    await person.get('/follow/case/answer')
    await person.handIn(['structure-design'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', {})).statusCode).toBe(303)
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', revision: 2 })
    // all is there when the engine asks: the step is fulfilled at once
    await offer(file.id, 'tolerantSupplement')
    expect((await tasks.ofCase(db, file.id)).at(-1)).toMatchObject({ elementId: 'tolerantSupplement', state: 'done', outcome: 'submitted' })
    // the case comes by once more on another way: nothing is asked anew
    await offer(file.id, 'tolerantSupplement')
    expect((await tasks.ofCase(db, file.id)).at(-1)).toMatchObject({ elementId: 'tolerantSupplement', state: 'done' })
    // the window finds it wanting: it is owed again
    await offer(file.id, 'tolerantCheck')
    await decide('chengguan-window', file.id, { outcome: 'return:tolerantSupplement', opinion: '样例：图纸没有盖章' })
    await offer(file.id, 'tolerantSupplement')
    expect((await tasks.ofCase(db, file.id)).at(-1)).toMatchObject({ state: 'open' })
    expect((await person.get('/follow/case/answer')).body).toContain('id="item-structure-design"')
  })

  it('is of the day somebody decided, however late the engine brings the job', async () => {
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'refuse', ground: 'other', reasons: '样例：不符合受理条件', law: '行政许可法第三十二条' })
    const decidedAt = ctx.now()
    ctx.advance({ days: 2 }) // the engine was away
    await offer(file.id, 'refuseCase')
    expect((await cases.get(db, file.id)).decidedAt).toEqual(decidedAt)

    const { file: other } = await apply()
    await offer(other.id, 'acceptance')
    await decide('chengguan-window', other.id, { outcome: 'accept' })
    const acceptedAt = ctx.now()
    ctx.advance({ days: 1 })
    await offer(other.id, 'acceptCase')
    expect((await cases.get(db, other.id)).acceptedAt).toEqual(acceptedAt)
    expect(await rows(db, `select started_at as at from case_limit where case_id = ? and kind in ('promised', 'statutory')`, [other.id])).toEqual([{ at: acceptedAt }, { at: acceptedAt }])
  })

  it('refuses with grounds, in a letter', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    const refusal = { outcome: 'refuse', ground: 'not-our-power', reasons: '不属于本机关职权范围', law: '行政许可法第三十二条' }
    expect(await codeOf(decide('chengguan-window', file.id, refusal)), 'the right body is named, 行政许可法 32(1)(2)').toBe('invalid-input')
    await decide('chengguan-window', file.id, { ...refusal, rightBody: '样例区城管局' })
    await offer(file.id, 'refuseCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'refused', outcome: 'refused' })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'refuse-acceptance'])
    expect((await person.get('/follow/case')).body).toContain('不予受理')
  })
})
