/**
 * A whole office for a story: server, engine and database in virtual time, officers and applicants who speak HTTP.
 * The engine is handed in, so a story runs on the embedded one and on a real Zeebe alike.
 */
import type { LightMyRequestResponse } from 'fastify'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../server/app.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { instantAt, type Day } from '../../server/deadlines/shanghai.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { contextAt, type TestContext } from './context.ts'
import { publishedDatabase } from './published.ts'

/** An engine a story can run on. `start` is given the story's database and clock; a real Zeebe ignores the database. */
export interface StoryEngine {
  label: string
  start(story: { databaseUrl: string; now: () => Date }): Promise<RunningEngine>
}

export interface RunningEngine {
  /** Settings that point the server to it: ENGINE_PORT or ZEEBE_ADDRESS. */
  env: NodeJS.ProcessEnv
  /** Resolves when the engine processes nothing any more. */
  idle(): Promise<unknown>
  /** The story's clock went forward by so many milliseconds. */
  advanced?(ms: number): Promise<unknown>
  close(): Promise<void>
}

export interface Office {
  ctx: TestContext
  app: App
  officer(login: string): Promise<Person>
  anybody(): Person
  /** Lets everything that is due happen. */
  settle(): Promise<void>
  /** Forward to a civil time in China, sweeping the clocks on arrival. */
  until(day: Day, clock: string): Promise<void>
  close(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Somebody at the door for programs. */
export interface Person {
  credentials(): Promise<Record<string, string>>
  call(method: Method, url: string, body?: object, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** The JSON of a reply with the wanted status. @throws with the reply's own words otherwise. */
  json<T = any>(method: Method, url: string, body?: object, status?: number): Promise<T>
}

/** @param at no earlier than FIRST_START @param env settings besides those that point to the engine */
export async function openOffice(engine: StoryEngine, at: string, env: NodeJS.ProcessEnv = {}): Promise<Office> {
  const database = await publishedDatabase()
  const db = openDatabase(database.url)
  const dataDir = mkdtempSync(join(tmpdir(), 'tongban-story-'))
  let clock: TestContext | undefined
  const running = await engine.start({ databaseUrl: database.url, now: () => clock?.now() ?? new Date(at) })
  const ctx = contextAt(db, at, { ...env, ...running.env, DATA_DIR: dataDir })
  clock = ctx
  const app = await createApp(ctx, { background: false })
  const settle = (): Promise<void> => app.settle(running.idle)
  await settle()
  return {
    ctx, app, settle,
    officer: (login) => officer(app, ctx, login),
    anybody: () => person(app, async () => ({})),
    until: async (day, time) => {
      const to = instantAt(day, minutesOf(time))
      const ms = to.getTime() - ctx.now().getTime()
      if (ms < 0) throw new Error(`It is past ${day} ${time} already: ${ctx.now().toISOString()}.`)
      ctx.advance({ seconds: ms / 1000 })
      await running.advanced?.(ms)
      await app.sweep()
      await settle()
    },
    close: async () => {
      await app.stop()
      await running.close()
      await db.destroy()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** Signs in again whenever the session has run out: a story lasts weeks. */
async function officer(app: App, ctx: TestContext, login: string): Promise<Person> {
  let token: { value: string; at: number } | undefined
  return person(app, async () => {
    if (!token || ctx.now().getTime() - token.at > 20 * 60_000) {
      const reply = await app.web.inject({ method: 'POST', url: '/v1/sessions', payload: { login, password: SAMPLE_PASSWORD } })
      if (reply.statusCode >= 300) throw new Error(`${login} could not sign in: ${reply.statusCode} ${reply.body}`)
      token = { value: (reply.json() as { token: string }).token, at: ctx.now().getTime() }
    }
    return { authorization: `Bearer ${token.value}` }
  })
}

function person(app: App, credentials: () => Promise<Record<string, string>>): Person {
  const call = async (method: Method, url: string, body?: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    app.web.inject({ method, url, headers: { accept: 'application/json', ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }), ...(await credentials()), ...headers }, ...(body ? { payload: body } : {}) })
  return {
    credentials,
    call,
    json: async (method, url, body, status) => {
      const reply = await call(method, url, body)
      const wanted = status === undefined ? reply.statusCode < 300 : reply.statusCode === status
      if (!wanted) throw new Error(`${method} ${url} answered ${reply.statusCode} ${reply.body}`)
      return (reply.body === '' ? undefined : reply.json()) as never
    },
  }
}
