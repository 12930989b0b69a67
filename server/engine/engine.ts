/**
 * The in-process door: an engine on a database, answering Zeebe's gRPC protocol on a port. It waits for the lease, serves, and
 * when it loses the database or the lease it drops its memory, waits again and starts from the rows.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Gateway } from './gateway/server.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Machine } from './machine/machine.ts'
import { EngineMetrics } from './metrics.ts'
import { operationsDoor, operationsService } from './operations/service.ts'
import { Runner } from './run.ts'
import { createSandbox } from './sandbox/pool.ts'
import type { Incident } from './state.ts'
import { DEFAULT_HISTORY, type HistoryPolicy, openHistory, turnWhenFull } from './store/history.ts'
import { type Lease, LEASE_SECONDS, release, renew, tryAcquire } from './store/lease.ts'
import { migrateEngine } from './store/migrate.ts'
import { readIncidents } from './store/inspect.ts'
import { recover } from './store/read.ts'

export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface EngineOptions {
  databaseUrl: string
  /** 0 takes any free port. */
  port: number
  host?: string
  /** Milliseconds since 1970; the machine's clock unless handed in. */
  now?: () => number
  /** How much is kept of what happened; 0 days or rows: nothing. */
  history?: HistoryPolicy
  limits?: Limits
  log: Log
}

export interface Engine {
  port: number
  /** After moving a handed-in clock: what is due now is done now. */
  poke(): void
  /** Resolves when nothing is due, running or waiting for the disk. */
  idle(): Promise<void>
  /** How many long polls wait for jobs of a type. */
  waiting(jobType: string): number
  /** How many job streams are open, of a type or in all. */
  streams(jobType?: string): number
  incidents(processInstanceKey?: string): Promise<(Incident & { processInstanceKey: number; bpmnProcessId: string })[]>
  /** Its numbers in Prometheus' text format. */
  metrics(): Promise<string>
  /** Finishes the commit in flight, answers what it held, lets go of lease, port and connections. */
  close(): Promise<void>
}

const RENEW_MS = (LEASE_SECONDS * 1000) / 5
const RETRY_MS = 500
const TURN_MS = 10_000

interface Term {
  machine: Machine
  runner: Runner
  writer: pg.Client
  reader: pg.Client
  lease: Lease
  /** Why it ended; null when it was ended in order. */
  ended: Promise<Error | null>
  end(error: Error | null): void
}

/** Resolves once the lease is held, the state is in memory and the port is open. @throws when the database is out of reach or the port is taken */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const stop = new AbortController()
  const sandbox = createSandbox()
  const limits = options.limits ?? DEFAULT_LIMITS
  const metrics = new EngineMetrics()
  const gateway = new Gateway(options.log, limits, metrics, sandbox)
  let term: Term | null = null
  let serving = false
  const operations = operationsDoor(options.databaseUrl, (rows) =>
    metrics.text(serving ? (term?.machine ?? null) : null, { queue: term?.runner.depth ?? 0, polls: gateway.waiting(), rows }))
  gateway.add(operationsService, operations.handlers)

  const begin = async (): Promise<Term> => {
    const [writer, reader] = [await connect(options, 'writer'), await connect(options, 'reader')]
    try {
      await migrateEngine(writer)
      const lease = await waitForLease(writer, options.log, stop.signal)
      return await startTerm(writer, reader, lease)
    } catch (error) {
      await Promise.allSettled([writer.end(), reader.end()])
      throw error
    }
  }

  const startTerm = async (writer: pg.Client, reader: pg.Client, lease: Lease): Promise<Term> => {
    const machine = new Machine(options.now ?? Date.now)
    machine.nextFreeKey = lease.nextKey
    const policy = options.history ?? DEFAULT_HISTORY
    machine.counted = (events) => metrics.happened(events)
    machine.history = await openHistory(writer, policy, machine.now())
    await recover(writer, machine)
    let end: (error: Error | null) => void = () => {}
    const ended = new Promise<Error | null>((resolve) => (end = resolve))
    const runner = new Runner({ machine, lease, writer, reader, sandbox, log: options.log, metrics, maxRequests: limits.maxRequests, onFailure: end })
    for (const client of [writer, reader]) client.on('error', (error) => end(error)).on('end', () => end(new Error('The connection to the database has ended')))
    keepLease(writer, lease, ended, end)
    keepHistory(machine, () => turnWhenFull(writer, lease, machine.history!, policy, machine.now()), ended, options.log)
    gateway.serve(runner)
    serving = true
    return { machine, runner, writer, reader, lease, ended, end }
  }

  const again = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const error = await term!.ended
      if (stop.signal.aborted) return
      options.log.warn({ error: error?.message }, 'The engine has stopped and starts again from its rows.')
      serving = false
      gateway.serve(null)
      await endTerm(term!)
      while (!stop.signal.aborted) {
        try {
          term = await begin()
          break
        } catch (cause) {
          options.log.warn({ error: (cause as Error).message }, 'The engine does not come up; it tries again.')
          await delay(RETRY_MS)
        }
      }
    }
  }

  term = await begin()
  const port = await gateway.listen(options.host ?? '127.0.0.1', options.port).catch(async (error) => {
    stop.abort()
    await endTerm(term!)
    throw error
  })
  const watching = again()
  return {
    port,
    poke: () => term!.runner.poke(),
    idle: () => term!.runner.idle(),
    waiting: (jobType) => gateway.waiting(jobType),
    streams: (jobType) => gateway.streaming(jobType),
    metrics: () => operations.metrics(),
    incidents: (key) => readIncidents(term!.reader, key),
    close: async () => {
      stop.abort()
      await gateway.close()
      await endTerm(term!)
      await operations.close()
      await sandbox.close()
      await watching
    },
  }
}

async function connect(options: EngineOptions, role: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: `tongban-engine-${role}`, keepAlive: true })
  client.on('error', () => {}) // a broken connection shows at the next statement
  await client.connect()
  return client
}

async function waitForLease(client: pg.Client, log: Log, signal: AbortSignal): Promise<Lease> {
  for (let waited = false; ; waited = true) {
    const lease = await tryAcquire(client)
    if (lease) return lease
    if (signal.aborted) throw new Error('The engine was stopped while it waited for its turn')
    if (!waited) log.info({}, 'Another engine writes to this database; this one waits until it ends.')
    await delay(RETRY_MS)
  }
}

/** An idle engine keeps its lease, and one that was replaced learns it without a command. */
function keepLease(writer: pg.Client, lease: Lease, ended: Promise<unknown>, end: (error: Error | null) => void): void {
  const timer = setInterval(() => renew(writer, lease).catch(end), RENEW_MS)
  timer.unref()
  void ended.then(() => clearInterval(timer))
}

/** Prunes by turning the ring; what a reader holds up for the moment is tried again. */
function keepHistory(machine: Machine, turn: () => Promise<boolean>, ended: Promise<unknown>, log: Log): void {
  if (!machine.history) return
  const timer = setInterval(() => turn().catch((error: Error) => log.warn({ error: error.message }, 'The history could not be pruned; it is tried again.')), TURN_MS)
  timer.unref()
  void ended.then(() => clearInterval(timer))
}

async function endTerm(term: Term): Promise<void> {
  term.end(null)
  await term.runner.close()
  await release(term.writer, term.lease).catch(() => {})
  for (const client of [term.writer, term.reader]) client.removeAllListeners('end')
  await Promise.allSettled([term.writer.end(), term.reader.end()])
}
