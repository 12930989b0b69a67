/**
 * `npm run bench -- soak [minutes] [players] [seed]`: cases are played without a break, from application to the last letter, while the server,
 * its engine and its PostgreSQL are killed by lot every few seconds; at the end the tables are judged. The server is the real one, started as
 * `npm start` does, by the machine's clock; the figures tell what was got through, the findings what was lost.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../server/db/pool.ts'
import { startPostgres } from '../../server/db/postgres.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { pdf } from '../../test/support/samples.ts'
import { freePort, pidOf, startServer, type Place, type StartedServer } from '../../test/support/startedServer.ts'
import { verify, type Acknowledged } from '../../test/support/verify.ts'
import { play, type Reply, type Stage, type Status } from '../scenario/play.ts'
import { readScenarios, type Scenario } from '../scenario/scenario.ts'

const MATTERS = ['qiye-touzi-beian', 'jianzhu-shigong-xuke', 'huwai-guanggao']
/** Between two deaths: long enough that something happens, short enough that much is in the middle of it. */
const LEAST_MS = 8_000
const MOST_MS = 25_000
/** Sessions last half an hour without use; a token is fetched anew well before. */
const TOKEN_MS = 15 * 60_000
/** All that was begun is finished and sent within this time after the last death. */
const QUIET_MS = 5 * 60_000
const VICTIMS = ['server', 'engine', 'postgres'] as const
type Victim = (typeof VICTIMS)[number]

interface Soak {
  place: Place
  /** The server that answers now, or is coming up. */
  server: Promise<StartedServer>
  draw: () => number
  killing: boolean
  playing: boolean
  deaths: Record<Victim, number>
  calls: number
  repeated: number
  acknowledged: Acknowledged[]
}

export async function run(args: string[]): Promise<object> {
  const [minutes, players, seed] = [Number(args[0] ?? 10), Number(args[1] ?? 4), Number(args[2] ?? randomInt(2 ** 31))]
  console.log(`soak: ${minutes} minutes, ${players} players, seed ${seed}`)
  const dir = mkdtempSync(join(tmpdir(), 'tongban-soak-'))
  const place = { dataDir: join(dir, 'data'), port: await freePort(), enginePort: await freePort() }
  const soak: Soak = {
    place, server: start(place), draw: lots(seed), killing: true, playing: true, deaths: { server: 0, engine: 0, postgres: 0 }, calls: 0, repeated: 0, acknowledged: [],
  }
  const began = performance.now()
  const played: Record<string, number> = {}
  const unfinished: string[] = []
  await soak.server
  const reaper = reap(soak)
  const all = Array.from({ length: players }, (_, player) => playOn(soak, player, played, unfinished))
  await pause(minutes * 60_000)
  ;[soak.killing, soak.playing] = [false, false]
  await reaper
  await Promise.all(all)
  const waited = await quiet(soak)
  const server = await soak.server
  server.kill('SIGTERM')
  const ended = await server.ended
  const findings = await judged(soak)
  rmSync(dir, { recursive: true, force: true })
  const cases = Object.values(played).reduce((sum, count) => sum + count, 0)
  return {
    bench: 'soak', minutes: Math.round((performance.now() - began) / 6000) / 10, seed, cases, played, unfinished, deaths: soak.deaths, calls: soak.calls, repeated: soak.repeated,
    acknowledged: soak.acknowledged.length, quiet_after_s: Math.round(waited / 100) / 10, ended, findings,
  }
}

function start(place: Place): Promise<StartedServer> {
  // each player calls from an address of its own, as the applicants of a town do: the throttles count addresses
  return startServer(place, { TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'error' })
}

/** Kills one after the other until told to stop; a server that is gone, by its own end or by ours, is started again. */
async function reap(soak: Soak): Promise<void> {
  while (soak.killing) {
    await pause(LEAST_MS + soak.draw() * (MOST_MS - LEAST_MS))
    if (!soak.killing) return
    const victim = VICTIMS[Math.floor(soak.draw() * VICTIMS.length)]!
    const server = await soak.server
    const pid = victim === 'server' ? server.pid : pidOf(soak.place, victim === 'engine' ? 'engine.pid' : 'postgres/postmaster.pid')
    if (pid === 0) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      continue // it was just coming up again from the death before
    }
    soak.deaths[victim]++
    if (victim === 'engine') continue // the server starts it again by itself
    soak.server = server.ended.then(() => start(soak.place))
    await soak.server
  }
}

/** One applicant and their officers after the other. */
async function playOn(soak: Soak, player: number, played: Record<string, number>, unfinished: string[]): Promise<void> {
  const scenarios = MATTERS.flatMap((matter) => readScenarios('processes', matter)).filter(playsWithoutWaiting)
  const tokens = new Map<string, { value: string; at: number }>()
  while (soak.playing) {
    const scenario = scenarios[Math.floor(soak.draw() * scenarios.length)]!
    try {
      const { number, queryCode } = await play(stageOf(soak, player, tokens), scenario)
      const status = await closed(soak, player, number, queryCode)
      if (status.closedAt === null || status.outcome !== scenario.expect.outcome) throw new Error(`it is ${status.state} with the outcome ${status.outcome}, not ${scenario.expect.outcome}`)
      played[scenario.matter] = (played[scenario.matter] ?? 0) + 1
    } catch (error) {
      unfinished.push(`${scenario.matter} ${scenario.file}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`)
    }
  }
}

