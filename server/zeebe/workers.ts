/** Takes jobs from the engines and hands each case's to answerJobs: by long polls in a running server, by single rounds in stories. */
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { retryAfter } from '../db/outbox.ts'
import { answerJobs, OFFER_MS } from './answerJob.ts'
import type { EngineClient, Job } from './client.ts'
import type { Wire } from './wire.ts'

/** Cases whose jobs of one type are handled at once: they share the database's connections with the officers' requests. */
const HANDS = 4
/** More than a case has steps side by side, as a rule. */
const JOBS_A_HAND = 4
const POLL_MS = 20_000
/** A gateway that does not hold polls open (the test engine's) is not asked more often than this. */
const IDLE_PAUSE_MS = 100

export interface Workers {
  /** One round without waiting: every job on offer now is handled; resolves with how many there were. */
  round(): Promise<number>
  /** Polls from now on until stopped. */
  run(): void
  /** Takes no more jobs and resolves when those in hand are finished. */
  stop(): Promise<void>
}

export function createWorkers(wire: Wire): Workers {
  const types = Object.keys(wire.house.handlers)
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal) // one listener a poll under way: as many as there are job types, and each takes its own away
  const loops: Promise<void>[] = []
  const pairs = wire.engines.clients.flatMap((client) => types.map((type) => ({ client, type })))
  return {
    round: async () => {
      const counts = await Promise.all(pairs.map(({ client, type }) => once(wire, client, type)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    run: () => {
      for (const { client, type } of pairs) loops.push(keepPolling(wire, client, type, stopping.signal))
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function once(wire: Wire, client: EngineClient, type: string): Promise<number> {
  const jobs = await client.activateJobs({ type, maxJobs: 32, timeoutMs: OFFER_MS, waitMs: -1 })
  for (const together of byCase(jobs)) await answerJobs(wire, client, together)
  return jobs.length
}

async function keepPolling(wire: Wire, client: EngineClient, type: string, signal: AbortSignal): Promise<void> {
  const busy = new Set<Promise<void>>()
  let failures = 0
  while (!signal.aborted) {
    if (busy.size >= HANDS) {
      await Promise.race(busy)
      continue
    }
    const began = performance.now()
    try {
      const jobs = await client.activateJobs({ type, maxJobs: (HANDS - busy.size) * JOBS_A_HAND, timeoutMs: OFFER_MS, waitMs: POLL_MS }, signal)
      if (failures > 0) wire.ctx.log.info({ engine: client.name, type }, 'The engine answers again.')
      failures = 0
      for (const together of byCase(jobs)) take(wire, client, together, busy)
      if (jobs.length === 0 && performance.now() - began < IDLE_PAUSE_MS) await rest(IDLE_PAUSE_MS, signal)
    } catch (error) {
      // said once: an engine that is down for an hour is one fact, not thousands
      if (++failures === 1 && !signal.aborted) wire.ctx.log.warn({ engine: client.name, type, error: (error as Error).message }, 'The engine gives no jobs; it is asked again until it does.')
      await rest(Math.min(retryAfter(failures, wire.ctx.random(2).readUInt16BE() / 65536), 5000), signal)
    }
  }
  await Promise.all(busy)
}

/** Parallel steps of a case open together: their jobs share a lock and a commit. */
function byCase(jobs: Job[]): Job[][] {
  const cases = new Map<unknown, Job[]>()
  for (const job of jobs) cases.set(job.variables.caseId, [...(cases.get(job.variables.caseId) ?? []), job])
  return [...cases.values()]
}

function take(wire: Wire, client: EngineClient, jobs: Job[], busy: Set<Promise<void>>): void {
  const work: Promise<void> = answerJobs(wire, client, jobs).finally(() => busy.delete(work))
  busy.add(work)
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
