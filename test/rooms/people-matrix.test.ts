/**
 * The authorisation matrix: every route of the platform x {nobody, an officer of another body, the operator, an officer of the
 * group, the applicant with a pass, an applicant with the pass to another case}. The list is held against the real route table.
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Knex } from 'knex'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import { startRelay } from '../../server/db/relay.ts'
import { inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import * as files from '../../server/files/service.ts'
import * as intake from '../../server/intake/service.ts'
import { insertMaterial } from '../../server/intake/store.ts'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { routeTable } from '../../server/web/access.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'
import { pdf } from '../support/samples.ts'
import { serverWith, Visitor } from '../support/web.ts'
import { expectations, type Expectation, type Name } from './people-matrix.routes.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let dataDir: string
const tokens = new Map<string, string>()
const ids = {} as Record<Name, string>
/** As absent as can be, in the shape of the real one. */
const absent: Record<Name, string> = { number: '990100202603029999999', case: '987654321', sheetCase: '987654321', task: '987654321', letter: 'f'.repeat(32), material: '987654321', sheet: '987654321', sheetRow: '987654321' }
let own: Visitor
let credentials: { own: string; other: string; wrong: string }
let other: Visitor

const MEMBER = 'zhujian-window-1'
const STRANGER = 'shichang-deputy' // a body of the sample, but not this officer's step
const PUBLICATION = ['shengai-analyst', 'shengai-legal', 'shengai-publisher']
const SUBJECTS = [MEMBER, STRANGER, 'operator', 'chengguan-handler-1', ...PUBLICATION]

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  dataDir = mkdtempSync(join(tmpdir(), 'tongban-matrix-'))
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { DATA_DIR: dataDir, ENGINE_PORT: '1' }) // no engine: who may ask is judged before it is needed
  app = await serverWith(ctx, webRooms().slice(1)) // the first is sign-in itself, which serverWith brings
  for (const login of SUBJECTS) tokens.set(login, await tokenOf(login))
  await prepare()
})
afterAll(async () => {
  await app?.close()
  await db?.destroy()
  await database?.drop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

/** A building permit accepted at the window, with its letter, a material and a second task; an advertisement with a running sheet. */
async function prepare(): Promise<void> {
  const permit = await openCase('jianzhu-shigong-xuke')
  const material = await handInAll(permit.case)
  const acceptance = await arrive(permit.case, 'acceptance', tasks.openFromJob)
  const accepted = await call(MEMBER, `POST /v1/user-tasks/${acceptance.id}/completion`, { variables: { outcome: 'accept' } })
  if (accepted.statusCode !== 204) throw new Error(`the case could not be accepted: ${accepted.body}`)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, permit.case.id)
    return intake.handlers['case:accept']!(tx, ctx, { ...jobOf(permit.case, 'accept', 'case:accept'), headers: { letter: 'acceptance' } })
  })
  const advertisement = await openCase('huwai-guanggao')
  await arrive(advertisement.case, 'coApproval', coapproval.openFromJob)
  Object.assign(ids, {
    number: permit.case.number,
    case: permit.case.id,
    sheetCase: advertisement.case.id,
    task: (await arrive(permit.case, 'acceptance', tasks.openFromJob, 2)).id,
    letter: (await row<{ key: string }>(db, 'select key from letter where case_id = ? order by id', [permit.case.id]))!.key,
    material,
    sheet: (await row<{ id: string }>(db, 'select id from sheet where case_id = ?', [advertisement.case.id]))!.id,
    sheetRow: (await row<{ id: string }>(db, 'select r.id from sheet_row r join sheet s on s.id = r.sheet_id where s.case_id = ? order by r.id', [advertisement.case.id]))!.id,
  })
  const relay = startRelay(ctx, letters.topics, { poll: false })
  await relay.drain() // seals the letter
  await relay.stop()
  credentials = { own: basic(permit), other: basic(advertisement), wrong: basic({ ...permit, queryCode: permit.queryCode === '000000' ? '000001' : '000000' }) }
  own = await withPass(permit)
  other = await withPass(advertisement)
}

