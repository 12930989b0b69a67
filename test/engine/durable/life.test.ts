/** The engine as processes: killed under load, frozen and replaced, orphaned. Nothing acknowledged is lost, nothing happens twice. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ZBClient } from 'zeebe-node'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { bpmn } from '../support/diagram.ts'
import { serve, type Served } from '../support/served.ts'

const main = fileURLToPath(new URL('../../../server/engine/main.ts', import.meta.url))
const TWO_STEPS = bpmn('two-steps', { nodes: { s: 'start', f: 'and', a: { service: true }, b: { service: true }, j: 'and', c: { service: true }, e: 'end' }, flows: ['s f a j c e', 'f b j'] })

let database: TestDatabase
const children: ChildProcess[] = []

beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await database.drop()
})

interface Process { child: ChildProcess; port: number; client: ZBClient }

function launch(): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], env: { ...process.env, DATABASE_URL: database.url } })
  children.push(child)
  return child
}

async function ready(child: ChildProcess): Promise<Process> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  const { port } = JSON.parse(line) as { port: number }
  return { child, port, client: new ZBClient(`127.0.0.1:${port}`, { usePlaintext: true, loglevel: 'NONE', retry: false } as never) }
}

test('killed under load: every acknowledged command stands, once', async () => {
  const first = await ready(launch())
  await first.client.deployResource({ name: 'two-steps.bpmn', process: Buffer.from(TWO_STEPS) })
  const created = new Set<string>()
  const completed = new Set<string>()
  const types = ['a', 'b', 'c']
  // zeebe-node's activateJobs listens for answers alone: a call the kill has cut off would never settle
  const dead = once(first.child, 'exit').then(() => Promise.reject(new Error('the engine is killed')))
  dead.catch(() => undefined)
  const load = Array.from({ length: 6 }, async (_, worker) => {
    try {
      for (let n = 0; ; n++) {
        created.add((await first.client.createProcessInstance({ bpmnProcessId: 'two-steps', variables: { n: `${worker}-${n}` } })).processInstanceKey)
        const jobs = await Promise.race([dead, first.client.activateJobs({ type: types[n % 3]!, worker: `w${worker}`, timeout: 600_000, maxJobsToActivate: 2, requestTimeout: -1 })])
        for (const job of jobs) {
          await first.client.completeJob({ jobKey: job.key, variables: { [job.elementId]: true } })
          completed.add(job.key)
        }
        if (created.size > 150) first.child.kill('SIGKILL')
      }
    } catch {
      // the engine is gone in the middle of a call
    }
  })
  await Promise.all(load)
  void first.client.close()

  const second = await ready(launch())
  for (const jobKey of completed) await expect(second.client.completeJob({ jobKey, variables: {} })).rejects.toThrow(/NOT_FOUND/)
  const gone = await inspect(`select n.key from unnest($1::bigint[]) as n(key) where not exists (select 1 from engine.instance i where i.key = n.key)`, [[...created]])
  const finished = await finishAll(second.client, types)
  expect(finished.doubled).toEqual([])
  // what is gone before had all of its three jobs completed; everything else could be finished
  expect(gone.length * 3).toBeLessThanOrEqual(completed.size + 6 * 2)
  expect(await inspect('select key from engine.instance')).toEqual([])
  expect(await inspect('select key from engine.job')).toEqual([])
  await second.client.close()
})

/** Locks of the killed engine's workers hold on; they are lifted so that the rest can be worked off. */
async function finishAll(client: ZBClient, types: string[]) {
  const seen = new Map<string, number>()
  for (const { key } of await inspect('select key from engine.job where state = 1')) await client.failJob({ jobKey: key, retries: 3, errorMessage: 'the worker is gone', retryBackOff: 0 })
  for (let rest = 1; rest > 0;) {
    rest = 0
    for (const type of types) {
      const jobs = await client.activateJobs({ type, worker: 'rest', timeout: 600_000, maxJobsToActivate: 100, requestTimeout: -1 })
      for (const job of jobs) {
        seen.set(`${job.processInstanceKey}/${job.elementId}`, (seen.get(`${job.processInstanceKey}/${job.elementId}`) ?? 0) + 1)
        await client.completeJob({ jobKey: job.key, variables: {} })
        rest++
      }
    }
  }
  return { doubled: [...seen].filter(([, times]) => times > 1).map(([step]) => step) }
}

async function inspect(sql: string, values: unknown[] = []): Promise<{ key: string }[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<{ key: string }>(sql, values)).rows
  } finally {
    await client.end()
  }
}

test('a second engine waits, takes over from a frozen first, and the first changes nothing when it wakes', async () => {
  const first = await ready(launch())
  await first.client.deployResource({ name: 'two-steps.bpmn', process: Buffer.from(TWO_STEPS) })
  await first.client.createProcessInstance({ bpmnProcessId: 'two-steps', variables: {} })
  const waiting = launch()
  first.child.kill('SIGSTOP')
  const lost = first.client.createProcessInstance({ bpmnProcessId: 'two-steps', variables: { from: 'the frozen one' } })
  const outcome = expect(lost).rejects.toThrow()
  const second = await ready(waiting)
  await second.client.createProcessInstance({ bpmnProcessId: 'two-steps', variables: {} })
  first.child.kill('SIGCONT')
  await outcome
  expect(await inspect('select key from engine.instance')).toHaveLength(2)
  const jobs = await second.client.activateJobs({ type: 'a', worker: 'w', timeout: 60_000, maxJobsToActivate: 10, requestTimeout: -1 })
  expect(jobs).toHaveLength(2)
  void first.client.close()
  await second.client.close()
})

test('an engine whose parent is gone ends by itself', async () => {
  const { child, client } = await ready(launch())
  await client.close()
  const gone = once(child, 'exit')
  child.disconnect()
  expect(await gone).toEqual([0, null])
})

test('SIGTERM ends it in order and the next one starts at once', async () => {
  const { child, client } = await ready(launch())
  await client.close()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  const next = await ready(launch())
  await next.client.close()
})

test('without a database it says so', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', main], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, DATABASE_URL: '' } })
  children.push(child)
  const [said] = (await once(createInterface({ input: child.stderr! }), 'line')) as [string]
  expect(said).toMatch(/needs a PostgreSQL/)
})

let serving: Served
let shared: TestDatabase
beforeAll(async () => {
  shared = await createTestDatabase()
  serving = await serve(shared.url)
})
afterAll(async () => {
  await serving.close()
  await shared.drop()
})

test('its connection is cut: it starts again from its rows', async () => {
  await serving.wire.deploy(TWO_STEPS)
  const instance = await serving.wire.create('two-steps', {})
  const client = new pg.Client({ connectionString: shared.url })
  await client.connect()
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tongban-engine%' and datname = current_database()`)
  await client.end()
  await expect.poll(() => serving.wire.cancel(instance).then(() => 'cancelled', (error: Error) => error.message), { timeout: 10_000 }).toBe('cancelled')
})
