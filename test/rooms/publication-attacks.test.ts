// Hostile repositories and hostile moments: what is pushed to hold others up, what two publishers do to each other between two commits.
import git from 'isomorphic-git'
import type { Knex } from 'knex'
import fs from 'node:fs'
import { join } from 'node:path'
import { hostname } from 'node:os'
import { deflateSync } from 'node:zlib'
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstBreak } from '../../server/audit/service.ts'
import { inTransaction, rows } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import { claim } from '../../server/publication/store.ts'
import type { Diagram } from '../../server/zeebe/service.ts'
import type { TestContext } from '../support/context.ts'
import { processesRepository, type OutsideRepository } from '../support/processesRepository.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { refusal } from '../support/refusal.ts'
import { serverWith } from '../support/web.ts'

const FILING = 'qiye-touzi-beian'
const AD = 'huwai-guanggao'
let office: PublicationOffice
let db: Knex
let ctx: TestContext
let repository: OutsideRepository
let officers: PublicationOffice['officers']
let whileDeploying: () => Promise<unknown> = async () => undefined
const deploy = async (_: Diagram): Promise<void> => void await whileDeploying()

beforeAll(async () => {
  office = await openPublication([FILING, AD], deploy)
  ;({ db, ctx, repository, officers } = office)
  const born = await propose(FILING, '样例')
  await sign(born.id)
  await publish(born.id)
})
afterAll(() => office?.close())

const code = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).code
const guideOf = async (matter: string, word: string, revision?: string): Promise<string> => {
  const guide = JSON.parse((await publication.readFiles(ctx, matter, revision)).files['matter.json']!) as { keywords: string[] }
  guide.keywords.push(word)
  return `${JSON.stringify(guide, null, 2)}\n`
}
const propose = async (matter: string, word: string, author = officers.analyst) => {
  const { revision, files } = await publication.readFiles(ctx, matter)
  return publication.proposeNow(ctx, { matter, base: revision, files: { ...files, 'matter.json': await guideOf(matter, word) }, message: '样例：改词', author })
}
const sign = (id: string, revision = 1, officer = officers.legal) => inTransaction(db, (tx) => publication.sign(tx, ctx, { officer, proposal: id, revision, remarks: '' }))
const publish = (id: string, effectiveFrom = '2026-03-02') => publication.publish(ctx, deploy, { officer: officers.publisher, proposal: id, effectiveFrom })
const rollBack = (versionId: string, matter = AD) => inTransaction(db, (tx) => publication.rollBack(tx, ctx, officers.publisher, { matter, versionId, reason: '样例：有误' }))
const withdraw = (id: string) => inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, id, '样例：结束'))
const inForce = async (matter: string) => (await matters.effective(db, matter, ctx.now()))!
const openOf = async (matter: string) => publication.list(db, { states: ['proposed', 'signed', 'returned'], code: matter }, 50)

/** An object as a hostile client writes it, whatever git's own checks would say. */
function rawObject(type: string, content: Buffer | string): string {
  const body = Buffer.from(content)
  const whole = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body])
  const oid = createHash('sha1').update(whole).digest('hex')
  const file = join(repository.dir, 'objects', oid.slice(0, 2), oid.slice(2))
  fs.mkdirSync(join(file, '..'), { recursive: true })
  fs.writeFileSync(file, deflateSync(whole))
  return oid
}
function rawRef(branch: string, oid: string): void {
  const file = join(repository.dir, 'refs/heads', branch)
  fs.mkdirSync(join(file, '..'), { recursive: true })
  fs.writeFileSync(file, `${oid}\n`)
}
const dropRef = (branch: string): void => fs.rmSync(join(repository.dir, 'refs/heads', branch), { force: true })
async function rawCommit(tree: string, author: string, parents: string[] = []): Promise<string> {
  return rawObject('commit', `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join('')}author ${author}\ncommitter ${author}\n\nhostile\n`)
}
const treeOf = async (oid: string) => (await git.readCommit({ fs, gitdir: repository.dir, oid })).commit.tree