/** The case when it is closed, or as it stands when that takes too long: after the last decision come letters, delivery and the engine's end. */
async function closed(soak: Soak, player: number, number: string, queryCode: string): Promise<Status> {
  const headers = { authorization: `Basic ${Buffer.from(`${number}:${queryCode}`).toString('base64')}` }
  for (const began = performance.now(); ; await pause(1_000)) {
    const { body } = await insist(soak, player, 'GET', `/v1/applicant-cases/${number}`, { headers })
    const status = body as Status
    if (status.closedAt !== null || performance.now() - began > QUIET_MS) return status
  }
}

/** Silence and promised days need a clock that can be moved, and this one is the machine's. */
function playsWithoutWaiting({ acts }: Scenario): boolean {
  return acts.every((act) => act.by !== 'silence' && act.data?.tolerantItems === undefined)
}

function stageOf(soak: Soak, player: number, tokens: Map<string, { value: string; at: number }>): Stage {
  const call: Stage['call'] = (method, url, options = {}) => insist(soak, player, method, url, options)
  return {
    call, paper: pdf,
    until: async () => undefined,
    // the next step is there within a moment; where it is not, because somebody has just died, it is looked for again
    settle: async () => {
      await soak.server
      await pause(400 + soak.draw() * 1_600)
    },
    officer: async (login) => {
      const known = tokens.get(login)
      if (known && performance.now() - known.at < TOKEN_MS) return { authorization: `Bearer ${known.value}` }
      const reply = await call('POST', '/v1/sessions', { body: { login, password: SAMPLE_PASSWORD } })
      if (reply.status >= 300) throw new Error(`${login} could not sign in: ${reply.status} ${reply.text.slice(0, 200)}`)
      tokens.set(login, { value: (reply.body as { token: string }).token, at: performance.now() })
      return { authorization: `Bearer ${tokens.get(login)!.value}` }
    },
  }
}

/** Repeats a call that was not answered, or answered "later", with the same key until it is; what is acknowledged is kept as evidence. */
async function insist(soak: Soak, player: number, method: string, url: string, { body, headers = {} }: { body?: object | Buffer; headers?: Record<string, string> }): Promise<Reply> {
  const key = headers['idempotency-key'] ?? randomUUID()
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const init: RequestInit = {
    method, ...(bytes === undefined ? {} : { body: bytes as BodyInit }),
    headers: {
      accept: 'application/json', 'x-forwarded-for': `198.51.100.${player + 1}`, ...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'idempotency-key': key }), ...headers,
    },
  }
  for (let [tries, began] = [0, performance.now()]; ; tries++) {
    if (performance.now() - began > QUIET_MS) throw new Error(`${method} ${url} was not answered for ${QUIET_MS / 1000} s`)
    const { address } = await soak.server
    const reply = await fetch(address + url, { ...init, signal: AbortSignal.timeout(60_000) }).then(read).catch(() => null)
    if (tries > 0) soak.repeated++
    soak.calls++
    if (reply && reply.status < 500 && reply.status !== 429) {
      if (method !== 'GET' && reply.status < 300 && !url.endsWith('/search') && url !== '/v1/sessions') soak.acknowledged.push({ key, status: reply.status, body: reply.body })
      return reply
    }
    await pause(reply?.status === 429 ? 5_000 : 250)
  }
}

async function read(reply: Response): Promise<Reply> {
  const text = await reply.text()
  return { status: reply.status, text, body: /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null }
}

/** Milliseconds until nothing waits to go out any more, three looks in a row. */
async function quiet(soak: Soak): Promise<number> {
  const began = performance.now()
  for (let still = 0; still < 3; await pause(1_000)) {
    const { body } = await insist(soak, 0, 'GET', '/readyz', {})
    const { engine, outbox } = (body as { information: { engine: string; outbox: { waiting: number } } }).information
    still = engine === 'ok' && outbox.waiting === 0 ? still + 1 : 0
    if (performance.now() - began > QUIET_MS) break // what still waits then is a finding
  }
  return performance.now() - began
}

async function judged(soak: Soak): Promise<string[]> {
  const postgres = await startPostgres(join(soak.place.dataDir, 'postgres'))
  const db = openDatabase(postgres.url, { max: 3 })
  try {
    return await verify(db, { acknowledged: soak.acknowledged, dataDir: soak.place.dataDir })
  } finally {
    await db.destroy()
    await postgres.stop()
  }
}

/** One number in [0, 1) after another from a seed. */
function lots(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}
