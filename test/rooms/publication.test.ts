// A change of a matter from a commit to the day it takes cases: proposed, judged by a lawyer, published; everything that must not get through.
import type { Knex } from 'knex'
import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, rows } from '../../server/db/pool.ts'
import type { Refusal } from '../../server/errors.ts'
import * as matters from '../../server/matters/service.ts'
import type { Officer } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import { EngineError, type Diagram } from '../../server/zeebe/service.ts'
import { bundle } from '../support/bundle.ts'
import type { TestContext } from '../support/context.ts'
import type { OutsideRepository } from '../support/processesRepository.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { refusal } from '../support/refusal.ts'

const FILING = 'qiye-touzi-beian'
const AD = 'huwai-guanggao'
let office: PublicationOffice
let db: Knex
let ctx: TestContext
let repository: OutsideRepository
let officers: PublicationOffice['officers']
const deployed: string[] = []
let engine: (diagram: Diagram) => Promise<void> = async ({ hash }) => void deployed.push(hash)
const deploy = (diagram: Diagram): Promise<void> => engine(diagram)

beforeAll(async () => {
  office = await openPublication([FILING, AD], deploy)
  ;({ db, ctx, repository, officers } = office)
})
afterAll(() => office?.close())

const code = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).code

/** The matter's files with one word of its guide changed. */
async function changed(matter: string, change: (guide: any) => void, at?: publication.MatterAt): Promise<{ base: string | null; files: publication.MatterFiles }> {
  const { revision, files } = at ?? await publication.readFiles(ctx, matter)
  const guide = JSON.parse(files['matter.json']!) as unknown
  change(guide)
  return { base: revision, files: { ...files, 'matter.json': `${JSON.stringify(guide, null, 2)}\n` } }
}
const propose = async (matter: string, change: (guide: any) => void, author = officers.analyst) =>
  publication.proposeNow(ctx, { matter, ...(await changed(matter, change)), message: '样例：缩短承诺时限', author })
const sign = (id: string, officer = officers.legal, revision = 1, remarks = '') => inTransaction(db, (tx) => publication.sign(tx, ctx, { officer, proposal: id, revision, remarks }))
const giveBack = (id: string, remarks: string, revision = 1) => inTransaction(db, (tx) => publication.giveBack(tx, ctx, { officer: officers.legal, proposal: id, revision, remarks }))
const publish = (id: string, effectiveFrom = '2026-03-02', officer = officers.publisher) => publication.publish(ctx, deploy, { officer, proposal: id, effectiveFrom })
const state = async (id: string) => (await publication.byId(db, id))!.state
const inForce = async (matter: string) => (await matters.effective(db, matter, ctx.now()))!

