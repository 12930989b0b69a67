/** The server without business: limits, headers, errors, languages, assets. Rooms of the test's own stand for the others. */
import fastify, { type FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { PassThrough } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/pool.ts'
import { refuse } from '../../server/errors.ts'
import { guard } from '../../server/people/service.ts'
import { routeTable } from '../../server/web/access.ts'
import { asset } from '../../server/web/assets.ts'
import { navigate } from '../../server/web/frame.ts'
import { needs } from '../../server/web/health.ts'
import type { Room } from '../../server/web/http.ts'
import { endSlowRequests } from '../../server/web/patience.ts'
import { asRefusal } from '../../server/web/problems.ts'
import { webServer } from '../../server/web/server.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let engineIsUp = true
const received: unknown[] = []

const probe: Room = async (scope) => {
  navigate(scope, { area: 'public', href: '/probe', text: 'web.brand', icon: 'check', order: 1 })
  needs(scope, 'engine', async () => { if (!engineIsUp) throw new Error('down') })
  scope.get('/probe/refused', { config: { access: 'public' } }, async () => { throw refuse('case-state', { from: 'closed', to: 'paused' }) })
  scope.get('/probe/bug', { config: { access: 'public' } }, async () => { throw new Error('secret detail of the inside') })
  scope.get('/probe/away', { config: { access: 'public' } }, async () => { throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
  scope.get('/probe/styles', { config: { access: 'public', styles: 'inline' } }, async () => 'ok')
  scope.get('/probe/:id', { config: { access: 'public' } }, async () => 'ok')
  scope.post('/v1/probe', { config: { access: 'public' }, schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, nested: {} } } } }, async (request) => {
    received.push(request.body)
    return { ok: true }
  })
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

const page = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers: { accept: 'text/html', ...headers } })
const program = (payload: string | object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/v1/probe', payload, headers: { 'content-type': 'application/json', 'idempotency-key': 'probe', ...headers } })

describe('who may use a route', () => {
  test('a route that does not say it stops the start', async () => {
    const forgetful: Room = async (scope) => { scope.get('/forgotten', async () => 'ok') }
    await expect(webServer(ctx, { guard, rooms: [forgetful] })).rejects.toThrow(/GET.* \/forgotten does not say who may use it/)
  })
  test('the table of routes is data', () => {
    expect(routeTable(app)).toContainEqual({ method: 'GET', url: '/probe/refused', access: 'public' })
    expect(routeTable(app).every((row) => row.access)).toBe(true)
  })
})

describe('the description for programs', () => {
  test('says of each call who may make it, that a key makes it count once, what a file looks like and how a refusal does', async () => {
    const materials: Room = async (scope) => {
      scope.get('/v1/permits/:code', { config: { access: 'public' } }, async () => 'ok')
      scope.get('/v1/user-tasks/:key', { config: { access: 'officer' } }, async () => 'ok')
      scope.post('/v1/applications/:number/materials/:item', { config: { access: 'public' } }, async () => 'ok')
    }
    const described = await serverWith(ctx, [materials])
    const { paths } = (await described.inject('/v1/openapi.json')).json<{ paths: Record<string, Record<string, Record<string, unknown>>> }>()
    expect(paths['/v1/permits/{code}']!.get!.security).toEqual([])
    expect(paths['/v1/user-tasks/{key}']!.get!.security).toEqual([{ bearer: [] }])
    const upload = paths['/v1/applications/{number}/materials/{item}']!.post!
    expect(upload.security).toEqual([{ applicant: [] }])
    expect((upload.parameters as { name: string; in: string }[]).map((one) => `${one.in} ${one.name}`).sort()).toEqual(['header idempotency-key', 'path item', 'path number', 'query name'])
    expect(Object.keys((upload.requestBody as { content: object }).content)).toContain('application/pdf')
    expect(JSON.stringify(upload.responses)).toContain('application/problem+json')
    const page = await new Visitor(described).get('/developers')
    for (const word of ['Idempotency-Key', 'Authorization: Basic', '?name']) expect(page.body).toContain(word)
    await described.close()
  })
})

describe('headers', () => {
  test('nothing inline, nothing from elsewhere, no foreign frame', async () => {
    const { headers } = await page('/office/sign-in')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-powered-by']).toBeUndefined()
  })
  test('a route may ask for style attributes and gets only those', async () => {
    const policy = String((await page('/probe/styles')).headers['content-security-policy'])
    expect(policy).toContain("style-src-attr 'unsafe-inline'")
    expect(policy).toContain("script-src 'self'")
  })
})

describe('errors', () => {
  test('a refusal is a page for people and a problem for programs, in the language asked for', async () => {
    const forPeople = await page('/probe/refused')
    expect(forPeople.statusCode).toBe(409)
    expect(forPeople.body).toContain('办件当前状态不能进行这项操作')
    expect((await page('/probe/refused?lang=en')).body).toContain('A case that is closed cannot become paused')
    const forPrograms = await page('/probe/refused', { accept: 'application/json' })
    expect(forPrograms.headers['content-type']).toContain('application/problem+json')
    expect(forPrograms.json()).toMatchObject({ type: 'urn:tongban:problem:case-state', status: 409, code: 'case-state' })
  })
  test('a bug shows its number, not its inside, and is logged whole', async () => {
    const reply = await page('/probe/bug')
    expect(reply.statusCode).toBe(500)
    expect(reply.body).not.toContain('secret detail')
    expect(reply.body).toContain(String(reply.headers['x-request-id']))
    const entry = ctx.logged.find((line) => line.message === 'a request failed')
    expect(entry?.fields).toMatchObject({ requestId: reply.headers['x-request-id'], route: '/probe/bug' })
  })
  test('a handler that does not answer is not waited for; an answer on its way is', async () => {
    const patient = fastify()
    patient.setErrorHandler((error, _request, reply) => reply.status(asRefusal(error as object)!.status).send())
    endSlowRequests(patient, 10)
    let answer: (text: string) => void = () => undefined
    const body = new PassThrough()
    patient.get('/never', () => new Promise<string>((resolve) => { answer = resolve }))
    patient.get('/slow-body', (_request, reply) => reply.send(body))
    const sent = patient.inject('/slow-body')
    body.write('the first half, ')
    expect((await patient.inject('/never')).statusCode).toBe(503)
    body.end('the second')
    expect((await sent).body).toBe('the first half, the second')
    answer('too late')
    await patient.close()
  })
  test('a database that is away is 503 with a time to come back', async () => {
    const reply = await page('/probe/away')
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '5'])
  })
  test('an unknown address is 404, also below /v1 and /office', async () => {
    for (const url of ['/nothing', '/v1/nothing', '/office/nothing', '/assets/../package.json', '/assets/%2e%2e/%2e%2e/package.json']) {
      expect((await page(url)).statusCode, url).toBe(404)
    }
  })
  test('an address that cannot be decoded is 400 and not echoed', async () => {
    const reply = await page('/probe/%ff<script>')
    expect(reply.statusCode).toBe(400)
    expect(reply.body).not.toContain('script')
  })
  test('what is missing is named by a pointer', async () => {
    const reply = await program({})
    expect([reply.statusCode, reply.json().issues[0].pointer]).toEqual([422, '/name'])
  })
})

