/**
 * Holds our inbox against the engine, which tells nobody when it ends a job: after each command the case's open jobs are probed,
 * and a slow sweep looks at all of them. What is gone is told upward as an outbox row; an instance that vanished is marked lost.
 */
import { inTransaction } from '../db/pool.ts'
import { hold } from './answerJob.ts'
import { EngineError } from './engineError.ts'
import { openJobsOf, setInstanceState, takeInstancesToProbe, takeJobsToProbe, weAnswered, type Instance, type KnownJob } from './store.ts'
import type { Wire } from './wire.ts'

/** Probes a second at most, so that ten thousand open tasks cost the engine nothing to speak of. */
const SWEEP_PER_SECOND = 20
/** How long a probe is good for. */
const FRESH_MS = 10 * 60_000
/** A message's effect comes after its reply: the case is looked at once more. */
const SECOND_LOOK_MS = 2000

export interface Reconciler {
  probeSoon(caseId: string, again?: boolean): void
  /** Probes the cases named since the last round; resolves with how many jobs were found gone. */
  round(): Promise<number>
  /** One step of the sweep: at most 20 probes. Resolves with what it looked at and found. */
  sweep(): Promise<{ probed: number; gone: number; lost: number }>
  run(): void
  stop(): Promise<void>
}

export function createReconciler(wire: () => Wire): Reconciler {
  const named = new Set<string>()
  const timers = new Set<NodeJS.Timeout>()
  let running = false
  let turn: Promise<unknown> = Promise.resolve()

  async function round(): Promise<number> {
    const cases = [...named]
    named.clear()
    let gone = 0
    for (const caseId of cases) for (const job of await openJobsOf(wire().ctx.db, caseId)) if (!(await probe(wire(), job))) gone++
    return gone
  }
  /** One after the other; a failure (the engine is down) is left to the sweep. */
  function later(ms: number, work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      turn = turn.then(work).catch((error) => wire().ctx.log.warn({ error: String(error) }, 'Open jobs could not be compared with the engine; the sweep does it later.'))
    }, ms)
    timer.unref()
    timers.add(timer)
  }
  function sweepAgain(): void {
    if (running) later(1000, () => sweep(wire()).finally(sweepAgain))
  }

  return {
    probeSoon: (caseId, again = false) => {
      named.add(caseId)
      if (!running) return
      later(0, round)
      if (again) later(SECOND_LOOK_MS, async () => {
        named.add(caseId)
        await round()
      })
    },
    round,
    sweep: () => sweep(wire()),
    run: () => {
      running = true
      sweepAgain()
    },
    stop: async () => {
      running = false
      for (const timer of timers) clearTimeout(timer)
      await turn
    },
  }
}

/** False when the engine has ended the job without us. */
async function probe(wire: Wire, job: KnownJob): Promise<boolean> {
  const client = wire.engines.clients.find(({ name }) => name === job.engine)
  if (!client) return true // not connected: says nothing about the job
  if (await weAnswered(wire.ctx.db, job.caseId, job.engine, job.jobKey)) return true // the relay settles it
  try {
    return await hold(wire, client, job.jobKey)
  } catch (error) {
    if (error instanceof EngineError) return true // no answer says nothing about the job; the next sweep asks again
    throw error
  }
}

async function sweep(wire: Wire): Promise<{ probed: number; gone: number; lost: number }> {
  const { ctx, engines } = wire
  const now = ctx.now()
  const stale = new Date(now.getTime() - FRESH_MS)
  const names = engines.clients.map(({ name }) => name)
  const jobs = await takeJobsToProbe(ctx.db, names, stale, now, SWEEP_PER_SECOND)
  let gone = 0
  for (const job of jobs) if (!(await probe(wire, job))) gone++
  const instances = await takeInstancesToProbe(ctx.db, names, stale, now, SWEEP_PER_SECOND - jobs.length)
  let lost = 0
  for (const instance of instances) if ((await probeInstance(wire, instance)) === 'lost') lost++
  return { probed: jobs.length + instances.length, gone, lost }
}

/** Setting no variables changes nothing and tells whether the instance exists. */
async function probeInstance(wire: Wire, instance: Instance): Promise<'alive' | 'ended' | 'lost'> {
  const { ctx, house, engines } = wire
  try {
    await engines.get(instance.engine).setVariables(instance.instanceKey!, {}, true)
    return 'alive'
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.kind !== 'gone') return 'alive'
  }
  return inTransaction(ctx.db, async (tx) => {
    const state = (await house.lockCase(tx, instance.caseId)) === 'open' ? 'lost' : 'ended'
    await setInstanceState(tx, instance.engine, instance.instanceKey!, state)
    if (state === 'lost') ctx.log.error({ caseId: instance.caseId, engine: instance.engine, instanceKey: instance.instanceKey }, 'The engine has no instance for a case that is still open.')
    return state
  })
}