/** A file for every item of the list; the id of one that every officer of the case may see. */
async function handInAll(file: Case): Promise<string> {
  const { hash, size, type, name } = await files.store(ctx, { name: '样例.pdf', data: pdf('sample') })
  const { materials } = (await matters.version(db, file.versionId)).bundle.matter
  const made = await Promise.all(materials.map((item) => insertMaterial(db, { caseId: file.id, itemCode: item.code, hash, size, type, name, state: 'current', addedAt: ctx.now() })))
  return made[materials.findIndex((item) => !item.onlyFor)]!.id
}

async function openCase(code: string): Promise<{ case: Case; queryCode: string }> {
  const version = (await matters.effective(db, code, ctx.now()))!
  return inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant, data: {}, routing: {} }))
}

let jobs = 0
function jobOf(file: Case, elementId: string, type: string, round = 1) {
  const key = String(5000 + jobs++)
  return {
    engine: 'embedded' as const, key, type, elementId, elementInstanceKey: key, processInstanceKey: '2', bpmnProcessId: file.matterCode,
    processVersion: 1, headers: {}, variables: { caseId: file.id, round }, retries: 3, caseId: file.id,
  }
}

async function arrive(file: Case, elementId: string, open: typeof tasks.openFromJob, round = 1): Promise<tasks.Task> {
  const job = jobOf(file, elementId, 'io.camunda.zeebe:userTask', round)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    return open(tx, ctx, job)
  })
  return (await tasks.ofCase(db, file.id)).find((task) => task.jobKey === job.key)!
}

function basic(opened: { case: Case; queryCode: string }): string {
  return `Basic ${Buffer.from(`${opened.case.number}:${opened.queryCode}`).toString('base64')}`
}

async function withPass(opened: { case: Case; queryCode: string }): Promise<Visitor> {
  const visitor = new Visitor(app)
  await visitor.get('/follow')
  const reply = await visitor.post('/follow', { number: opened.case.number, code: opened.queryCode })
  if (reply.statusCode !== 303) throw new Error(`no pass for ${opened.case.number}: ${reply.statusCode}`)
  await visitor.get('/follow/case')
  return visitor
}

async function tokenOf(login: string): Promise<string> {
  const reply = await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login, password: SAMPLE_PASSWORD } })
  return (reply.json() as { token: string }).token
}

function call(login: string | null, route: string, body?: object): Promise<LightMyRequestResponse> {
  const [method, url] = route.split(' ') as ['GET', string]
  const headers = { accept: 'application/json', 'idempotency-key': randomUUID(), ...(login ? { authorization: `Bearer ${tokens.get(login)!}` } : {}) }
  const payload = method === 'GET' ? {} : { payload: body ?? {} }
  return app.inject({ method, url, headers, remoteAddress: '192.0.2.7', ...payload })
}

/** The route with the ids of `of` in its address. */
function address({ route, ids: names = {} }: Expectation, of: Record<Name, string>): string {
  return Object.entries(names).reduce((text, [parameter, name]) => text.replace(`:${parameter}`, of[name]), route).replace(/:code|:page|:version|:form|:id|:item/g, 'x').replace(':engine', 'embedded').replace(':attempt', '1').replace(':key', '4711').replace(':matter', 'huwai-guanggao').replace('*', 'x')
}

const asSeen = (reply: LightMyRequestResponse): string => `${reply.statusCode} ${reply.body.replace(/urn:tongban:request:[\w-]+/, '')}`
const scoped = (scope: Expectation['scope']) => expectations.filter((one) => one.scope === scope).map((one) => [one.route, one] as const)

