/** What the parts of this room share: the engines, and what the rooms above hand down (how jobs are answered, how a case is locked, where diagrams come from). */
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import type { EngineClient, EngineName, Job, Variables } from './client.ts'
import type { Diagram } from './deployment.ts'

/**
 * - `hold`: a person will answer; the job stays ours until an outbox row completes it.
 * - `complete`, `error`: the answer goes out by the outbox, in the same transaction as the handler's writes.
 * - `fail`: repeating will not help; the handler's writes are undone and operators see an incident with this message.
 */
export type JobReply =
  | { kind: 'hold' }
  | { kind: 'complete'; variables?: Variables }
  | { kind: 'error'; code: string; message?: string; variables?: Variables }
  | { kind: 'fail'; message: string }

/** Runs once a job, in one transaction with the case row locked. A throw undoes it and is tried again after a pause, then an incident. */
export type JobHandler = (tx: Tx, ctx: Context, job: Job & { caseId: string }) => Promise<JobReply>

export interface House {
  /** One handler a job type. */
  handlers: Record<string, JobHandler>
  /**
   * Locks the case row (`for update`) and tells whether the case still runs; `withdrawn`: its instance is about to be cancelled;
   * undefined: there is no such case.
   */
  lockCase(tx: Tx, caseId: string): Promise<'open' | 'closed' | 'withdrawn' | undefined>
  /** Asks, in the round trip of the lock, for what the handlers of these jobs will read; they ask themselves for what is not there. */
  foresee?(tx: Tx, caseId: string, jobs: readonly Job[]): void
  /** The diagrams of a published matter version. */
  diagram(db: Db, versionId: string): Promise<Diagram>
}

/** The engines this server is connected to, by name. */
export interface Engines {
  /** On which engine a new case starts. */
  preferred: EngineName
  clients: EngineClient[]
  /** Throws NotSent when this server has no connection to that engine. */
  get(name: EngineName): EngineClient
}

export interface Wire {
  ctx: Context
  house: House
  engines: Engines
  /** Our name on engines that others could use too (installation.ts). */
  installation: string
  /** The engine may have ended jobs of this case: look at them; twice where the command's effect comes after its reply. */
  probeSoon(caseId: string | null, again?: boolean): Promise<void>
  /** Lengthens the lock of a job we have written down, before OFFER_MS are over, unless it is answered by then. */
  holdSoon(client: EngineClient, jobKey: string): Promise<void>
  /** Work that a stop leaves undone: nothing is lost with it. It never throws. */
  inAWhile(ms: number, work: () => Promise<void>): void
  /** Our answer to this job has arrived. `alone`: it cannot have ended other jobs of the case, so they need no look. */
  settled(tx: Tx, engine: EngineName, jobKey: string, caseId: string | null, alone: boolean): Promise<void>
}
