/**
 * Long polls: calls of ActivateJobs that found nothing and wait. They are served in the order they came, when jobs of their
 * type appear; a client that has hung up is never given a job, and one that hangs up on the way gives it back at once.
 */
import type { ServerWritableStream } from '@grpc/grpc-js'
import type { ActivatedJob, Request } from '../machine/requests.ts'
import type { Runner } from '../run.ts'
import { tenant, text } from './arguments.ts'
import { giveBack, jobMessage } from './jobMessage.ts'
import { BadRequest, failureOf, rejected, type Failure } from './status.ts'

type Message = Record<string, any>
export type ActivateCall = ServerWritableStream<Message, Message>

interface Poll {
  call: ActivateCall
  request: Extract<Request, { type: 'ActivateJobs' }>
  /** When it ends with an empty answer; null: it does not wait at all. */
  timer: NodeJS.Timeout | null
}

/** What Zeebe's gateway waits when the client names no time. */
const DEFAULT_WAIT_MS = 10_000
const MAX_WAIT_MS = 600_000

export class Polls {
  private readonly waiting = new Map<string, Set<Poll>>()
  private runner: Runner | null = null

  /** A new term of the engine, or none for now: who waits goes on waiting. */
  serve(runner: Runner | null): void {
    this.runner = runner
    if (!runner) return
    runner.onJobs = (types) => types.forEach((type) => this.wake(type))
    for (const type of this.waiting.keys()) this.wake(type)
  }

  take(call: ActivateCall): void {
    try {
      const poll: Poll = { call, request: read(call.request), timer: null }
      const wait = waitOf(call.request.requestTimeout)
      if (wait > 0) poll.timer = setTimeout(() => this.end(poll), wait)
      call.on('cancelled', () => this.forget(poll))
      if (this.others(poll).size > 0) this.park(poll) // nobody overtakes those who wait
      else void this.ask(poll)
    } catch (error) {
      fail(call, failureOf(error))
    }
  }

  count(jobType?: string): number {
    if (jobType === undefined) return [...this.waiting.values()].reduce((sum, polls) => sum + polls.size, 0)
    return this.waiting.get(jobType)?.size ?? 0
  }

  close(): void {
    for (const polls of this.waiting.values()) for (const poll of polls) this.end(poll)
  }

  private others({ request }: Poll): ReadonlySet<Poll> {
    return this.waiting.get(request.jobType) ?? new Set()
  }

  private wake(type: string): void {
    for (const poll of this.waiting.get(type) ?? []) {
      if (!this.runner?.hasJobs(type)) return
      this.unpark(poll)
      void this.ask(poll)
    }
  }

  private async ask(poll: Poll): Promise<void> {
    const { call, request } = poll
    if (call.cancelled) return this.forget(poll)
    if (!this.runner) return this.park(poll)
    try {
      const answer = await this.runner.submit(request)
      if (!answer.ok) return fail(call, rejected(answer.rejection))
      if (answer.answer === 'jobs' && answer.jobs.length > 0) return this.hand(poll, answer.jobs)
      if (!poll.timer) return nothing(call)
      this.park(poll)
      if (this.runner?.hasJobs(request.jobType)) this.wake(request.jobType)
    } catch (error) {
      if (poll.timer) clearTimeout(poll.timer)
      fail(call, failureOf(error))
    }
  }

  private hand(poll: Poll, jobs: readonly ActivatedJob[]): void {
    if (poll.timer) clearTimeout(poll.timer)
    if (poll.call.cancelled) return giveBack(this.runner, jobs)
    poll.call.write({ jobs: jobs.map(jobMessage) })
    poll.call.end()
  }

  private park(poll: Poll): void {
    if (poll.call.cancelled) return this.forget(poll)
    const type = poll.request.jobType
    this.waiting.set(type, (this.waiting.get(type) ?? new Set()).add(poll))
  }

  private unpark(poll: Poll): void {
    const polls = this.waiting.get(poll.request.jobType)
    polls?.delete(poll)
    if (polls?.size === 0) this.waiting.delete(poll.request.jobType)
  }

  private forget(poll: Poll): void {
    if (poll.timer) clearTimeout(poll.timer)
    this.unpark(poll)
  }

  private end(poll: Poll): void {
    this.forget(poll)
    if (!poll.call.cancelled) nothing(poll.call)
  }
}

/** zeebe-node's activateJobs settles on an answer, not on the end of the stream: an empty one is sent. */
function nothing(call: ActivateCall): void {
  call.write({ jobs: [] })
  call.end()
}

function fail(call: ActivateCall, failure: Failure): void {
  call.emit('error', failure)
}

/** Negative: no waiting; 0: the gateway's own time. */
function waitOf(requestTimeout: number): number {
  if (requestTimeout < 0) return 0
  return requestTimeout === 0 ? DEFAULT_WAIT_MS : Math.min(requestTimeout, MAX_WAIT_MS)
}

function read(message: Message): Poll['request'] {
  const wrong = (property: string, wanted: string, found: unknown) =>
    new BadRequest(`Command 'ACTIVATE' rejected with code 'INVALID_ARGUMENT': Expected to activate job batch with ${property} to be ${wanted}, but it was ${found}`)
  for (const each of message.tenantIds) tenant('ActivateJobs', each)
  if (message.maxJobsToActivate < 1) throw wrong('max jobs to activate', 'greater than zero', `'${message.maxJobsToActivate}'`)
  if (message.timeout < 1) throw wrong('timeout', 'greater than zero', `'${message.timeout}'`)
  if (message.type === '') throw wrong('type', 'present', 'blank')
  return {
    type: 'ActivateJobs', jobType: text(message.type, 'type'), worker: text(message.worker, 'worker'),
    timeout: message.timeout, max: Math.min(message.maxJobsToActivate, 1_000), fetch: message.fetchVariable,
  }
}
