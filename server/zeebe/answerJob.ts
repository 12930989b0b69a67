/**
 * What happens with an offered job: one transaction with the case row locked, in which it is written down once and its handler runs.
 * The engine hears of the outcome only after the commit; a crash at any point has the job offered again.
 */
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue, sendAgain } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import type { EngineClient, Job } from './client.ts'
import { EngineError } from './engineError.ts'
import { reportGone } from './gone.ts'
import { cancelTwin, isTwin } from './start.ts'
import { insertJob, insertJobOfBound, job as knownJob, setJobState } from './store.ts'
import type { JobReply, Wire } from './wire.ts'

/** How long an offered job is locked for us: ample to write it down, and after a crash nobody waits long until it is offered again. */
export const OFFER_MS = 20_000

const DAY_MS = 24 * 3600 * 1000
const FIRST_BACKOFF_MS = 1000

/** A held job's lock: four to six days, spread so that ten thousand of them do not lapse in one hour. The sweep renews it long before. */
export function holdMs(chance: number): number {
  return Math.round((4 + 2 * chance) * DAY_MS)
}

/** A reply that undoes the handler's writes. */
class Failed extends Error {}

/** A job of an installation whose Zeebe was taken over: it stays as it is and is asked about again in ten minutes. */
class Foreign extends Error {}
const FOREIGN_MS = 600_000

/**
 * Jobs of one case that were offered together: one transaction writes them all down, and where one of them fails, each has its own.
 * Never throws: what goes wrong is reported to the engine, or the job's lock lapses and it is offered again.
 */
export async function answerJobs(wire: Wire, client: EngineClient, jobs: Job[]): Promise<void> {
  crashpoint('job:offered')
  try {
    const held = await inTransaction(wire.ctx.db, async (tx) => {
      const outcomes: ('hold' | 'answered')[] = []
      for (const written of await writeDown(wire, tx, jobs)) outcomes.push(await handle(wire, tx, written))
      return jobs.filter((_, index) => outcomes[index] === 'hold')
    })
    crashpoint('job:committed')
    for (const job of held) await wire.holdSoon(client, job.key)
  } catch (error) {
    if (jobs.length === 1) return complain(wire, client, jobs[0]!, error)
    for (const job of jobs) await answerJobs(wire, client, [job])
  }
}

interface Written { job: Job; caseId: string; state: 'open' | 'closed' | 'withdrawn'; isNew: boolean }

/** Jobs of one case, in one round trip: all that follows the lock is carried out under it. */
async function writeDown(wire: Wire, tx: Tx, jobs: Job[]): Promise<Written[]> {
  const { ctx, house } = wire
  const [caseId] = jobs.map((job) => caseOf(wire, job))
  const locking = house.lockCase(tx, caseId!)
  const inserting = jobs.map((job) => insertJobOfBound(tx, job, caseId!, ctx.now()))
  house.foresee?.(tx, caseId!, jobs)
  const [state, ...isNew] = await Promise.all([locking, ...inserting])
  if (!state) throw new Error(`Job ${jobs[0]!.key} names case ${caseId}, which does not exist here. Does another installation use this engine?`)
  return jobs.map((job, index) => ({ job, caseId: caseId!, state, isNew: isNew[index]! }))
}

/** @throws Failed, Foreign */
function caseOf(wire: Wire, { key, elementId, variables: { caseId, installation } }: Job): string {
  if (typeof caseId !== 'string' || !/^\d+$/.test(caseId)) {
    throw new Failed(`Step "${elementId}" came without the variable caseId (found ${JSON.stringify(caseId)}). Do not overwrite caseId in a mapping.`)
  }
  if (installation !== undefined && installation !== wire.installation) throw new Foreign(`Job ${key} belongs to the installation ${String(installation)}, which must end its cases itself; this one is ${wire.installation}.`)
  return caseId
}

async function handle(wire: Wire, tx: Tx, { job, caseId, state, isNew }: Written): Promise<'hold' | 'answered'> {
  const { ctx, house } = wire
  if (!isNew) {
    if (await isTwin(tx, job, caseId)) {
      await cancelTwin(tx, ctx, job.engine, job.processInstanceKey)
      return 'answered'
    }
    if (!(await insertJob(tx, job, caseId, ctx.now()))) return again(wire, tx, job, caseId)
  }
  // the cancellation is on its way and takes the job with it; nobody must find the next step of a withdrawn case in their inbox meanwhile
  if (state === 'withdrawn') return 'hold'
  const reply = await house.handlers[job.type]!(tx, ctx, { ...job, caseId })
  await record(wire, tx, job, caseId, reply)
  crashpoint('job:handled')
  return reply.kind === 'hold' ? 'hold' : 'answered'
}

