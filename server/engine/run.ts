/**
 * The one writer. Requests are carried out in memory one after the other while the commit of those before travels; each is
 * answered when the commit that holds its changes is on disk. A commit that fails ends the runner: memory is ahead of the rows then.
 * What a request must have before it can be carried out is brought together in preparation.ts.
 */
import type pg from 'pg'
import { Answers } from './answers.ts'
import type { Command } from './commands.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { ActivatedJob, Answer, PushJob, Request } from './machine/requests.ts'
import { execute, type Prepared } from './machine/execute.ts'
import type { Changes } from './machine/changes.ts'
import type { Machine } from './machine/machine.ts'
import type { Result } from './machine/results.ts'
import type { Key } from './state.ts'
import type { EngineMetrics } from './metrics.ts'
import { Held, Preparation } from './preparation.ts'
import { LEASE_SECONDS, renew, type Lease } from './store/lease.ts'
import { extrasOf } from './store/extras.ts'
import { commit, commitArguments } from './store/write.ts'
import type { Sandbox } from './sandbox/pool.ts'
import type { Log } from './engine.ts'

/** The runner has ended or is too busy; the client may try again. */
export class Unavailable extends Error {}
export class Overloaded extends Error {}

interface Pending {
  request: Request
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** What workers and operators say of work that is under way is taken when new work no longer is: it makes room (Zeebe). */
const MAKES_ROOM = new Set<Command['type']>(['CompleteJob', 'FailJob', 'ThrowError', 'YieldJob', 'CancelInstance'])

/** Requests carried out before the event loop gets a turn. */
const BURST = 256
/** Well below the age at which a lease may be taken over. */
const TRUST_MS = (LEASE_SECONDS * 1000) / 5
/** A step that failed by a bug of ours is tried again after this, not at once: the engine must not spin. */
const BUG_BACKOFF = 60_000

export interface RunnerParts {
  machine: Machine
  lease: Lease
  /** The writer's session; nothing else uses it. */
  writer: pg.ClientBase
  /** For loading instances while a commit is on its way. */
  reader: pg.ClientBase
  sandbox: Sandbox
  metrics?: EngineMetrics
  /** How many requests may wait; the preset unless handed in. */
  maxRequests?: number
  log: Log
  /** Called once, when a commit failed. */
  onFailure(error: Error): void
}

/** A stream that can take one job now. */
export interface StreamTaker {
  request: Pick<PushJob, 'worker' | 'timeout' | 'fetch'>
  deliver(job: ActivatedJob): void
}

/** Who takes jobs as they come. */
export interface JobStreams {
  has(type: string): boolean
  next(type: string): StreamTaker | null
}

export class Runner {
  private queue: Pending[] = []
  private carriedOut: { pending: Pending; answer: Answer }[] = []
  private committing: Promise<void> | null = null
  private pumping = false
  private ended: Error | null = null
  /** A commit failed: memory is ahead of the rows and nothing may be written any more. */
  private broken = false
  private slowOnes = 0
  private readonly preparation: Preparation
  private readonly answers = new Answers(() => this.settle())
  /** The next key as the lease row knows it: a key that was told to a client is never given twice, whatever dies. */
  private keysUpTo: Key
  /** Monotonic milliseconds of the last statement that found the lease still ours. */
  private confirmedAt = performance.now()
  private dueTimer: NodeJS.Timeout | null = null
  private dueAt = Infinity
  private idleWaiters: (() => void)[] = []
  /** Told after each round which job types have something to offer. */
  onJobs: (types: ReadonlySet<string>) => void = () => {}
  private streams: JobStreams | null = null

  /** Told of the end of an instance somebody waits for, once it is on disk. */
  onResult: (result: Result) => void = () => {}

  constructor(private readonly parts: RunnerParts) {
    this.preparation = new Preparation(parts)
    this.keysUpTo = parts.machine.nextFreeKey
    this.followUp()
    this.schedule()
  }

