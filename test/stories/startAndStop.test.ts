/**
 * The server as a person starts it: up in seconds, one sentence for every reason not to, in order at the end, and after `kill -9` of any
 * of its processes the next start goes on where it was. Few real starts, much asked of each.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freePort, lives, pidOf, startInVain, startServer, until, type Place, type StartedServer } from '../support/startedServer.ts'

let place: Place
let other: Place
let server: StartedServer
/** A draft of an applicant: what must be there after every death. */
let draft: { number: string; code: string }

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tongban-start-'))
  place = { dataDir: join(dir, 'data'), port: await freePort(), enginePort: await freePort() }
  other = { dataDir: join(dir, 'other'), port: await freePort(), enginePort: await freePort() }
})
afterAll(async () => {
  if (server && lives(server.pid)) {
    server.kill('SIGTERM')
    await server.ended
  }
  rmSync(join(place.dataDir, '..'), { recursive: true, force: true })
})

async function readiness(): Promise<{ status: string; checks: Record<string, string>; information: { engine: string; outbox: { waiting: number } } }> {
  return (await (await fetch(`${server.address}/readyz`)).json()) as never
}

async function draftIsThere(): Promise<void> {
  const reply = await fetch(`${server.address}/v1/applications/${draft.number}`, {
    method: 'PATCH', body: JSON.stringify({ variables: { projectName: '样例项目' } }),
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), authorization: `Basic ${Buffer.from(`${draft.number}:${draft.code}`).toString('base64')}` },
  })
  expect(reply.status).toBe(204)
}

test('the first start says where to go and nothing else', async () => {
  server = await startServer(place)
  console.log(`first start, data folder made: ready after ${Math.round(server.readyMs)} ms`)
  expect(server.stdout()).toMatch(new RegExp(`^Tongban 通办 is ready: ${server.address}\n`))
  expect(server.stdout()).toContain('chengguan-window')
  expect(server.stderr()).toBe('')
  expect(await readiness()).toMatchObject({ status: 'ready', checks: { database: 'ok' }, information: { engine: 'ok', outbox: { waiting: 0, failing: 0 } } })
  draft = (await (await fetch(`${server.address}/v1/applications`, { method: 'POST', body: '{"matter":"qiye-touzi-beian"}', headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() } })).json()) as typeof draft
  await draftIsThere()
}, 120_000)

test('a start that cannot be says why in one sentence and leaves nothing', async () => {
  const database = new URL(inject('databaseUrl'))
  const wrongPassword = new URL(database)
  wrongPassword.password = 'wrong'
  const refusals: [what: string, at: Place, env: NodeJS.ProcessEnv, sentence: RegExp][] = [
    ['a second server on the folder', place, {}, new RegExp(`^Tongban is running already on ${place.dataDir} \\(process ${server.pid}\\)\\. End that one, or set DATA_DIR`)],
    ['a busy PORT', { ...other, port: place.port }, {}, new RegExp(`^Port ${place.port} is taken by another program\\. End it, or set PORT`)],
    ['a busy ENGINE_PORT', { ...other, enginePort: place.enginePort }, {}, new RegExp(`^Port ${place.enginePort} is taken by another program\\. End it, or set ENGINE_PORT`)],
    ['a wrong password', other, { DATABASE_URL: wrongPassword.href }, new RegExp(`^The database at ${database.host}/\\w+ \\(DATABASE_URL\\) cannot be used: password authentication failed`)],
    ['no database there', other, { DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await freePort()}/none` }, /^The database at 127\.0\.0\.1:\d+\/none \(DATABASE_URL\) cannot be used: connect ECONNREFUSED/],
    ['a host that is none', other, { DATABASE_URL: 'postgres://nobody:secret@nowhere.invalid/none' }, /^The database at nowhere\.invalid\/none \(DATABASE_URL\) cannot be used: getaddrinfo/],
    ['sample accounts for the world', other, { HOST: '0.0.0.0', TONGBAN_SAMPLE: '1' }, /^The sample accounts have public passwords/],
  ]
  for (const [what, at, env, sentence] of refusals) {
    const { said, code } = await startInVain(at, env)
    expect([what, code, said.split('\n').length], said).toEqual([what, 1, 1])
    expect(said).toMatch(sentence)
    expect(said).not.toContain('secret')
  }
  expect(pidOf(other, 'server.pid')).toBe(0)
  await draftIsThere()
}, 120_000)

test('kill -9 of the engine: the server starts it again and goes on meanwhile', async () => {
  const engine = pidOf(place, 'engine.pid')
  process.kill(engine, 'SIGKILL')
  await draftIsThere()
  await until(async () => pidOf(place, 'engine.pid') !== engine && (await readiness()).information.engine === 'ok')
  expect(lives(engine)).toBe(false)
}, 120_000)

test('kill -9 of the server: its engine ends by itself, the orphaned PostgreSQL is taken over', async () => {
  const [engine, postgres] = [pidOf(place, 'engine.pid'), pidOf(place, 'postgres/postmaster.pid')]
  server.kill('SIGKILL')
  expect(await server.ended).toBe('SIGKILL')
  server = await startServer(place)
  console.log(`start with data, an orphan ended: ready after ${Math.round(server.readyMs)} ms`)
  expect([engine, postgres].filter(lives)).toEqual([])
  await draftIsThere()
}, 120_000)

test('kill -9 of PostgreSQL: the server ends with a sentence, the next start recovers', async () => {
  const engine = pidOf(place, 'engine.pid')
  process.kill(pidOf(place, 'postgres/postmaster.pid'), 'SIGKILL')
  expect(await server.ended).toBe(1)
  expect(server.stderr()).toContain('PostgreSQL ended unexpectedly. Start again; nothing that was confirmed is lost.')
  expect(lives(engine)).toBe(false)
  server = await startServer(place)
  await draftIsThere()
}, 120_000)

test('a signal, sent twice as npm and a terminal do, stops everything in order', async () => {
  const processes = [server.pid, pidOf(place, 'engine.pid'), pidOf(place, 'postgres/postmaster.pid')]
  expect(processes.every((pid) => pid > 0 && lives(pid))).toBe(true)
  server.kill('SIGINT')
  server.kill('SIGINT')
  expect(await server.ended).toBe(0)
  expect(server.stderr()).toBe('Stopping …\n')
  expect(processes.filter(lives)).toEqual([])
  expect([pidOf(place, 'server.pid'), pidOf(place, 'engine.pid')]).toEqual([0, 0])
}, 120_000)

test('a signal in the middle of a start breaks it off and leaves nothing', async () => {
  const { code, said } = await startInVain(place, {}, { signal: 'SIGTERM', when: () => pidOf(place, 'postgres/postmaster.pid') > 0 })
  expect([code, said]).toEqual([0, 'Stopping …'])
  expect([pidOf(place, 'server.pid'), pidOf(place, 'engine.pid'), pidOf(place, 'postgres/postmaster.pid')]).toEqual([0, 0, 0])
}, 120_000)