describe('a change', () => {
  test('is proposed, signed and published, and every step is in git and on the trace', async () => {
    const before = await inForce(FILING)
    const proposal = await propose(FILING, (guide) => { guide.keywords.push('样例新词') })
    expect(await repository.tipOf(proposal.branch)).toBe(proposal.commit)
    expect((await inForce(FILING)).id, 'a proposal takes no case').toBe(before.id)
    expect(await code(publish(proposal.id))).toBe('proposal-state')

    await sign(proposal.id, officers.legal, 1, '样例：已核对')
    expect((await inForce(FILING)).id, 'nor does a signed one').toBe(before.id)
    await publish(proposal.id)

    const now = await inForce(FILING)
    expect(now.bundle.matter.keywords).toContain('样例新词')
    expect(now).toMatchObject({ reviewedBy: '样例-法核', hash: (await publication.byId(db, proposal.id))!.hash })
    expect(deployed).toContain(now.hash)
    const [merge] = await repository.log('published')
    expect(merge!.parents).toEqual([await repository.tipOf('main'), proposal.commit])
    expect(merge!.message).toContain(`Proposal: ${proposal.id}\nDrafted-by: 样例-流程分析\nLegal-review: 样例-法核, 2026-03-02T01:00:00.000Z\nContent: sha256:${now.hash}`)
    expect(JSON.parse(await repository.read(merge!.oid, `processes/${FILING}/matter.json`)).keywords).toContain('样例新词')
    expect(await repository.read(merge!.oid, 'README.md'), 'nothing else is touched').toBe('sample')
    expect((await publication.eventsOf(db, proposal.id)).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['proposed 样例-流程分析', 'signed 样例-法核', 'publishing 样例-发布', 'published 样例-发布'])
    const trace = await rows<{ action: string }>(db, `select action from audit where object = ? or (action = 'matter.published' and detail ->> 'versionId' = ?) order by id`, [`proposal:${proposal.id}`, now.id])
    expect(trace.map(({ action }) => action)).toEqual(['proposal.proposed', 'proposal.signed', 'proposal.publishing', 'matter.published', 'proposal.published'])
  })

  test('takes effect on its day', async () => {
    const before = await inForce(FILING)
    const proposal = await propose(FILING, (guide) => { guide.keywords.push('四月') })
    await sign(proposal.id)
    expect(await code(publish(proposal.id, '2026-03-01'))).toBe('publication-day')
    expect(await code(publish(proposal.id, '2026-02-31'))).toBe('publication-day')
    await publish(proposal.id, '2026-04-01')
    expect((await inForce(FILING)).id).toBe(before.id)
    expect((await matters.effective(db, FILING, new Date('2026-04-01T00:00:00+08:00')))!.bundle.matter.keywords).toContain('四月')
  })

  test('comes back with remarks, is revised, and a signature of what stood there before counts for nothing', async () => {
    const proposal = await propose(AD, (guide) => { guide.keywords.push('一稿') })
    expect(await code(giveBack(proposal.id, ' '))).toBe('remarks-missing')
    await giveBack(proposal.id, '样例：请写明依据')
    const at = await publication.readFiles(ctx, AD, proposal.commit)
    const revised = await publication.proposeNow(ctx, { matter: AD, ...(await changed(AD, (guide) => { guide.keywords.push('二稿') }, at)), message: '样例：补充依据', author: officers.second, proposal: proposal.id })
    expect(revised).toMatchObject({ id: proposal.id, revision: 2, state: 'proposed' })
    expect(await code(sign(proposal.id)), 'the lawyer had read the first').toBe('proposal-changed')
    await sign(proposal.id, officers.legal, 2)
    const third = await publication.proposeNow(ctx, { matter: AD, ...(await changed(AD, (guide) => { guide.keywords.push('三稿') }, await publication.readFiles(ctx, AD, revised.commit))), message: '样例：再改', author: officers.analyst, proposal: proposal.id })
    expect(third.state).toBe('proposed')
    expect(await code(publish(proposal.id))).toBe('proposal-state')
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, proposal.id, '样例：不改了'))
  })

  test('is drafted and judged by two people, each with the post for it', async () => {
    const both: Officer = { ...officers.analyst, posts: [...officers.analyst.posts, ...officers.legal.posts] }
    const proposal = await propose(AD, (guide) => { guide.keywords.push('双人') }, both)
    expect(await code(sign(proposal.id, both))).toBe('proposal-own')
    expect(await code(sign(proposal.id, officers.analyst))).toBe('forbidden')
    expect(await code(propose(AD, () => undefined, officers.legal))).toBe('forbidden')
    await sign(proposal.id)
    expect(await code(publish(proposal.id, '2026-03-02', officers.legal))).toBe('forbidden')
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.second, proposal.id, '样例：结束'))
  })
})

describe('a warning', () => {
  test('asks: whoever signs over it says why, and both are on the trail', async () => {
    const { base, files } = await changed(AD, (guide) => { guide.keywords.push('样例警告') })
    const unused = { 'forms/unused.schema.json': JSON.stringify({ title: '样例：没有环节使用的表单', type: 'object', additionalProperties: false, properties: { note: { type: 'string', title: '样例说明', maxLength: 50 } }, 'x-pages': [{ title: '样例', properties: ['note'] }] }) }
    const { id } = await publication.proposeNow(ctx, { matter: AD, base, files: { ...files, ...unused }, message: '样例：多了一张表单', author: officers.analyst })
    const refused = await refusal(sign(id, officers.legal, 1, '  '))
    expect(refused).toMatchObject({ code: 'proposal-warnings', issues: [{ rule: 'forms-are-used', pointer: 'forms/unused', zh: expect.stringContaining('表单') as string }] })
    expect(await state(id)).toBe('proposed')
    await sign(id, officers.legal, 1, '样例：该表单下月启用，本次保留')
    expect(await state(id)).toBe('signed')
    const [trace] = await rows<{ detail: { remarks: string; warnings: string[] } }>(db, `select detail from audit where action = 'proposal.signed' and object = ?`, [`proposal:${id}`])
    expect(trace!.detail).toMatchObject({ remarks: '样例：该表单下月启用，本次保留', warnings: ['forms-are-used forms/unused#'] })
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.second, id, '样例：结束'))
  })
})

