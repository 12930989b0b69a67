/**
 * One Zeebe serves one installation, and this is how the second one finds out before it takes a job: an instance of the process
 * `tongban-installation` stands on the cluster, started by whose message came first. What of a cluster's jobs is ours is judged in start.ts.
 */
import { readFileSync } from 'node:fs'
import { ConfigError } from '../config.ts'
import type { Context } from '../context.ts'
import { change, row } from '../db/pool.ts'
import type { EngineClient, Job } from './client.ts'
import { EngineError } from './engineError.ts'

const DIAGRAM = { name: 'installation.bpmn', content: readFileSync(new URL('./installation.bpmn', import.meta.url), 'utf8') }
const PROCESS = 'tongban-installation'
const JOB_TYPE = 'tongban:installation'
/** One key for all installations: Zeebe holds a process to one instance a correlation key, whichever message came first. */
const KEY = 'cluster'
/** What is written in the instance is read again so often, in case the cluster's data was replaced and another installation came first. */
const FRESH_MS = 5 * 60_000
/** Several servers read the same job one after the other, a few milliseconds each; one that dies over it gives it back after LOOK_MS. */
const LOOK_MS = 2000
const ROUNDS = 40
const ROUND_MS = 250

/** Who has the cluster, as the marker's variables tell. */
interface Marker { instanceKey: string; installation: string; address: string; since: string }

/** This installation's name: 16 hexadecimal digits, the same for every server of its database. */
export async function installationId(ctx: Context): Promise<string> {
  const known = (): Promise<{ id: string } | undefined> => row(ctx.db, 'select id from engine_installation')
  const found = await known()
  if (found) return found.id
  await change(ctx.db, 'insert into engine_installation (id, made_at) values (?, ?) on conflict (one) do nothing', [ctx.random(8).toString('hex'), ctx.now()])
  return (await known())!.id
}

/**
 * Makes the cluster ours, or finds that it is. @returns the marker.
 * @throws ConfigError with one sentence when another installation has it; EngineError when the cluster does not answer.
 */
export async function claim(ctx: Context, client: EngineClient, installation: string): Promise<Marker> {
  await client.deploy(DIAGRAM)
  const found = await read(ctx, client, installation)
  if (found.installation === installation) return found
  if (ctx.config.zeebeTakeOver !== found.installation) throw new ConfigError(refusal(ctx, found))
  ctx.log.warn({ engine: client.name, installation: found.installation }, 'The Zeebe of another installation is taken over, as ZEEBE_TAKE_OVER says.')
  await cancel(client, found)
  return claim(ctx, client, installation)
}

/** Gives the cluster back: the next installation that comes may have it. */
export async function release(ctx: Context, client: EngineClient, installation: string): Promise<void> {
  await cancel(client, await claim(ctx, client, installation))
}

/**
 * The client that says and takes nothing before the cluster is known to be ours. A cluster that is away, or another's, is asked again
 * with the next call; what was to be sent waits in the outbox.
 */
export function guarded(ctx: Context, client: EngineClient, installation: string): EngineClient {
  let freshUntil = 0
  let asking: Promise<void> | undefined
  let told = false
  async function ask(): Promise<void> {
    try {
      await claim(ctx, client, installation)
      freshUntil = performance.now() + FRESH_MS
      told = false
    } catch (error) {
      if (error instanceof EngineError) throw new EngineError('not-sent', error.call, error.message) // what was to be said was not, whatever became of the question
      if (!(error instanceof ConfigError)) throw error
      if (!told) ctx.log.error({ engine: client.name }, error.message)
      told = true
      throw new EngineError('not-sent', 'claim', error.message)
    }
  }
  const ours = (): Promise<void> | undefined => {
    if (performance.now() < freshUntil) return undefined
    asking ??= ask().finally(() => (asking = undefined))
    return asking
  }
  const after = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    await ours()
    return work(...args)
  }
  return {
    name: client.name,
    topology: after(client.topology),
    deploy: after(client.deploy),
    createInstance: after(client.createInstance),
    cancelInstance: after(client.cancelInstance),
    activateJobs: after(client.activateJobs),
    completeJob: after(client.completeJob),
    failJob: after(client.failJob),
    throwError: after(client.throwError),
    updateJobTimeout: after(client.updateJobTimeout),
    updateJobRetries: after(client.updateJobRetries),
    publishMessage: after(client.publishMessage),
    setVariables: after(client.setVariables),
    resolveIncident: after(client.resolveIncident),
    modifyInstance: after(client.modifyInstance),
    migrateInstance: after(client.migrateInstance),
    close: client.close,
  }
}

/** Announces us, which changes nothing where somebody has announced himself before, and reads who was first. */
async function read(ctx: Context, client: EngineClient, installation: string): Promise<Marker> {
  const variables = { installation, address: ctx.config.publicUrl, since: ctx.now().toISOString() }
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    await client.publishMessage({ name: PROCESS, correlationKey: KEY, ttlMs: 0, variables })
    const [job] = await client.activateJobs({ type: JOB_TYPE, maxJobs: 1, timeoutMs: LOOK_MS, waitMs: ROUND_MS })
    if (job) return look(client, job)
    // a diagram reaches the other partitions a moment after its deployment; a gateway that does not hold polls is given the same time
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, ROUND_MS - (performance.now() - began))))
  }
  throw new EngineError('unknown', 'claim', `nobody could be found whose Zeebe this is: the process "${PROCESS}" has an instance, but its job "${JOB_TYPE}" is not offered. Resolve its incident, or cancel the instance.`)
}

/** Reads the job and puts it back at once for the next one who wants to know. */
async function look(client: EngineClient, job: Job): Promise<Marker> {
  await client.failJob(job.key, { retries: job.retries, message: 'read, and put back', backoffMs: 0 }).catch(() => undefined) // its lock lapses
  const { installation, address, since } = job.variables
  return { instanceKey: job.processInstanceKey, installation: String(installation), address: String(address), since: String(since) }
}

async function cancel(client: EngineClient, marker: Marker): Promise<void> {
  await client.cancelInstance(marker.instanceKey).catch((error) => {
    if (!(error instanceof EngineError && error.kind === 'gone')) throw error
  })
}

function refusal(ctx: Context, { installation, address, since }: Marker): string {
  return `The Zeebe at ${ctx.config.zeebeAddress} (ZEEBE_ADDRESS) serves another Tongban, ${installation} at ${address} since ${since.slice(0, 10)}, and would mix up the two's cases: give this one a Zeebe of its own, or leave ZEEBE_ADDRESS out to use the embedded engine. Only if that installation is gone for good: start once with ZEEBE_TAKE_OVER=${installation}.`
}
