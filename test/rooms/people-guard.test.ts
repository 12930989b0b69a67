/** The guard: form tokens and origins, case passes, multipart promises, the organisation file. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, openDatabase, rows } from '../../server/db/pool.ts'
import { refuse } from '../../server/errors.ts'
import {
  findOfficerByLogin, givePass, groupExists, groups, groupsOf, loadOrganisation, loadSample, officerOf, officersOf, passedCaseOf, resolveGroup, takePass, throttle,
} from '../../server/people/service.ts'
import type { Room } from '../../server/web/http.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let changes = 0

const probe: Room = async (scope, ctx) => {
  scope.post('/office/probe', { config: { access: 'officer' } }, async (request) => { changes++; return officerOf(request).login })
  scope.get('/office/operator-probe', { config: { access: 'operator' } }, async () => 'ok')
  scope.post('/office/upload-probe', { config: { access: 'officer', csrf: 'handler' } }, async (request) => {
    const { token } = request.body as { token?: string }
    if (token !== undefined) request.checkToken(token)
    changes++
    return 'ok'
  })
  scope.post('/v1/probe', { config: { access: 'officer' } }, async () => { changes++; return {} })
  scope.post('/probe/pass/:id', { config: { access: 'public' } }, async (request, reply) => { await givePass(ctx, request, reply, (request.params as { id: string }).id); return 'ok' })
  scope.post('/probe/lost-pass/:id', { config: { access: 'public' } }, (request, reply) => inTransaction(ctx.db, async (tx) => {
    await givePass(ctx, request, reply, (request.params as { id: string }).id, tx)
    throw refuse('not-found')
  }))
  scope.post('/probe/leave', { config: { access: 'applicant-case' } }, async (request, reply) => { await takePass(ctx, request, reply); return 'ok' })
  scope.get('/probe/case', { config: { access: 'applicant-case' } }, async (request) => passedCaseOf(request))
}

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  app = await serverWith(ctx, [probe])
})
afterAll(async () => {
  await app?.close()
  await db?.destroy()
  await database?.drop()
})

describe('a page elsewhere cannot act with our cookies (reliability 75)', () => {
  const host = 'tongban.test'
  const attacks: [string, Record<string, string>, string][] = [
    ['a form of another site', { origin: 'https://elsewhere.test', 'content-type': 'application/x-www-form-urlencoded' }, '_csrf=TOKEN'],
    ['an origin that only begins like ours', { origin: `http://${host}.elsewhere.test`, 'content-type': 'application/x-www-form-urlencoded' }, '_csrf=TOKEN'],
    ['no origin at all', { 'content-type': 'application/x-www-form-urlencoded' }, '_csrf=TOKEN'],
    ['a sandboxed frame', { origin: 'null', 'content-type': 'application/x-www-form-urlencoded' }, '_csrf=TOKEN'],
    ['JSON as plain text', { origin: `http://${host}`, 'content-type': 'text/plain' }, '{"_csrf":"TOKEN"}'],
    ['our origin without a token', { origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'],
    ['our origin with a token made up', { origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' }, `_csrf=${'A'.repeat(86)}`],
    ['two tokens', { origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' }, '_csrf=TOKEN&_csrf=TOKEN'],
  ]
  test.each(attacks)('%s', async (_name, headers, body) => {
    const officer = await new Visitor(app).signIn('zhujian-window-1')
    const token = /name="_csrf" value="([^"]+)"/.exec((await officer.get('/office/me')).body)![1]!
    changes = 0
    const payload = body.replaceAll('TOKEN', token)
    const reply = await officer.send({ method: 'POST', url: '/office/probe', headers, payload })
    expect([403, 415]).toContain(reply.statusCode)
    expect(changes).toBe(0)
  })
  test('another officer\'s token, or that of an earlier session, does not fit', async () => {
    const [one, other] = [await new Visitor(app).signIn('zhujian-window-1'), await new Visitor(app).signIn('zhujian-window-2')]
    const token = /name="_csrf" value="([^"]+)"/.exec((await other.get('/office/me')).body)![1]!
    expect((await one.post('/office/probe', { _csrf: '' }, { 'x-csrf-token': token })).statusCode).toBe(403)
  })
  test('a visitor cookie tossed in by a sister site helps nobody who does not come from our origin', async () => {
    const attacker = new Visitor(app)
    const page = await attacker.get('/office/sign-in')
    const token = /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!
    const victim = new Visitor(app)
    victim.cookies.set('tongban-visitor', attacker.cookies.get('tongban-visitor')!)
    const reply = await victim.send({ method: 'POST', url: '/office/sign-in', payload: `login=operator&password=tongban-sample&_csrf=${token}`, headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://sister.tongban.test' } })
    expect(reply.statusCode).toBe(403)
  })
  test('a cookie under /v1 needs the token as well; a header token needs nothing else', async () => {
    const officer = await new Visitor(app).signIn('zhujian-window-1')
    changes = 0
    const cookie = `tongban-session=${officer.cookies.get('tongban-session')!}`
    expect((await app.inject({ method: 'POST', url: '/v1/probe', payload: {}, headers: { cookie } })).statusCode).toBe(403)
    expect((await app.inject({ method: 'POST', url: '/v1/probe', payload: {}, headers: { cookie, origin: 'http://localhost:80', host: 'localhost:80' } })).statusCode).toBe(403)
    expect((await app.inject({ method: 'POST', url: '/v1/probe', payload: {} })).statusCode).toBe(401)
    expect(changes).toBe(0)
    expect((await officer.json('POST', '/v1/probe', {}, { 'idempotency-key': 'probe' })).statusCode).toBe(200)
    expect((await app.inject({ method: 'POST', url: '/v1/probe', payload: {}, headers: { 'idempotency-key': 'probe', authorization: `Bearer ${officer.cookies.get('tongban-session')!}` } })).statusCode).toBe(200)
  })
  test('each page masks its token anew, and every one of them is good', async () => {
    const officer = await new Visitor(app).signIn('zhujian-window-1')
    const tokens = [await officer.get('/office/me'), await officer.get('/office/me')].map((page) => /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!)
    expect(tokens[0]).not.toBe(tokens[1])
    for (const token of tokens) expect((await officer.post('/office/probe', {}, { 'x-csrf-token': token })).statusCode).toBe(200)
  })
  test('a handler that promised to check its token and forgot is a 500 and in the log', async () => {
    const officer = await new Visitor(app).signIn('zhujian-window-1')
    const token = /name="_csrf" value="([^"]+)"/.exec((await officer.get('/office/me')).body)![1]!
    expect((await officer.post('/office/upload-probe', { token })).statusCode).toBe(200)
    expect((await officer.post('/office/upload-probe', { token: 'wrong' })).statusCode).toBe(403)
    expect((await officer.post('/office/upload-probe')).statusCode).toBe(500)
    expect(ctx.logged.at(-2)?.message).toBe('a request failed')
  })
})

describe('who may pass', () => {
  test('an operator page is closed to other officers', async () => {
    expect((await (await new Visitor(app).signIn('zhujian-head')).get('/office/operator-probe')).statusCode).toBe(403)
    expect((await (await new Visitor(app).signIn('operator')).get('/office/operator-probe')).statusCode).toBe(200)
  })
  test('nobody: a page leads to sign-in, everything else is 401', async () => {
    const visitor = new Visitor(app)
    expect((await visitor.get('/office/me')).headers.location).toContain('/office/sign-in')
    expect((await visitor.get('/office/me', { accept: 'application/json' })).statusCode).toBe(401)
    expect((await visitor.post('/office/probe')).statusCode).toBe(401)
  })
})

describe('a pass to a case', () => {
  test('opens one case, is replaced by the next, and ends by hand or after an idle hour', async () => {
    const applicant = new Visitor(app)
    expect((await applicant.get('/probe/case')).headers.location).toBe('/follow')
    await applicant.get('/office/sign-in')
    await applicant.post('/probe/pass/41')
    expect((await applicant.get('/probe/case')).body).toBe('41')
    const first = applicant.cookies.get('tongban-case')!
    await applicant.post('/probe/pass/42')
    expect((await applicant.get('/probe/case')).body).toBe('42')
    const thief = new Visitor(app)
    thief.cookies.set('tongban-case', first)
    expect((await thief.get('/probe/case')).statusCode).toBe(303)
    ctx.advance({ minutes: 61 })
    expect((await applicant.get('/probe/case', { accept: 'application/json' })).statusCode).toBe(404)
    await applicant.post('/probe/pass/42')
    await applicant.post('/probe/leave')
    expect((await applicant.get('/probe/case')).statusCode).toBe(303)
  })
})

test('a pass that was not given after all leaves the cookie of the one before', async () => {
  const applicant = new Visitor(app)
  await applicant.get('/office/sign-in')
  await applicant.post('/probe/pass/43')
  const refused = await applicant.post('/probe/lost-pass/44')
  expect([refused.statusCode, refused.headers['set-cookie']]).toEqual([404, undefined])
  expect((await applicant.get('/probe/case')).body).toBe('43')
})

describe('throttle', () => {
  test('counts exactly under concurrency, tells when to come back, and opens again', async () => {
    const limit = { key: 'probe', tries: 5, seconds: 600 }
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => throttle(ctx, limit)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(5)
    await expect(throttle(ctx, limit)).rejects.toMatchObject({ code: 'too-many', details: { retryAfterSeconds: expect.any(Number) } })
    ctx.advance({ minutes: 10 })
    await throttle(ctx, limit)
  })
  test('a try counts even if what it was for is rolled back', async () => {
    const limit = { key: 'rolled back', tries: 1, seconds: 600 }
    await inTransaction(db, async () => { await throttle(ctx, limit); throw new Error('undone') }).catch(() => {})
    await expect(throttle(ctx, limit)).rejects.toMatchObject({ code: 'too-many' })
  })
})

describe('the organisation', () => {
  test('groups are roles of bodies, named by a diagram relative to the case\'s body', async () => {
    expect(resolveGroup('window', 'zhujian')).toBe('zhujian/window')
    expect(resolveGroup('gongan-jiaojing/handler', 'chengguan')).toBe('gongan-jiaojing/handler')
    expect(await groupExists(db, 'zhujian/section-safety')).toBe(true)
    expect(await groupExists(db, 'zhujian/handler')).toBe(false)
    expect(await groupExists(db, 'nonsense')).toBe(false)
    expect((await groups(db)).get('chengguan/handler')).toBe('城管局 经办')
    expect(await officersOf(db, 'chengguan/handler')).toHaveLength(2)
    expect(groupsOf((await findOfficerByLogin(db, 'zhujian-window-2'))!)).toEqual(['zhujian/window'])
  })
  test('loading it again changes nothing but what the file says, and keeps a password that was set', async () => {
    const all = () => rows(db, `select login, name, password_hash, (select count(*) from officer_post p where p.officer_id = o.id) as posts from officer o order by id`)
    await db.raw(`update officer set password_hash = 'own' where login = 'operator'`)
    const before = await all()
    await Promise.all([loadSample(ctx), loadSample(ctx)])
    expect(await all()).toEqual(before)
    await inTransaction(db, (tx) => loadOrganisation(tx, ctx, { divisions: [], bodies: [{ id: 'shengai', name: '改名', short: '审改办', division: '990100', roles: [], officers: [] }] }))
    expect(await rows(db, `select name from body where id = 'shengai'`)).toEqual([{ name: '改名' }])
  })
  test('an installation without the sample flag gets no sample accounts', async () => {
    const empty = await createTestDatabase()
    const emptyDb = openDatabase(empty.url)
    await loadSample(contextAt(emptyDb, '2026-03-02T09:00:00+08:00', { TONGBAN_SAMPLE: '0' }))
    expect(await rows(emptyDb, 'select login from officer')).toEqual([])
    await emptyDb.destroy()
    await empty.drop()
  })
})
