// Common parts of forms (forms/shared): a rollback keeps what a version said, and a change of a part is one step for every matter that refers to it.
import type { Knex } from 'knex'
import { fork } from 'node:child_process'
import fs, { rmSync } from 'node:fs'
import git from 'isomorphic-git'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, rows } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import * as publication from '../../server/publication/service.ts'
import { bundle } from '../support/bundle.ts'
import type { TestContext } from '../support/context.ts'
import type { OutsideRepository } from '../support/processesRepository.ts'
import { openRepository } from '../../server/publication/repository/repository.ts'
import { EngineError } from '../../server/zeebe/service.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { refusal } from '../support/refusal.ts'

const AD = 'huwai-guanggao'
const FILING = 'qiye-touzi-beian'
const PLACE = 'forms/shared/place.schema.json'
const part = (title: string, maxLength: number): string => JSON.stringify({ title, type: 'string', maxLength }, null, 2)
let office: PublicationOffice
let db: Knex
let ctx: TestContext
let repository: OutsideRepository
let officers: PublicationOffice['officers']
const deploy = async (): Promise<void> => undefined

beforeAll(async () => {
  office = await openPublication([AD, FILING], deploy)
  ;({ db, ctx, repository, officers } = office)
  await repository.push('main', { [PLACE]: part('联系地点', 50), 'forms/shared/other.schema.json': part('别处', 20) })
  for (const matter of [AD, FILING]) await put(matter, (files) => {
    const form = formOf(files)
    form.properties.place = { $ref: '../shared/place.schema.json' }
    form.properties.elsewhere = { $ref: '../shared/other.schema.json', title: '其他地点' }
    form['x-pages'][0].properties.push('place', 'elsewhere')
    return { ...files, [FORM]: JSON.stringify(form, null, 2) }
  })
})
afterAll(() => office?.close())

const FORM = 'forms/application.schema.json'
const formOf = (files: publication.MatterFiles): any => JSON.parse(files[FORM]!)
const code = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).code
const sign = (id: string, revision = 1, officer = officers.legal) => inTransaction(db, (tx) => publication.sign(tx, ctx, { officer, proposal: id, revision, remarks: '' }))
const publish = (id: string, effectiveFrom = '2026-03-02') => publication.publish(ctx, deploy, { officer: officers.publisher, proposal: id, effectiveFrom })
const inForce = async (matter: string) => (await matters.effective(db, matter, ctx.now()))!
const openOf = (matter: string) => publication.list(db, { states: ['proposed', 'signed', 'returned'], code: matter }, 10)
const look = () => publication.look(ctx, deploy)
const rollBack = (matter: string, versionId: string) => inTransaction(db, (tx) => publication.rollBack(tx, ctx, officers.publisher, { matter, versionId, reason: '样例：新版本有误' }))

async function put(matter: string, change: (files: publication.MatterFiles) => publication.MatterFiles): Promise<void> {
  const { revision, files } = await publication.readFiles(ctx, matter)
  const { id } = await publication.proposeNow(ctx, { matter, base: revision, files: change(files), message: '样例：修改', author: officers.analyst })
  await sign(id)
  await publish(id)
}
const word = (text: string) => (files: publication.MatterFiles) => {
  const guide = JSON.parse(files['matter.json']!) as { keywords: string[] }
  guide.keywords.push(text)
  return { ...files, 'matter.json': JSON.stringify(guide, null, 2) }
}
const turns = () => rows<{ id: string; payload: object }>(db, `select id, payload from outbox where topic = 'publication:branch' and state = 'waiting' order by id`)
async function relayed(): Promise<void> {
  for (const { id, payload } of await turns()) {
    await publication.topics['publication:branch']!({ id, payload } as never, ctx)
    await rows(db, 'delete from outbox where id = ? returning id', [id])
  }
}
const placeIn = async (matter: string) => ((await inForce(matter)).bundle.forms.application as any).properties.place
async function onBranch(matter: string) {
  const { files, shared } = await publication.readFiles(ctx, matter)
  return { form: formOf(files), hash: matters.bundleOf(matters.filesInMemory(files, shared)).hash }
}
const contentOf = ({ bundle: { annex: _, ...content } }: matters.MatterVersion) => matters.sealed(content).hash
const turnedOf = (matter: string) => rows(db, `select 1 from audit where action = 'matter.branch-turned' and object = ?`, [`matter:${matter}`])

