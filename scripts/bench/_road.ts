/**
 * The road whose decisions are measured: the whole product as `npm start` runs it in a process of its own, cases of 施工许可 that wait at the
 * window, and eight officers' clients in this process who work them from there to the head. An officer takes what stands in the inbox and waits
 * for no case, so there are twice as many cases under way as clients: all eight are always at work, as the peer's threads are.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Knex } from 'knex'
import { openDatabase } from '../../server/db/pool.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { pdf } from '../../test/support/samples.ts'
import { apply, type Stage } from '../scenario/play.ts'
import { readScenarios } from '../scenario/scenario.ts'
import { call } from './_http.ts'
import { watchInbox, type InboxWatch, type Item } from './_inboxWatch.ts'
import { cpuOfTree, ownCpu, percentile, round, temporaryPostgres } from './_measure.ts'
import { serverProcess, type ServerProcess } from './_server.ts'

export const CLIENTS = 8
const UNDER_WAY = 2 * CLIENTS

/**
 * Cases worked through before the clock starts: with their six decisions about as many as the peer makes completions to warm up (_camunda7.ts). V8 goes
 * on compiling over some thousand decisions, and until then each costs up to half as much again; a server that has been up for a morning is there.
 */
const WARM_UP = 670
const SECTIONS = [['zhujian-construction', 'reviewConstruction'], ['zhujian-safety', 'reviewSafety'], ['zhujian-quality', 'reviewQuality'], ['zhujian-materials', 'reviewMaterials']] as const
const LOGINS = ['zhujian-window-1', 'zhujian-window-2', 'zhujian-deputy', ...SECTIONS.map(([login]) => login)]
const samplePdf = pdf('sample')
const processesDir = join(fileURLToPath(new URL('../..', import.meta.url)), 'processes')

type Part = 'server' | 'postgres' | 'engine' | 'client'

export class Road {
  private readonly tokens = new Map<string, string>()
  private readonly waiting: string[] = []
  /** Clients that stand idle, and cases whose next decision waits for one. */
  private free = CLIENTS
  private readonly wanting: (() => void)[] = []
  private readonly decisions: number[] = []
  private readonly toInbox: number[] = []
  private readonly spent = { seconds: 0, server: 0, postgres: 0, engine: 0, client: 0 }

  private constructor(
    private readonly postgres: Awaited<ReturnType<typeof temporaryPostgres>>, private readonly server: ServerProcess, private readonly db: Knex, private readonly inbox: InboxWatch,
  ) {}

  /** Resolves with a warm server and `cases` accepted cases at the window. @param profileDir where V8's profile of the server goes, when wanted */
  static async open(cases: number, profileDir?: string): Promise<Road> {
    const postgres = await temporaryPostgres()
    const server = await serverProcess({ databaseUrl: postgres.url, profileDir })
    const db = openDatabase(postgres.url, { max: 2, applicationName: 'bench' })
    const road = new Road(postgres, server, db, watchInbox(db))
    await road.signIn()
    await road.accept(await applyTimes(server.address, db, WARM_UP + cases))
    await road.work(WARM_UP)
    road.decisions.length = road.toInbox.length = 0
    return road
  }

  /** Decides so many cases from the window to the deputy head. Resolves with how many decisions that were. */
  async measure(cases: number): Promise<number> {
    const before = { ...this.cpu(), at: performance.now(), decisions: this.decisions.length }
    await this.work(cases)
    this.spent.seconds += (performance.now() - before.at) / 1000
    const after = this.cpu()
    for (const part of ['server', 'postgres', 'engine', 'client'] as const) this.spent[part] += after[part] - before[part]
    return this.decisions.length - before.decisions
  }

  /** All of `measure` together. */
  figures() {
    const { decisions, toInbox, spent } = this
    const each = (part: Part): number => round(spent[part] / decisions.length)
    return {
      decisions: decisions.length, decisions_per_s: round(decisions.length / spent.seconds, 1), p50_ms: percentile(decisions, 0.5), p95_ms: percentile(decisions, 0.95),
      to_inbox_p50_ms: percentile(toInbox, 0.5), to_inbox_p95_ms: percentile(toInbox, 0.95), server_cpu_ms_per_decision: each('server'),
      postgres_cpu_ms_per_decision: each('postgres'), engine_cpu_ms_per_decision: each('engine'), client_cpu_ms_per_decision: each('client'),
    }
  }

