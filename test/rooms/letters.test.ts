/** Letters on a real database: numbers without gaps, sealed PDFs that verify, flagged ones that wait for a font, the record of service, who may read them. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeline } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { startRelay } from '../../server/db/relay.ts'
import { inTransaction, openDatabase, row, rows } from '../../server/db/pool.ts'
import { rfc3339 } from '../../server/deadlines/shanghai.ts'
import type { Facts } from '../../server/letters/facts.ts'
import { keysOf } from '../../server/letters/seal/certificate.ts'
import { signDetached } from '../../server/letters/seal/cms.ts'
import * as letters from '../../server/letters/service.ts'
import { givePass, SAMPLE_PASSWORD } from '../../server/people/service.ts'
import type { Room } from '../../server/web/http.ts'
import { openCase } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { pdfText } from '../support/pdfText.ts'
import { serverWith, Visitor } from '../support/web.ts'
import { details, facts } from '../rules/letters.fixture.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
const dataDir = mkdtempSync(join(tmpdir(), 'tongban-letters-'))
const clerk = { kind: 'officer' as const, id: '1', name: '样例窗口' }
/** Cases that the sample officer of this file may see. */
const visible = new Set<string>()

const portal: Room = async (server, context) => {
  server.get('/pass/:id', { config: { access: 'public' } }, async (request, reply) => {
    await givePass(context, request, reply, (request.params as { id: string }).id)
    return 'ok'
  })
}

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url, { max: 20 })
  ctx = contextAt(db, '2026-03-02T01:00:00Z', { DATA_DIR: dataDir })
  const ports = { maySee: async (_db: unknown, _officer: unknown, caseId: string) => visible.has(caseId), onLeadSide: async () => true, lockCase: cases.lock }
  app = await serverWith(ctx, [portal, letters.routes(ports), letters.api(ports)])
})
afterAll(async () => {
  await app.close()
  await db.destroy()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const told = (change: Partial<Facts['applicant']> = {}): Facts => ({ ...facts, applicant: { ...facts.applicant, consentElectronicService: true, ...change } })
const issue = (file: Case, applicant: Partial<Facts['applicant']> = {}, occurrence?: string): Promise<letters.Letter> => inTransaction(db, async (tx) => {
  await cases.lock(tx, file.id)
  return letters.issue(tx, ctx, { caseId: file.id, kind: 'acceptance', bodyId: 'zhujian', facts: told(applicant), details: details.acceptance, ...(occurrence ? { occurrence } : {}) })
})
async function drain(): Promise<void> {
  const relay = startRelay(ctx, letters.topics, { poll: false })
  await relay.drain()
  await relay.stop()
}
const stored = (hash: string): Buffer => readFileSync(join(dataDir, 'files', hash.slice(0, 2), hash))
const reload = async (letter: letters.Letter): Promise<letters.Letter> => (await letters.find(db, letter.id))!

describe('numbers', () => {
  it('run without gaps by body, nature and year, also when transactions fail between', async () => {
    const files = await Promise.all(Array.from({ length: 8 }, () => openCase(ctx)))
    const before = (await row<{ last: number }>(db, `select coalesce(max(last), 0) as last from letter_counter where nature = '许延字'`))!.last
    const attempts = files.flatMap((file) => [true, false].map((fails) => inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      const letter = await letters.issue(tx, ctx, { caseId: file.id, kind: 'extension', bodyId: 'zhujian', facts: told(), details: details.extension })
      if (fails) throw new Error('rolled back')
      return letter.number
    }).catch(() => null)))
    const numbers = (await Promise.all(attempts)).filter((number) => number !== null)
    const serials = numbers.map((number) => Number(/〕(\d+)号$/.exec(number)![1])).sort((a, b) => a - b)
    expect(serials).toEqual(Array.from({ length: 8 }, (_, index) => before + 1 + index))
    expect(numbers[0]).toMatch(/许延字〔2026〕\d+号$/)
  })

  it('begin anew with the year in China', async () => {
    const file = await openCase(ctx)
    ctx.setTime('2026-12-31T16:00:00Z') // already 2027 in China
    const letter = await inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      return letters.issue(tx, ctx, { caseId: file.id, kind: 'special-procedure', bodyId: 'zhujian', facts: told(), details: details['special-procedure'] })
    })
    ctx.setTime('2026-03-02T01:00:00Z')
    expect(letter.number).toContain('〔2027〕1号')
  })

  it('are taken once for one occurrence', async () => {
    const file = await openCase(ctx)
    const first = await issue(file, {}, 'task:1')
    expect((await issue(file, {}, 'task:1')).number).toBe(first.number)
    expect((await issue(file, {}, 'task:2')).number).not.toBe(first.number)
  })
})