describe('a matter with decision tables', () => {
  test('is proposed and read with them', async () => {
    const { base, files } = await changed(AD, (guide) => { guide.keywords.push('样例表') })
    const tables = { 'tables/rates.dmn': '<sample />', 'tables/rates.cases.yaml': 'cases: []\n' }
    const proposal = await publication.proposeNow(ctx, { matter: AD, base, files: { ...files, ...tables }, message: '样例：带决策表', author: officers.analyst })
    expect((await publication.readFiles(ctx, AD, proposal.commit)).files).toMatchObject(tables)
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, proposal.id, '样例：试过了'))
  })
})

describe('two at once', () => {
  test('propose from one base: the second hears who was first when it comes to publishing, and brings its own up to date', async () => {
    const first = await propose(AD, (guide) => { guide.keywords.push('甲') })
    const letters = await publication.readFiles(ctx, AD)
    const second = await publication.proposeNow(ctx, { matter: AD, base: letters.revision, files: { ...letters.files, 'scenarios/xin.yaml': `${letters.files[Object.keys(letters.files).find((file) => file.startsWith('scenarios/'))!]!}\n` }, message: '样例：乙', author: officers.second })
    await Promise.all([sign(first.id), sign(second.id)])
    await publish(first.id)
    const late = await refusal(publish(second.id))
    expect([late.code, late.details.who, late.status]).toEqual(['publication-moved', '样例-发布', 409])
    const refreshed = await inTransaction(db, (tx) => publication.refresh(tx, ctx, officers.second, second.id))
    expect(refreshed).toMatchObject({ revision: 2, state: 'proposed' })
    const files = (await publication.readFiles(ctx, AD, refreshed.commit)).files
    expect([JSON.parse(files['matter.json']!).keywords.includes('甲'), Object.hasOwn(files, 'scenarios/xin.yaml')]).toEqual([true, true])
    await sign(second.id, officers.legal, 2)
    await publish(second.id)
    expect(await state(second.id)).toBe('published')
  })

  test('write the same file: a conflict names it, and a late base is refused with both versions at hand', async () => {
    const late = await publication.readFiles(ctx, AD)
    const mine = await propose(AD, (guide) => { guide.keywords.push('丙') })
    const theirs = await propose(AD, (guide) => { guide.keywords.push('丁') }, officers.second)
    await sign(theirs.id)
    await publish(theirs.id)
    const conflict = await refusal(inTransaction(db, (tx) => publication.refresh(tx, ctx, officers.analyst, mine.id)))
    expect([conflict.code, conflict.details.files, conflict.details.who]).toEqual(['merge-conflict', 'matter.json', '样例-发布'])
    const moved = await refusal(publication.proposeNow(ctx, { matter: AD, ...(await changed(AD, (guide) => { guide.keywords.push('戊') }, late)), message: '样例：过时', author: officers.analyst }))
    expect([moved.code, moved.status, moved.details.tip]).toEqual(['base-moved', 409, await repository.tipOf('published')])
    expect(await code(sign(mine.id))).toBe('base-moved')
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, mine.id, '样例：重做'))
  })

  test('publish the same proposal: one wins, the other hears who and when; nothing is there twice', async () => {
    const proposal = await propose(AD, (guide) => { guide.keywords.push('并发') })
    await sign(proposal.id)
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => publish(proposal.id)))
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Refusal)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(new Set(refused.map(({ code, details }) => `${code} ${String(details.who)}`))).toEqual(new Set(['proposal-taken 样例-发布']))
    expect((await repository.log('published')).filter(({ message }) => message.includes(`\nProposal: ${proposal.id}\n`))).toHaveLength(1)
    expect(await rows(db, 'select id from matter_publication where version_id = (select id from matter_version where hash = (select hash from proposal where id = ?))', [proposal.id])).toHaveLength(1)
  })
})