describe('going back', () => {
  test('says nothing on the trace where the branch held the version already', async () => {
    const [publicationId, before] = [(await matters.latest(db, AD))!.id, await turnedOf(AD)]
    await publication.topics['publication:branch']!({ payload: { code: AD, publicationId, kind: 'Rollback', at: ctx.now().toISOString(), by: '样例', reason: '样例' } } as never, ctx)
    expect(await turnedOf(AD)).toEqual(before)
  })

  test('a push that waits for review is not taken for taken back because our commit moved past it, also when a server died between', async () => {
    const good = await inForce(AD)
    await put(AD, word('要撤回的'))
    const { files } = await publication.readFiles(ctx, AD)
    await repository.push('published', { [`processes/${AD}/matter.json`]: word('直接推送')(files)['matter.json']! })
    expect(await look()).toBe(1)
    const [pushed] = await openOf(AD)
    await rollBack(AD, good.id)
    const program = await bundle(fileURLToPath(new URL('../support/publishChild.ts', import.meta.url)))
    const env = { ...process.env, DATABASE_URL: office.url, PROCESSES_REPOSITORY: repository.dir, TURN: JSON.stringify((await turns())[0]!.payload), NOW: ctx.now().toISOString(), TONGBAN_CRASH_AT: 'publication:turned' }
    expect(await new Promise((end) => { fork(program, { env, stdio: 'ignore' }).once('exit', (_, signal) => end(signal)) })).toBe('SIGKILL')
    rmSync(program)
    expect((await onBranch(AD)).hash).toBe(contentOf(good))
    await look()
    expect((await publication.byId(db, pushed!.id))!.state).toBe('proposed')
    const before = (await turnedOf(AD)).length
    await relayed()
    expect((await turnedOf(AD)).length).toBe(before + 1)
    expect((await publication.byId(db, pushed!.id))!.state).toBe('proposed')

    await repository.push('published', { [`processes/${AD}/matter.json`]: word('再推')(files)['matter.json']! })
    await look()
    await repository.push('published', { [`processes/${AD}/matter.json`]: (await publication.readFiles(ctx, AD, (await repository.log('published'))[1]!.oid)).files['matter.json']! })
    await look()
    expect((await publication.byId(db, pushed!.id))!.state, 'a person took it back').toBe('withdrawn')
  })

  test('waits while another server looks, and while the branch cannot be read; neither is a bug of the outbox', async () => {
    const good = await inForce(AD)
    await put(AD, word('再撤回'))
    await rollBack(AD, good.id)
    await inTransaction(db, async (tx) => {
      await rows(tx, "select pg_advisory_xact_lock(hashtextextended('publication outside', 0))")
      await expect(relayed()).rejects.toThrow('Another server looks at the repository just now.')
    })
    const [tip, person] = [await repository.tipOf('published'), { name: '样例', email: 'x@example.invalid', timestamp: 1_772_400_000, timezoneOffset: -480 }]
    const at = async (value: string) => git.writeRef({ fs, gitdir: repository.dir, ref: 'refs/heads/published', value, force: true })
    await at(await git.writeCommit({ fs, gitdir: repository.dir, commit: { tree: 'e'.repeat(40), parent: [tip], message: 'its tree is missing', author: person, committer: person } }))
    await expect(relayed()).rejects.toThrow('cannot be read')
    await at(tip)
    await relayed()
    expect((await onBranch(AD)).hash).toBe(contentOf(good))
  })

  test('after a common part changed: what it said stays, written out in its own form; every other reference stays', async () => {
    const old = await inForce(AD)
    await put(AD, word('要撤回的二'))
    await repository.push('published', { [PLACE]: part('联系地址', 80) })
    expect(await look(), 'both matters that refer to it').toBe(2)
    await rollBack(AD, old.id)
    await relayed()
    const { form, hash } = await onBranch(AD)
    expect(hash).toBe(contentOf(old))
    expect(form.properties.place).toEqual({ title: '联系地点', type: 'string', maxLength: 50 })
    expect(form.properties.elsewhere).toEqual({ $ref: '../shared/other.schema.json', title: '其他地点' })
    expect((await repository.log('published'))[0]!.message).toContain(PLACE)
    for (const matter of [AD, FILING]) for (const { id } of await openOf(matter)) await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, id, '样例：不再需要'))
    await repository.push('published', { [PLACE]: part('联系地点', 50) })
    expect(await look(), 'taken back').toBe(0)
  })
})

