// Publishing on a real database: whole or not at all, once a content, and the version in force at an instant.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import { sealed } from '../../server/matters/bundle.ts'
import { checkMatter, sampleOrganisation } from '../../server/matters/checkFolder.ts'
import * as matters from '../../server/matters/service.ts'
import { loadSample } from '../../server/people/service.ts'
import { checkTemplate, commonTemplates } from '../../server/letters/service.ts'
import { compareBundles } from '../../server/matters/changes/compare.ts'
import { sentenceOf } from '../../server/matters/changes/words.ts'
import { EngineError } from '../../server/zeebe/service.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith } from '../support/web.ts'

const FILING = 'qiye-touzi-beian'
let database: TestDatabase
let db: Knex
let ctx: TestContext
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  folder = mkdtempSync(join(tmpdir(), 'tongban-matters-'))
  cpSync('forms', join(folder, 'forms'), { recursive: true })
  for (const code of [FILING, 'jianzhu-shigong-xuke', 'huwai-guanggao']) cpSync(join('processes', code), join(folder, 'processes', code), { recursive: true })
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { TONGBAN_SAMPLE: '1' })
  ctx.config = { ...ctx.config, processesDir: join(folder, 'processes'), formsDir: join(folder, 'forms') }
  await loadSample(ctx)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const readFiling = () => matters.readBundle(join(ctx.config.processesDir, FILING), ctx.config.formsDir)
const publish = (bundle: matters.Bundle) => inTransaction(db, (tx) => matters.publish(tx, ctx, bundle))
function filingWith(change: (matter: matters.Guide) => void): matters.Bundle {
  const { hash: _, ...content } = structuredClone(readFiling())
  change(content.matter)
  return sealed(content)
}

describe('publishing', () => {
  it('puts all three matters in force; again changes nothing', async () => {
    const first = await matters.publishAll(ctx)
    const second = await matters.publishAll(ctx)
    expect(first.map(({ code, refused }) => [code, refused])).toEqual([['huwai-guanggao', undefined], ['jianzhu-shigong-xuke', undefined], [FILING, undefined]])
    expect(second.map(({ version }) => version!.id)).toEqual(first.map(({ version }) => version!.id))
    expect((await matters.effective(db, FILING, ctx.now()))!.hash).toBe(readFiling().hash)
  })

  it('by twelve servers at once gives one version', async () => {
    const bundle = filingWith((matter) => { matter.faq.push({ question: '样例问', answer: '样例答' }) })
    const ids = await Promise.all(Array.from({ length: 12 }, () => publish(bundle).then(({ id }) => id)))
    expect(new Set(ids).size).toBe(1)
  })

  it('keeps the order of a form\'s fields', async () => {
    const version = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
    expect(Object.keys(matters.form(version, 'application').properties!).slice(0, 3)).toEqual(['adKind', 'location', 'placeRight'])
  })

  it('refuses a broken bundle whole; the earlier version stays and the others are published', async () => {
    const file = join(ctx.config.processesDir, FILING, 'process.bpmn')
    const good = readFileSync(file, 'utf8')
    const before = (await matters.effective(db, FILING, ctx.now()))!.id
    writeFileSync(file, good.replace('type="case:accept"', 'type="department:check"'))
    const result = await matters.publishAll(ctx)
    writeFileSync(file, good)
    expect(result.find(({ code }) => code === FILING)!.refused).toEqual([{ rule: 'first-wait-is-platform-job', severity: 'error', file: 'process.bpmn', element: 'fileCase', message: expect.stringMatching(/first wait/) as string, zh: expect.stringMatching(/第一个等待之处.*“收件即备案”（fileCase）是作业“department:check”/) as string }])
    expect(result.filter(({ version }) => version).map(({ code }) => code)).toEqual(['huwai-guanggao', 'jianzhu-shigong-xuke'])
    expect((await matters.effective(db, FILING, ctx.now()))!.id).toBe(before)
    expect(ctx.logged.at(-1)!.message).toMatch(/was not published; the earlier version stays/)
  })

  it('a check that breaks holds back its own matter alone, at the start and on the command line', async () => {
    const letters = join(ctx.config.processesDir, FILING, 'letters')
    mkdirSync(letters)
    writeFileSync(join(letters, 'decision-grant.hbs'), '样例')
    const breaks = (): never => { throw new TypeError('a bug in a check') }
    const result = await matters.publishAll(ctx, undefined, breaks)
    const checked = await checkMatter(join(ctx.config.processesDir, FILING), ctx.config.formsDir, { organisation: sampleOrganisation(), letterFault: breaks })
    rmSync(letters, { recursive: true })
    expect(result.find(({ code }) => code === FILING)!.refused).toMatchObject([{ message: expect.stringContaining('broke off (a bug in a check)') as string }])
    expect(result.filter(({ version }) => version).map(({ code }) => code)).toEqual(['huwai-guanggao', 'jianzhu-shigong-xuke'])
    expect(ctx.logged.at(-1)).toMatchObject({ level: 'error', fields: { matter: FILING, error: expect.stringContaining('TypeError: a bug in a check\n    at') as string } })
    expect(checked.problems).toMatchObject([{ severity: 'error', message: expect.stringContaining('broke off') as string }])
  })

  it('refuses what the engine refuses, and waits for an engine that is away', async () => {
    const file = join(ctx.config.processesDir, FILING, 'matter.json')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('"立项"', '"立项", "新词"'))
    const refused = await matters.publishAll(ctx, ({ processId }) => Promise.reject(new EngineError(processId === FILING ? 'refused' : 'not-sent', 'DeployResource', 'Element fileCase is not carried')))
    expect(refused.find(({ code }) => code === FILING)!.refused![0]!.message).toMatch(/engine does not take the diagram.*fileCase/)
    expect(refused.filter(({ version }) => version)).toHaveLength(2)
    expect(await row(db, 'select 1 from matter_version where hash = ?', [readFiling().hash]), 'rolled back').toBeUndefined()
    const deployed: string[] = []
    const done = await matters.publishAll(ctx, async ({ processId, resources }) => { deployed.push(`${processId} ${resources.length}`) })
    writeFileSync(file, good)
    expect(done.every(({ version }) => version)).toBe(true)
    expect(deployed).toContain(`${FILING} 1`)
  })
})