describe('what cannot be published', () => {
  test('is told by its check and cannot be signed: a broken diagram', async () => {
    const { revision, files } = await publication.readFiles(ctx, AD)
    const proposal = await publication.proposeNow(ctx, { matter: AD, base: revision, files: { ...files, 'process.bpmn': '<!DOCTYPE x [<!ENTITY a "b">]><definitions/>' }, message: '样例：坏图', author: officers.analyst })
    const broken = await refusal(sign(proposal.id))
    expect([broken.code, broken.issues[0]!.rule]).toEqual(['bundle-refused', 'diagram-is-readable'])
    await giveBack(proposal.id, '样例：图打不开')
  })

  test.each([
    ['a file that is no matter\'s', { '../../server/main.ts': 'x' }],
    ['a file of another matter', { 'processes/qiye-touzi-beian/matter.json': '{}' }],
    ['a common part of forms', { 'shared/address.schema.json': '{}' }],
    ['a huge diagram', { 'process.bpmn': ' '.repeat(1_100_000) }],
    ['a guide under another code', { 'matter.json': '{"code":"elsewhere"}' }],
    ['a guide that is no JSON', { 'matter.json': '{' }],
    ['text that cannot be stored', { 'matter.json': `{"code":"${AD}","name":"\0"}` }],
  ])('is refused at the door: %s', async (_, more) => {
    const { revision, files } = await publication.readFiles(ctx, AD)
    expect(await code(publication.proposeNow(ctx, { matter: AD, base: revision, files: { ...files, ...(more as Record<string, string>) }, message: '样例：不行', author: officers.analyst }))).toBe('proposal-files')
  })

  test('nothing at all', async () => {
    const { revision, files } = await publication.readFiles(ctx, AD)
    expect(await code(publication.proposeNow(ctx, { matter: AD, base: revision, files, message: '样例：空', author: officers.analyst }))).toBe('proposal-nothing')
    expect(await code(publication.readFiles(ctx, 'rules'))).toBe('no-such-matter')
    expect(await code(publication.readFiles(ctx, AD, 'a'.repeat(40)))).toBe('no-such-revision')
  })

  test('what the engine refuses: signed as before, with the reason on its list, and the branch untouched', async () => {
    const proposal = await propose(AD, (guide) => { guide.keywords.push('引擎') })
    await sign(proposal.id)
    const tip = await repository.tipOf('published')
    engine = async () => { throw new EngineError('refused', 'DeployResource', 'Element x is not carried') }
    expect(await code(publish(proposal.id))).toBe('bundle-refused')
    engine = async () => undefined
    expect([await state(proposal.id), await repository.tipOf('published')]).toEqual(['signed', tip])
    expect((await publication.eventsOf(db, proposal.id)).at(-1)).toMatchObject({ kind: 'failed' })
    await publish(proposal.id)
    expect(await state(proposal.id)).toBe('published')
  })
})

describe('a server killed while it publishes', () => {
  let program: string
  beforeAll(async () => { program = await bundle(fileURLToPath(new URL('../support/publishChild.ts', import.meta.url))) })
  afterAll(() => rmSync(program))

  test.each(['publication:claimed', 'publication:merged'])('at %s: the next start finishes it, once', async (place) => {
    const proposal = await propose(AD, (guide) => { guide.keywords.push(place) })
    await sign(proposal.id)
    const env = { ...process.env, DATABASE_URL: office.url, PROCESSES_REPOSITORY: repository.dir, PROPOSAL: proposal.id, NOW: ctx.now().toISOString(), TONGBAN_CRASH_AT: place }
    const died = await new Promise((end) => { fork(program, { env, stdio: 'ignore' }).once('exit', (_, signal) => end(signal)) })
    expect([died, await state(proposal.id)]).toEqual(['SIGKILL', 'publishing'])
    expect((await inForce(AD)).bundle.matter.keywords, 'nothing half published').not.toContain(place)
    await publication.start(ctx, deploy)
    expect(await state(proposal.id)).toBe('published')
    expect((await inForce(AD)).bundle.matter.keywords).toContain(place)
    expect((await repository.log('published')).filter(({ message }) => message.includes(`\nProposal: ${proposal.id}\n`))).toHaveLength(1)
    expect(await publication.look(ctx, deploy), 'no push of somebody else').toBe(0)
  })
})

