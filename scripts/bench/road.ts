/**
 * `npm run bench -- road [cases]`: the whole HTTP road of an officer's decision: claim, decide, audit, clock, and the next officer's inbox
 * row. Eight clients, server and engine on this machine, fsync on. Bars: as many decisions a second as Camunda 7's bare engine
 * has completions (139 on the machine where that was measured); decision to next inbox p95 < 150 ms.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { startEngineChild } from '../../server/engineChild.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { pdf } from '../../test/support/samples.ts'
import { apply, type Stage } from '../scenario/play.ts'
import { readScenarios } from '../scenario/scenario.ts'
import { cpuOfTree, ownCpu, percentile, round, temporaryPostgres } from './_measure.ts'

const CLIENTS = 8
const ENGINE_PORT = 26711
const samplePdf = pdf('sample')

interface Item { userTaskKey: string; caseKey: string; elementId: string }

export async function run(args: string[]): Promise<object> {
  const count = Number(args[0] ?? 200)
  const postgres = await temporaryPostgres()
  const dir = mkdtempSync(join(tmpdir(), 'tongban-road-'))
  const db = openDatabase(postgres.url, { max: 16 })
  const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
  await migrate(db)
  const engine = await startEngineChild({ databaseUrl: postgres.url, port: ENGINE_PORT, log: quiet })
  const ctx: Context = { config: readConfig({ DATA_DIR: dir, ENGINE_PORT: String(ENGINE_PORT) }, process.cwd()), db, now: () => new Date(), random: randomBytes, log: quiet }
  const app = await createApp(ctx, { background: true })
  try {
    const address = await app.web.listen({ host: '127.0.0.1', port: 0 })
    const officers = new Map<string, string>()
    const token = async (login: string): Promise<string> => {
      if (!officers.has(login)) officers.set(login, ((await call(address, 'POST', '/v1/sessions', { login, password: SAMPLE_PASSWORD })) as { token: string }).token)
      return officers.get(login)!
    }
    const keys = await applyTimes(address, ctx, count)
    await appear(ctx, keys)
    const [window1, window2] = [await token('zhujian-window-1'), await token('zhujian-window-2')]
    const decisions: number[] = []
    const toInbox: number[] = []
    const before = { postgres: cpuOfTree(postgres.pid), engine: cpuOfTree(engine.pid()!), own: ownCpu() }
    const began = performance.now()
    const waiting = [...keys]
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const first = await taskOf(ctx, key, 'acceptance')
        decisions.push(await decide(address, window1, first, { outcome: 'accept' }))
        const arrived = performance.now()
        const second = await taskOf(ctx, key, 'windowCheck')
        toInbox.push(performance.now() - arrived)
        decisions.push(await decide(address, window2, second, { outcome: 'pass', paperMatches: true }))
      }
    }))
    const seconds = (performance.now() - began) / 1000
    const cpu = (name: 'postgres' | 'engine'): number => round((cpuOfTree(name === 'postgres' ? postgres.pid : engine.pid()!) - before[name]) / decisions.length)
    return {
      bench: 'road', cases: count, clients: CLIENTS, decisions_per_s: round(decisions.length / seconds, 1), p50_ms: percentile(decisions, 0.5), p95_ms: percentile(decisions, 0.95),
      to_inbox_p50_ms: percentile(toInbox, 0.5), to_inbox_p95_ms: percentile(toInbox, 0.95), server_cpu_ms_per_decision: round((ownCpu() - before.own) / decisions.length),
      postgres_cpu_ms_per_decision: cpu('postgres'), engine_cpu_ms_per_decision: cpu('engine'), bar_decisions_per_s: 139, bar_to_inbox_p95_ms: 150,
    }
  } finally {
    await app.stop()
    await engine.stop()
    await db.destroy()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Whole applications with their materials, as an applicant hands them in; not part of what is measured. */
async function applyTimes(address: string, ctx: Context, count: number): Promise<string[]> {
  const scenario = readScenarios(ctx.config.processesDir, 'jianzhu-shigong-xuke').find((one) => one.file === 'zhengchang.yaml')!
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
  for (let i = 0; i < count; i++) keys.push((await apply(stage, scenario)).caseKey)
  return keys
}

/** Waits until the engine has brought every case to its first officer. */
async function appear(ctx: Context, keys: string[]): Promise<void> {
  for (const key of keys) await taskOf(ctx, key, 'acceptance')
}

/** What the inbox shows, asked of the same table as the inbox. */
async function taskOf(ctx: Context, caseKey: string, elementId: string): Promise<Item> {
  for (;;) {
    const found = await ctx.db('task').select('id').where({ case_id: caseKey, element_id: elementId, state: 'open' }).first()
    if (found) return { userTaskKey: found.id as string, caseKey, elementId }
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}

/** Claim and decide over HTTP; milliseconds of both together. */
async function decide(address: string, token: string, task: Item, variables: object): Promise<number> {
  const began = performance.now()
  await call(address, 'POST', `/v1/user-tasks/${task.userTaskKey}/assignment`, {}, token)
  await call(address, 'POST', `/v1/user-tasks/${task.userTaskKey}/completion`, { variables }, token)
  return performance.now() - began
}

async function call(address: string, method: string, path: string, body: object, token?: string): Promise<unknown> {
  const reply = await fetch(address + path, { method, headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body) })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text.slice(0, 400)}`)
  return text === '' ? null : JSON.parse(text)
}
