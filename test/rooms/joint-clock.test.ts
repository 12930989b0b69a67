/**
 * A part's lawful pause and the clock of the whole (行政许可法 45 with 42(2), domain H1): the second stage of a project while its planning permit is
 * before the experts. Only what the whole's guide lists stops it, only while the whole waits for the part, and no other department's time stands still.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { play } from '../../scripts/scenario/play.ts'
import { readScenarios, type Scenario } from '../../scripts/scenario/scenario.ts'
import * as cases from '../../server/cases/service.ts'
import { partsOf, topics } from '../../server/coapproval/service.ts'
import { change, inTransaction, row } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { stageOf } from '../support/stories.ts'
import { Visitor } from '../support/web.ts'

let office: Office
let whole: { id: string; number: string }
let part: { id: string; number: string }
const system = { kind: 'system' as const, name: '系统' }
const project = readScenarios('processes', 'touzi-xiangmu-binglian')

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-02-27T00:00:00Z')
  const story = (file: string): Scenario => ({ ...project.find((one) => one.file === file)!, before: undefined }) as unknown as Scenario
  await play(stageOf(office), story('jieduan-1.yaml'))
  const second = story('jieduan-2.yaml')
  const { number, status } = await play(stageOf(office), { ...second, acts: second.acts.slice(0, 1), expect: { outcome: '' } } as Scenario)
  whole = { id: status.caseKey, number }
  const [child] = await partsOf(office.ctx.db, whole.id)
  part = (await row<{ id: string; number: string }>(office.ctx.db, 'select id, number from case_file where id = ?', [child!.caseId]))!
})
afterAll(() => office?.close())

const standings = async (id: string): Promise<string[]> => (await deadlines.account(office.ctx.db, office.ctx, id)).limits.filter(({ state }) => state === 'running').map(({ kind, standing }) => `${kind} ${standing}`).sort()
const pauses = async () => (await deadlines.account(office.ctx.db, office.ctx, whole.id)).pauses
const news = () => topics['joint:part-clock']!({ id: '0', topic: 'joint:part-clock', caseId: part.id, payload: { caseId: part.id }, attempt: 2, maybeSent: true }, office.ctx)

test('the experts are asked: part, joint limit, promise and the step that waits stand still; the other departments go on', async () => {
  expect(await standings(part.id)).toEqual(['pause dated', 'promised paused', 'statutory paused'])
  expect(await standings(whole.id)).toEqual(['co-body dated', 'co-body dated', 'promised paused', 'statutory paused', 'step paused'])
  expect(await pauses()).toMatchObject([{ kind: 'expert-review', name: '专家评审（建设工程规划许可证核发）', law: '中华人民共和国行政许可法第四十五条', to: null }])
})

test('the applicant is told of both in one letter, and the proof of the whole names the pause', async () => {
  const letter = (await row<{ key: string; number: string }>(office.ctx.db, `select key, number from letter where case_id = ? and kind = 'special-procedure'`, [part.id]))!
  expect((await pauses())[0]!.notice).toBe(letter.number)
  const expert = await new Visitor(office.app.web).signIn('ziran-handler')
  expect((await expert.get(`/office/letters/${letter.key}`)).body).toContain(`联办件编号${whole.number}）的分项，依照《中华人民共和国行政许可法》第四十五条，上述时间同样不计入该联办件的办理时限。`)
  const officer = await new Visitor(office.app.web).signIn('zhujian-deputy')
  expect((await officer.get(`/office/cases/${whole.id}/proof`)).body).toContain('专家评审（建设工程规划许可证核发）')
})

test('the same news twice moves nothing', async () => {
  expect(await news()).toBe('nothing moves')
  expect(await pauses()).toHaveLength(1)
})

test('what the guide of the whole does not list would not stop it', async () => {
  await inTransaction(office.ctx.db, async (tx) => {
    await cases.lock(tx, part.id)
    const listed = [{ kind: 'inspection', name: '检测', law: '行政许可法第四十五条', planned: { amount: 5, unit: 'wd' as const }, inside: false }]
    await deadlines.pause(tx, office.ctx, { caseId: part.id, kind: 'inspection', listed, notice: '样例〔2026〕9号', by: system })
  })
  expect(await news()).toBe('nothing moves')
  expect((await pauses()).map(({ kind }) => kind)).toEqual(['expert-review'])
})

test('the part is withdrawn before the experts: nobody waits for it, and the whole goes on from the next day', async () => {
  office.ctx.setTime('2026-03-18T02:00:00Z')
  await inTransaction(office.ctx.db, async (tx) => {
    await cases.move(tx, office.ctx, await cases.lock(tx, part.id), 'withdrawn', { actor: system, action: 'case.withdrawn' }, { outcome: 'withdrawn' })
  })
  await office.settle()
  const running = await standings(whole.id)
  expect(running.filter((one) => one.endsWith('paused'))).toEqual([])
  expect(running).toContain('statutory dated')
  expect((await pauses()).map(({ to }) => to?.toISOString())).toEqual(['2026-03-18T02:00:00.000Z'])
  // 45 days from 03-16: 17 and 18 are the experts'; what the 45th is without them is two working days earlier
  const { limits } = await deadlines.account(office.ctx.db, office.ctx, whole.id)
  expect(limits.find(({ kind }) => kind === 'statutory')!.proof.days).toMatchObject({ counted: 45, paused: 2 })
})

test('the experts are asked again when nobody waits for the part any more: the whole goes on', async () => {
  await change(office.ctx.db, `update case_pause set ended_at = ? where case_id = ? and kind = 'expert-review' and ended_at is null`, [new Date('2026-03-18T02:00:00Z'), part.id])
  office.ctx.setTime('2026-03-20T03:00:00Z')
  await change(office.ctx.db, `insert into case_pause (case_id, kind, name, law, planned_amount, planned_unit, notice, started_at) values (?, 'expert-review', '样例', '样例', 5, 'wd', '样例', ?)`, [part.id, new Date('2026-03-20T02:00:00Z')])
  expect(await news()).toBe('nothing moves')
  office.ctx.setTime('2026-03-25T03:00:00Z')
  await change(office.ctx.db, `update case_pause set ended_at = ? where case_id = ? and kind = 'expert-review' and ended_at is null`, [new Date('2026-03-25T02:00:00Z'), part.id])
  expect(await news()).toBe('nothing moves')
  expect(await pauses()).toHaveLength(1)
})

test('two parts may stand still at once for the same kind, a case itself only once', async () => {
  const insert = (ofPause: string | null) => change(office.ctx.db, `insert into case_pause (case_id, kind, name, law, planned_amount, planned_unit, notice, started_at, of_pause) values (?, 'expert-review', '样例', '样例', 5, 'wd', '样例', ?, ?)`, [whole.id, office.ctx.now(), ofPause])
  const other = (await row<{ id: string }>(office.ctx.db, `select id from case_pause where case_id = ? and kind = 'inspection'`, [part.id]))!
  await insert(other.id)
  await insert(null)
  await expect(insert(null)).rejects.toThrow('case_pause_open')
})
