/**
 * The door of this room: starts our side of the wire and hands out what the application plugs together.
 * Nothing here knows what a case or a task is; the rooms above hand that down as a `House`.
 */
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { NotSent, type TopicHandler } from '../db/outbox.ts'
import type { Db, Tx } from '../db/pool.ts'
import { connectEngine, type EngineClient, type EngineName } from './client.ts'
import { engineTopics } from './commands.ts'
import { ensureDeployed, type Diagram } from './deployment.ts'
import { EngineError } from './engineError.ts'
import { claim, guarded, installationId, release } from './installation.ts'
import { migrateCase } from './migrating.ts'
import { createReconciler } from './reconciler.ts'
import { countOpenJobs, liveEngines, lostInstances, type Instance } from './store.ts'
import { createWorkers } from './workers.ts'
import type { Engines, House, Wire } from './wire.ts'

export { connectEngine } from './client.ts'
export { connectInspection, type Inspection } from './inspect.ts'
export { lookSoon } from './reconciler.ts'
export type { EngineClient, EngineName, Job, Variables } from './client.ts'
export { commandsWaiting, instanceOf, openElements, type Instance } from './store.ts'
export { EngineError } from './engineError.ts'
export type { Diagram } from './deployment.ts'
export type { House, JobHandler, JobReply } from './wire.ts'

export interface Zeebe {
  /** Handlers of the topics `engine:*` for the relay. */
  topics: Record<string, TopicHandler>
  /** The engine on which new cases start. */
  client: EngineClient
  /** Deploys a diagram now, so that publishing hears the engine's objections; starting a case would do it too. */
  deploy(diagram: Diagram): Promise<{ processId: string; version: number }>
  /**
   * Moves a running case's instance to another diagram of its matter, as the last act of the caller's transaction, which holds the case's row.
   * Saying it again changes nothing. @throws EngineError with the engine's words when what is active does not fit there.
   */
  migrate(tx: Tx, caseId: string, diagram: Diagram, elements: readonly string[]): Promise<void>
  /** Long polls and the sweep, until `stop`. */
  run(): void
  /**
   * For stories without `run`: sends, takes and probes until nothing moves any more.
   * @param drain the relay's; @param settle resolves when the engine itself is idle (a real one answers before it has finished).
   */
  idle(drain: () => Promise<number>, settle?: () => Promise<unknown>): Promise<void>
  /** One step of the slow sweep. */
  sweep(): Promise<{ probed: number; gone: number; lost: number }>
  /** Stop the relay first: what it has in hand needs the connections. */
  stop(): Promise<void>
  /** Gives a Zeebe back, for whoever comes next: what a demonstration does before it stops. The embedded engine is nobody else's. */
  release(): Promise<void>
}

/** Which engines this installation must have running: the preferred one, and any on which cases are still open. */
export async function enginesNeeded(db: Db, config: Config): Promise<{ preferred: EngineName; names: EngineName[] }> {
  const preferred = config.zeebeAddress ? 'zeebe' : 'embedded'
  return { preferred, names: [...new Set([preferred, ...(await liveEngines(db))] as EngineName[])] }
}

/**
 * Connects lazily; an engine that is down is found again by itself. Handlers are registered once, here.
 * @throws ConfigError with one sentence when the Zeebe serves another installation.
 */
export async function startZeebe(ctx: Context, house: House): Promise<Zeebe> {
  const installation = await installationId(ctx)
  const { plain, engines } = connect(ctx, await enginesNeeded(ctx.db, ctx.config), installation)
  for (const client of plain) if (client.name === 'zeebe') await claimOrWait(ctx, client, installation)
  const reconciler = createReconciler(() => wire)
  const wire: Wire = { ctx, house, engines, installation, probeSoon: reconciler.probeSoon, holdSoon: reconciler.holdSoon, inAWhile: reconciler.inAWhile, settled: reconciler.settled }
  const workers = createWorkers(wire)
  const client = engines.get(engines.preferred)
  return {
    topics: engineTopics(wire),
    client,
    deploy: (diagram) => ensureDeployed(ctx, client, diagram),
    migrate: (tx, caseId, diagram, elements) => migrateCase(wire, tx, caseId, diagram, elements),
    run: () => {
      workers.run()
      reconciler.run()
    },
    idle: async (drain, settle) => {
      for (let moved = 1; moved > 0; ) {
        moved = await drain()
        await settle?.()
        moved += (await workers.round()) + (await reconciler.round())
      }
    },
    sweep: reconciler.sweep,
    stop: async () => {
      await Promise.all([workers.stop(), reconciler.stop()])
      await Promise.all(engines.clients.map((each) => each.close()))
    },
    release: async () => {
      for (const each of plain) if (each.name === 'zeebe') await release(ctx, each, installation)
    },
  }
}

/** A Zeebe that is away holds up no start: it is asked before the first thing is said to it. */
async function claimOrWait(ctx: Context, client: EngineClient, installation: string): Promise<void> {
  try {
    await claim(ctx, client, installation)
  } catch (error) {
    if (!(error instanceof EngineError)) {
      await client.close()
      throw error
    }
    ctx.log.warn({ engine: client.name, error: error.message }, 'The Zeebe does not answer; whether it is ours is asked when it does.')
  }
}

/** Where an engine is; null when the settings do not say. */
export function addressOf(config: Config, name: EngineName): string | null {
  return name === 'embedded' ? `127.0.0.1:${config.enginePort}` : config.zeebeAddress
}

/** `plain` are the clients as they are; what `engines` hands out asks first whose the engine is, where it could be another's. */
function connect(ctx: Context, needed: { preferred: EngineName; names: EngineName[] }, installation: string): { plain: EngineClient[]; engines: Engines } {
  const plain: EngineClient[] = []
  for (const name of needed.names) {
    const address = addressOf(ctx.config, name)
    if (address) plain.push(connectEngine(name, address))
    else ctx.log.error({ engine: name }, 'Cases are still open on this engine, but ZEEBE_ADDRESS is not set: they stand still until it is.')
  }
  const clients = plain.map((client) => (client.name === 'zeebe' ? guarded(ctx, client, installation) : client))
  const get: Engines['get'] = (name) => {
    const client = clients.find((each) => each.name === name)
    if (!client) throw new NotSent(`This server has no connection to the engine "${name}". Set ZEEBE_ADDRESS.`)
    return client
  }
  return { plain, engines: { preferred: needed.preferred, clients, get } }
}

/** Where our books and the engines differ, for supervision: an empty report is the good one. */
export async function engineReport(db: Db): Promise<{ openJobs: number; oldestProbe: Date | null; lost: Instance[] }> {
  const { open, oldestProbe } = await countOpenJobs(db)
  return { openJobs: open, oldestProbe, lost: await lostInstances(db) }
}