describe('a letter', () => {
  it('is sealed after the commit; the seal verifies and breaks with one changed byte', async () => {
    const letter = await issue(await openCase(ctx))
    expect(letter.state).toBe('waiting')
    await drain()
    const sealed = await reload(letter)
    expect(sealed.state).toBe('ready')
    const pdf = stored(sealed.pdfHash!)
    expect((await pdfText(pdf)).join('').replace(/\s/g, '')).toContain(letter.number)
    const signature = (await letters.signatureOf(db, letter.id))!
    expect(await letters.verifySeal(db, pdf, signature)).toEqual({ valid: true, bodyId: 'zhujian', signer: '样例市住房和城乡建设局', signedAt: ctx.now(), sample: true })
    const changed = Buffer.from(pdf)
    changed[pdf.length >> 1]! ^= 1
    expect(await letters.verifySeal(db, changed, signature)).toEqual({ valid: false, reason: 'changed' })
    expect(await letters.verifySeal(db, pdf, Buffer.from('no signature'))).toEqual({ valid: false, reason: 'unreadable' })
    const otherDir = mkdtempSync(join(tmpdir(), 'tongban-seal-'))
    const forged = await signDetached(await keysOf({ ...ctx, config: { ...ctx.config, dataDir: otherDir } }, { id: 'zhujian', name: '样例市住房和城乡建设局' }), pdf, ctx.now())
    await db.raw('delete from seal_certificate where fingerprint not in (select fingerprint from letter where fingerprint is not null)')
    expect(await letters.verifySeal(db, pdf, forged)).toEqual({ valid: false, reason: 'not-ours' })
    rmSync(otherDir, { recursive: true })
  })

  it('is rendered once, however often it is asked for', async () => {
    const letter = await issue(await openCase(ctx))
    await db.raw(`insert into outbox (topic, payload, created_at, due_at) select topic, payload, created_at, due_at from outbox where payload ->> 'letterId' = ?`, [letter.id])
    await drain()
    const first = await reload(letter)
    await db.raw(`insert into outbox (topic, payload, created_at, due_at) select topic, payload, created_at, due_at from outbox where payload ->> 'letterId' = ? limit 1`, [letter.id])
    await drain()
    expect(await reload(letter)).toEqual(first)
  })

  it('leaves no trace when its transaction fails', async () => {
    const file = await openCase(ctx)
    await expect(inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      await letters.issue(tx, ctx, { caseId: file.id, kind: 'acceptance', bodyId: 'zhujian', facts: told(), details: details.acceptance })
      throw new Error('rolled back')
    })).rejects.toThrow()
    expect(await letters.ofCase(db, file.id)).toEqual([])
  })

  it('whose template is broken is refused with its reason', async () => {
    const file = await openCase(ctx)
    const broken = { ...told(), matter: { ...facts.matter, letters: { acceptance: '{{{applicant.name}}}' } } }
    await expect(inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      return letters.issue(tx, ctx, { caseId: file.id, kind: 'acceptance', bodyId: 'zhujian', facts: broken, details: details.acceptance })
    })).rejects.toMatchObject({ code: 'letter-broken', status: 409 })
  })

  it('with a character no font has is flagged, not served, and sealed once a font with it is there', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { name: '样例\uE801某' })
    expect(letter).toMatchObject({ state: 'flagged', missing: [{ character: '\uE801', codePoint: 'U+E801' }] })
    expect(ctx.logged.some(({ level, fields }) => level === 'warn' && (fields as { letter?: string }).letter === letter.number)).toBe(true)
    await drain()
    expect((await letters.ofCase(db, file.id))[0]).toMatchObject({ state: 'flagged', servedAt: null, pdfHash: null })
    const again = (): Promise<void> => inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      await letters.renderAgain(tx, ctx, { letterId: letter.id, by: clerk })
    })
    await expect(again()).rejects.toMatchObject({ code: 'letter-missing-glyph', details: { characters: '\uE801（U+E801）' } })
    await expect(inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      await letters.serve(tx, ctx, { letterId: letter.id, way: 'direct', outcome: 'served', by: clerk })
    })).rejects.toMatchObject({ code: 'letter-missing-glyph' })
    mkdirSync(join(dataDir, 'fonts'))
    copyFileSync('node_modules/bpmn-js/dist/assets/bpmn-font/font/bpmn.ttf', join(dataDir, 'fonts/own.ttf'))
    ctx.advance({ days: 1 })
    await again()
    await drain()
    expect((await letters.ofCase(db, file.id))[0]).toMatchObject({ state: 'ready', servedAt: ctx.now(), missing: [] })
    rmSync(join(dataDir, 'fonts'), { recursive: true })
  })

  it('waits whole while the disk refuses it, and is sealed when it does not', async () => {
    const letter = await issue(await openCase(ctx))
    const elsewhere = { ...ctx, config: { ...ctx.config, dataDir: join(dataDir, 'blocked') } }
    writeFileSync(join(dataDir, 'blocked'), 'a file where the folder should be')
    const relay = startRelay(elsewhere, letters.topics, { poll: false })
    await relay.drain()
    await relay.stop()
    expect((await reload(letter)).state).toBe('waiting')
    ctx.advance({ minutes: 2 })
    await drain()
    expect((await reload(letter)).state).toBe('ready')
  })
})