describe('a hostile push holds up nobody else', () => {
  test.each<[string, () => Promise<string>]>([
    ['a missing commit', async () => 'd'.repeat(40)],
    ['a blob in place of a commit', async () => rawObject('blob', 'no commit')],
    ['a commit without an author', async () => rawObject('commit', `tree ${'a'.repeat(40)}\n\nx\n`)],
    ['a missing tree', async () => rawCommit('e'.repeat(40), '样例 <x@example.invalid> 1772400000 +0800')],
    ['a tree that is rubbish', async () => rawCommit(rawObject('tree', 'rubbish'), '样例 <x@example.invalid> 1772400000 +0800')],
    ['an address with NUL', async () => rawCommit(await treeOf(await repository.push('scratch', { [`processes/${AD}/matter.json`]: await guideOf(AD, '毒') })), ' <a\0b@example.invalid> 1772400000 +0800')],
    ['a day beyond time', async () => rawCommit(await treeOf(await repository.push('scratch', { [`processes/${AD}/matter.json`]: await guideOf(AD, '时') })), '样例 <x@example.invalid> 99999999999999999 +0800')],
  ])('%s', async (name, make) => {
    rawRef('proposals/a-hostile', await make())
    await repository.push('proposals/z-good', { [`processes/${FILING}/matter.json`]: await guideOf(FILING, name) }, { from: 'published' })
    await publication.look(ctx, deploy)
    const good = (await openOf(FILING)).filter(({ branch }) => branch === 'proposals/z-good')
    expect(good, 'the good push was seen').toHaveLength(1)
    for (const { id } of [...await openOf(AD), ...good]) await withdraw(id)
    dropRef('proposals/a-hostile')
    await db('repository_branch').where({ name: 'proposals/a-hostile' }).delete()
  })

  test('a day beyond time on the published branch is told as some day', async () => {
    const proposal = await propose(AD, '改')
    const before = await repository.tipOf('published')
    rawRef('published', await rawCommit(await treeOf(await repository.push('scratch', { [`processes/${AD}/matter.json`]: await guideOf(AD, '久') }, { from: 'published' })), '样例 <x@example.invalid> 99999999999999999 +0800', [before]))
    expect((await publication.contentOf(db, { gitdir: repository.dir, branch: 'published', head: join(repository.dir, 'HEAD'), cache: {} }, proposal)).moved).toMatchObject({ who: '样例' })
    await withdraw(proposal.id)
    rawRef('published', before)
  })

  test('a name cut inside a pair of surrogates is stored', async () => {
    await repository.push('proposals/long-name', { [`processes/${AD}/matter.json`]: await guideOf(AD, '名') }, { name: `${'样'.repeat(99)}😀`, from: 'published' })
    expect(await publication.look(ctx, deploy)).toBe(1)
    for (const { id } of await openOf(AD)) await withdraw(id)
  })

  test('a branch in place of our folder is told as what stands in the way', async () => {
    const other = await processesRepository([AD])
    fs.writeFileSync(join(other.dir, 'refs/heads/proposals'), `${await other.tipOf('main')}\n`)
    const there = { ...ctx, config: { ...ctx.config, processesRepository: other.dir } }
    const { revision, files } = await publication.readFiles(there, AD)
    expect(await code(publication.proposeNow(there, { matter: AD, base: revision, files: { ...files, 'matter.json': await guideOf(AD, '挡') }, message: '样例：挡路', author: officers.analyst }))).toBe('repository-busy')
    other.remove()
  })

  test('a lock file of a push under way is no branch', async () => {
    rawRef('proposals/under-way.lock', await repository.push('scratch', { [`processes/${AD}/matter.json`]: await guideOf(AD, '锁') }))
    expect(await publication.look(ctx, deploy)).toBe(0)
    dropRef('proposals/under-way.lock')
  })

  test('links are passed over: what a checkout would read elsewhere is never signed', async () => {
    const { revision } = await publication.readFiles(ctx, AD)
    const root = await git.readTree({ fs, gitdir: repository.dir, oid: revision! })
    const under = async (oid: string, path: string) => (await git.readTree({ fs, gitdir: repository.dir, oid })).tree.find((entry) => entry.path === path)!
    const processes = root.tree.find(({ path }) => path === 'processes')!
    const own = await under(processes.oid, AD)
    const inside = (await git.readTree({ fs, gitdir: repository.dir, oid: own.oid })).tree.filter(({ path }) => path !== 'letters')
    const letters = await git.writeTree({ fs, gitdir: repository.dir, tree: [{ mode: '120000', path: 'permit.hbs', type: 'blob', oid: await git.writeBlob({ fs, gitdir: repository.dir, blob: Buffer.from('../../../../etc/passwd') }) }] })
    const matter = await git.writeTree({ fs, gitdir: repository.dir, tree: [...inside, { mode: '040000', path: 'letters', type: 'tree', oid: letters }] })
    const all = (await git.readTree({ fs, gitdir: repository.dir, oid: processes.oid })).tree.map((entry) => (entry.path === AD ? { ...entry, oid: matter } : entry))
    const tree = await git.writeTree({ fs, gitdir: repository.dir, tree: root.tree.map((entry) => (entry.path === 'processes' ? entry : entry)).filter(({ path }) => path !== 'processes').concat({ mode: '040000', path: 'processes', type: 'tree', oid: await git.writeTree({ fs, gitdir: repository.dir, tree: all }) }) })
    const oid = await rawCommit(tree, '样例 <x@example.invalid> 1772400000 +0800', [revision!])
    expect(Object.keys((await publication.readFiles(ctx, AD, oid)).files)).not.toContain('letters/permit.hbs')
  })

  test('a blob that unpacks to 200 MB is not unpacked', async () => {
    const { revision } = await publication.readFiles(ctx, AD)
    const oid = await repository.push('scratch-big', { [`processes/${AD}/letters/permit.hbs`]: 'small' }, { from: 'published' })
    const size = 200 * 1024 * 1024
    const blob = rawObject('blob', Buffer.alloc(size, 32))
    const replaced = async (tree: string, path: string[]): Promise<string> => {
      const { tree: entries } = await git.readTree({ fs, gitdir: repository.dir, oid: tree })
      const made = await Promise.all(entries.map(async (entry) => (entry.path !== path[0] ? entry : { ...entry, oid: path.length === 1 ? blob : await replaced(entry.oid, path.slice(1)) })))
      return git.writeTree({ fs, gitdir: repository.dir, tree: made })
    }
    const hostile = await rawCommit(await replaced(await treeOf(oid), ['processes', AD, 'letters', 'permit.hbs']), '样例 <x@example.invalid> 1772400000 +0800', [revision!])
    const [before, started] = [process.memoryUsage().rss, performance.now()]
    expect(await code(publication.readFiles(ctx, AD, hostile))).toBe('proposal-files')
    rawRef('proposals/bomb', hostile)
    expect(await publication.look(ctx, deploy)).toBe(1)
    const [proposal] = (await openOf(AD)).filter(({ branch }) => branch === 'proposals/bomb')
    expect((await publication.contentOf(db, { gitdir: repository.dir, branch: 'published', head: join(repository.dir, 'HEAD'), cache: {} }, proposal!)).problems[0]!.message).toContain('has 209715200 bytes')
    expect([process.memoryUsage().rss - before < 150 * 1024 * 1024, performance.now() - started < 10_000]).toEqual([true, true])
    await withdraw(proposal!.id)
  })
})

