/**
 * Joint cases on a real database and engine: a restaurant opened as one thing, its food licence and fire check as cases of their own. One part
 * fails, is withdrawn, is late; the whole is withdrawn; news comes twice; and the stages of a project wait for one another.
 */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play, type Status } from '../../scripts/scenario/play.ts'
import { readScenarios, type Act, type Scenario } from '../../scripts/scenario/scenario.ts'
import * as cases from '../../server/cases/service.ts'
import { askAgain, board, partsOf, removeDepartment, topics } from '../../server/coapproval/service.ts'
import { inTransaction, row, rows } from '../../server/db/pool.ts'
import { topics as intakeTopics } from '../../server/intake/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'
import { Visitor } from '../support/web.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
const restaurant = readScenarios(processes, 'kaican-yijianshi').find(({ file }) => file === 'quanbu-bancheng.yaml')!
const project = readScenarios(processes, 'touzi-xiangmu-binglian')
let office: Office

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T00:00:00Z')
})
afterAll(() => office?.close())

const FOOD = 'shipin-jingying'
const FIRE = 'gongzhong-xiaofang'

interface Whole { id: string; number: string; code: string; food: string; fire: string }

/** Applied for and accepted today at ten: both parts are open. */
async function restaurantOf(day: string): Promise<Whole> {
  const accepted: Scenario = { ...restaurant, applied: `${day}T09:00:00+08:00`, acts: [{ ...restaurant.acts[0]!, at: `${day}T10:00:00+08:00` }], expect: { outcome: '' } }
  const { number, queryCode, status } = await play(stageOf(office), accepted)
  const child = (matter: string) => status.parts.find((part) => part.matter === matter)!.number
  return { id: status.caseKey, number, code: queryCode, food: child(FOOD), fire: child(FIRE) }
}

const basic = (number: string, code: string) => ({ authorization: `Basic ${Buffer.from(`${number}:${code}`).toString('base64')}` })

