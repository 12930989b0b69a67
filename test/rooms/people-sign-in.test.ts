/** Signing in and out: who gets in, who does not, that guessing becomes slow, and that a session ends when it should. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, row, rows } from '../../server/db/pool.ts'
import { fits } from '../../server/people/password.ts'
import { readOrganisation, SAMPLE_PASSWORD, sampleFile, tidy } from '../../server/people/service.ts'
import { signIn } from '../../server/people/signIn.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  app = await serverWith(ctx)
})
afterAll(async () => {
  await app?.close()
  await db?.destroy()
  await database?.drop()
})
beforeEach(async () => { await db.raw('delete from sign_in_failure; delete from attempt; delete from sign_in_log') })

const tryWith = async (login: string, password: string, visitor = new Visitor(app)) => {
  await visitor.get('/office/sign-in')
  return visitor.post('/office/sign-in', { login, password })
}
const results = async () => (await rows<{ result: string }>(db, 'select result from sign_in_log order by id')).map((entry) => entry.result)

describe('getting in', () => {
  test('an officer signs in with the sample password and sees their posts', async () => {
    const officer = await new Visitor(app).signIn('zhujian-window-1')
    const page = await officer.get('/office/me')
    expect(page.statusCode).toBe(200)
    expect(page.body.includes('样例市住房和城乡建设局')).toBe(true)
  })
  test('the login may be written as people write it', async () => {
    expect((await tryWith(' Zhujian-HEAD ', SAMPLE_PASSWORD)).statusCode).toBe(303)
  })
  test('the way leads to where one wanted to go, but never out of the house', async () => {
    const visitor = new Visitor(app)
    const asked = await visitor.get('/office/me?changed=0')
    expect(asked.headers.location).toBe('/office/sign-in?next=%2Foffice%2Fme%3Fchanged%3D0')
    await visitor.follow(asked)
    for (const [next, leadsTo] of [['/office/me?changed=0', '/office/me?changed=0'], ['https://elsewhere.test/', '/office'], ['//elsewhere.test', '/office'],
      ['/office/..//elsewhere.test', '/office'], ['/\\elsewhere.test', '/office'], ['/office/sign-out', '/office']] as const) {
      const visitor = new Visitor(app)
      await visitor.get('/office/sign-in')
      expect((await visitor.post('/office/sign-in', { login: 'operator', password: SAMPLE_PASSWORD, next })).headers.location, next).toBe(leadsTo)
    }
  })
  test('the session cookie is the browser\'s alone, and in an installation only over TLS', async () => {
    const cookie = String((await tryWith('operator', SAMPLE_PASSWORD)).headers['set-cookie'])
    expect(cookie).toMatch(/tongban-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/)
    const installation = contextAt(db, '2026-03-02T09:00:00+08:00', { TONGBAN_SAMPLE: '0' })
    installation.random(64) // the first draws made tokens that the sample's server has given out already
    for (let drawn = 0; drawn < 50; drawn++) installation.random(32)
    const strict = await serverWith(installation)
    const visitor = new Visitor(strict)
    const page = await visitor.get('/office/sign-in')
    expect(String(page.headers['set-cookie'])).toMatch(/^__Host-tongban-visitor=.*; Secure/)
    expect(page.headers['strict-transport-security']).toContain('max-age')
    expect(page.body.includes(SAMPLE_PASSWORD), 'no sample accounts are offered').toBe(false)
    await strict.close()
  })
})

describe('the sample accounts', () => {
  test('a few stand open, the others folded by body; a search unfolds who fits, whatever is written, and keeps the way', async () => {
    const visitor = new Visitor(app)
    const all = (await visitor.get('/office/sign-in?next=/office/tasks/7')).body
    expect(/<details class="sample-body"><summary>样例市城市管理局/.test(all)).toBe(true)
    expect(all.indexOf('value="chengguan-window"')).toBeLessThan(all.indexOf('<details'))
    const found = (await visitor.get(`/office/sign-in?next=/office/tasks/7&find=${encodeURIComponent('园林')}`)).body
    expect([...found.matchAll(/name="login" value="([\w-]+)"/g)].map((match) => match[1])).toEqual(['yuanlin-handler', 'yuanlin-chief', 'yuanlin-deputy'])
    expect(found).toContain('<details class="sample-body" open>')
    expect(found.match(/name="next" value="\/office\/tasks\/7"/g)!.length).toBe(5) // sign-in, search, three accounts
    const none = (await visitor.get(`/office/sign-in?find=${encodeURIComponent('<b>')}`)).body
    expect(none).toContain('含“&lt;b&gt;”的样例账号')
  })
})

describe('not getting in', () => {
  test('wrong password, unknown login and disabled account are told apart by the log alone', async () => {
    await db.raw(`update officer set state = 'disabled' where login = 'fagai-window'`)
    const replies = [await tryWith('zhujian-head', 'wrong'), await tryWith('nobody', SAMPLE_PASSWORD), await tryWith('fagai-window', SAMPLE_PASSWORD)]
    await db.raw(`update officer set state = 'active' where login = 'fagai-window'`)
    expect(replies.map((reply) => reply.statusCode)).toEqual([401, 401, 401])
    const bodies = replies.map((reply) => reply.body.replaceAll(/value="[^"]*"/g, '').replaceAll(/<section class="sample">[\s\S]*<\/section>/g, ''))
    expect(new Set(bodies).size).toBe(1)
    expect(await results()).toEqual(['failed', 'failed', 'disabled'])
  })
  test('five failures lock the login for thirty minutes, also with the right password; then it is free again', async () => {
    for (let n = 0; n < 5; n++) expect((await tryWith('zhujian-safety', `wrong ${n}`)).statusCode).toBe(401)
    const locked = await tryWith('zhujian-safety', SAMPLE_PASSWORD)
    expect(locked.statusCode).toBe(429)
    expect(locked.body.includes('请 30 分钟后再试')).toBe(true)
    ctx.advance({ minutes: 29 })
    expect((await tryWith('zhujian-safety', SAMPLE_PASSWORD)).statusCode).toBe(429)
    ctx.advance({ minutes: 1 })
    expect((await tryWith('zhujian-safety', SAMPLE_PASSWORD)).statusCode).toBe(303)
  })
  test('a made-up login locks just the same, so nobody learns which exist', async () => {
    for (let n = 0; n < 5; n++) await tryWith('nobody-at-all', 'x')
    expect((await tryWith('nobody-at-all', 'x')).statusCode).toBe(429)
  })
  test('four failures and a success: the count starts anew', async () => {
    for (let n = 0; n < 4; n++) await tryWith('zhujian-quality', 'wrong')
    expect((await tryWith('zhujian-quality', SAMPLE_PASSWORD)).statusCode).toBe(303)
    for (let n = 0; n < 4; n++) await tryWith('zhujian-quality', 'wrong')
    expect((await tryWith('zhujian-quality', SAMPLE_PASSWORD)).statusCode).toBe(303)
  })
  test('thirty guesses at the same moment: five are looked at', async () => {
    const visitors = Array.from({ length: 30 }, () => new Visitor(app))
    for (const visitor of visitors) await visitor.get('/office/sign-in')
    const replies = await Promise.all(visitors.map((visitor, n) => visitor.post('/office/sign-in', { login: 'zhujian-deputy', password: `guess ${n}` })))
    // the log tells what was looked at: on a machine that stood still meanwhile some are told to come later (503) whether they were or not
    expect((await results()).filter((result) => result === 'failed')).toHaveLength(5)
    expect(replies.map((reply) => reply.statusCode).filter((status) => status !== 503).sort().slice(0, 6)).toEqual([401, 401, 401, 401, 401, 429])
  })
  test('one address is slowed down over all logins, by two servers that share the count, whatever it writes in its headers', async () => {
    const second = await serverWith(ctx)
    const visitors = [new Visitor(app, '203.0.113.9'), new Visitor(second, '203.0.113.9')]
    for (const visitor of visitors) await visitor.get('/office/sign-in')
    await visitors[0]!.post('/office/sign-in', { login: 'a', password: 'x' })
    await db.raw('update attempt set tries = 99') // as if the address had tried 99 times; the count over all addresses allows more
    const last = await visitors[1]!.post('/office/sign-in', { login: 'b', password: 'x' }, { 'x-forwarded-for': '198.51.100.1' })
    const over = await visitors[0]!.post('/office/sign-in', { login: 'c', password: 'x' }, { 'x-forwarded-for': '198.51.100.2' })
    expect([last.statusCode, over.statusCode]).toEqual([401, 429])
    expect((await new Visitor(app, '203.0.113.10').get('/office/sign-in')).statusCode).toBe(200)
    await second.close()
  })
  test('behind a proxy that TRUST_PROXY names each caller counts alone, and nobody else is believed', async () => {
    const proxied = await serverWith({ ...ctx, config: { ...ctx.config, trustProxy: ['10.1.0.0/24'] } })
    const knock = async (through: string, caller: string): Promise<number> => {
      const visitor = new Visitor(proxied, through)
      await visitor.get('/office/sign-in')
      return (await visitor.post('/office/sign-in', { login: 'nobody', password: 'x' }, { 'x-forwarded-for': caller })).statusCode
    }
    await db.raw('delete from attempt')
    await knock('10.1.0.7', '198.51.100.1')
    const keys = async (): Promise<string[]> => (await rows<{ key: string }>(db, 'select key from attempt order by key')).map(({ key }) => key)
    const before = await keys()
    await knock('10.1.0.8', '198.51.100.1') // another of our proxies, the same caller: the same count
    expect(await keys()).toEqual(before)
    await knock('10.1.0.7', '198.51.100.2')
    expect(await keys()).toHaveLength(before.length + 1)
    await knock('203.0.113.77', '198.51.100.1') // a stranger who writes the header is counted as itself
    expect(await keys()).toHaveLength(before.length + 2)
    await db.raw('delete from attempt')
    await proxied.close()
  })
})

describe('a session', () => {
  test('signing in always begins a new one: a planted or earlier token is worth nothing', async () => {
    const visitor = new Visitor(app)
    visitor.cookies.set('tongban-session', 'planted-by-somebody-else-0123456789abcdefgh')
    await visitor.signIn('operator')
    const first = visitor.cookies.get('tongban-session')!
    expect(first).not.toContain('planted')
    const thief = new Visitor(app)
    thief.cookies.set('tongban-session', first)
    expect((await thief.get('/office/me')).statusCode).toBe(200)
    await signIn(ctx, { login: 'operator', password: SAMPLE_PASSWORD, address: '', agent: '', earlierToken: first })
    expect((await thief.get('/office/me')).statusCode).toBe(303)
  })
  test('it ends after thirty idle minutes', async () => {
    const officer = await new Visitor(app).signIn('operator')
    ctx.advance({ minutes: 29 })
    expect((await officer.get('/office/me')).statusCode).toBe(200)
    ctx.advance({ minutes: 29 })
    expect((await officer.get('/office/me')).statusCode).toBe(200)
    ctx.advance({ minutes: 31 })
    expect((await officer.get('/office/me')).statusCode).toBe(303)
  })
  test('it ends after twelve hours, however busy', async () => {
    const officer = await new Visitor(app).signIn('operator')
    for (let half = 0; half < 23; half++) {
      ctx.advance({ minutes: 30, seconds: -30 })
      expect((await officer.get('/office/me')).statusCode).toBe(200)
    }
    ctx.advance({ minutes: 25 })
    await officer.get('/office/me')
    ctx.advance({ minutes: 20 })
    expect((await officer.get('/office/me')).statusCode).toBe(303)
  })
  test('signing out ends it on the server, not only in the browser', async () => {
    const officer = await new Visitor(app).signIn('operator')
    const token = officer.cookies.get('tongban-session')!
    expect((await officer.post('/office/sign-out')).statusCode).toBe(303)
    expect(officer.cookies.has('tongban-session')).toBe(false)
    const thief = new Visitor(app)
    thief.cookies.set('tongban-session', token)
    expect((await thief.get('/office/me')).statusCode).toBe(303)
  })
  test('an account disabled in the tables is out within a second', async () => {
    const officer = await new Visitor(app).signIn('shengai-analyst')
    expect((await officer.get('/office/me')).statusCode).toBe(200)
    await db.raw(`update officer set state = 'disabled' where login = 'shengai-analyst'`)
    ctx.advance({ seconds: 1 })
    expect((await officer.get('/office/me')).statusCode).toBe(303)
    await db.raw(`update officer set state = 'active' where login = 'shengai-analyst'`)
  })
  test('the database holds no token, only its hash', async () => {
    const officer = await new Visitor(app).signIn('operator')
    const token = officer.cookies.get('tongban-session')!
    const dump = await rows<{ line: string }>(db, 'select session::text as line from session')
    expect(dump.some(({ line }) => line.includes(token))).toBe(false)
  })
  test('what has ended is forgotten after a day', async () => {
    ctx.advance({ days: 3 })
    await tidy(ctx)
    expect(await row(db, 'select 1 from session')).toBeUndefined()
  })
})

describe('a program', () => {
  test('gets a token for its header and needs neither cookie nor form token', async () => {
    const reply = await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login: 'zhujian-window-1', password: SAMPLE_PASSWORD } })
    expect(reply.json().officer.posts[0]).toMatchObject({ bodyId: 'zhujian', role: 'window' })
    const authorization = `Bearer ${reply.json().token as string}`
    expect((await app.inject({ url: '/office/me', headers: { authorization } })).statusCode).toBe(200)
    const wrong = await app.inject({ url: '/office/me', headers: { authorization: `Bearer ${'x'.repeat(43)}`, accept: 'application/json' } })
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'sign-in-required'])
  })
  test('signs out by its own token', async () => {
    const reply = await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login: 'zhujian-window-1', password: SAMPLE_PASSWORD } })
    const headers = { authorization: `Bearer ${reply.json().token as string}`, accept: 'application/json' }
    expect((await app.inject({ method: 'DELETE', url: '/v1/sessions/current', headers })).statusCode).toBe(204)
    expect((await app.inject({ url: '/office/me', headers })).statusCode).toBe(401)
  })
  test('a wrong password is a problem with its code', async () => {
    const reply = await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login: 'zhujian-window-1', password: 'x' } })
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'sign-in-failed'])
  })
})

describe('one\'s own password', () => {
  test('a weak, common or mistyped one is refused with the field it is about', async () => {
    const officer = await new Visitor(app).signIn('shengai-legal')
    const reply = await officer.post('/office/me/password', { current: 'wrong', wanted: 'short', repeated: 'other' })
    expect(reply.statusCode).toBe(422)
    for (const field of ['current', 'wanted', 'repeated']) expect(reply.body.includes(`href="#field-${field}"`), field).toBe(true)
    expect((await officer.post('/office/me/password', { current: SAMPLE_PASSWORD, wanted: 'password-12345', repeated: 'password-12345' })).statusCode).toBe(422)
  })
  test('a new one ends the other sessions and opens the next', async () => {
    const [desk, home] = [await new Visitor(app).signIn('shengai-legal'), await new Visitor(app).signIn('shengai-legal')]
    const wanted = '一句很长的样例口令-春江水暖'
    expect((await desk.post('/office/me/password', { current: SAMPLE_PASSWORD, wanted, repeated: wanted })).headers.location).toBe('/office/me?changed=1')
    expect((await desk.get('/office/me')).statusCode).toBe(200)
    expect((await home.get('/office/me')).statusCode).toBe(303)
    expect((await tryWith('shengai-legal', SAMPLE_PASSWORD)).statusCode).toBe(401)
    expect((await tryWith('shengai-legal', wanted)).statusCode).toBe(303)
  })
})

test('the sample password is hashed as an own one would be: argon2id, 64 MB, 3 passes', async () => {
  const hash = readOrganisation(sampleFile).samplePasswordHash!
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
  expect(await fits(hash, SAMPLE_PASSWORD)).toBe(true)
  expect(await fits(null, SAMPLE_PASSWORD)).toBe(false)
})