test('the list is the route table: no route without an expectation, none that is gone, and the right access', () => {
  const table = routeTable(app).filter(({ method }) => method !== 'HEAD').map(({ method, url, access }) => `${method} ${url} ${access}`)
  const access = { public: 'public', desk: 'officer', case: 'officer', applicant: 'applicant-case', code: 'public', operator: 'operator', analyst: 'analyst', publication: 'publication' }
  expect(table.sort()).toEqual(expectations.map(({ route, scope }) => `${route} ${access[scope]}`).sort())
})

test('a call that changes something owes an Idempotency-Key; searches and sessions do not', async () => {
  const owing = routeTable(app).filter(({ method, url }) => url.startsWith('/v1/') && !['GET', 'HEAD'].includes(method) && !/search$|sessions/.test(url))
  expect(owing.length).toBeGreaterThan(12)
  for (const { method, url } of owing) {
    const expected = expectations.find(({ route }) => route === `${method} ${url}`)!
    const ask = (key: object) => app.inject({ method: method as 'POST', url: address(expected, ids).split(' ')[1]!, headers: { accept: 'application/json', authorization: `Bearer ${tokens.get(expected.member ?? (expected.scope === 'publication' ? PUBLICATION[0]! : MEMBER))!}`, ...key }, payload: expected.body ?? {} })
    const reply = await ask({})
    if (reply.statusCode === 422 || reply.json().code === 'invalid-input') continue // the shape of its body is looked at first
    expect([url, reply.statusCode, reply.json().code]).toEqual([url, 400, 'idempotency-key-missing'])
    expect((await ask({ 'idempotency-key': 'two words' })).json().code, url).toBe('idempotency-key')
  }
  expect((await app.inject({ method: 'POST', url: '/v1/matters/search', payload: {} })).statusCode).toBe(200)
})

describe('public routes answer anybody', () => {
  test.each(scoped('public'))('%s', async (_route, expected) => {
    const reply = await call(null, address(expected, ids))
    expect(reply.statusCode).toBeLessThan(500)
    if (expected.route.startsWith('GET')) expect([401, 403]).not.toContain(reply.statusCode)
  })
})

describe('the desk is for whoever has signed in', () => {
  test.each(scoped('desk'))('%s', async (route, expected) => {
    expect((await call(null, expected.at ?? route, expected.body)).statusCode).toBe(401)
    for (const login of [MEMBER, STRANGER, 'operator']) {
      const reply = await call(login, expected.at ?? route, expected.body)
      expect([401, 403, 404, 500], login).not.toContain(reply.statusCode)
      if (/sign-out|sessions/.test(route)) tokens.set(login, await tokenOf(login))
    }
  })
})

describe('engine operations are for operators', () => {
  test.each(scoped('operator'))('%s', async (_route, expected) => {
    const asked = address(expected, ids)
    expect((await call(null, asked, expected.body)).statusCode).toBe(401)
    for (const login of [MEMBER, STRANGER]) expect((await call(login, asked, expected.body)).statusCode, login).toBe(403)
    const reply = await call('operator', asked, expected.body)
    expect([401, 403, 422, 500], reply.body.slice(0, 300)).not.toContain(reply.statusCode)
  })

  test('numbers are told to this machine too, unless a proxy asks for somebody', async () => {
    const ask = (headers: Record<string, string>, remoteAddress = '127.0.0.1') => app.inject({ method: 'GET', url: '/metrics', headers: { accept: 'application/json', ...headers }, remoteAddress })
    expect((await ask({})).statusCode).toBe(200)
    expect((await ask({}, '::1')).statusCode).toBe(200)
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) expect((await ask({ [header]: '192.0.2.7' })).statusCode, header).toBe(401)
  })
})

describe('the modeler is for analysts', () => {
  test.each(scoped('analyst'))('%s', async (_route, expected) => {
    const asked = address(expected, ids)
    expect((await call(null, asked, expected.body)).statusCode).toBe(401)
    for (const login of [MEMBER, STRANGER, 'operator']) expect((await call(login, asked, expected.body)).statusCode, login).toBe(403)
    const reply = await call('shengai-analyst', asked, expected.body)
    expect([401, 403, 422, 500], reply.body.slice(0, 300)).not.toContain(reply.statusCode)
  })
})