describe('a push from outside', () => {
  test('to the published branch bypasses review: it is told and takes no case until it is signed and published', async () => {
    const before = await inForce(AD)
    const guide = JSON.parse((await publication.readFiles(ctx, AD)).files['matter.json']!) as { keywords: string[]; review: object }
    guide.keywords.push('绕过')
    guide.review = { by: '自己', at: '2026-03-01', remarks: '自签' }
    await repository.push('published', { [`processes/${AD}/matter.json`]: JSON.stringify(guide) }, { message: '直接推送' })
    expect(await publication.look(ctx, deploy)).toBe(1)
    expect(await publication.look(ctx, deploy), 'once').toBe(0)
    const [proposal] = await publication.list(db, { states: ['proposed'], code: AD }, 10)
    expect(proposal).toMatchObject({ source: 'outside', branch: 'published', authorName: '样例-外部', message: '直接推送' })
    expect((await inForce(AD)).id).toBe(before.id)
    expect((await rows(db, `select 1 from audit where action = 'proposal.pushed' and object = ?`, [`proposal:${proposal!.id}`])).length).toBe(1)
    await sign(proposal!.id)
    await publish(proposal!.id)
    expect((await inForce(AD)).bundle.matter.keywords).toContain('绕过')
    expect(await publication.look(ctx, deploy)).toBe(0)
  })

  test('that is taken back leaves no proposal behind', async () => {
    const good = (await publication.readFiles(ctx, AD)).files['matter.json']!
    await repository.push('published', { [`processes/${AD}/matter.json`]: '{ broken' })
    expect(await publication.look(ctx, deploy)).toBe(1)
    const [proposal] = await publication.list(db, { states: ['proposed'], code: AD }, 10)
    expect(await code(sign(proposal!.id))).toBe('bundle-refused')
    await repository.push('published', { [`processes/${AD}/matter.json`]: good })
    await publication.look(ctx, deploy)
    expect(await state(proposal!.id)).toBe('withdrawn')
  })

  test('to a branch below proposals/ is a proposal; its author as git names them does not sign it', async () => {
    const guide = JSON.parse((await publication.readFiles(ctx, FILING)).files['matter.json']!) as { keywords: string[] }
    guide.keywords.push('部门')
    await repository.push('proposals/bumen', { [`processes/${FILING}/matter.json`]: JSON.stringify(guide, null, 1) }, { name: '样例-法核', from: 'published' })
    expect(await publication.look(ctx, deploy)).toBe(1)
    const [proposal] = await publication.list(db, { states: ['proposed'], code: FILING }, 10)
    expect(await code(sign(proposal!.id))).toBe('proposal-own')
    guide.keywords.push('二推')
    await repository.push('proposals/bumen', { [`processes/${FILING}/matter.json`]: JSON.stringify(guide, null, 1) })
    expect(await publication.look(ctx, deploy)).toBe(1)
    expect(await publication.byId(db, proposal!.id)).toMatchObject({ revision: 2, state: 'proposed' })
  })
})

/** What waits to be told to the published branch, as the relay tells it. */
const turns = () => rows<{ id: string; payload: object }>(db, `select id, payload from outbox where topic = 'publication:branch' and state = 'waiting' order by id`)
async function relayed(): Promise<void> {
  for (const { id, payload } of await turns()) {
    await publication.topics['publication:branch']!({ id, payload } as never, ctx)
    await rows(db, 'delete from outbox where id = ? returning id', [id])
  }
}