/** As its applicant is told, with the key of the whole. */
async function told(whole: Whole, number = whole.number): Promise<Status> {
  const reply = await office.app.web.inject({ url: `/v1/applicant-cases/${number}`, headers: basic(whole.number, whole.code) })
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${reply.body}`)
  return reply.json()
}

async function does(login: string, caseNumber: string, step: string, data: Act['data']): Promise<void> {
  const officer = await office.officer(login)
  const key = (await row<{ id: string }>(office.ctx.db, 'select id from case_file where number = ?', [caseNumber]))!.id
  const { items } = await officer.json('POST', '/v1/user-tasks/search', { filter: { list: 'group' }, page: { limit: 200 } })
  const mine = (await officer.json('POST', '/v1/user-tasks/search', { filter: { list: 'mine' }, page: { limit: 200 } })).items
  const task = [...items, ...mine].find((one: { caseKey: string; elementId: string }) => one.caseKey === key && one.elementId === step)
  if (!task) throw new Error(`${login} has no task at ${step}.`)
  await officer.json('POST', `/v1/user-tasks/${task.userTaskKey}/assignment`, {})
  await officer.json('POST', `/v1/user-tasks/${task.userTaskKey}/completion`, { variables: data ?? {} })
  await office.settle()
}

async function deniesFood(whole: Whole, number = whole.food): Promise<void> {
  const visit = { outcome: 'unsuitable', visitedAt: '2026-03-02', findings: '没有独立的清洗消毒区。', opinion: '不符合。' }
  await does('shichang-handler', number, 'siteVisit', visit)
  await does('shichang-handler-2', number, 'siteVisit', visit)
  await does('shichang-handler', number, 'handlerReview', { outcome: 'propose-deny', opinion: '不符合。' })
  await does('shichang-chief', number, 'sectionReview', { outcome: 'agree' })
  await does('shichang-deputy', number, 'decision', { outcome: 'deny', reasons: '没有独立的清洗消毒区。', law: '食品安全法第三十三条' })
}

async function boardOf(whole: Whole) {
  const file = await cases.get(office.ctx.db, whole.id)
  const found = await board(office.ctx, { case: file, version: await matters.version(office.ctx.db, file.versionId), officer: (await findOfficerByLogin(office.ctx.db, 'shichang-chief'))! }, 'zh-CN')
  return found[0]!
}

async function withdraws(whole: Whole, number = whole.number): Promise<void> {
  const reply = await office.app.web.inject({ method: 'POST', url: `/v1/applicant-cases/${number}/withdrawal`, headers: { ...basic(whole.number, whole.code), 'idempotency-key': number }, payload: {} })
  expect(reply.statusCode, reply.body).toBe(204)
  await office.settle()
}

const lead = async () => (await findOfficerByLogin(office.ctx.db, 'shichang-chief'))!

describe('a restaurant', () => {
  test('is asked everything once: the parts have numbers, limits and windows of their own, and the same files', async () => {
    const whole = await restaurantOf('2026-03-02')
    const [food, fire] = [await told(whole, whole.food), await told(whole, whole.fire)]
    expect(new Set([whole.number, whole.food, whole.fire]).size).toBe(3)
    // accepted with the whole, each under its own promise: 03-09 and 03-03
    expect([food, fire].map(({ acceptedAt, limits }) => [acceptedAt?.slice(0, 10), limits.find(({ kind }) => kind === 'promised')!.deadline])).toEqual([['2026-03-02', '2026-03-09 24:00'], ['2026-03-02', '2026-03-03 24:00']])
    expect([food.asked, fire.asked]).toEqual([null, null])
    const papers = await rows<{ number: string; item: string; hash: string }>(office.ctx.db, `select f.number, m.item_code as item, m.hash from material m join case_file f on f.id = m.case_id where m.state = 'current' and (f.id = ? or f.parent_id = ?)`, [whole.id, whole.id])
    const hashOf = (number: string, item: string) => papers.find((paper) => paper.number === number && paper.item === item)?.hash
    expect(hashOf(whole.food, 'layout')).toBe(hashOf(whole.number, 'layout'))
    expect(hashOf(whole.fire, 'floor-plan')).toBe(hashOf(whole.number, 'layout'))
    expect(hashOf(whole.fire, 'food-rules')).toBeUndefined() // a body sees what its own matter asks for
    expect((await boardOf(whole)).rows.map(({ name, child }) => [name, child?.number ?? null])).toEqual([['食品经营许可', whole.food], ['营业前消防安全检查', whole.fire], ['户外招牌规范', null]])
  })

  test('of which one part is refused: the others go on, and the whole says which and why', async () => {
    const whole = await restaurantOf('2026-03-03')
    await deniesFood(whole)
    expect((await boardOf(whole)).state).toBe('open') // each is heard out
    expect((await boardOf(whole)).rows[0]).toMatchObject({ opinion: 'disagree', reason: '没有独立的清洗消毒区。', child: { state: 'denied' } })
    await does('xiaofang-chief', whole.fire, 'commitmentReview', { outcome: 'grant' })
    await does('chengguan-handler-1', whole.number, 'partsTogether', { outcome: 'agree' })
    expect(await boardOf(whole)).toMatchObject({ state: 'settled', verdict: 'disagree' })
    expect((await told(whole)).openSteps.map(({ elementId }) => elementId)).toEqual(['notAllDone'])
    expect((await told(whole, whole.fire)).outcome).toBe('granted') // and stands
  })

  test('of which one part is withdrawn: it does not come to the whole as a silence', async () => {
    const whole = await restaurantOf('2026-03-04')
    await withdraws(whole, whole.food)
    expect((await boardOf(whole)).rows[0]).toMatchObject({ opinion: 'disagree', reason: null, child: { state: 'withdrawn' } })
    expect((await told(whole)).state).toBe('accepted')
  })

  test('of which one part is late: that one alone turns red, and nothing is guessed', async () => {
    const whole = await restaurantOf('2026-03-05')
    await office.until('2026-03-09', '09:00') // the fire check was promised for 03-06
    const late = await boardOf(whole)
    expect(late.rows.map(({ child, late, state }) => [child?.number ?? null, late, state])).toEqual([[whole.food, false, 'open'], [whole.fire, true, 'open'], [null, false, 'open']])
    expect(late.state).toBe('open')
  })

  test('that is withdrawn takes along what is not decided; what is decided stands', async () => {
    const whole = await restaurantOf('2026-03-10')
    await does('xiaofang-chief', whole.fire, 'commitmentReview', { outcome: 'grant' })
    await withdraws(whole)
    expect([(await told(whole)).state, (await told(whole, whole.food)).state, (await told(whole, whole.fire)).outcome]).toEqual(['withdrawn', 'withdrawn', 'granted'])
    const food = (await row<{ id: string }>(office.ctx.db, 'select id from case_file where number = ?', [whole.food]))!
    expect(await tasks.openOfCase(office.ctx.db, food.id)).toEqual([])
    expect((await partsOf(office.ctx.db, whole.id)).map(({ state }) => state)).toEqual(['over', 'over'])
  })

  test('lets its lead ask again for what was refused, and for nothing else', async () => {
    const whole = await restaurantOf('2026-03-11')
    const by = { officer: await lead(), reason: '布局已改。' }
    const [foodRow, fireRow] = (await boardOf(whole)).rows
    const verb = (work: Parameters<typeof inTransaction>[1]) => inTransaction(office.ctx.db, work)
    await expect(verb((tx) => removeDepartment(tx, office.ctx, { ...by, rowId: foodRow!.id }))).rejects.toMatchObject({ code: 'department-has-case' })
    await deniesFood(whole)
    await does('xiaofang-chief', whole.fire, 'commitmentReview', { outcome: 'grant' })
    await expect(verb((tx) => askAgain(tx, office.ctx, { ...by, rowId: fireRow!.id }))).rejects.toMatchObject({ code: 'department-has-case' })
    await verb((tx) => askAgain(tx, office.ctx, { ...by, rowId: foodRow!.id }))
    await office.settle()
    const second = (await told(whole)).parts.filter(({ matter }) => matter === FOOD)
    expect(second.map(({ outcome }) => outcome)).toEqual(['denied', null])
    expect((await boardOf(whole)).rows[0]).toMatchObject({ attempt: 2, state: 'open', child: { number: second[1]!.number } })
  })

  test('hears of each part once, however often it is told', async () => {
    const whole = await restaurantOf('2026-03-12')
    const [asked] = await partsOf(office.ctx.db, whole.id)
    const again = (topic: string, payload: object, handlers = topics) => handlers[topic]!({ id: '0', topic, caseId: whole.id, payload, attempt: 2, maybeSent: true }, office.ctx)
    expect(await again('joint:open', { partId: asked!.id }, intakeTopics)).toBe('the part is open')
    await withdraws(whole, whole.food)
    expect(await again('joint:part-over', { caseId: asked!.caseId })).toBe('worked in before')
    expect((await told(whole)).parts).toHaveLength(2)
  })

  test('shows its applicant the whole and each part on one page, and opens each with one key', async () => {
    const whole = await restaurantOf('2026-03-13')
    const person = new Visitor(office.app.web)
    await person.get('/follow')
    await person.post('/follow', { number: whole.number, code: whole.code })
    const page = (await person.get('/follow/case')).body
    for (const shown of ['全部办件', '开办餐饮店一件事', '食品经营许可（餐饮服务）新办', '公众聚集场所投入使用、营业前消防安全检查', whole.food, whole.fire]) expect(page).toContain(shown)
    // nothing is typed again on the device that has the case open; the fire check is told its own road alone
    expect((await person.get('/follow')).body).toContain(`<span class="num">${whole.number}</span>`)
    const fire = /family\/(\d+)"[^§]*?公众聚集场所/.exec(page.slice(page.lastIndexOf('family/', page.indexOf('公众聚集场所'))))![1]!
    const road = (await person.follow(await person.post(`/follow/case/family/${fire}`))).body
    expect([...road.matchAll(/class="step-name">([^<]+)</g)].map((match) => match[1])).toEqual(['收到申请', '窗口受理', '承诺件审查', '事后核查（两人）', '办结'])
    const id = /action="\/follow\/case\/family\/(\d+)"/.exec(page)![1]!
    const part = await person.follow(await person.post(`/follow/case/family/${id}`))
    expect(part.body).toContain('食品经营许可（餐饮服务）新办')
    expect((await person.post(`/follow/case/family/${(await row<{ id: string }>(office.ctx.db, 'select min(id) as id from case_file'))!.id}`)).statusCode).toBe(404)
  })
})

describe('a project in stages', () => {
  const stage = (file: string, day: string): Scenario => ({ ...project.find((one) => one.file === file)!, before: undefined, applied: `${day}T09:00:00+08:00`, acts: [], expect: { outcome: '' } } as unknown as Scenario)

  test('comes in its order: the second waits for the first in words, the first is not asked for twice, and 容缺通过 opens the next', async () => {
    await expect(play(stageOf(office), stage('jieduan-2.yaml', '2026-03-16'))).rejects.toThrow('“第一阶段：立项用地规划许可”尚未办结通过，暂不能申请“第二阶段：工程建设许可”。')
    const first = await play(stageOf(office), stage('jieduan-1.yaml', '2026-03-17'))
    await expect(play(stageOf(office), stage('jieduan-1.yaml', '2026-03-18'))).rejects.toThrow(`已经申请（办件${first.number}）`)
    await expect(play(stageOf(office), stage('jieduan-2.yaml', '2026-03-19'))).rejects.toThrow(`（办件${first.number}正在办理）`)
    await inTransaction(office.ctx.db, async (tx) => {
      const file = await cases.lock(tx, first.status.caseKey)
      const accepted = await cases.move(tx, office.ctx, file, 'accepted', { actor: { kind: 'system', name: '系统' }, action: 'case.accepted' }, { acceptedAt: office.ctx.now() })
      await cases.move(tx, office.ctx, accepted, 'decided', { actor: { kind: 'system', name: '系统' }, action: 'case.decided' }, { outcome: 'granted-tolerant', decidedAt: office.ctx.now() })
    })
    expect((await play(stageOf(office), stage('jieduan-2.yaml', '2026-03-20'))).status.state).toBe('received')
    const outward = (await office.app.web.inject({ url: `/v1/applicant-cases/${first.number}`, headers: basic(first.number, first.queryCode) })).json().outward
    expect(outward).toEqual({ code: 12, name: '办结（容缺通过）' })
  })
})