describe('a large repository', () => {
  test('of more than 500 matters is read to its last', async () => {
    const many = Object.fromEntries(Array.from({ length: 520 }, (_, at) => [`processes/aa-${String(at).padStart(4, '0')}/README.md`, 'x']))
    const oid = await repository.push('many', many, { from: 'published' })
    expect((await publication.readFiles(ctx, FILING, oid)).matter).toBe(FILING)
  })
})

describe('four eyes', () => {
  test('a lawyer who wrote an earlier commit of a pushed branch does not sign it', async () => {
    await repository.push('proposals/joint-work', { [`processes/${AD}/matter.json`]: await guideOf(AD, '法核自写') }, { name: '样例-法核', email: 'shengai-legal@example.invalid', from: 'published' })
    await repository.push('proposals/joint-work', { 'README.md': 'covered up' }, { name: '样例-同事' })
    expect(await publication.look(ctx, deploy)).toBe(1)
    const [proposal] = (await openOf(AD)).filter(({ branch }) => branch === 'proposals/joint-work')
    expect(await code(sign(proposal!.id))).toBe('proposal-own')
    await withdraw(proposal!.id)
  })
})

describe('between two publishers', () => {
  let overtaken: string
  test('a rollback between the publisher\'s word and the engine\'s stays in force; the publication goes back to the lawyer and says why', async () => {
    const first = await inForce(AD)
    const one = await propose(AD, '一')
    await sign(one.id)
    await publish(one.id)
    ctx.setTime('2026-03-02T09:10:00+08:00')
    const two = await propose(AD, '二')
    await sign(two.id)
    await inTransaction(db, (tx) => claim(tx, two.id, officers.publisher, ctx.now(), ctx.now())) // and there its server was killed
    ctx.setTime('2026-03-02T09:20:00+08:00')
    await rollBack(first.id)
    await publication.resume(ctx, deploy)
    expect((await inForce(AD)).id).toBe(first.id)
    expect((await publication.byId(db, two.id))!.state).toBe('proposed')
    expect((await publication.eventsOf(db, two.id)).at(-1)).toMatchObject({ kind: 'failed', remarks: expect.stringContaining('重新法核') as string })
    overtaken = two.id
  })

  test('what a rollback overtook is signed again, compared with what is in force now, and published', async () => {
    await sign(overtaken)
    ctx.setTime('2026-03-02T09:30:00+08:00')
    await publish(overtaken)
    expect((await inForce(AD)).bundle.matter.keywords).toContain('二')
    const three = await propose(AD, '三')
    await sign(three.id)
    const [, before] = await matters.historyOf(db, AD)
    await rollBack(before!.versionId)
    expect(await code(publish(three.id))).toBe('publication-moved')
    await sign(three.id)
    ctx.setTime('2026-03-02T09:40:00+08:00')
    await publish(three.id)
    expect((await inForce(AD)).bundle.matter.keywords).toContain('三')
  })

  test('a rollback that comes while the engine is told of a publication waits for it and then has the last word', async () => {
    const before = await inForce(AD)
    const proposal = await propose(AD, '四')
    await sign(proposal.id)
    let back: Promise<void> | undefined
    whileDeploying = async () => {
      whileDeploying = async () => undefined
      ctx.setTime('2026-03-02T09:50:00+08:00')
      back = rollBack(before.id)
    }
    await publish(proposal.id)
    await back
    expect((await inForce(AD)).id).toBe(before.id)
  })

  test('nothing is in force before the change it was built on', async () => {
    const april = await propose(FILING, '四月')
    await sign(april.id)
    await publish(april.id, '2026-04-01')
    const next = await propose(FILING, '三月')
    await sign(next.id)
    expect(await code(publish(next.id, '2026-03-10'))).toBe('publication-early')
    await publish(next.id, '2026-04-01')
    expect((await matters.effective(db, FILING, new Date('2026-04-01T00:00:00+08:00')))!.bundle.matter.keywords).toEqual(expect.arrayContaining(['四月', '三月']))
  })

  test('twelve publications at once over /v1 leave the server a connection', async () => {
    const app = await serverWith(ctx, [publication.publicationApi(deploy)])
    const { token } = (await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login: 'shengai-publisher', password: SAMPLE_PASSWORD } })).json() as { token: string }
    const made = []
    for (let at = 0; at < 12; at++) made.push(await propose(AD, `并发${at}`))
    for (const { id } of made) await sign(id)
    const replies = await Promise.all(made.map(({ id }) => app.inject({ method: 'POST', url: `/v1/proposals/${id}/publication`, headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }, payload: { effectiveFrom: '2026-03-02' } })))
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 409)])
    await app.close()
    for (const { id } of await openOf(AD)) await withdraw(id)
  }, 30_000)
})

describe('a lock left behind', () => {
  test('by a server with our own process number (the first in every container) is known for what it is', async () => {
    const proposal = await propose(AD, '容器')
    await sign(proposal.id)
    fs.writeFileSync(join(repository.dir, 'refs/heads/published.lock'), `tongban ${process.pid} ${hostname()}\n`)
    await publish(proposal.id)
    expect((await publication.byId(db, proposal.id))!.state).toBe('published')
  })
})

describe('a change of law', () => {
  test.each(['0000-01-01', '2026-02-31', '9999-12-31', '0001-01-01'])('on %s is refused in words', async (inForceOn) => {
    expect(await code(inTransaction(db, (tx) => publication.openLawChange(tx, ctx, officers.legal, { law: '样例法', article: '', summary: '样例', inForceOn })))).toBe('law-change-wrong')
  })
})

test('the trace of it all holds', async () => {
  expect((await rows(db, "select 1 from proposal where state = 'publishing'")).length).toBe(0)
  expect(await firstBreak(db, 'office')).toBeNull()
})
