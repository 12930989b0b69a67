/**
 * A server that dies at one crash point after the other and is started again each time, and a client who repeats what was not answered
 * with the same Idempotency-Key. The story goes on as if nothing had happened; what was acknowledged is kept as evidence.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Reply, Stage } from '../../scripts/scenario/play.ts'
import type { Crashpoint } from '../../server/db/crashpoint.ts'
import { openDatabase, rows, type Db } from '../../server/db/pool.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { bundle } from './bundle.ts'
import { createTestDatabase } from './database.ts'
import { pdf } from './samples.ts'
import type { Acknowledged } from './verify.ts'

/** What the child is told. Instants and `ahead` are milliseconds. */
export type Order = { begin: { databaseUrl: string; dataDir: string; ahead: number; crashAt: string } } | { until: number }

/** A crash point, at its first passing or at a later one: `task:decided`, `job:handled:2`. */
export type Place = Crashpoint | `${Crashpoint}:${number}`

export interface Killable {
  db: Db
  dataDir: string
  stage: Stage
  acknowledged: Acknowledged[]
  /** Where it died, in order. */
  deaths: string[]
  /** Places it has not come to. */
  ahead(): string[]
  end(): Promise<void>
}

const CHILD = fileURLToPath(new URL('./serverChild.ts', import.meta.url))
/** After a death so much time has passed: the leases and locks of the dead have run out. */
const MOURNING_MS = 60_000
/** Without a death meanwhile, for each start takes its time. */
const QUIET_MS = 60_000

/** Starts the server at an instant of the story; it dies at the first place, the next one at the second, and the last lives on. */
export async function killable(at: string, places: readonly Place[]): Promise<Killable> {
  const program = await bundle(CHILD)
  const database = await createTestDatabase()
  const db = openDatabase(database.url, { max: 3 })
  const dataDir = mkdtempSync(join(tmpdir(), 'tongban-kill-'))
  const [waiting, deaths, acknowledged]: [string[], string[], Acknowledged[]] = [[...places], [], []]
  let ahead = new Date(at).getTime() - Date.now()
  let [armed, ending]: [string, boolean] = ['', false]
  let standby = load(program)
  let child: ChildProcess
  /** Where it answers; undefined when it died before. */
  let address: Promise<string | undefined>
  let dead: Promise<undefined>
  let unexpected: Error | null = null

  function launch(): void {
    child = standby
    standby = load(program)
    armed = waiting.shift() ?? ''
    const mine = child
    dead = new Promise((resolve) => mine.once('exit', () => resolve(undefined)))
    address = Promise.race([dead, new Promise<string>((resolve) => mine.on('message', (told: { address?: string }) => { if (told.address) resolve(told.address) }))])
    mine.send({ begin: { databaseUrl: database.url, dataDir, ahead, crashAt: armed } } satisfies Order)
    mine.once('exit', (code, signal) => {
      if (ending) return
      if (signal === 'SIGKILL' && armed !== '') deaths.push(armed)
      else unexpected = new Error(`The server ended by itself (code ${code}, signal ${signal}); see its words above.`)
      ahead += MOURNING_MS
      launch()
    })
  }
  launch()

  /** Resolves with undefined when the server died before it could answer. */
  async function attempt<T>(work: (address: string, of: ChildProcess) => Promise<T>): Promise<T | undefined> {
    if (unexpected) throw unexpected
    const [mine, end] = [child, dead]
    const where = await address
    return where === undefined ? undefined : Promise.race([work(where, mine).catch(() => end), end])
  }
  async function insist<T>(work: (address: string, of: ChildProcess) => Promise<T>): Promise<T> {
    for (;;) {
      const answer = await attempt(work)
      if (answer !== undefined) return answer
    }
  }

  const call: Stage['call'] = async (method, url, { body, headers = {} } = {}) => {
    const key = headers['idempotency-key'] ?? randomUUID()
    const bytes = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const init = {
      method, ...(bytes === undefined ? {} : { body: bytes as BodyInit }),
      headers: { accept: 'application/json', ...(bytes === undefined ? {} : { 'content-type': 'application/json' }), ...(method === 'GET' ? {} : { 'idempotency-key': key }), ...headers },
    }
    const reply = await insist(async (where) => readReply(await fetch(where + url, init)))
    if (method !== 'GET' && reply.status < 300 && !url.endsWith('/search') && url !== '/v1/sessions') acknowledged.push({ key, status: reply.status, body: reply.body })
    return reply
  }

  return {
    db, dataDir, acknowledged, deaths,
    ahead: () => (armed === '' ? [] : [armed, ...waiting]),
    stage: {
      call,
      officer: async (login) => ({ authorization: `Bearer ${(await call('POST', '/v1/sessions', { body: { login, password: SAMPLE_PASSWORD } })).body.token}` }),
      until: async (instant) => {
        const to = new Date(instant).getTime()
        ahead = Math.max(ahead, to - Date.now())
        await insist((_, of) => new Promise<true>((resolve) => {
          const heard = (told: { reached?: number }): void => {
            if (told.reached !== to) return
            of.off('message', heard)
            resolve(true)
          }
          of.on('message', heard)
          of.send({ until: to } satisfies Order)
        }))
      },
      settle: () => quiet(db, () => {
        if (unexpected) throw unexpected
        return deaths.length
      }),
      paper: pdf,
    },
    end: async () => {
      ending = true
      for (const process of [child, standby]) {
        const gone = new Promise((resolve) => process.once('exit', resolve))
        process.kill('SIGKILL')
        await gone
      }
      await db.destroy()
      await database.drop()
      for (const path of [dataDir, program]) rmSync(path, { recursive: true, force: true })
    },
  }
}

function load(program: string): ChildProcess {
  return fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

async function readReply(reply: Response): Promise<Reply> {
  const text = await reply.text()
  return { status: reply.status, text, body: /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null }
}

/** Nothing waits to go out, and the engine's jobs are the ones our books hold. */
const MOVING = `select
  (select count(*) from outbox where state = 'waiting')
  + (select count(*) from engine.job e where not exists (select 1 from engine_job j where j.engine = 'embedded' and j.job_key = e.key and j.state = 'open'))
  + (select count(*) from engine_job j where j.engine = 'embedded' and j.state = 'open' and not exists (select 1 from engine.job e where e.key = j.job_key)) as n`

/** Resolves when nothing moves any more, twice in a row. @throws Error naming what still waits. */
async function quiet(db: Db, deathsSoFar: () => number): Promise<void> {
  let [still, deaths, began] = [0, deathsSoFar(), performance.now()]
  for (; still < 2; await pause(20)) {
    if (deathsSoFar() > deaths) [deaths, began] = [deathsSoFar(), performance.now()]
    still = (await rows<{ n: string }>(db, MOVING))[0]!.n === '0' ? still + 1 : 0
    if (performance.now() - began > QUIET_MS) throw new Error(`Something still moves after ${QUIET_MS / 1000} s: ${JSON.stringify(await rows(db, `select topic, attempt, last_error from outbox where state = 'waiting'`))}`)
  }
}
