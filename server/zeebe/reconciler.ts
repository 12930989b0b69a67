/**
 * Holds our inbox against the engine, which tells nobody when it ends a job: after each command the case's open jobs are probed,
 * and a slow sweep looks at all of them. What is gone is told upward as an outbox row; an instance that vanished is marked lost.
 */
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import type { EngineClient, EngineName } from './client.ts'
import { hold } from './answerJob.ts'
import { EngineError } from './engineError.ts'
import { markJobsProbed, markProbed, openJobsOf, setInstanceState, stillOpen, settleJob, settleJobAlone, takeInstancesToProbe, takeJobsToProbe, type Instance, type KnownJob } from './store.ts'
import type { Wire } from './wire.ts'

/** Probes a second at most, so that ten thousand open tasks cost the engine nothing to speak of. */
const SWEEP_PER_SECOND = 20
/** How long a probe is good for. */
const FRESH_MS = 10 * 60_000
/** A message's effect comes after its reply, and a process may die before it has looked: the sweep looks so much later. */
const SECOND_LOOK_MS = 2000
/** Well before an offer's lock lapses (OFFER_MS). A job answered in this time needs no second lock, which is a commit of the engine's. */
const HOLD_AFTER_MS = 6000
/** After a probe that the engine did not answer. */
const ASK_AGAIN_MS = 30_000

export interface Reconciler {
  /** Resolves when it is written down, so that a crash does not forget it; the look itself follows at once. */
  probeSoon(caseId: string | null, again?: boolean): Promise<void>
  /** Takes the long lock of a job some seconds later, and not at all if it is answered meanwhile; at once where nothing runs by itself. */
  holdSoon(client: EngineClient, jobKey: string): Promise<void>
  inAWhile(ms: number, work: () => Promise<void>): void
  /** Our answer to this job has arrived: writes that down, and looks at the case's other jobs where it may have ended some of them. */
  settled(tx: Tx, engine: EngineName, jobKey: string, caseId: string | null, alone: boolean): Promise<void>
  /** Probes the cases named since the last round; resolves with how many jobs were found gone. */
  round(): Promise<number>
  /** One step of the sweep: at most 20 probes. Resolves with what it looked at and found. */
  sweep(): Promise<{ probed: number; gone: number; lost: number }>
  run(): void
  stop(): Promise<void>
}

export function createReconciler(wire: () => Wire): Reconciler {
  /** Cases to look at in the next round, and whether the sweep is to look again after it. */
  const named = new Map<string, boolean>()
  const timers = new Set<NodeJS.Timeout>()
  /** Jobs that are ours by the short lock of their offer. */
  const toHold: Pick<KnownJob, 'engine' | 'jobKey'>[] = []
  let running = false
  let turn: Promise<unknown> = Promise.resolve()

  async function round(): Promise<number> {
    const { ctx } = wire()
    const cases = [...named]
    named.clear()
    let gone = 0
    for (const [caseId, again] of cases) {
      const alive: KnownJob[] = []
      for (const job of await openJobsOf(ctx.db, caseId)) {
        const found = await probe(wire(), job)
        if (found === 'gone') gone++
        if (found === 'alive') alive.push(job)
      }
      if (!again) await markJobsProbed(ctx.db, alive, ctx.now())
    }
    return gone
  }
  function inAWhile(ms: number, work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void work()
    }, ms)
    timer.unref()
    timers.add(timer)
  }
  /** One after the other; a failure (the engine is down) is left to the sweep. */
  function later(ms: number, work: () => Promise<unknown>): void {
    inAWhile(ms, async () => {
      turn = turn.then(work).catch((error) => wire().ctx.log.warn({ error: String(error) }, 'Open jobs could not be compared with the engine; the sweep does it later.'))
    })
  }
  /** What was offered in the last seconds and is still open gets its long lock; after a crash it is offered again, which does the same. */
  function holdOpen(): Promise<void> {
    return takeLocks(wire(), toHold.splice(0))
  }
  function look(caseId: string, again: boolean): void {
    named.set(caseId, again || named.get(caseId) === true)
    if (running) later(0, round)
  }
  function sweepAgain(): void {
    if (running) later(1000, () => sweep(wire()).finally(sweepAgain))
  }

  return {
    probeSoon: async (caseId, again = false) => {
      if (caseId !== null && (await markProbed(wire().ctx.db, caseId, soon(wire()))) > 0) look(caseId, again)
    },
    holdSoon: async (client, jobKey) => {
      if (!running) return void (await hold(wire(), client, jobKey))
      if (toHold.length === 0) later(HOLD_AFTER_MS, holdOpen)
      toHold.push({ engine: client.name, jobKey })
    },
    inAWhile,
    settled: async (tx, engine, jobKey, caseId, alone) => {
      if (alone) return settleJobAlone(tx, engine, jobKey)
      if ((await settleJob(tx, engine, jobKey, caseId, soon(wire()))) > 0) tx.afterCommit(() => look(caseId!, false))
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

/** Somebody has acted on the case's instance past us: the sweep compares its jobs within seconds. */
export async function lookSoon(ctx: Context, caseId: string): Promise<void> {
  await markProbed(ctx.db, caseId, new Date(ctx.now().getTime() - FRESH_MS))
}

/** What the sweep will take a moment from now, should the look at once not happen. */
function soon({ ctx }: Wire): Date {
  return new Date(ctx.now().getTime() - FRESH_MS + SECOND_LOOK_MS)
}

/** `unknown`: the engine gave no answer, which says nothing about the job. */
async function probe(wire: Wire, job: KnownJob): Promise<'alive' | 'gone' | 'unknown'> {
  const client = wire.engines.clients.find(({ name }) => name === job.engine)
  if (!client) return 'unknown'
  try {
    return (await hold(wire, client, job.jobKey)) ? 'alive' : 'gone'
  } catch (error) {
    if (error instanceof EngineError) return 'unknown'
    throw error
  }
}

async function takeLocks(wire: Wire, offered: Pick<KnownJob, 'engine' | 'jobKey'>[]): Promise<void> {
  for (const job of await stillOpen(wire.ctx.db, offered)) await probe(wire, job)
}

async function sweep(wire: Wire): Promise<{ probed: number; gone: number; lost: number }> {
  const { ctx, engines } = wire
  const now = ctx.now()
  const stale = new Date(now.getTime() - FRESH_MS)
  const names = engines.clients.map(({ name }) => name)
  const jobs = await takeJobsToProbe(ctx.db, names, stale, now, SWEEP_PER_SECOND)
  let gone = 0
  const unknown: KnownJob[] = []
  for (const job of jobs.filter(({ answered }) => !answered)) {
    const found = await probe(wire, job)
    if (found === 'gone') gone++
    if (found === 'unknown') unknown.push(job)
  }
  await markJobsProbed(ctx.db, unknown, new Date(stale.getTime() + ASK_AGAIN_MS))
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
