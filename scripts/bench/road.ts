/**
 * `npm run bench -- road [cases]`: the whole HTTP road of an officer's decision: claim, decide, audit, clock, and the next officer's
 * inbox row. Eight clients, server and engine on this machine, fsync on. Bars: as many decisions a second as Camunda 7's bare engine
 * has completions (139 on the machine where that was measured); decision to next inbox p95 < 150 ms. The server is the whole product as
 * `npm start` runs it, in a process of its own; the clients are in this one.
 */
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Knex } from 'knex'
import { openDatabase } from '../../server/db/pool.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { pdf } from '../../test/support/samples.ts'
import { apply, type Stage } from '../scenario/play.ts'
import { readScenarios } from '../scenario/scenario.ts'
import { cpuOfTree, percentile, round, temporaryPostgres } from './_measure.ts'
import { serverProcess } from './_server.ts'

const CLIENTS = 8
/** Cases worked through before the clock starts: a server that has been up for a minute is compiled and its statements are planned. */
const WARM_UP = 150
/** How often the inbox is looked at: part of every figure of the way to the next inbox. */
const LOOK_MS = 10
const SECTIONS = [['zhujian-construction', 'reviewConstruction'], ['zhujian-safety', 'reviewSafety'], ['zhujian-quality', 'reviewQuality'], ['zhujian-materials', 'reviewMaterials']] as const
const LOGINS = ['zhujian-window-1', 'zhujian-window-2', 'zhujian-deputy', ...SECTIONS.map(([login]) => login)]
const samplePdf = pdf('sample')
const processesDir = join(fileURLToPath(new URL('../..', import.meta.url)), 'processes')

interface Item { userTaskKey: string; caseKey: string; elementId: string }

export async function run(args: string[]): Promise<object> {
  const count = Number(args[0] ?? 200)
  const postgres = await temporaryPostgres()
  const server = await serverProcess({ databaseUrl: postgres.url, profileDir: args[1] })
  const db = openDatabase(postgres.url, { max: 2, applicationName: 'bench' })
  const inbox = watch(db)
  try {
    const { address } = server
    const officers = new Map<string, string>()
    const token = async (login: string): Promise<string> => {
      if (!officers.has(login)) officers.set(login, ((await call(address, 'POST', '/v1/sessions', { login, password: SAMPLE_PASSWORD })) as { token: string }).token)
      return officers.get(login)!
    }
    const keys = await applyTimes(address, db, WARM_UP + count)
    for (const key of keys) await inbox.task(key, 'acceptance')
    for (const login of LOGINS) await token(login)
    // acceptance prints a letter; it and the receipts are out of the way before the clock starts
    for (const key of keys) await decide(address, await token('zhujian-window-1'), await inbox.task(key, 'acceptance'), { outcome: 'accept' })
    for (const key of keys) await inbox.task(key, 'windowCheck')
    await untilSent(db)
    let decisions: number[] = []
    let toInbox: number[] = []
    const cpu = () => ({ postgres: cpuOfTree(postgres.pid), engine: cpuOfTree(server.enginePid()), server: cpuOfTree(server.pid) - cpuOfTree(server.enginePid()) })
    const work = (waiting: string[]) => Promise.all(Array.from({ length: CLIENTS }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        decisions.push(await decide(address, await token('zhujian-window-2'), await inbox.task(key, 'windowCheck'), { outcome: 'pass', paperMatches: true }))
        let arrived = performance.now()
        for (const [section, step] of SECTIONS) {
          const task = await inbox.task(key, step)
          if (section === 'zhujian-construction') toInbox.push(performance.now() - arrived)
          decisions.push(await decide(address, await token(section), task, { outcome: 'agree' }))
        }
        arrived = performance.now()
        const deputy = await inbox.task(key, 'deputyReview')
        toInbox.push(performance.now() - arrived)
        decisions.push(await decide(address, await token('zhujian-deputy'), deputy, { outcome: 'agree' }))
      }
    }))
    await work(keys.splice(0, WARM_UP))
    ;[decisions, toInbox] = [[], []]
    const before = cpu()
    const began = performance.now()
    await work(keys)
    const seconds = (performance.now() - began) / 1000
    const after = cpu()
    const each = (name: 'postgres' | 'engine' | 'server'): number => round((after[name] - before[name]) / decisions.length)
    return {
      bench: 'road', cases: count, clients: CLIENTS, decisions_per_s: round(decisions.length / seconds, 1), p50_ms: percentile(decisions, 0.5), p95_ms: percentile(decisions, 0.95),
      to_inbox_p50_ms: percentile(toInbox, 0.5), to_inbox_p95_ms: percentile(toInbox, 0.95), server_cpu_ms_per_decision: each('server'),
      postgres_cpu_ms_per_decision: each('postgres'), engine_cpu_ms_per_decision: each('engine'), bar_decisions_per_s: 139, bar_to_inbox_p95_ms: 150,
    }
  } finally {
    await inbox.stop()
    await db.destroy()
    await server.stop()
    await postgres.stop()
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
  const keys: string[] = []
  for (let i = 0; i < count; i++) {
    if (i % 100 === 0) await db('attempt').del() // nobody applies two hundred times in an hour from one address
    keys.push((await apply(stage, scenario)).caseKey)
  }
  return keys
}

/** Until nothing waits to be sent or rendered. */
async function untilSent(db: Knex): Promise<void> {
  while (await db('outbox').where({ state: 'waiting' }).first()) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Watches the inbox's table for all clients at once, so that the watching costs little of what is measured. */
function watch(db: Knex): { task(caseKey: string, elementId: string): Promise<Item>; stop(): Promise<void> } {
  const open = new Map<string, Item>()
  const waiting = new Map<string, (item: Item) => void>()
  let newest = 0
  const look = async (): Promise<void> => {
    // ids may become visible out of order: the last five hundred are looked at again
    const rows = await db('task').select('id', 'case_id', 'element_id').where('state', 'open').andWhere('id', '>', Math.max(0, newest - 500))
    for (const row of rows as { id: string; case_id: string; element_id: string }[]) {
      newest = Math.max(newest, Number(row.id))
      const name = `${row.case_id}:${row.element_id}`
      const item = { userTaskKey: row.id, caseKey: row.case_id, elementId: row.element_id }
      open.set(name, item)
      waiting.get(name)?.(item)
      waiting.delete(name)
    }
  }
  let stopped = false
  const watching = (async () => {
    while (!stopped) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  })()
  return {
    task: (caseKey, elementId) => {
      const name = `${caseKey}:${elementId}`
      const there = open.get(name)
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.set(name, resolve))
    },
    stop: () => {
      stopped = true
      return watching
    },
  }
}

/** Claim and decide over HTTP; milliseconds of both together. */
async function decide(address: string, token: string, task: Item, variables: object): Promise<number> {
  const began = performance.now()
  await call(address, 'POST', `/v1/user-tasks/${task.userTaskKey}/assignment`, {}, token)
  await call(address, 'POST', `/v1/user-tasks/${task.userTaskKey}/completion`, { variables }, token)
  return performance.now() - began
}

const connections = new Agent({ keepAlive: true })

/** By node:http with kept connections: the clients share the machine with what is measured, and fetch takes twice the processor time. */
function call(address: string, method: string, path: string, body: object, token?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}) }
  return new Promise((resolve, reject) => {
    const sent = request(address + path, { method, headers, agent: connections }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (reply.statusCode! < 400) resolve(text === '' ? null : JSON.parse(text))
        else reject(new Error(`${method} ${path} answered ${reply.statusCode}: ${text.slice(0, 400)}`))
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