describe('the codes of a matter', () => {
  it('are its own: a second matter with the implementing code of a published one is refused, a new version of it is not', async () => {
    const other = filingWith((matter) => { matter.code = 'other-filing' })
    await expect(publish({ ...other, diagram: other.diagram.replaceAll(`"${FILING}"`, '"other-filing"') })).rejects.toMatchObject({ code: 'bundle-refused', issues: [expect.objectContaining({ rule: 'codes-are-its-own', pointer: 'matter.json#/implementCode' })] })
    expect((await publish(filingWith((matter) => { matter.faq = [{ question: '样例问题？', answer: '样例答复。' }] }))).code).toBe(FILING)
  })
})

describe('a joint case', () => {
  it('must give its parts what the versions that are published require; a part that is not published yet is not compared', async () => {
    const { hash: _, ...content } = structuredClone(matters.readBundle('processes/touzi-xiangmu-binglian', 'forms'))
    const starved = async () => (await matters.problemsIn(db, sealed(content), checkTemplate)).filter(({ rule }) => rule === 'children-are-fed').map(({ message }) => message)
    expect(await starved()).toEqual([])
    delete content.matter.children!.find(({ matter }) => matter === FILING)!.data.projectName
    expect(await starved()).toEqual([`The child "${FILING}" must be told "projectName", but children gives it no answer. Map it in data, or set it in fixed.`])
    content.matter.children!.find(({ matter }) => matter === FILING)!.matter = 'not-published-yet'
    expect((await starved()).filter((message) => /no matter of|must be told/.test(message))).toEqual([])
  })
})

