/**
 * Issue 4, durability: eight clients work while the engine or PostgreSQL is killed with -9, or the engine frozen and woken, at random moments.
 * What was acknowledged stands, nothing happens twice, locks hold and lapse, timers fire. `CRASHES=40` for a long sweep; `SEED` repeats one.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { crashing, type Crashing } from '../support/crashing.ts'
import { bpmn } from '../support/diagram.ts'

const CRASHES = Number(process.env.CRASHES ?? 4)
const SEED = Number(process.env.SEED ?? 4711)
const CLIENTS = 8
const LOCK_MS = 3_000
const TASKS = ['a', 'b', 'c', 'd', 'e']
const PROCESS = bpmn('crash', {
  nodes: { s: 'start', a: { service: true }, f: 'and', b: { service: true }, c: { service: true }, j: 'and', d: { service: true }, t: { catch: { timer: 'PT0.5S' } }, e: { service: true }, x: 'end' },
  flows: ['s a f b j d t e x', 'f c j'],
})

let world: Crashing
beforeAll(async () => {
  world = await crashing()
  await world.call('DeployResource', { resources: [{ name: 'crash.bpmn', content: Buffer.from(PROCESS) }] })
})
afterAll(() => world?.close())

interface Seen { instance: string; element: string; /** the lock of the last client that got it */ until: number }

/** What the clients know: acknowledged acts, and every job ever offered. */
class Ledger {
  readonly created = new Set<string>()
  readonly done = new Map<string, string>()
  readonly jobs = new Map<string, Seen>()
  readonly wrong: string[] = []

  offered(job: any, doneBefore: ReadonlySet<string>): void {
    const known = this.jobs.get(job.key)
    if (doneBefore.has(job.key)) this.wrong.push(`job ${job.key} was offered after its completion was acknowledged`)
    // Locks are told by the engine that gave them: two of one job must not overlap, however long their answers took.
    const apart = known ? Math.abs(Number(job.deadline) - known.until) : Infinity
    if (known && known.until > 0 && apart < LOCK_MS) this.wrong.push(`job ${job.key} was locked again ${LOCK_MS - apart} ms before its lock lapsed`)
    for (const [element, tag] of Object.entries(this.tagsOf(job.processInstanceKey))) {
      if (JSON.parse(job.variables)[element] !== tag) this.wrong.push(`job ${job.key} does not see what completed ${element}`)
    }
    this.jobs.set(job.key, { instance: job.processInstanceKey, element: job.elementId, until: Number(job.deadline) })
  }

  /** What earlier steps of an instance left, as far as acknowledged when the job appeared: its predecessors in the diagram. */
  private tagsOf(instance: string): Record<string, string> {
    const tags: Record<string, string> = {}
    for (const [key, tag] of this.done) {
      const job = this.jobs.get(key)
      if (job?.instance === instance && job.element === 'a') tags.a = tag
    }
    return tags
  }
}

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function client(index: number, ledger: Ledger, going: () => boolean): Promise<void> {
  const dice = random(SEED + index)
  for (let n = 0; going(); n++) {
    try {
      if (n % 5 === 0) ledger.created.add((await world.call('CreateProcessInstance', { bpmnProcessId: 'crash', version: -1, variables: JSON.stringify({ by: index }) })).processInstanceKey)
      await workOnce(index, ledger, TASKS[Math.floor(dice() * TASKS.length)]!, dice())
    } catch {
      await delay(30) // killed in the middle of a call: nobody knows whether it counted
    }
  }
}

async function workOnce(index: number, ledger: Ledger, type: string, luck: number): Promise<void> {
  const doneBefore = new Set(ledger.done.keys())
  const jobs = await world.call('ActivateJobs', { type, worker: `w${index}`, timeout: LOCK_MS, maxJobsToActivate: 1, requestTimeout: -1 })
  for (const job of jobs) {
    ledger.offered(job, doneBefore)
    const tag = `${index}-${job.key}`
    if (luck < 0.1) continue // abandoned: its lock lapses
    if (luck < 0.2) {
      ledger.jobs.get(job.key)!.until = 0 // given back from here on, whether or not the answer comes
      await world.call('FailJob', { jobKey: job.key, retries: 3, errorMessage: 'once more', retryBackOff: 200 })
    } else {
      await world.call('CompleteJob', { jobKey: job.key, variables: JSON.stringify({ [job.elementId]: tag }) })
      ledger.done.set(job.key, tag)
    }
  }
}

test(`killed and frozen ${CRASHES} times under the load of ${CLIENTS} clients`, async () => {
  const ledger = new Ledger()
  const dice = random(SEED)
  let going = true
  const load = Array.from({ length: CLIENTS }, (_, index) => client(index, ledger, () => going))
  for (let crash = 0; crash < CRASHES; crash++) {
    await delay(300 + dice() * 1_500)
    const kind = [() => world.killEngine(), () => world.killPostgres(), () => world.freezeEngine(6_500)][crash % 3]!
    await kind()
  }
  going = false
  await Promise.all(load)
  await finish(ledger)

  expect(ledger.wrong).toEqual([])
  expect(twice(ledger)).toEqual([])
  expect(missing(ledger)).toEqual([])
  console.log(JSON.stringify({ crashes: CRASHES, seed: SEED, created: ledger.created.size, completed: ledger.done.size, outages_ms: world.outages }))
}, 60_000 + CRASHES * 30_000)

/** Everything is worked off, by clients who give nothing up; then no row is left. */
async function finish(ledger: Ledger): Promise<void> {
  const database = new pg.Client({ connectionString: world.databaseUrl() })
  await database.connect()
  const left = async () => Number((await database.query<{ n: string }>('select (select count(*) from engine.instance) + (select count(*) from engine.job) + (select count(*) from engine.timer) as n')).rows[0]!.n)
  while ((await left()) > 0) for (const type of TASKS) await workOnce(99, ledger, type, 1)
  await database.end()
}

/** An element of an instance that was done under two job keys. */
function twice({ jobs }: Ledger): string[] {
  const seen = new Map<string, string>()
  return [...jobs].flatMap(([key, { instance, element }]) => {
    const step = `${instance}/${element}`
    const other = seen.get(step)
    seen.set(step, key)
    return other === undefined ? [] : [`${step}: ${other} and ${key}`]
  })
}

/** An acknowledged instance whose steps were not all offered to somebody. */
function missing({ created, jobs }: Ledger): string[] {
  const steps = new Set([...jobs.values()].map(({ instance, element }) => `${instance}/${element}`))
  return [...created].flatMap((instance) => TASKS.filter((task) => !steps.has(`${instance}/${task}`)).map((task) => `${instance}/${task}`))
}