describe('service', () => {
  const serve = (file: Case, letter: letters.Letter, attempt: Partial<letters.Attempt>): Promise<letters.Service> => inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    return letters.serve(tx, ctx, { letterId: letter.id, way: 'direct', outcome: 'served', by: clerk, ...attempt })
  })

  const correct = (file: Case, letter: letters.Letter, correction: Partial<letters.Correction>): Promise<letters.Service> => inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    return letters.correctService(tx, ctx, { letterId: letter.id, attempt: 1, way: 'direct', at: ctx.now(), why: '样例：日期写错', by: clerk, ...correction })
  })
  const day = (n: number): Date => new Date(ctx.now().getTime() - n * 86_400_000)

  it('is done with the letter where electronic service was agreed, and stands in the trace', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file)
    expect((await letters.ofCase(db, file.id))[0]).toMatchObject({ servedAt: ctx.now(), servedHow: '电子送达' })
    expect((await timeline(db, file.id)).map(({ action }) => action)).toEqual(expect.arrayContaining(['letter.issued', 'letter.served']))
    await expect(serve(file, letter, {})).rejects.toMatchObject({ code: 'letter-served' })
  })

  it('without consent goes in person, by post, and only then by announcement, thirty days later', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    expect((await letters.ofCase(db, file.id))[0]).toMatchObject({ servedAt: null, services: [] })
    await expect(serve(file, letter, { way: 'electronic' })).rejects.toMatchObject({ code: 'no-electronic-consent' })
    await expect(serve(file, letter, { way: 'announcement' })).rejects.toMatchObject({ code: 'announcement-too-early' })
    await expect(serve(file, letter, { outcome: 'failed' })).rejects.toMatchObject({ code: 'invalid-input', issues: [{ pointer: '/reason' }] })
    await expect(serve(file, letter, { at: new Date(ctx.now().getTime() + 60_000) })).rejects.toMatchObject({ issues: [{ pointer: '/at' }] })
    expect(await serve(file, letter, { outcome: 'failed', reason: '无人' })).toMatchObject({ attempt: 1, nextWay: 'post' })
    expect(await serve(file, letter, { way: 'post', outcome: 'failed', reason: '退信', evidence: 'EX1' })).toMatchObject({ attempt: 2, nextWay: 'announcement' })
    const served = await serve(file, letter, { way: 'announcement' })
    expect(served.servedAt).toEqual(new Date('2026-04-02T16:00:00Z')) // 3 March + 30 days, 24:00 in China
  })

  it('recorded on a wrong day is corrected by a record that stands for it; the wrong one is kept, and the trace says why', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    ctx.advance({ days: 6 })
    await serve(file, letter, { way: 'post', receiver: '样例收发室', evidence: 'EX2', at: day(1) })
    const told = async () => rows(db, "select payload from outbox where topic = 'letter:served' and case_id = ? order by id", [file.id])
    await expect(correct(file, letter, { at: new Date(ctx.now().getTime() + 60_000) })).rejects.toMatchObject({ issues: [{ pointer: '/at' }] })
    await expect(correct(file, letter, { at: day(7) })).rejects.toMatchObject({ issues: [{ pointer: '/at', message: expect.stringContaining('不能早于文书日期') }] })
    await expect(correct(file, letter, { attempt: 2 })).rejects.toMatchObject({ code: 'not-found' })
    const right = await correct(file, letter, { way: 'post', receiver: '样例收发室', evidence: 'EX2', at: day(3) })
    expect(right).toMatchObject({ attempt: 2, corrects: 1, outcome: 'served', servedAt: day(3), evidence: 'EX2' })
    const [shown] = await letters.ofCase(db, file.id)
    expect(shown).toMatchObject({ servedAt: day(3), servedHow: '邮寄送达' })
    expect(shown!.services.map(({ attempt, replacedAt, correctionReason }) => [attempt, replacedAt !== null, correctionReason])).toEqual([[1, true, null], [2, false, '样例：日期写错']])
    expect(await told()).toEqual([{ payload: { letterId: letter.id } }, { payload: { letterId: letter.id, corrected: true } }])
    expect((await timeline(db, file.id)).at(-1)).toMatchObject({ action: 'letter.service-corrected', actor: clerk, detail: { attempt: 1, why: '样例：日期写错', was: expect.stringContaining('邮寄送达 样例收发室') } })
    await expect(correct(file, letter, {})).rejects.toMatchObject({ code: 'service-corrected' })
    await expect(serve(file, letter, {})).rejects.toMatchObject({ code: 'letter-served' })
    // corrected once more, and only who took it: the day is no news
    await correct(file, letter, { attempt: 2, at: day(3), receiver: '样例门卫' })
    expect((await letters.ofCase(db, file.id))[0]!.services.map(({ replacedAt }) => replacedAt === null)).toEqual([false, false, true])
    expect(await told()).toHaveLength(2)
  })

  it('by the portal cannot be corrected; a failed attempt can, and what comes next follows from it', async () => {
    const online = await openCase(ctx)
    await expect(correct(online, await issue(online), {})).rejects.toMatchObject({ code: 'service-by-portal' })
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    await serve(file, letter, { outcome: 'failed', reason: '无人' })
    expect(await correct(file, letter, { way: 'post', reason: '退信' })).toMatchObject({ attempt: 2, way: 'post', outcome: 'failed', nextWay: 'direct' })
    await expect(serve(file, letter, { way: 'announcement' })).rejects.toMatchObject({ code: 'announcement-too-early' })
    await serve(file, letter, { at: ctx.now() })
    expect((await letters.ofCase(db, file.id))[0]!.services.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })
})

