/** Drafts of the modeler over HTTP: kept, told apart by tab and person, proposed. The repository is a bare one of the test's own. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../server/db/pool.ts'
import { problemsOfReview } from '../../modeler/review/remarks.ts'
import { newMatter } from '../../server/matters/service.ts'
import { routes, tidy } from '../../server/modeler/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import type { TestContext } from '../support/context.ts'
import type { OutsideRepository } from '../support/processesRepository.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { serverWith, Visitor } from '../support/web.ts'

const MATTER = 'huwai-guanggao'
const AT = `/office/modeler/${MATTER}`
let office: PublicationOffice
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let repository: OutsideRepository
let first: Visitor
let second: Visitor
const files: Record<string, string> = {}
let base = ''

beforeAll(async () => {
  office = await openPublication([MATTER], async () => undefined)
  ;({ db, ctx, repository } = office)
  app = await serverWith(ctx, [routes])
  first = await new Visitor(app).signIn('shengai-analyst')
  second = await new Visitor(app).signIn('shengai-analyst-2')
  const opened = (await first.send({ method: 'GET', url: `${AT}/files`, headers: { accept: 'application/json' } })).json()
  base = opened.base.revision
  Object.assign(files, opened.files)
})
afterAll(async () => {
  await app?.close()
  await office?.close()
})

const save = (visitor: Visitor, number: number, tab: string, content = files) => visitor.json('PUT', `${AT}/draft`, { base, files: content, number, tab })
const renamed = (name: string): Record<string, string> => ({ ...files, 'matter.json': files['matter.json']!.replace(/"name": "[^"]*"/, `"name": "${name}"`) })

test('the page carries the matter as the repository has it, its place and no draft yet', async () => {
  const page = await first.get(AT)
  const model = JSON.parse(/id="modeler-model">([\s\S]*?)<\/script>/.exec(page.body)![1]!)
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe|unsafe-eval/)
  expect(model.matter.base.revision).toMatch(/^[0-9a-f]{40}$/)
  expect(Object.keys(model.matter.files)).toEqual(expect.arrayContaining(['process.bpmn', 'matter.json', 'scenarios/bu-yu-shouli.yaml', 'forms/decision.schema.json']))
  expect([model.draft, model.me.name]).toEqual([null, '样例-流程分析'])
})

test('a draft is kept by number: a second tab that stands on an older one is told, and nothing of either is lost', async () => {
  expect((await save(first, 0, 'tab-number-one', renamed('甲'))).json()).toEqual({ number: 1 })
  const late = await save(first, 0, 'tab-number-two', renamed('乙'))
  expect([late.statusCode, late.json().code]).toEqual([409, 'draft-moved'])
  expect((await save(first, 1, 'tab-number-two', renamed('乙'))).json()).toEqual({ number: 2 })
  const kept = (await first.send({ method: 'GET', url: `${AT}/draft`, headers: { accept: 'application/json' } })).json()
  expect([kept.draft.number, kept.draft.files['matter.json']]).toEqual([2, renamed('乙')['matter.json']])
  expect((await first.get('/office/modeler')).body).toContain('未提议')
})

test('of two first saves at once one is kept, the other told', async () => {
  const both = await Promise.all([save(second, 0, 'tab-number-one', renamed('丙')), save(second, 0, 'tab-number-two', renamed('丁'))])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
})

test('a person\'s draft is nobody else\'s', async () => {
  const others = (await second.send({ method: 'GET', url: `${AT}/draft`, headers: { accept: 'application/json' } })).json()
  expect(others.draft.files['matter.json']).not.toContain('乙')
  expect((await second.json('DELETE', `${AT}/draft`, { number: 1 })).statusCode).toBe(204)
  expect((await first.send({ method: 'GET', url: `${AT}/draft`, headers: { accept: 'application/json' } })).json().draft.number).toBe(2)
})

test('who has the matter open is seen by the others for a minute', async () => {
  const here = async (visitor: Visitor, tab: string) => (await visitor.json('POST', `${AT}/presence`, { tab })).json()
  await here(first, 'tab-number-one')
  await here(first, 'tab-number-two')
  expect((await here(second, 'tab-number-one')).others).toEqual([{ name: '样例-流程分析', self: false }, { name: '样例-流程分析', self: false }])
  expect((await here(first, 'tab-number-one')).others).toContainEqual({ name: '样例-流程分析', self: true })
  expect((await first.json('DELETE', `${AT}/presence`, { tab: 'tab-number-two' })).statusCode).toBe(204)
  expect((await here(first, 'tab-number-one')).others).toEqual([{ name: '样例-流程分析二', self: false }])
  ctx.advance({ minutes: 2 })
  expect((await here(second, 'tab-number-one')).others).toEqual([])
  await tidy(ctx)
  expect((await db.raw('select count(*)::int as n from matter_presence')).rows[0].n).toBe(1)
})

test('a change is proposed with its message; what changes nothing is refused', async () => {
  const proposed = await first.json('POST', `${AT}/proposals`, { base, files: renamed('城市户外广告设置审批（修订样例）'), message: '样例：改名' })
  expect([proposed.statusCode, proposed.json().href]).toEqual([201, expect.stringMatching(/^\/office\/publication\/proposals\/\d+$/)])
  const nothing = await first.json('POST', `${AT}/proposals`, { base, files, message: '样例：没有改' })
  expect([nothing.statusCode, nothing.json().code]).toEqual([422, 'proposal-nothing'])
})

test('what a browser cannot judge is judged here: a sample that does not fit its form, a letter that cannot be made', async () => {
  const problems = (await first.json('POST', `${AT}/judgement`, { files: { ...files, 'letters/permit.hbs': '{{#each' } })).json().problems as { rule: string; file: string }[]
  expect(problems.map(({ rule, file }) => [rule, file])).toEqual([['letters-can-be-made', 'letters/permit.hbs']])
  expect((await first.json('POST', `${AT}/judgement`, { files: { 'matter.json': '{' } })).json()).toEqual({ problems: [] })
})

test('a new matter: from the template into a draft, proposed, and on its own page nowhere else before', async () => {
  await first.get('/office/modeler/-/new')
  const begin = (fields: Record<string, string>) => first.post('/office/modeler/-/new', { code: 'linshi-zhandao', name: '临时占道许可', body: 'chengguan', uscc: '', ...fields })
  expect((await begin({ code: '../x' })).body).toContain('代码须为')
  expect((await begin({ body: 'yuanlin' })).body).toContain('缺少模板所用的岗位：window')
  expect([(await begin({ code: MATTER })).statusCode, (await begin({ name: '占道"<' })).statusCode, (await begin({ uscc: 'X' })).statusCode]).toEqual([409, 422, 422])
  const made = await begin({})
  expect([made.statusCode, made.headers.location]).toEqual([303, '/office/modeler/linshi-zhandao'])
  expect((await begin({})).statusCode).toBe(409)
  expect((await first.get('/office/modeler')).body).toContain('尚未施行')

  const model = JSON.parse(/id="modeler-model">([\s\S]*?)<\/script>/.exec((await first.get('/office/modeler/linshi-zhandao')).body)![1]!)
  expect([model.matter.name, model.matter.files, model.draft.base]).toEqual(['临时占道许可', {}, model.matter.base.revision])
  const { division, implementCode } = JSON.parse(model.draft.files['matter.json'])
  const officers = { handler: 'chengguan-handler-1', 'section-chief': 'chengguan-chief', 'deputy-head': 'chengguan-deputy' }
  expect(model.draft.files).toEqual(newMatter({ code: 'linshi-zhandao', name: '临时占道许可', body: { id: 'chengguan', division }, uscc: implementCode.slice(0, 18), officers, taken: [] }))
  expect((await second.get('/office/modeler/linshi-zhandao')).statusCode).toBe(404)
  expect((await first.json('POST', '/office/modeler/linshi-zhandao/judgement', { files: model.draft.files })).json()).toEqual({ problems: [] })

  const proposed = await first.json('POST', '/office/modeler/linshi-zhandao/proposals', { base: model.draft.base, files: model.draft.files, message: '样例：新事项' })
  expect(proposed.statusCode).toBe(201)
  await first.json('DELETE', '/office/modeler/linshi-zhandao/draft', { number: 1 })
  expect((await first.get('/office/modeler/linshi-zhandao')).headers.location).toBe(proposed.json().href)
  expect((await begin({})).statusCode).toBe(409)
})

test('a new matter from nothing: a start event and a guide to be filled in, also for a body that lacks the posts of the template', async () => {
  const made = await first.post('/office/modeler/-/new', { code: 'cong-ling', name: '从零开始（样例）', body: 'yuanlin', uscc: '91350100M000100Y43', source: 'empty' })
  expect([made.statusCode, made.headers.location]).toEqual([303, '/office/modeler/cong-ling'])
  const { draft } = JSON.parse(/id="modeler-model">([\s\S]*?)<\/script>/.exec((await first.get('/office/modeler/cong-ling')).body)![1]!)
  expect(Object.keys(draft.files)).toEqual(['matter.json', 'process.bpmn'])
  expect(draft.files['process.bpmn'].match(/<bpmn:\w+ id="[^"]*"/g)).toEqual(['<bpmn:process id="cong-ling"', '<bpmn:startEvent id="Event_0begin0"'])
  expect(JSON.parse(draft.files['matter.json'])).toMatchObject({ code: 'cong-ling', name: '从零开始（样例）', body: 'yuanlin', steps: [], review: null })
})

test('a returned proposal comes back with what legal review said, is gone on with as its next revision, and the remarks stay until it is signed', async () => {
  const lawyer = (await findOfficerByLogin(db, 'shengai-legal'))!
  const [proposal] = await publication.list(db, { code: 'linshi-zhandao', states: ['proposed'] }, 1)
  await inTransaction(db, (tx) => publication.giveBack(tx, ctx, { officer: lawyer, proposal: proposal!.id, revision: 1, remarks: '“窗口受理”的时限没有依据。' }))
  const at = '/office/modeler/linshi-zhandao'
  const get = async (path: string) => (await first.send({ method: 'GET', url: `${at}/${path}`, headers: { accept: 'application/json' } })).json()
  const modelOf = async () => JSON.parse(/id="modeler-model">([\s\S]*?)<\/script>/.exec((await first.get(at)).body)![1]!)
  const { review, draft } = await modelOf()
  expect([review, draft]).toEqual([expect.objectContaining({ proposal: proposal!.id, commit: proposal!.commit, revision: 1, by: lawyer.name, remarks: '“窗口受理”的时限没有依据。', answered: null }), null])
  const returned = await get(`files?revision=${review.commit}`)
  const problems = (changed: object) => problemsOfReview({ ...review, ...changed }, returned.files['process.bpmn'], (line) => line)
  expect(problems({})[0]).toMatchObject({ file: 'process.bpmn', element: 'acceptance', severity: 'warning' })
  expect(problems({ answered: { by: '甲', at: '' } })[0]).toMatchObject({ element: 'acceptance', severity: 'hint' })
  expect(problems({ remarks: '整体尚可\n见 acceptance' }).map(({ element }) => element)).toEqual([undefined, 'acceptance'])

  const revised = (name: string) => ({ ...returned.files, 'matter.json': returned.files['matter.json'].replace('（样例）', `（${name}）`) })
  expect((await first.json('PUT', `${at}/draft`, { base: returned.base.revision, goesOn: review.commit, files: revised('修订样例'), number: 0, tab: 'tab-number-one' })).json()).toEqual({ number: 1 })
  expect((await modelOf()).draft.goesOn).toBe(review.commit)
  const propose = (name: string, commit: string) => first.json('POST', `${at}/proposals`, { base: review.base, files: revised(name), message: '样例：已改', revises: { proposal: review.proposal, commit } })
  const again = await propose('修订样例', review.commit)
  expect([again.statusCode, again.json()]).toEqual([201, expect.objectContaining({ id: proposal!.id, revision: 2 })])
  expect((await publication.list(db, { code: 'linshi-zhandao', states: ['proposed', 'returned'] }, 9)).map(({ id, state, revision }) => [id, state, revision])).toEqual([[proposal!.id, 'proposed', 2]])
  expect((await get('review')).review).toMatchObject({ commit: again.json().commit, revision: 2, remarks: review.remarks, answered: { by: '样例-流程分析' } })
  // whoever drew from the returned revision is told that it is another's by now
  const late = await propose('又一稿', review.commit)
  expect([late.statusCode, late.json().code]).toEqual([409, 'proposal-changed'])
  expect((await propose('又一稿', again.json().commit)).json().revision).toBe(3)
  await inTransaction(db, (tx) => publication.sign(tx, ctx, { officer: lawyer, proposal: proposal!.id, revision: 3, remarks: '' }))
  expect((await get('review')).review).toBeNull()
})

test('the versions there were, and two of them compared in sentences', async () => {
  const shorter = files['process.bpmn']!.replace('name="窗口受理"', 'name="受理"')
  const later = await repository.push('published', { [`processes/${MATTER}/process.bpmn`]: shorter }, { message: '样例：改环节名' })
  expect(shorter).not.toBe(files['process.bpmn'])
  const { versions } = (await first.send({ method: 'GET', url: `${AT}/versions`, headers: { accept: 'application/json' } })).json()
  expect(versions).toEqual([expect.objectContaining({ revision: later, message: '样例：改环节名' }), expect.objectContaining({ by: '样例-外部', message: 'the samples', effectiveFrom: expect.any(String) })])
  expect((await first.send({ method: 'GET', url: `${AT}/files?revision=${later}`, headers: { accept: 'application/json' } })).json().files['process.bpmn']).toBe(shorter)
  const compared = (await first.json('POST', `${AT}/comparison`, { before: files, after: { ...files, 'process.bpmn': shorter } })).json()
  expect(compared.changes).toEqual([expect.objectContaining({ kind: 'changed', whole: false, file: 'process.bpmn', place: 'acceptance', sentence: expect.stringContaining('受理') })])
  const broken = await first.json('POST', `${AT}/comparison`, { before: files, after: { ...files, 'matter.json': '{' } })
  expect([broken.statusCode, broken.json().code]).toEqual([422, 'cannot-compare'])
})

test('names that are no files of a matter are refused', async () => {
  for (const name of ['../secret', 'forms/../../x', '/etc/passwd', 'constructor', 'forms/']) {
    expect((await save(first, 2, 'tab-number-one', { [name]: 'x' })).statusCode, name).toBeGreaterThanOrEqual(400)
  }
})

test('a revision drawn on a newer published version brings its proposal up to it; one on neither is refused', async () => {
  const lawyer = (await findOfficerByLogin(db, 'shengai-legal'))!
  const before = (await first.send({ method: 'GET', url: `${AT}/files`, headers: { accept: 'application/json' } })).json()
  const mine = (name: string, from = before.files) => ({ ...from, 'matter.json': from['matter.json'].replace(/"name": "[^"]*"/, `"name": "${name}"`) })
  const made = (await first.json('POST', `${AT}/proposals`, { base: before.base.revision, files: mine('城市户外广告设置审批（样例一）'), message: '样例' })).json()
  await inTransaction(db, (tx) => publication.giveBack(tx, ctx, { officer: lawyer, proposal: made.id, revision: 1, remarks: '样例：请改。' }))
  const push = (name: string) => repository.push('published', { [`processes/${MATTER}/process.bpmn`]: before.files['process.bpmn'].replace(/id="acceptance" name="[^"]*"/, `id="acceptance" name="${name}"`) }, { message: '样例' })
  const between = await push('受理甲')
  const latest = await push('受理乙')
  const now = (await first.send({ method: 'GET', url: `${AT}/files`, headers: { accept: 'application/json' } })).json()
  expect(now.base.revision).toBe(latest)
  const revise = (base: string) => first.json('POST', `${AT}/proposals`, { base, files: mine('城市户外广告设置审批（样例二）', now.files), message: '样例', revises: { proposal: made.id, commit: made.commit } })
  const stale = await revise(between)
  expect([stale.statusCode, stale.json().code]).toEqual([409, 'base-moved'])
  const revised = await revise(latest)
  expect([revised.statusCode, await publication.byId(db, made.id)]).toEqual([201, expect.objectContaining({ base: latest, revision: 2, state: 'proposed', commit: revised.json().commit })])
})
