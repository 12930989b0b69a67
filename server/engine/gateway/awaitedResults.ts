/** Clients that wait for the end of the instance they have created (CreateProcessInstanceWithResult). */
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js'
import { status } from '@grpc/grpc-js'
import type { Result } from '../machine/results.ts'
import { type Runner, Unavailable } from '../run.ts'
import type { Key, Variables } from '../state.ts'
import { created, withResult } from './calls/instances.ts'
import type { Message } from './calls/call.ts'
import { failureOf, rejected, type Failure } from './status.ts'

type Call = ServerUnaryCall<Message, unknown>
type Send = sendUnaryData<unknown>

/** What Zeebe's gateway waits when the client names no time. */
const DEFAULT_WAIT_MS = 15_000
const MAX_WAIT_MS = 600_000

export class AwaitedResults {
  private readonly waiting = new Map<Key, (variables: Variables) => void>()
  /** Ends that were committed together with their beginning come before it is known who waits. */
  private readonly early = new Map<Key, Variables>()
  private readonly ends = new Set<(failure: Failure) => void>()
  private runner: Runner | null = null

  serve(runner: Runner | null): void {
    this.runner = runner
    if (runner) runner.onResult = (result) => this.told(result)
    else this.refuseAll()
  }

  /** Who waits is told to try again; what was begun goes on. */
  refuseAll(): void {
    for (const end of [...this.ends]) end(failureOf(new Unavailable('The engine has stopped before the instance ended.')))
  }

  async take(call: Call, send: Send): Promise<void> {
    try {
      const { create, timeout, fetch } = withResult(call.request)
      if (!this.runner) throw new Unavailable('The engine is starting or waiting for its turn; try again.')
      const answer = await this.runner.submit({ ...create, awaited: true })
      if (!answer.ok) return send(rejected({ ...answer.rejection, command: 'CREATE_WITH_AWAITING_RESULT' }))
      if (answer.answer !== 'created') throw new Error('An instance was asked for')
      this.wait(answer.key, call, timeout, (failure, variables = {}) => {
        if (failure) return send(failure)
        send(null, { ...created(answer), variables: JSON.stringify(fetch.length === 0 ? variables : only(variables, fetch)) })
      })
    } catch (error) {
      send(failureOf(error))
    }
  }

  private wait(instance: Key, call: Call, timeout: number, tell: (failure: Failure | null, variables?: Variables) => void): void {
    const early = this.early.get(instance)
    this.early.delete(instance)
    if (early) return tell(null, early)
    const milliseconds = Math.min(timeout || DEFAULT_WAIT_MS, MAX_WAIT_MS)
    const settle = () => {
      clearTimeout(timer)
      this.waiting.delete(instance)
      this.ends.delete(refuse)
      this.runner?.forgetResult(instance)
    }
    const refuse = (failure: Failure) => {
      settle()
      tell(failure)
    }
    const timer = setTimeout(() => refuse({
      code: status.DEADLINE_EXCEEDED, details: `Time out between gateway and broker: process instance ${instance} has not ended within ${milliseconds} ms. It goes on.`,
    }), milliseconds)
    this.ends.add(refuse)
    this.waiting.set(instance, (variables) => {
      settle()
      tell(null, variables)
    })
    call.on('cancelled', settle)
  }

  private told({ instance, variables }: Result): void {
    const waiting = this.waiting.get(instance)
    if (waiting) waiting(variables)
    else {
      this.early.set(instance, variables)
      setImmediate(() => this.early.delete(instance)) // whoever asked is told of the beginning before that
    }
  }
}

function only(variables: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.includes(name)))
}
