/**
 * The durable engine without its wire, dropped and read back from PostgreSQL after every request that changed anything. What was
 * in memory and what the rows give must be the same, index by index; then the one from the rows goes on.
 */
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { Heap } from '../../../server/engine/machine/heap.ts'
import { Machine } from '../../../server/engine/machine/machine.ts'
import { addInterval, parseDuration } from '../../../server/engine/model/time.ts'
import { Runner } from '../../../server/engine/run.ts'
import { createSandbox } from '../../../server/engine/sandbox/pool.ts'
import { isOver, type Instance, type Key, placeOf } from '../../../server/engine/state.ts'
import { readIncidents } from '../../../server/engine/store/inspect.ts'
import { release, tryAcquire, type Lease } from '../../../server/engine/store/lease.ts'
import { migrateEngine } from '../../../server/engine/store/migrate.ts'
import { readInstances, recover } from '../../../server/engine/store/read.ts'
import { commandsOf, type Ask } from './memory.ts'
import type { Driver } from './scenario.ts'

export interface RecoveringEngine extends Driver {
  /** Where memory and rows were not the same, since it was last asked. */
  differences(): string[]
  /** How often it was dropped and read back. */
  drops(): number
  /** Instances that have not ended, by key. */
  living(): ReadonlyMap<Key, Instance>
  /** Ends what still runs. */
  cancelAll(): Promise<void>
  close(): Promise<void>
}

interface Begun { machine: Machine; lease: Lease }
interface Term extends Begun { runner: Runner; failures: Error[] }

const log = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }

export async function recoveringEngine(databaseUrl: string, start = Date.parse('2026-03-02T00:00:00Z')): Promise<RecoveringEngine> {
  let now = start
  let drops = 0
  const [writer, reader] = [await connect(databaseUrl), await connect(databaseUrl)]
  await migrateEngine(writer)
  const sandbox = createSandbox()
  /** Every instance as the last step on it left it. */
  const living = new Map<Key, Instance>()
  /** Process ids of all there were. */
  const born = new Map<Key, string>()
  const differences: string[] = []
  const compare = (what: string, memory: unknown, rows: unknown) => {
    if (!isDeepStrictEqual(memory, rows)) differences.push(`the ${what}: in memory ${differing(memory, rows)}, from the rows ${differing(rows, memory)}`)
  }
  let changed = false

  const begin = async (): Promise<Begun> => {
    const lease = (await tryAcquire(writer))!
    const machine = new Machine(() => now)
    machine.nextFreeKey = lease.nextKey
    await recover(writer, machine)
    machine.onEvents = (instance, events) => {
      changed = true
      born.set(instance.key, instance.bpmnProcessId)
      for (const event of events) if (event.type === 'ElementActivating' && event.element.called) born.set(event.element.key, event.element.called.bpmnProcessId)
      if (isOver(instance)) living.delete(instance.key)
      else living.set(instance.key, instance)
    }
    return { machine, lease }
  }
  const run = ({ machine, lease }: Begun): Term => {
    const failures: Error[] = []
    return { machine, lease, failures, runner: new Runner({ machine, lease, writer, reader, sandbox, log, onFailure: (error) => failures.push(error) }) }
  }
  let term = run(await begin())

  const dropAndCompare = async (): Promise<void> => {
    await term.runner.idle()
    differences.push(...term.failures.map((error) => `a commit failed: ${error.message}`))
    const before = pictureOf(term.machine)
    await term.runner.close()
    await release(writer, term.lease)
    const next = await begin()
    next.machine.followUps.splice(0) // buffered messages were offered before the drop: asked again, they find nothing
    compare('indexes', before, pictureOf(next.machine))
    compare('instances', [...living.values()].sort((a, b) => a.key - b.key).map(inOrder), (await allInstances(reader)).map(inOrder))
    drops++
    term = run(next)
  }
  const ask: Ask = async (request) => {
    changed = false
    const before = term.machine.nextFreeKey
    const answer = await term.runner.submit(request)
    await term.runner.idle()
    if (changed || term.machine.nextFreeKey !== before) await dropAndCompare()
    return answer
  }

  const commands = commandsOf(ask)
  return {
    ...commands,
    advance: async (duration) => {
      now = addInterval(now, parseDuration(duration)!)
      term.runner.poke()
      await dropAndCompare()
    },
    instances: async (processId) => [...born].filter(([, id]) => id === processId).map(([key]) => String(key)),
    elements: async (key, elementId) =>
      [...living.values()].flatMap((instance) => [...instance.elements.values()].filter((each) => each.elementId === elementId && placeOf(instance, each.key).key === Number(key))).map((each) => String(each.key)),
    incidents: async (key) => (await readIncidents(reader, key)).map((each) => ({
      key: String(each.key), errorType: each.errorType, elementId: each.elementId, errorMessage: each.errorMessage, jobKey: String(each.job || -1),
    })),
    trace: async () => [],
    variables: async () => ({}),
    differences: () => differences.splice(0),
    drops: () => drops,
    living: () => living,
    cancelAll: async () => {
      for (const key of [...living.keys()]) await commands.cancel(String(key))
    },
    close: async () => {
      await term.runner.close()
      await release(writer, term.lease)
      await sandbox.close()
      await Promise.all([writer.end(), reader.end()])
    },
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

async function allInstances(reader: pg.Client): Promise<Instance[]> {
  const { rows } = await reader.query<{ key: string }>('select key from engine.instance order by key')
  return (await readInstances(reader, rows.map((row) => Number(row.key)))).sort((a, b) => a.key - b.key)
}

/** What may differ: how it is kept (heaps with stale entries, caches, compiled graphs), what only concerns the commit at hand, and who waits for a result: his connection went with the engine. */
const PASSING = new Set(['instances', 'compiled', 'changes', 'followUps', 'fresh', 'onEvents', 'now', 'nextKey', 'restless', 'results'])

/** A set that tells who is in it; the heap beside it has the order. */
const UNORDERED = 'waiting'

function pictureOf(machine: Machine): unknown {
  return normal(Object.fromEntries(Object.entries(machine).filter(([name]) => !PASSING.has(name))))
}

/** An instance with what is in it in its own order: elements, jobs and waits are gone through in that order. */
const inOrder = (instance: Instance): unknown => normal(instance, false)

/** Maps by their keys' order (or in their own), sets and lists in their own, objects without what may differ. */
function normal(value: unknown, sorted = true): unknown {
  if (value instanceof Heap || typeof value === 'function') return undefined
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [key, normal(item, sorted)] as const)
    return sorted ? entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries
  }
  if (value instanceof Set) return [...value].map((item) => normal(item, sorted))
  if (Array.isArray(value)) return value.map((item) => normal(item, sorted))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([name]) => !PASSING.has(name)).map(([name, item]) => [name, normal(name === UNORDERED && item instanceof Set ? new Set([...item].sort((a, b) => a - b)) : item, sorted)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

/** The smallest part that differs, with its path. */
function differing(a: unknown, b: unknown, path = ''): string {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return `${path} ${JSON.stringify(a)}`
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const name = [...new Set([...Object.keys(x), ...Object.keys(y)])].find((each) => !isDeepStrictEqual(x[each], y[each]))
  return name === undefined ? path : name in x && name in y ? differing(x[name], y[name], `${path}/${name}`) : `${path}/${name} ${JSON.stringify(x[name])}`
}