describe('who may read a letter', () => {
  it('shows page, PDF and signature to officers of the case, 404 to others', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file)
    const window = await new Visitor(app).signIn('zhujian-window-1')
    expect((await window.get(`/office/letters/${letter.key}`)).statusCode).toBe(404)
    visible.add(file.id)
    expect((await window.get(`/office/letters/${letter.key}/pdf`)).statusCode).toBe(409) // not sealed yet
    await drain()
    const page = await window.get(`/office/letters/${letter.key}`)
    expect(page.statusCode).toBe(200)
    for (const part of ['受理通知书', letter.number, '样例建设发展有限公司', 'letter-mark']) expect(page.body).toContain(part)
    const pdf = await window.get(`/office/letters/${letter.key}/pdf`)
    expect(pdf.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' })
    // our own document: nothing may run or load, but a viewer that refuses sandboxed PDFs shows it
    expect(pdf.headers['content-security-policy']).toMatch(/^default-src 'none';.*object-src 'self'/)
    expect(pdf.headers['content-security-policy']).not.toMatch(/sandbox|script-src|unsafe-eval/)
    const signature = await window.get(`/office/letters/${letter.key}/signature`)
    expect(await letters.verifySeal(db, pdf.rawPayload, signature.rawPayload)).toMatchObject({ valid: true })
    expect((await new Visitor(app).get(`/office/letters/${letter.key}`)).statusCode).toBe(303)
    expect((await window.get('/office/letters/1')).statusCode).toBeGreaterThanOrEqual(400)
    expect((await window.get(`/office/letters/${'0'.repeat(32)}`)).statusCode).toBe(404)
  })

  it('shows an applicant the letters of the one case their pass is for', async () => {
    const [mine, other] = [await openCase(ctx), await openCase(ctx)]
    const [letter, foreign] = [await issue(mine), await issue(other)]
    const applicant = new Visitor(app)
    expect((await applicant.get(`/follow/letters/${letter.key}`)).statusCode).toBe(303)
    await applicant.get(`/pass/${mine.id}`)
    expect((await applicant.get(`/follow/letters/${letter.key}`)).body).toContain(letter.number)
    expect((await applicant.get(`/follow/letters/${foreign.key}`)).statusCode).toBe(404)
    expect((await applicant.get(`/follow/letters/${foreign.key}/pdf`)).statusCode).toBe(404)
    await drain()
    expect((await applicant.get(`/follow/letters/${letter.key}/pdf`)).headers['content-type']).toBe('application/pdf')
  })

  it('shows the office that a receipt was given, and the query code to its applicant alone', async () => {
    const file = await openCase(ctx)
    visible.add(file.id)
    const letter = await inTransaction(db, async (tx) => {
      await cases.lock(tx, file.id)
      return letters.issue(tx, ctx, { caseId: file.id, kind: 'receipt', bodyId: 'zhujian', facts: told(), details: details.receipt })
    })
    await drain()
    const window = await new Visitor(app).signIn('zhujian-window-1')
    const page = await window.get(`/office/letters/${letter.key}`)
    expect(page.body).toContain(letter.number)
    expect(page.body).not.toContain(facts.case.queryCode)
    for (const part of ['pdf', 'signature']) expect((await window.get(`/office/letters/${letter.key}/${part}`)).statusCode).toBe(404)
    const applicant = new Visitor(app)
    await applicant.get(`/pass/${file.id}`)
    expect((await applicant.get(`/follow/letters/${letter.key}`)).body).toContain(facts.case.queryCode)
    expect((await applicant.get(`/follow/letters/${letter.key}/pdf`)).statusCode).toBe(200)
  })

  it('lets a co-department read a letter and record nothing', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    visible.add(file.id)
    const other = await new Visitor(app).signIn('ziran-handler')
    expect((await other.get(`/office/letters/${letter.key}`)).statusCode).toBe(200)
    expect((await other.post(`/office/letters/${letter.key}/service`, { way: 'direct', outcome: 'served', receiver: '', evidence: '', at: '' })).statusCode).toBe(404)
    expect((await other.post(`/office/letters/${letter.key}/render`)).statusCode).toBe(404)
    expect(await rows(db, 'select 1 from letter_service where letter_id = ?', [letter.id])).toEqual([])
  })

  it('lets an officer record an attempt by the form, and nobody else', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    const form = { way: 'direct', outcome: 'served', receiver: '样例经办', evidence: '送达回证', at: '' }
    const window = await new Visitor(app).signIn('zhujian-window-1')
    expect((await window.post(`/office/letters/${letter.key}/service`, form)).statusCode).toBe(404)
    visible.add(file.id)
    expect((await window.post(`/office/letters/${letter.key}/service`, { ...form, way: 'pigeon' })).statusCode).toBe(422)
    expect((await window.post(`/office/letters/${letter.key}/service`, form)).statusCode).toBe(303)
    expect(await rows(db, 'select way, receiver, evidence, recorded_by from letter_service where letter_id = ?', [letter.id])).toEqual([
      { way: 'direct', receiver: '样例经办', evidence: '送达回证', recorded_by: expect.stringContaining('样例') },
    ])
    expect((await window.post(`/office/letters/${letter.key}/service`, form)).statusCode).toBe(409)
  })

  it('has a record corrected by the form and by programs, by officers of the issuing body alone', async () => {
    const file = await openCase(ctx)
    const letter = await issue(file, { consentElectronicService: false })
    visible.add(file.id)
    ctx.advance({ days: 2 })
    const window = await new Visitor(app).signIn('zhujian-window-1')
    const other = await new Visitor(app).signIn('ziran-handler')
    await window.post(`/office/letters/${letter.key}/service`, { way: 'direct', outcome: 'served', receiver: '样例经办', evidence: '', at: '' })
    const yesterday = new Date(ctx.now().getTime() - 86_400_000)
    const form = { way: 'direct', at: rfc3339(yesterday).slice(0, 16), receiver: '样例经办', address: '', evidence: '样例回执', why: '样例：登记成了今天' }
    expect((await other.post(`/office/letters/${letter.key}/service/1/correction`, form)).statusCode).toBe(404)
    expect((await window.post(`/office/letters/${letter.key}/service/1/correction`, { ...form, why: '' })).statusCode).toBe(422)
    expect((await window.post(`/office/letters/${letter.key}/service/1/correction`, form)).statusCode).toBe(303)
    expect((await window.post(`/office/letters/${letter.key}/service/1/correction`, form)).statusCode).toBe(409)

    const token = async (login: string) => (await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login, password: SAMPLE_PASSWORD } })).json().token as string
    const call = async (login: string, method: 'GET' | 'POST', url: string, payload?: object, key = url) =>
      app.inject({ method, url, headers: { authorization: `Bearer ${await token(login)}`, ...(method === 'POST' ? { 'idempotency-key': key } : {}) }, ...(payload ? { payload } : {}) })
    const correction = { way: 'direct', at: rfc3339(new Date(yesterday.getTime() - 3600_000)), receiver: '样例经办', why: '样例：早一小时' }
    const made = await call('zhujian-window-1', 'POST', `/v1/letters/${letter.key}/service-records/2/correction`, correction)
    expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ attempt: 3, corrects: 2, correctionReason: '样例：早一小时', at: correction.at })])
    expect((await call('zhujian-window-1', 'POST', `/v1/letters/${letter.key}/service-records/2/correction`, correction)).body).toBe(made.body)
    const { items } = (await call('zhujian-window-1', 'GET', `/v1/cases/${file.id}/letters`)).json()
    expect(items[0]).toMatchObject({ key: letter.key, servedAt: correction.at, serviceRecords: [{ attempt: 1, replacedAt: expect.any(String) }, { attempt: 2, replacedAt: expect.any(String) }, { attempt: 3, replacedAt: null }] })
    expect((await call('ziran-handler', 'POST', `/v1/letters/${letter.key}/service-records/3/correction`, correction)).statusCode).toBe(404)
    const again = await issue(file, { consentElectronicService: false }, 'second')
    const failed = await call('zhujian-window-1', 'POST', `/v1/letters/${again.key}/service-records`, { way: 'post', outcome: 'failed', reason: '退信', at: rfc3339(ctx.now()) })
    expect(failed.json()).toMatchObject({ attempt: 1, way: 'post', outcome: 'failed', nextWay: 'direct' })
  })
})