describe('a change of a common part', () => {
  const branch = 'proposals/place'
  const proposals = async () => Object.fromEntries(await Promise.all([AD, FILING].map(async (matter) => [matter, (await openOf(matter))[0]!] as const)))

  test('pushed to a branch is a proposal of every published matter that refers to it, each compared and checked by itself', async () => {
    await put(AD, (files) => { // after the rollback of before: a reference again, and another word beside it
      const form = formOf(files)
      form.properties.place = { $ref: '../shared/place.schema.json' }
      return word('再用公用部件')({ ...files, [FORM]: JSON.stringify(form, null, 2) })
    })
    await repository.push(branch, { [PLACE]: part('联系地点', 90) }, { from: 'published', name: '样例-法核' })
    expect(await look()).toBe(2)
    const found = await proposals()
    for (const matter of [AD, FILING]) {
      expect(found[matter]).toMatchObject({ branch, source: 'outside' })
      const { bundle: whole } = await publication.contentOf(db, openRepository(ctx.config)!, found[matter]!)
      expect((whole!.forms.application as any).properties.place.maxLength).toBe(90)
      expect(await code(sign(found[matter]!.id)), 'its author in git judges none of them').toBe('proposal-own')
    }
    await repository.push(branch, { [PLACE]: part('联系地点', 91) }, { name: '样例-部门' })
    expect(await look()).toBe(2)
  })

  test('is published with all of them, on one commit, once each is signed; nothing is half published', async () => {
    for (const { id } of Object.values(await proposals())) await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, id, '样例：署名有误'))
    const { revision } = await publication.readFiles(ctx, AD)
    await repository.push('proposals/place-2', { [PLACE]: part('联系地点', 92) }, { from: 'published' })
    expect(await look()).toBe(2)
    const again = await proposals()
    await sign(again[AD]!.id)
    const refused = await refusal(publish(again[AD]!.id))
    expect([refused.code, refused.details.matters]).toEqual(['together-unsigned', expect.stringContaining(FILING)])
    expect(await placeIn(AD)).toMatchObject({ maxLength: 50 })
    await sign(again[FILING]!.id)
    await publish(again[AD]!.id)
    for (const matter of [AD, FILING]) {
      expect(await placeIn(matter)).toMatchObject({ maxLength: 92 })
      expect((await onBranch(matter)).form.properties.place, 'in its author\'s shape').toEqual({ $ref: '../shared/place.schema.json' })
      expect((await publication.byId(db, again[matter]!.id))!.state).toBe('published')
    }
    const [merge] = await repository.log('published')
    expect(merge!.parents).toEqual([revision, again[AD]!.commit])
    for (const matter of [AD, FILING]) expect(merge!.message).toContain(`Matter: ${matter}\nProposal: ${again[matter]!.id}\n`)
    expect(JSON.parse(await repository.read(merge!.oid, PLACE))).toMatchObject({ maxLength: 92 })
    expect(await look()).toBe(0)
  })

  test('holds back while a matter that refers to it has no proposal, or another change of the part', async () => {
    await repository.push('proposals/place-3', { [PLACE]: part('联系地点', 93) }, { from: 'published' })
    expect(await look()).toBe(2)
    const found = await proposals()
    for (const { id } of Object.values(found)) await sign(id)
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, found[FILING]!.id, '样例：暂不修改'))
    const refused = await refusal(publish(found[AD]!.id))
    expect([refused.code, refused.details.matters]).toEqual(['together-missing', expect.stringContaining(FILING)])
    await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, found[AD]!.id, '样例：暂不修改'))
  })

  test('refused of one is published of none, and says of which; then all of them', async () => {
    await repository.push('proposals/place-4', { [PLACE]: part('联系地点', 94) }, { from: 'published' })
    await look()
    const found = await proposals()
    for (const { id } of Object.values(found)) await sign(id)
    let said = 0
    const refuseSecond = async (): Promise<void> => { if (++said === 2) throw new EngineError('refused', 'DeployResource', 'Element x is not carried') }
    const failed = await refusal(publication.publish(ctx, refuseSecond, { officer: officers.publisher, proposal: found[AD]!.id, effectiveFrom: '2026-03-02' }))
    expect(['together-blocked', 'bundle-refused']).toContain(failed.code)
    for (const matter of [AD, FILING]) expect([(await publication.byId(db, found[matter]!.id))!.state, (await placeIn(matter)).maxLength]).toEqual(['signed', 92])
    expect(JSON.parse(await repository.read(await repository.tipOf('published'), PLACE))).toMatchObject({ maxLength: 92 })
    await publish(found[FILING]!.id)
    for (const matter of [AD, FILING]) expect(await placeIn(matter)).toMatchObject({ maxLength: 94 })
  })

  test('by two publishers at once: one wins, nobody waits for ever; a server killed between finishes all', async () => {
    await repository.push('proposals/place-5', { [PLACE]: part('联系地点', 95) }, { from: 'published' })
    await look()
    const found = await proposals()
    for (const { id } of Object.values(found)) await sign(id)
    const program = await bundle(fileURLToPath(new URL('../support/publishChild.ts', import.meta.url)))
    const env = { ...process.env, DATABASE_URL: office.url, PROCESSES_REPOSITORY: repository.dir, PROPOSAL: found[FILING]!.id, NOW: ctx.now().toISOString(), TONGBAN_CRASH_AT: 'publication:merged' }
    expect(await new Promise((end) => { fork(program, { env, stdio: 'ignore' }).once('exit', (_, signal) => end(signal)) })).toBe('SIGKILL')
    rmSync(program)
    const both = await Promise.allSettled([publish(found[AD]!.id), publication.resume(ctx, deploy), publication.resume(ctx, deploy), publish(found[FILING]!.id)])
    expect(both.filter(({ status }) => status === 'rejected').map((one) => ((one as PromiseRejectedResult).reason as { code: string }).code)).toEqual(['proposal-taken', 'proposal-taken'])
    for (const matter of [AD, FILING]) expect(await placeIn(matter)).toMatchObject({ maxLength: 95 })
    expect((await repository.log('published')).filter(({ message }) => message.includes(`\nProposal: ${found[AD]!.id}\n`))).toHaveLength(1)
  })

  test('is brought up to date where another was published; the part both changed is a conflict with its name', async () => {
    await repository.push('proposals/place-6', { [PLACE]: part('联系地点', 96) }, { from: 'published' })
    await repository.push('proposals/place-7', { [PLACE]: part('联系地点', 97) }, { from: 'published' })
    await look()
    const [first, second] = await Promise.all([6, 7].map(async (number) => (await Promise.all([AD, FILING].map(openOf))).flat().filter((one) => one.branch === `proposals/place-${number}`)))
    for (const { id } of first!) await sign(id)
    await publish(first![0]!.id)
    expect(await code(sign(second![0]!.id))).toBe('base-moved')
    const refused = await refusal(inTransaction(db, (tx) => publication.refresh(tx, ctx, officers.analyst, second![0]!.id)))
    expect([refused.code, refused.details.files]).toEqual(['merge-conflict', PLACE])
    for (const { id } of second!) await inTransaction(db, (tx) => publication.withdraw(tx, ctx, officers.analyst, id, '样例：不再需要'))
  })

  test('of a branch with several matters: each is revised and brought up to date without losing the other', async () => {
    const other = 'forms/shared/other.schema.json'
    await repository.push('proposals/both', { [other]: part('别处', 30) }, { from: 'published' })
    await look()
    await put(AD, word('同时发布'))
    const found = await proposals()
    await inTransaction(db, (tx) => publication.refresh(tx, ctx, officers.analyst, found[AD]!.id))
    const { files } = await publication.readFiles(ctx, FILING, found[FILING]!.commit)
    await publication.proposeNow(ctx, { matter: FILING, base: found[FILING]!.commit, files: word('修订')(files), message: '样例：修订', author: officers.analyst, proposal: found[FILING]!.id })
    await sign(found[AD]!.id, 2)
    await sign(found[FILING]!.id, 2)
    await publish(found[AD]!.id)
    for (const matter of [AD, FILING]) expect(((await inForce(matter)).bundle.forms.application as any).properties.elsewhere).toMatchObject({ title: '其他地点', maxLength: 30 })
    expect((await inForce(AD)).bundle.matter.keywords).toContain('同时发布')
    expect((await inForce(FILING)).bundle.matter.keywords).toContain('修订')
    expect(await look()).toBe(0)
  })

  test('pushed with what is no part, or with more than anybody reads: that stays where it was, and what it would bring is not there', async () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`forms/shared/a-large${at}.schema.json`, JSON.stringify({ title: '大', type: 'string', 'x-help': '长'.repeat(250_000) })]))
    await repository.push('proposals/hostile', { [PLACE]: part('联系地点', 98), 'forms/shared/run.sh': 'echo', ...many }, { from: 'published' })
    await look()
    const found = Object.values(await proposals())
    expect((await Promise.all(found.map(({ id }) => refusal(sign(id))))).map((one) => one.code), 'it is beyond what is read').toEqual(found.map(() => 'bundle-refused'))
    await repository.push('proposals/hostile', Object.fromEntries(Object.keys(many).map((name) => [name, null])))
    await look()
    for (const { id, revision } of Object.values(await proposals())) await sign(id, revision)
    await publish(Object.values(await proposals())[0]!.id)
    expect(await placeIn(FILING)).toMatchObject({ maxLength: 98 })
    const tip = await repository.tipOf('published')
    await expect(repository.read(tip, 'forms/shared/run.sh')).rejects.toThrow()
    expect(JSON.parse(await repository.read(tip, PLACE))).toMatchObject({ maxLength: 98 })
  })
})
