/**
 * Our side of the wire with the smallest house above it: a table of cases, an inbox that holds user tasks, service tasks that complete at once.
 * The engine is handed in, so the same stories run on the embedded one and on a real Zeebe.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Knex } from 'knex'
import type { Context } from '../../server/context.ts'
import { enqueue, type TopicHandler } from '../../server/db/outbox.ts'
import { startRelay, type Relay } from '../../server/db/relay.ts'
import { change, inTransaction, openDatabase, row, rows, type Tx } from '../../server/db/pool.ts'
import { startZeebe, type Job, type JobHandler, type Zeebe } from '../../server/zeebe/service.ts'
import { contextAt, type TestContext } from './context.ts'
import { createTestDatabase } from './database.ts'

export interface EngineUnderTest {
  label: string
  port: number
  /** Resolves when the engine processes nothing any more. */
  idle(): Promise<unknown>
  /** Moves the engine's clock forward. */
  pass(ms: number): Promise<unknown>
  incidents(): Promise<Array<{ elementId: string; errorType: string; errorMessage: string }>>
  close(): Promise<void>
}

export interface WireWorld {
  ctx: TestContext
  db: Knex
  zeebe: Zeebe
  relay: Relay
  /** Every run of a handler: 'caseId:elementId'. */
  handled: string[]
  /** What `job:gone` told. */
  gone: Array<{ jobKey: string; caseId: string; elementId: string; during?: string }>
  /** Opens a case of a diagram of test/zeebe/diagrams; committed, not yet started. */
  open(diagram: string, variables?: Record<string, unknown>): Promise<string>
  settle(): Promise<void>
  /** The element ids of the case's open inbox rows, sorted. */
  inbox(caseId: string): Promise<string[]>
  jobOf(caseId: string, elementId: string): Promise<Job>
  /** Writes an outbox row under the case's lock. */
  put(caseId: string, topic: string, payload: object): Promise<void>
  complete(caseId: string, elementId: string, variables?: Record<string, unknown>): Promise<void>
  closeCase(caseId: string): Promise<void>
  /** Another server on the same database and engine; with `poll` it works by itself, in real time. */
  secondServer(options?: { poll?: boolean }): Promise<{ zeebe: Zeebe; relay: Relay }>
  stop(): Promise<void>
}

const DIAGRAMS = new URL('../zeebe/diagrams/', import.meta.url)
const SERVICE_TYPES = ['case:accept', 'result:issue', 'case:close']

/** Databases that share an engine pass for one installation, so their case ids must differ (`firstCase`), unless another `installation` is named. */
export async function wireTables(db: Knex, firstCase = 1000, installation = '00000000000000aa'): Promise<void> {
  await change(db, 'insert into engine_installation (id, made_at) values (?, now())', [installation])
  await db.raw(`create table wire_case (id bigint generated always as identity (start with ${firstCase}) primary key, diagram text not null, state text not null default 'open')`)
  await db.raw('create table wire_inbox (engine text, job_key bigint, case_id bigint, element_id text, job jsonb, primary key (engine, job_key))')
  await db.raw('create table wire_handled (id bigint generated always as identity, case_id bigint, element_id text)')
}

/** One server process' part: handlers, relay and the wire. `poll`: it works by itself, in real time. */
export async function wireServer(
  ctx: Context,
  options: { poll?: boolean; handlers?: Record<string, JobHandler>; handled?: string[]; gone?: WireWorld['gone'] } = {},
): Promise<{ zeebe: Zeebe; relay: Relay }> {
  const note = async (tx: Tx, job: Job & { caseId: string }): Promise<void> => {
    options.handled?.push(`${job.caseId}:${job.elementId}`)
    await change(tx, 'insert into wire_handled (case_id, element_id) values (?, ?)', [job.caseId, job.elementId])
  }
  const handlers: Record<string, JobHandler> = {
    'io.camunda.zeebe:userTask': async (tx, _ctx, job) => {
      await note(tx, job)
      await change(tx, 'insert into wire_inbox (engine, job_key, case_id, element_id, job) values (?, ?, ?, ?, ?)', [job.engine, job.key, job.caseId, job.elementId, JSON.stringify(job)])
      return { kind: 'hold' }
    },
    ...Object.fromEntries(SERVICE_TYPES.map((type): [string, JobHandler] => [type, async (tx, _ctx, job) => {
      await note(tx, job)
      return { kind: 'complete', variables: { [job.elementId]: 'done' } }
    }])),
    ...options.handlers,
  }
  const zeebe = await startZeebe(ctx, {
    handlers,
    lockCase: async (tx, caseId) => (await row<{ state: 'open' | 'closed' }>(tx, 'select state from wire_case where id = ? for update', [caseId]))?.state,
    diagram: async (_db, name) => diagramOf(name),
  })
  const closeRow: TopicHandler = async ({ payload }) => {
    options.gone?.push(payload)
    await change(ctx.db, 'delete from wire_inbox where engine = ? and job_key = ?', [payload.engine, payload.jobKey])
  }
  const relay = startRelay(ctx, { ...zeebe.topics, 'job:gone': closeRow }, { poll: options.poll ?? false, pollMs: 50 })
  if (options.poll) zeebe.run()
  return { zeebe, relay }
}