describe('hostile input (reliability 62)', () => {
  const bodies: [string, string, number][] = [
    ['NUL', '{"name":"a\\u0000b"}', 400],
    ['half a surrogate pair', '{"name":"a\\ud800b"}', 400],
    ['NUL in a name', '{"name":"a","x\\u0000":1}', 400],
    ['__proto__', '{"name":"a","__proto__":{"admin":true}}', 400],
    ['constructor.prototype', '{"name":"a","constructor":{"prototype":{"admin":true}}}', 400],
    ['__proto__ inside', '{"name":"a","nested":[{"__proto__":1}]}', 400],
    ['constructor inside', '{"name":"a","nested":{"constructor":1}}', 400],
    ['not JSON', '{"name":', 400],
    ['10 MB', JSON.stringify({ name: 'x'.repeat(10 * 1024 * 1024) }), 413],
    ['a hundred thousand values', JSON.stringify({ name: 'a', nested: new Array(100_000).fill(1) }), 400],
    ['200,000 deep', `{"name":"a","nested":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 400],
    ['a wrong root', '[]', 422],
    ['a number too large', '{"name":"a","nested":1e400}', 400],
  ]
  test.each(bodies)('%s', async (_name, body, status) => {
    received.length = 0
    const reply = await program(body)
    expect(reply.statusCode).toBe(status)
    expect(received).toEqual([])
    expect(reply.headers['content-type']).toContain('application/problem+json')
  })
  test('an ordinary body with every kind of Chinese passes', async () => {
    expect((await program({ name: '䶮㐂𠮷野家', nested: { a: [1, null, true] } })).statusCode).toBe(200)
  })
  test.each([
    ['text/plain', 'name=a'],
    ['application/xml', '<a/>'],
  ])('a body of type %s is refused', async (type, body) => {
    received.length = 0
    expect((await program(body, { 'content-type': type })).statusCode).toBeGreaterThanOrEqual(400)
    expect(received).toEqual([])
  })
  test('an odd way to write the content type does not get round the schema (CVE-2026-25223)', async () => {
    received.length = 0
    for (const type of ['application/json\t;x', 'application/json ;', 'application/jsonx', 'APPLICATION/JSON']) {
      expect((await program('{"nothing":1}', { 'content-type': type })).statusCode, type).toBeGreaterThanOrEqual(400)
    }
    expect(received).toEqual([])
  })
  test('query and path are looked at as well', async () => {
    expect((await page('/probe/refused?q=%00')).statusCode).toBe(400)
    expect((await page('/probe/a%00b')).statusCode).toBe(400)
    expect((await page('/probe/x?__proto__=1')).statusCode).toBe(400)
    expect((await page(`/probe/${'x'.repeat(5000)}`)).statusCode).toBe(400)
  })
})

describe('the reader', () => {
  test('language and elder mode are kept, and the address keeps its other parts', async () => {
    const visitor = new Visitor(app)
    const first = await visitor.get('/office/sign-in?next=/office/me&lang=en&elder=1')
    expect(first.body).toContain('<html lang="en" class="elder">')
    const links = [...first.body.matchAll(/href="(\/office\/sign-in[^"]+)"/g)].map((match) => match[1]!.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))
    expect(links).toEqual(['/office/sign-in?next=%2Foffice%2Fme&lang=en&elder=0', '/office/sign-in?next=%2Foffice%2Fme&lang=zh&elder=1'])
    expect((await visitor.get('/office/sign-in')).body).toContain('<html lang="en" class="elder">')
    expect((await visitor.get('/office/sign-in?lang=zh&elder=0')).body).toContain('<html lang="zh-CN">')
  })
  test('a strange wish is no wish', async () => {
    expect((await page('/office/sign-in?lang=%22%3E&elder=9&lang=x')).body).toContain('<html lang="zh-CN">')
  })
})

describe('pages and files', () => {
  test('a page leaves compressed when the browser takes it', async () => {
    const reply = await page('/office/sign-in', { 'accept-encoding': 'gzip' })
    expect(reply.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(reply.rawPayload).toString()).toContain('工作人员登录')
  })
  test('files are kept for ever, packed, and only those that were built', async () => {
    const reply = await app.inject({ url: asset('web/app.css'), headers: { 'accept-encoding': 'gzip, br' } })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-encoding']).toBe('br')
    expect(reply.headers['cache-control']).toContain('immutable')
  })
  test('the frame of a first visit, style and program together, stays far below 150 KB compressed', async () => {
    const parts = await Promise.all(['/office/sign-in', asset('web/app.css'), asset('web/app.js')]
      .map((url) => app.inject({ url, headers: { 'accept-encoding': 'gzip, br', accept: 'text/html' } })))
    expect(parts.reduce((sum, part) => sum + part.rawPayload.length, 0)).toBeLessThan(60 * 1024)
  })
})

describe('health', () => {
  test('alive is alive; ready names what is down', async () => {
    expect((await page('/healthz')).json()).toEqual({ status: 'ok' })
    expect((await page('/readyz')).json()).toEqual({ status: 'ready', checks: { engine: 'ok', database: 'ok' } })
    engineIsUp = false
    const reply = await page('/readyz')
    engineIsUp = true
    expect([reply.statusCode, reply.json().checks.engine]).toEqual([503, 'down'])
  })
})