/** A job offered a second time: its lock lapsed, or the engine's data is older than ours (restored from a backup). */
async function again(wire: Wire, tx: Tx, job: Job, caseId: string): Promise<'hold' | 'answered'> {
  const { state } = (await knownJob(tx, job.engine, job.key))!
  switch (state) {
    case 'open':
      return 'hold'
    case 'completed':
      // our answer waits in the outbox, or was sent and the engine has forgotten it: then it goes out again
      await sendAgain(tx, wire.ctx, caseId, ['engine:complete', 'engine:throw-error'], { engine: job.engine, jobKey: job.key })
      return 'answered'
    case 'gone':
      throw new Failed(`The engine offers job ${job.key} again, which it had ended before. If its data was restored from a backup, cancel the instance and start the case anew.`)
    default:
      return state satisfies never
  }
}

async function record(wire: Wire, tx: Tx, job: Job, caseId: string, reply: JobReply): Promise<void> {
  const answer = (topic: string, payload: object): Promise<void> =>
    enqueue(tx, wire.ctx, { topic, caseId, payload: { engine: job.engine, jobKey: job.key, ...payload } })
  switch (reply.kind) {
    case 'hold':
      return
    case 'complete':
      await answer('engine:complete', { variables: reply.variables ?? {} })
      break
    case 'error':
      await answer('engine:throw-error', { code: reply.code, message: reply.message ?? '', variables: reply.variables })
      break
    case 'fail':
      throw new Failed(reply.message)
    default:
      return reply satisfies never
  }
  await setJobState(tx, job.engine, job.key, 'completed')
}

/** Takes the long lock; also how a job that was cancelled between offer and now is found out. */
export async function hold(wire: Wire, client: EngineClient, jobKey: string): Promise<boolean> {
  try {
    await client.updateJobTimeout(jobKey, holdMs(wire.ctx.random(2).readUInt16BE() / 65536))
    return true
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.kind === 'not-active') return true // its lock had lapsed: it is offered again
    if (error.kind !== 'gone') throw error
    await reportGone(wire, client.name, jobKey, null)
    return false
  }
}

/**
 * The engine counts the retries and raises the incident; trouble of our own (database, connection) costs no retry. The pause before the next try
 * is ours: meanwhile the job's lock holds, and then it fails without a backoff, for a Zeebe 8.5 forgets jobs in their backoff now and then, and
 * their case would stand still (camunda/camunda#16884). After a crash in the pause the lock lapses and the job is offered again.
 */
async function complain(wire: Wire, client: EngineClient, job: Job, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  wire.ctx.log.error({ engine: job.engine, jobKey: job.key, type: job.type, element: job.elementId, caseId: job.variables.caseId, error: message }, 'A job could not be handled.')
  if (error instanceof EngineError || isOurDatabase(error)) return
  if (error instanceof Foreign) return unlessGone(wire, job, client.updateJobTimeout(job.key, FOREIGN_MS))
  const retries = error instanceof Failed ? 0 : job.retries - 1
  const fail = (): Promise<void> => unlessGone(wire, job, client.failJob(job.key, { retries, message: message.slice(0, 1000), backoffMs: 0 }))
  if (retries <= 0) return fail()
  wire.inAWhile(backoffMs(job.retries, wire.ctx.random(2).readUInt16BE() / 65536), fail)
}

/** 1 s, 4 s, more or less by half: no longer than the lock of an offer leaves. */
function backoffMs(retries: number, chance: number): number {
  return Math.round(FIRST_BACKOFF_MS * 4 ** Math.min(1, Math.max(0, 3 - retries)) * (0.5 + chance))
}

async function unlessGone(wire: Wire, job: Job, told: Promise<void>): Promise<void> {
  await told.catch((error: EngineError) => {
    if (error.kind !== 'gone') wire.ctx.log.warn({ jobKey: job.key, error: error.message }, 'The engine was not told of a job that could not be handled; its lock lapses.')
  })
}

/** PostgreSQL away, shutting down, out of room or of connections: classes 08, 53, 57, and the pool's or socket's own words. */
function isOurDatabase(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string }
  return name === 'KnexTimeoutError' || (code !== undefined && (/^(08|53|57)/.test(code) || /^E[A-Z]+$/.test(code))) || /Connection terminated/.test(String(error))
}