  submit(request: Request): Promise<Answer> {
    if (this.ended) return Promise.reject(this.ended)
    const limit = (this.parts.maxRequests ?? DEFAULT_LIMITS.maxRequests) * (makesRoom(request) ? 2 : 1)
    if (this.depth >= limit) return Promise.reject(new Overloaded(`Reached maximum capacity of requests handled: ${limit} wait. Try again later.`))
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject })
      this.schedule()
    })
  }

  /** From now on jobs go to these streams before any poll is asked. */
  pushTo(streams: JobStreams): void {
    this.streams = streams
    this.parts.machine.queues.streamTo((type) => streams.has(type))
  }

  /** Nobody waits for the end of this instance any more. */
  forgetResult(instance: Key): void {
    this.parts.machine.results.forget(instance)
  }

  hasJobs(type: string): boolean {
    return this.parts.machine.queues.has(type)
  }

  /** Requests that wait to be carried out, for their commit or for their answer to leave. */
  get depth(): number {
    return this.queue.length + this.slowOnes + this.carriedOut.length + this.answers.waiting
  }

  /** The clock was moved: what is due now is looked for at once. */
  poke(): void {
    this.armDueTimer()
    this.schedule()
  }

  /** Resolves when nothing is due, running or waiting for the disk. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.idleWaiters.push(resolve)
      this.schedule()
    })
  }

  /** Everything carried out is committed and answered; new requests are refused. */
  async close(): Promise<void> {
    const error = new Unavailable('The engine is stopping.')
    for (const pending of this.queue.splice(0)) pending.reject(error)
    this.ended ??= error
    if (this.dueTimer) clearTimeout(this.dueTimer)
    while (this.committing || this.carriedOut.length > 0) {
      this.flush()
      await this.committing
    }
    for (const resolve of this.idleWaiters.splice(0)) resolve()
  }

  private schedule(): void {
    if (this.pumping) return
    this.pumping = true
    setImmediate(() => {
      this.pumping = false
      if (this.ended === null) this.pump()
    })
  }

  private pump(): void {
    this.takeDue()
    this.takeRound()
    const fresh = this.parts.machine.queues.takeFresh()
    if (fresh.size > 0) {
      this.onJobs(fresh)
      this.takeRound() // polls that were waiting take the new jobs in the commit that makes them: one wait for the disk, not two
    }
    this.flush()
    this.armDueTimer()
    if (this.queue.length > 0) this.schedule()
    else this.settle()
  }

  private takeRound(): void {
    for (const pending of this.queue.splice(0, BURST)) this.take(pending)
  }

  private take(pending: Pending): void {
    if (this.preparation.ready(pending.request)) this.carryOut(pending)
    else {
      this.slowOnes++
      this.takeSlowly(pending)
        .catch((error: Error) => this.failed(pending, error))
        .finally(() => {
          this.slowOnes--
          this.schedule()
        })
    }
  }

  private carryOut(pending: Pending, prepared?: Prepared): void {
    try {
      this.carriedOut.push({ pending, answer: execute(this.parts.machine, pending.request, prepared) })
      this.followUp()
    } catch (error) {
      this.failed(pending, error as Error)
    }
  }

  /** A bug of ours (or of the driver): the one request fails, the state before it stands. */
  private failed(pending: Pending, error: Error): void {
    if (this.ended) return pending.reject(this.ended)
    this.parts.log.error({ error: error.stack, request: pending.request.type }, 'a request failed')
    pending.reject(error)
    if (pending.request.type === 'Due') {
      const { kind, key, element } = pending.request.due
      this.parts.machine.due.set(kind, key, this.parts.machine.now() + BUG_BACKOFF, element)
    }
  }

  private followUp(): void {
    for (const request of this.parts.machine.followUps.splice(0)) this.enqueueOwn(request)
    for (const { type, key } of this.parts.machine.queues.takeForStreams()) this.push(type, key)
  }

  private push(type: string, key: Key): void {
    const stream = this.streams?.next(type)
    const { machine } = this.parts
    const backToPolls = () => void (machine.ownerOf(key) !== undefined && machine.queues.wait(type, key))
    if (!stream) return backToPolls()
    const deliver = (answer: Answer) => answer.ok && answer.answer === 'jobs' && answer.jobs.forEach((job) => stream.deliver(job))
    this.queue.push({ request: { type: 'PushJob', key, ...stream.request }, resolve: deliver, reject: backToPolls })
    this.schedule()
  }

  private enqueueOwn(request: Request): void {
    this.queue.push({ request, resolve: () => {}, reject: () => {} })
    this.schedule()
  }

  /** Brings in what is missing and steps in the sandbox what needs it, until the request can be carried out in one go. */
  private async takeSlowly(pending: Pending): Promise<void> {
    const held = new Held()
    try {
      while (!this.ended && (await this.preparation.advance(pending.request, held)));
      if (this.ended) throw this.ended
      this.carryOut(pending, held.prepared)
    } finally {
      held.letGo()
    }
  }

  private flush(): void {
    if (this.committing || this.carriedOut.length === 0 || this.broken) return
    const { machine } = this.parts
    const batch = this.carriedOut
    this.carriedOut = []
    const changes = machine.takeChanges()
    const results = machine.results.take()
    const sent = performance.now()
    this.committing = this.write(changes).then(
      () => {
        this.committing = null
        if (!changes.empty) this.parts.metrics?.committed(performance.now() - sent, batch.length)
        this.answers.send(batch.map(({ pending, answer }) => () => pending.resolve(answer)), this.carriedOut.length + this.queue.length)
        for (const result of results) this.onResult(result)
        machine.instances.shrink((key) => machine.changes.instances.has(key) || this.preparation.locked(key))
        this.flush()
        this.settle()
      },
      (error: Error) => {
        this.committing = null
        this.fail(error, batch.map(({ pending }) => pending))
      },
    )
  }

  /**
   * Answers that change nothing still come from a memory that may be stale: an engine that slept has been replaced. Within
   * TRUST_MS of the last statement under our epoch nobody can have taken over; after it, the lease is asked first.
   */
  private write(changes: Changes): Promise<void> {
    const { machine, lease, writer } = this.parts
    const asked = performance.now()
    const confirm = () => void (this.confirmedAt = asked)
    if (!changes.empty || machine.nextFreeKey !== this.keysUpTo) {
      this.keysUpTo = machine.nextFreeKey
      const history = machine.history ? { slot: machine.history.slot, rows: machine.history.take() } : undefined
      return commit(writer, commitArguments(machine, changes, lease), history, extrasOf(machine, changes)).then(confirm)
    }
    return asked - this.confirmedAt < TRUST_MS ? Promise.resolve() : renew(writer, lease).then(confirm)
  }

  private fail(cause: Error, batch: Pending[]): void {
    // What PostgreSQL refuses as data it refuses again: the client must not be told to try again.
    const error = /^2[23]/.test((cause as { code?: string }).code ?? '') ? new Error(`The engine could not write: ${cause.message}`) : new CommitFailed(`The engine could not write: ${cause.message}`)
    this.ended = error
    this.broken = true
    if (this.dueTimer) clearTimeout(this.dueTimer)
    for (const pending of [...batch, ...this.carriedOut.splice(0).map((each) => each.pending), ...this.queue.splice(0)]) pending.reject(error)
    this.parts.onFailure(cause)
  }

  private takeDue(): void {
    const { machine } = this.parts
    for (let taken = 0; taken < BURST; taken++) {
      const due = machine.due.take(machine.now())
      if (!due) return
      this.queue.push({ request: { type: 'Due', due }, resolve: () => {}, reject: () => {} })
    }
  }

  /** One timer for the earliest instant; a thing that is due while requests run is found by the next round. */
  private armDueTimer(): void {
    const at = this.parts.machine.due.next() ?? Infinity
    if (at === this.dueAt && this.dueTimer) return
    if (this.dueTimer) clearTimeout(this.dueTimer)
    this.dueAt = at
    if (at === Infinity || this.ended) return void (this.dueTimer = null)
    const wait = Math.min(Math.max(0, at - this.parts.machine.now()), MAX_TIMEOUT)
    this.dueTimer = setTimeout(() => {
      this.dueTimer = null
      this.schedule()
    }, wait)
  }

  private settle(): void {
    if (this.idleWaiters.length === 0) return
    const { machine } = this.parts
    const dueNow = (machine.due.next() ?? Infinity) <= machine.now()
    if (this.queue.length > 0 || this.committing || this.carriedOut.length > 0 || this.slowOnes > 0 || this.answers.waiting > 0 || dueNow) return
    for (const resolve of this.idleWaiters.splice(0)) resolve()
  }
}

function makesRoom(request: Request): boolean {
  return request.type === 'Instance' && MAKES_ROOM.has(request.command.type)
}

/** Node fires a longer timeout at once. */
const MAX_TIMEOUT = 2 ** 31 - 1

class CommitFailed extends Unavailable {}