  async close(): Promise<void> {
    await this.inbox.stop()
    await this.db.destroy()
    await this.server.stop()
    await this.postgres.stop()
  }

  private async signIn(): Promise<void> {
    for (const login of LOGINS) {
      const { token } = (await call(this.server.address, 'POST', '/v1/sessions', { login, password: SAMPLE_PASSWORD })) as { token: string }
      this.tokens.set(login, token)
    }
  }

  /** Acceptance prints a letter; it and the receipts are out of the way before anything is measured. */
  private async accept(keys: string[]): Promise<void> {
    await several(keys.length, async (i) => this.decide('zhujian-window-1', await this.inbox.task(keys[i]!, 'acceptance'), { outcome: 'accept' }))
    for (const key of keys) await this.inbox.task(key, 'windowCheck')
    await untilSent(this.db)
    this.waiting.push(...keys)
  }

  private async work(cases: number): Promise<void> {
    const keys = this.waiting.splice(0, cases)
    await Promise.all(Array.from({ length: UNDER_WAY }, async () => {
      for (let key = keys.pop(); key !== undefined; key = keys.pop()) await this.workOff(key)
    }))
  }

  private async workOff(key: string): Promise<void> {
    this.decisions.push(await this.decide('zhujian-window-2', await this.inbox.task(key, 'windowCheck'), { outcome: 'pass', paperMatches: true }))
    let decided = performance.now()
    for (const [index, [login, step]] of SECTIONS.entries()) {
      const task = await this.inbox.task(key, step)
      if (index === 0) this.toInbox.push(performance.now() - decided)
      this.decisions.push(await this.decide(login, task, { outcome: 'agree' }))
    }
    decided = performance.now()
    const deputy = await this.inbox.task(key, 'deputyReview')
    this.toInbox.push(performance.now() - decided)
    this.decisions.push(await this.decide('zhujian-deputy', deputy, { outcome: 'agree' }))
  }

  /** Claim and decide over HTTP by the next client that is free; milliseconds of both together, without the wait for the client. */
  private async decide(login: string, { userTaskKey }: Item, variables: object): Promise<number> {
    const token = this.tokens.get(login)!
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.wanting.push(resolve))
    const began = performance.now()
    await call(this.server.address, 'POST', `/v1/user-tasks/${userTaskKey}/assignment`, {}, token)
    await call(this.server.address, 'POST', `/v1/user-tasks/${userTaskKey}/completion`, { variables }, token)
    const took = performance.now() - began
    const next = this.wanting.shift()
    if (next) next()
    else this.free++
    return took
  }

  private cpu(): Record<Part, number> {
    const engine = cpuOfTree(this.server.enginePid())
    return { postgres: cpuOfTree(this.postgres.pid), engine, server: cpuOfTree(this.server.pid) - engine, client: ownCpu() }
  }
}

/** Whole applications with their materials, as an applicant hands them in; not part of what is measured. */
async function applyTimes(address: string, db: Knex, count: number): Promise<string[]> {
  const scenario = readScenarios(processesDir, 'jianzhu-shigong-xuke').find((one) => one.file === 'zhengchang.yaml')!
  const stage: Pick<Stage, 'call' | 'paper'> = {
    paper: () => samplePdf,
    call: async (method, url, { body, headers = {} } = {}) => {
      const raw = Buffer.isBuffer(body)
      const reply = await fetch(address + url, {
        method, headers: { accept: 'application/json', ...(body && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body ? { body: raw ? new Uint8Array(body) : JSON.stringify(body) } : {}),
      })
      const text = await reply.text()
      return { status: reply.status, text, body: /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null }
    },
  }
  return several(count, async (i) => {
    if (i % 50 === 0) await db('attempt').del() // nobody applies two hundred times in an hour from one address
    return (await apply(stage, scenario)).caseKey
  })
}

/** Applications take most of a run's time, and one after the other twice as long. */
const PREPARED_AT_ONCE = 4

/** The same work so many times, a few at a time; the answers in order. */
async function several<T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  let next = 0
  await Promise.all(Array.from({ length: PREPARED_AT_ONCE }, async () => {
    for (let i = next++; i < count; i = next++) done[i] = await work(i)
  }))
  return done
}

/** Until nothing waits to be sent or rendered. */
async function untilSent(db: Knex): Promise<void> {
  while (await db('outbox').where({ state: 'waiting' }).first()) await new Promise((resolve) => setTimeout(resolve, 100))
}