describe('the version in force', () => {
  it('takes effect on its day in China, and a draft never', async () => {
    const now = (await matters.effective(db, FILING, ctx.now()))!.id
    const draft = await publish(filingWith((matter) => { matter.review = null }))
    const later = await publish(filingWith((matter) => { matter.effectiveFrom = '2026-04-01'; matter.faq = [] }))
    expect((await matters.effective(db, FILING, new Date('2026-03-31T23:59:59+08:00')))!.id).toBe(now)
    expect((await matters.effective(db, FILING, new Date('2026-04-01T00:00:00+08:00')))!.id).toBe(later.id)
    expect(draft.reviewedAt).toBeNull()
    expect(await matters.effective(db, FILING, new Date('2024-12-31T23:59:59+08:00'))).toBeUndefined()
    expect((await matters.version(db, now)).id, 'a running case keeps its own').toBe(now)
  })

  it('is one row a matter in the catalogue, found by name, keyword, body or code', async () => {
    const names = (found: matters.MatterSummary[]) => found.map(({ code }) => code).sort()
    expect(await matters.list(db, ctx.now())).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'jianzhu-shigong-xuke', kind: 'promise', promised: { amount: 3, unit: 'wd' }, bodyId: 'zhujian', topics: ['工程建设', '投资项目'] })]))
    expect(await matters.list(db, ctx.now())).toHaveLength(3)
    expect(names(await matters.search(db, ctx.now(), '施工'))).toEqual(['jianzhu-shigong-xuke'])
    expect(names(await matters.search(db, ctx.now(), '招牌'))).toEqual(['huwai-guanggao'])
    expect(names(await matters.search(db, ctx.now(), '城管局 广告'))).toEqual(['huwai-guanggao'])
    expect(names(await matters.search(db, ctx.now(), '投资项目'))).toEqual(['jianzhu-shigong-xuke', FILING])
    expect(names(await matters.search(db, ctx.now(), '000117110'))).toEqual(['huwai-guanggao'])
    expect(await matters.search(db, ctx.now(), "%_' or 1=1 --")).toEqual([])
    expect(await matters.search(db, ctx.now(), '  ')).toHaveLength(3)
    expect(await matters.nameOf(db, FILING)).toBe('企业投资项目备案')
  })

  it('shows its diagram to everybody', async () => {
    const app = await serverWith(ctx, [matters.routes])
    const shown = await app.inject('/matters/huwai-guanggao/diagram.bpmn')
    expect(shown.statusCode).toBe(200)
    expect(shown.headers['content-type']).toContain('application/xml')
    expect(shown.body).toContain('<bpmn:process id="huwai-guanggao"')
    expect((await app.inject('/matters/nothing/diagram.bpmn')).statusCode).toBe(404)
    await app.close()
  })
})

describe('what legal review signs', () => {
  const letters = (receipt: string): matters.LetterRoom => ({ fault: checkTemplate, templates: { ...commonTemplates(), receipt } })

  it('holds the letters and organisation entries the matter uses, so another sentence is another content', async () => {
    const bundle = readFiling()
    const first = await matters.wholeOf(db, bundle, letters('甲'))
    const second = await matters.wholeOf(db, bundle, letters('乙'))
    expect(first.hash).not.toBe(bundle.hash)
    expect(second.hash).not.toBe(first.hash)
    expect(first.annex!.organisation).toMatchObject({ fagai: '样例市发展和改革委员会' })
    expect(Object.keys(first.annex!.letters)).not.toContain('extension')
    expect((await compareBundles(first, second)).map((change) => sentenceOf(change, 'zh-CN'))).toEqual([expect.stringContaining('甲') as string])
  })

  it('takes cases only under a signature', async () => {
    const bundle = await matters.wholeOf(db, filingWith((matter) => { matter.review = null; matter.keywords = ['未法核'] }), letters('丙'))
    const before = (await matters.effective(db, FILING, ctx.now()))!.id
    const { version } = await inTransaction(db, (tx) => matters.keep(tx, ctx, bundle, { by: { kind: 'system', name: '样例' }, reviewedBy: null, reviewedAt: null, effectiveFrom: null }))
    await inTransaction(db, (tx) => matters.putInForce(tx, { code: FILING, versionId: version.id, kind: 'published', effectiveFrom: ctx.now(), by: { id: null, name: '样例' }, at: ctx.now(), reason: null }))
    expect((await matters.effective(db, FILING, ctx.now()))!.id).toBe(before)
    await inTransaction(db, (tx) => matters.sign(tx, { code: FILING, hash: bundle.hash, officerId: null, name: '样例', remarks: '', at: ctx.now() }))
    expect((await matters.effective(db, FILING, ctx.now()))!.id).toBe(version.id)
  })
})

describe('the codes in use', () => {
  it('are those of the version published last, not of one it took the place of', async () => {
    const codes = async () => (await matters.codesInUse(db)).map(({ implementCode }) => implementCode)
    const { catalogCode, implementCode } = readFiling().matter
    const other = (code: string) => `${code.slice(0, -6)}777777`
    await publish(filingWith((matter) => { matter.effectiveFrom = '2026-05-01' }))
    expect(await codes()).toContain(implementCode)
    await publish(filingWith((matter) => Object.assign(matter, { effectiveFrom: '2026-05-02', catalogCode: other(catalogCode), implementCode: other(implementCode) })))
    expect(await codes()).toContain(other(implementCode))
    expect(await codes()).not.toContain(implementCode)
  })
})
