/**
 * The engine is away: pages are read, people apply and decide as ever, and when it is back everything catches up by itself. The server
 * runs as it does in earnest, its polls and its relay awake; only the clock is the story's.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { apply, type Reply, type Stage } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { createApp, type App } from '../../server/app.ts'
import { openDatabase, row, type Db } from '../../server/db/pool.ts'
import { startEngine, type Engine } from '../../server/engine/engine.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { contextAt } from '../support/context.ts'
import { createTestDatabase } from '../support/database.ts'
import { pdf } from '../support/samples.ts'
import { freePort, until } from '../support/startedServer.ts'
import { verify } from '../support/verify.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
const log = { info: () => {}, warn: () => {}, error: (fields: object, message: string): void => console.error(message, fields) }
const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A server at work on an engine that is started and stopped at will. */
async function houseWithEngine(at: string) {
  const database = await createTestDatabase()
  undo.push(() => database.drop())
  const db = openDatabase(database.url)
  undo.push(() => db.destroy())
  const dataDir = mkdtempSync(join(tmpdir(), 'tongban-down-'))
  undo.push(async () => rmSync(dataDir, { recursive: true, force: true }))
  const port = await freePort()
  const ctx = contextAt(db, at, { DATA_DIR: dataDir, ENGINE_PORT: String(port) })
  // time goes on: an answer that was not delivered is due again a moment later
  const began = performance.now()
  const clock = { ...ctx, random: randomBytes, now: () => new Date(ctx.now().getTime() + performance.now() - began) }
  let engine: Engine | undefined
  const engineUp = async (): Promise<void> => { engine = await startEngine({ databaseUrl: database.url, port, now: () => clock.now().getTime(), log }) }
  const engineDown = async (): Promise<void> => {
    await engine?.close()
    engine = undefined
  }
  await engineUp()
  undo.push(engineDown)
  const app = await createApp(clock, { background: true })
  undo.push(() => app.stop())
  return { app, db, dataDir, engineUp, engineDown, call: caller(app) }
}

function caller(app: App): Stage['call'] {
  return async (method, url, { body, headers = {} } = {}): Promise<Reply> => {
    const reply = await app.web.inject({ method: method as 'GET', url, headers: { accept: 'application/json', 'idempotency-key': randomUUID(), ...headers }, ...(body === undefined ? {} : { payload: body }) })
    return { status: reply.statusCode, text: reply.body, body: /json/.test(String(reply.headers['content-type'])) ? reply.json() : null }
  }
}

async function waiting(db: Db): Promise<number> {
  return (await row<{ n: number }>(db, `select count(*)::int as n from outbox where state = 'waiting'`))!.n
}

test('reading, applying and deciding go on; what waited is sent when the engine is back', async () => {
  const scenario = readScenarios(processes, 'jianzhu-shigong-xuke').find(({ file }) => file === 'zhengchang.yaml')!
  const filing = readScenarios(processes, 'qiye-touzi-beian')[0]!
  const { app, db, dataDir, engineUp, engineDown, call } = await houseWithEngine(scenario.applied)
  const stage = { call, paper: pdf }
  const session = (await call('POST', '/v1/sessions', { body: { login: 'zhujian-window-1', password: SAMPLE_PASSWORD } })).body as { token: string }
  const headers = { authorization: `Bearer ${session.token}` }
  const first = await apply(stage, scenario)
  const taskAt = (step: string) => row<{ id: string }>(db, `select id from task where element_id = ? and state = 'open'`, [step])
  await until(async () => (await taskAt('acceptance')) !== undefined)
  await until(async () => (await waiting(db)) === 0)

  await engineDown()
  const ready = await call('GET', '/readyz')
  expect([ready.status, ready.body.information.engine]).toEqual([200, 'away'])
  expect((await call('GET', `/v1/cases/${first.caseKey}`, { headers })).status).toBe(200)
  const task = await taskAt('acceptance')
  expect((await call('POST', `/v1/user-tasks/${task!.id}/assignment`, { headers, body: {} })).status).toBe(204)
  expect((await call('POST', `/v1/user-tasks/${task!.id}/completion`, { headers, body: { variables: scenario.acts[0]!.data! } })).status).toBe(204)
  const second = await apply(stage, scenario)
  const third = await apply(stage, filing)
  expect((await app.web.inject({ method: 'GET', url: '/matters', headers: { accept: 'text/html' } })).statusCode).toBe(200)
  expect(new Set([first.caseKey, second.caseKey, third.caseKey]).size).toBe(3)
  expect(await waiting(db)).toBeGreaterThanOrEqual(3)
  expect(await taskAt('windowCheck')).toBeUndefined()

  await engineUp()
  await until(async () => (await taskAt('windowCheck')) !== undefined && (await taskAt('acceptance')) !== undefined)
  await until(async () => (await row<{ outcome: string }>(db, `select outcome from case_file where id = ? and closed_at is not null`, [third.caseKey]))?.outcome === 'filed')
  await until(async () => (await waiting(db)) === 0)
  expect((await call('GET', '/readyz')).body.information).toMatchObject({ engine: 'ok', outbox: { waiting: 0, failing: 0 } })
  await until(async () => (await verify(db, { dataDir })).length === 0)
})