export async function wireWorld(engine: { port: number; idle(): Promise<unknown> }, options: { handlers?: Record<string, JobHandler>; firstCase?: number; installation?: string; env?: NodeJS.ProcessEnv } = {}): Promise<WireWorld> {
  const database = await createTestDatabase()
  const db = openDatabase(database.url)
  await wireTables(db, options.firstCase, options.installation)
  const ctx = contextAt(db, '2026-03-02T01:00:00Z', { ZEEBE_ADDRESS: `127.0.0.1:${engine.port}`, ...options.env })
  const handled: string[] = []
  const gone: WireWorld['gone'] = []
  const { zeebe, relay } = await wireServer(ctx, { handlers: options.handlers, handled, gone }).catch(async (refused) => {
    await db.destroy()
    await database.drop()
    throw refused
  })
  const others: Array<{ zeebe: Zeebe; relay: Relay }> = []
  const desk = wireDesk(ctx)
  return {
    ctx, db, zeebe, relay, handled, gone, ...desk,
    settle: () => zeebe.idle(relay.drain, engine.idle),
    secondServer: async ({ poll = false } = {}) => {
      const other = await wireServer(ctx, { poll, handlers: options.handlers, handled, gone })
      others.push(other)
      return other
    },
    stop: async () => {
      for (const each of [{ zeebe, relay }, ...others]) {
        await each.relay.stop()
        await each.zeebe.stop()
      }
      await db.destroy()
      await database.drop()
    },
  }
}

/** What applicants and officers do, as far as the wire sees it: all of it in the database alone. */
export function wireDesk(ctx: Context): Pick<WireWorld, 'open' | 'inbox' | 'jobOf' | 'put' | 'complete' | 'closeCase'> {
  const { db } = ctx
  const locked = <T>(caseId: string, work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(db, async (tx) => {
    await row(tx, 'select 1 from wire_case where id = ? for update', [caseId])
    return work(tx)
  })
  const jobOf = async (caseId: string, elementId: string): Promise<Job> => {
    const found = await row<{ job: Job }>(db, 'select job from wire_inbox where case_id = ? and element_id = ?', [caseId, elementId])
    if (!found) throw new Error(`Case ${caseId} has no open task "${elementId}".`)
    return found.job
  }
  return {
    jobOf,
    open: (diagram, variables = {}) => inTransaction(db, async (tx) => {
      const { id } = (await row<{ id: string }>(tx, 'insert into wire_case (diagram) values (?) returning id', [diagram]))!
      await enqueue(tx, ctx, { topic: 'engine:start', caseId: id, payload: { caseId: id, versionId: diagram, variables } })
      return id
    }),
    put: (caseId, topic, payload) => locked(caseId, async (tx) => void (await enqueue(tx, ctx, { topic, caseId, payload }))),
    inbox: async (caseId) => (await rows<{ element_id: string }>(db, 'select element_id from wire_inbox where case_id = ? order by element_id', [caseId])).map((each) => each.element_id),
    complete: async (caseId, elementId, variables = {}) => {
      const job = await jobOf(caseId, elementId)
      await locked(caseId, async (tx) => {
        await change(tx, 'delete from wire_inbox where engine = ? and job_key = ?', [job.engine, job.key])
        await enqueue(tx, ctx, { topic: 'engine:complete', caseId, payload: { engine: job.engine, jobKey: job.key, variables } })
      })
    },
    closeCase: async (caseId) => void (await change(db, "update wire_case set state = 'closed' where id = ?", [caseId])),
  }
}

function diagramOf(name: string): { hash: string; processId: string; resources: Array<{ name: string; content: string }> } {
  const content = readFileSync(new URL(`${name}.bpmn`, DIAGRAMS), 'utf8')
  const hash = createHash('sha256').update(content).digest('hex')
  return { hash, processId: name, resources: [{ name: `${name}.bpmn`, content }] }
}