describe('changes of matters are for who drafts, judges or publishes them', () => {
  test.each(scoped('publication'))('%s', async (_route, expected) => {
    const asked = address(expected, ids)
    expect((await call(null, asked, expected.body)).statusCode).toBe(401)
    for (const login of [MEMBER, STRANGER, 'operator']) expect((await call(login, asked, expected.body)).statusCode, login).toBe(403)
    for (const login of PUBLICATION) {
      const reply = await call(login, asked, expected.body)
      if (expected.post && login !== expected.post) expect(reply.statusCode, `${login}: ${reply.body.slice(0, 200)}`).toBe(403)
      else expect([401, 403, 500], `${login}: ${reply.body.slice(0, 200)}`).not.toContain(reply.statusCode)
    }
  })
})

describe('a case exists for those who have to do with it, and for nobody else', () => {
  test.each(scoped('case'))('%s', async (_route, expected) => {
    const real = address(expected, ids)
    const none = address(expected, absent)
    expect((await call(null, real, expected.body)).statusCode).toBe(401)
    const member = expected.member ?? MEMBER
    const strangers = [STRANGER, 'operator', ...(member === MEMBER ? ['chengguan-handler-1'] : [MEMBER])]
    for (const login of strangers) {
      const reply = await call(login, real, expected.body)
      expect(reply.statusCode, `${login}: ${reply.body.slice(0, 200)}`).toBe(404)
      expect(asSeen(reply), 'no difference to what does not exist').toBe(asSeen(await call(login, none, expected.body)))
    }
    const reply = await call(member, real, expected.body)
    expect([401, 500], reply.body.slice(0, 200)).not.toContain(reply.statusCode)
    if (expected.route.startsWith('GET')) expect(reply.statusCode, reply.body.slice(0, 200)).toBeLessThan(400)
  })
})

describe('an applicant follows one case', () => {
  test.each(scoped('applicant'))('%s', async (route, expected) => {
    const [method, url] = address(expected, ids).split(' ') as ['GET', string]
    const nobody = await call(null, `${method} ${url}`)
    expect(nobody.statusCode).toBe(404)
    expect((await call(MEMBER, `${method} ${url}`)).statusCode, 'an officer is no applicant').toBe(404)
    if (method === 'GET') {
      expect((await own.get(url)).statusCode, 'the own case').toBeLessThan(400)
      if (Object.keys(expected.ids ?? {}).length > 0) expect((await other.get(url)).statusCode, `${route} of another case`).toBe(404)
    } else {
      const reply = await other.post(url, {})
      expect([401, 500]).not.toContain(reply.statusCode)
    }
  })
})

describe('a program of an applicant shows number and code, each time', () => {
  beforeEach(() => ctx.advance({ minutes: 16 })) // five wrong codes close the door for a quarter of an hour
  test.each(scoped('code'))('%s', async (route, expected) => {
    const [method, url] = address(expected, ids).split(' ') as ['GET', string]
    const asks = (authorization?: string) => app.inject({ method, url, headers: { accept: 'application/json', 'idempotency-key': randomUUID(), ...(authorization ? { authorization } : {}) }, ...(method === 'GET' ? {} : { payload: expected.body ?? {} }) })
    expect((await asks()).statusCode).toBe(401)
    expect((await asks(`Bearer ${tokens.get(MEMBER)!}`)).statusCode, 'an officer is no applicant').toBe(401)
    expect((await asks(credentials.other)).statusCode, 'another case').toBe(401)
    expect((await asks(credentials.wrong)).statusCode, 'a wrong code').toBe(404)
    if (route.startsWith('GET')) expect((await asks(credentials.own)).statusCode).toBe(200)
  })
})