describe('going back', () => {
  const wish = (matter: string, versionId: string) => ({ matter, versionId, reason: '样例：新版本有误' })
  const onBranch = async (matter: string) => {
    const { files, shared } = await publication.readFiles(ctx, matter)
    return matters.bundleOf(matters.filesInMemory(files, shared)).hash
  }
  const contentOf = (version: matters.MatterVersion) => {
    const { annex: _, ...content } = version.bundle
    return matters.sealed(content).hash
  }
  const commits = async (mark: string) => (await repository.log('published')).filter(({ message }) => message.includes(mark))

  test('the published branch says what is in force, on the same trail; the next proposal is built on it, and it is no push', async () => {
    const proposal = await propose(AD, (guide) => { guide.keywords.push('要撤回的') })
    await sign(proposal.id)
    const good = await inForce(AD)
    await publish(proposal.id)
    await inTransaction(db, (tx) => publication.rollBack(tx, ctx, officers.publisher, wish(AD, good.id)))
    expect(await publication.look(ctx, deploy), 'until the branch has followed').toBe(0)
    await relayed()
    expect(await onBranch(AD)).toBe(contentOf(good))
    const publicationId = (await matters.latest(db, AD))!.id
    const [said] = await commits(`\nRollback: ${publicationId}\n`)
    expect(said!.message).toMatch(/back to an earlier version[^]*样例：新版本有误[^]*Content: sha256:[0-9a-f]{64}\nDecided-by: /)
    expect((await repository.log('published')).some(({ message }) => message.includes(`\nProposal: ${proposal.id}\n`)), 'nothing is lost').toBe(true)
    expect(await publication.look(ctx, deploy), 'no push of somebody else').toBe(0)

    const next = await propose(AD, (guide) => { guide.keywords.push('改好的') })
    await sign(next.id)
    await publish(next.id)
    const { keywords } = (await inForce(AD)).bundle.matter
    expect([keywords.includes('改好的'), keywords.includes('要撤回的')]).toEqual([true, false])
  })

  test('a server killed between the branch and its record: the next try makes no second commit, and a look takes it for no push', async () => {
    const good = await inForce(AD)
    const proposal = await propose(AD, (guide) => { guide.keywords.push('再要撤回的') })
    await sign(proposal.id)
    await publish(proposal.id)
    await inTransaction(db, (tx) => publication.rollBack(tx, ctx, officers.publisher, wish(AD, good.id)))
    const [turn] = await turns()
    const program = await bundle(fileURLToPath(new URL('../support/publishChild.ts', import.meta.url)))
    const env = { ...process.env, DATABASE_URL: office.url, PROCESSES_REPOSITORY: repository.dir, TURN: JSON.stringify(turn!.payload), NOW: ctx.now().toISOString(), TONGBAN_CRASH_AT: 'publication:turned' }
    expect(await new Promise((end) => { fork(program, { env, stdio: 'ignore' }).once('exit', (_, signal) => end(signal)) })).toBe('SIGKILL')
    rmSync(program)
    expect(await onBranch(AD)).toBe(contentOf(good))
    expect(await publication.look(ctx, deploy)).toBe(0)
    await relayed()
    expect(await commits(`\nRollback: ${(await matters.latest(db, AD))!.id}\n`)).toHaveLength(1)
    expect(await publication.look(ctx, deploy)).toBe(0)
  })

  test('what somebody pushed meanwhile is heard before the branch moves past it', async () => {
    const [good, proposal] = [await inForce(AD), await propose(AD, (guide) => { guide.keywords.push('第三个要撤回的') })]
    await sign(proposal.id)
    await publish(proposal.id)
    await inTransaction(db, (tx) => publication.rollBack(tx, ctx, officers.publisher, wish(AD, good.id)))
    const guide = JSON.parse((await publication.readFiles(ctx, FILING)).files['matter.json']!) as { keywords: string[] }
    guide.keywords.push('同时推送')
    await repository.push('published', { [`processes/${FILING}/matter.json`]: JSON.stringify(guide) }, { message: '同时推送' })
    await relayed()
    const [pushed] = await publication.list(db, { states: ['proposed'], code: FILING }, 10)
    expect(pushed).toMatchObject({ message: '同时推送', branch: 'published' })
    expect(await onBranch(AD)).toBe(contentOf(good))
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, pushed!.id, '样例：不再需要'))
  })

  test('new cases take an earlier version again, the day to come can be withdrawn, and the branch follows both', async () => {
    const [v1, before] = [(await matters.historyOf(db, FILING)).at(-1)!, await inForce(FILING)]
    const back = (versionId: string, reason = '样例：新版本有误', officer = officers.publisher) => inTransaction(db, (tx) => publication.rollBack(tx, ctx, officer, { matter: FILING, versionId, reason }))
    expect(await code(back(v1.versionId, ''))).toBe('remarks-missing')
    expect(await code(back(v1.versionId, '样例', officers.legal))).toBe('forbidden')
    expect(await code(back(before.id))).toBe('rollback-here')
    expect(await code(back((await inForce(AD)).id))).toBe('not-found')
    expect(await code(back(v1.versionId)), 'what is still to come would come all the same').toBe('rollback-coming')
    const planned = (await matters.historyOf(db, FILING)).find(({ effectiveFrom, withdrawnAt }) => effectiveFrom > ctx.now() && !withdrawnAt)!
    const withdraw = (publicationId: string) => inTransaction(db, (tx) => publication.withdrawPublication(tx, ctx, officers.publisher, { matter: FILING, publicationId, reason: '样例：不施行了' }))
    await withdraw(planned.id)
    expect(await code(withdraw(planned.id))).toBe('publication-begun')
    expect(await code(withdraw(v1.id))).toBe('publication-begun')
    await relayed()
    expect(await onBranch(FILING), 'what is withdrawn is no basis of a change').toBe(contentOf(before))
    await back(v1.versionId)
    expect((await inForce(FILING)).id).toBe(v1.versionId)
    expect((await matters.version(db, before.id)).id, 'running cases keep theirs').toBe(before.id)
    await relayed()
    expect(await onBranch(FILING), 'a version of the first start is found in the history').toBe(contentOf(await matters.version(db, v1.versionId)))
    expect(await publication.look(ctx, deploy)).toBe(0)
    expect((await matters.effective(db, FILING, new Date('2026-05-01T00:00:00Z')))!.id).toBe(v1.versionId)
  })
})
