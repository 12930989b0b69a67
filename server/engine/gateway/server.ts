/** The gRPC server: Zeebe's Gateway service on a port, in front of whichever runner serves at the moment. */
import { Server, ServerCredentials, status, type handleUnaryCall, type sendUnaryData, type ServerUnaryCall, type ServiceDefinition, type UntypedHandleCall } from '@grpc/grpc-js'
import type { Log } from '../engine.ts'
import type { EngineMetrics } from '../metrics.ts'
import { compileDecisions } from '../decisions/compile.ts'
import { compile } from '../model/compile.ts'
import { type Runner, Unavailable } from '../run.ts'
import { AwaitedResults } from './awaitedResults.ts'
import { calls } from './calls/index.ts'
import type { Call, Compile } from './calls/call.ts'
import { Deadlines } from './deadlines.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { Polls, type ActivateCall } from './polls.ts'
import { service } from './protocol.ts'
import { Streams, type StreamCall } from './streams.ts'
import { failureOf, rejected, type Failure } from './status.ts'

/** The line of Zeebe whose protocol and behaviour this is. */
const ZEEBE_VERSION = '8.5.0'
/** Zeebe's own limit of a message. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
/** For the last answers to leave the socket. */
const FLUSH_MS = 50

export class Gateway {
  private readonly server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc.max_send_message_length': -1 })
  private readonly results = new AwaitedResults()
  private readonly polls = new Polls()
  private readonly streams = new Streams()
  private readonly deadlines: Deadlines
  private runner: Runner | null = null
  private inWork = 0
  private onDrained: () => void = () => {}
  private address = { host: '127.0.0.1', port: 0 }

  constructor(private readonly log: Log, limits: Limits = DEFAULT_LIMITS, private readonly metrics?: EngineMetrics, private readonly compilers: Compile = { compile, compileDecisions }) {
    this.deadlines = new Deadlines(limits.requestTimeout)
    this.server.addService(service, this.handlers())
  }

  /** From now on this runner answers; null: nobody does, and clients are told to try again. */
  serve(runner: Runner | null): void {
    this.runner = runner
    this.streams.serve(runner)
    this.polls.serve(runner)
    this.results.serve(runner)
  }

  /** How many long polls wait for jobs of a type; of all types without one. */
  waiting(jobType?: string): number {
    return this.polls.count(jobType)
  }

  /** How many job streams are open, of a type or in all. */
  streaming(jobType?: string): number {
    return this.streams.count(jobType)
  }

  /** A service beside Zeebe's, on the same port. Before `listen`. */
  add(definition: ServiceDefinition, handlers: Record<string, UntypedHandleCall>): void {
    this.server.addService(definition, handlers)
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error) return reject(new Error(`The engine cannot listen on ${host}:${port} (${error.message}). Is another one running? Choose a free port.`))
        this.address = { host, port: bound }
        resolve(bound)
      })
    })
  }

  /** Takes no more calls, ends the waiting ones, lets those in work be answered; clients that keep their connection are cut off. */
  async close(): Promise<void> {
    this.polls.close()
    this.results.refuseAll()
    this.streams.close()
    this.deadlines.close()
    const drained = this.inWork === 0 ? Promise.resolve() : new Promise<void>((resolve) => (this.onDrained = resolve))
    await new Promise<void>((resolve) => {
      this.server.tryShutdown(() => resolve())
      void drained.then(() => setTimeout(() => this.server.forceShutdown(), FLUSH_MS))
    })
  }

  private handlers(): Record<string, UntypedHandleCall> {
    const unary = Object.entries(calls).map(([name, call]) => [name, this.unary(name, call)] as const)
    return {
      ...Object.fromEntries(unary),
      Topology: ((_call, reply) => reply(null, this.topology())) as handleUnaryCall<unknown, unknown>,
      ActivateJobs: (call: ActivateCall) => this.polls.take(call),
      CreateProcessInstanceWithResult: ((call, send) => void this.results.take(call as never, send)) as handleUnaryCall<unknown, unknown>,
      StreamActivatedJobs: (call: StreamCall) => this.streams.take(call),
    } as Record<string, UntypedHandleCall>
  }

  private unary(name: string, call: Call): handleUnaryCall<Record<string, unknown>, unknown> {
    return ({ request: message }: ServerUnaryCall<Record<string, unknown>, unknown>, send: sendUnaryData<unknown>) => {
      const reply = this.once(name, call, send)
      this.inWork++
      this.answer(call, message).finally(() => --this.inWork === 0 && this.onDrained()).then(
        ({ error, value }) => reply(error ?? null, value),
        (error) => {
          const failure = failureOf(error)
          if (failure.code === status.INTERNAL) this.log.error({ call: name, error: (error as Error).stack }, 'a call failed')
          reply(failure)
        },
      )
    }
  }

  /** The answer, or that it comes too late; never both. */
  private once(name: string, call: Call, send: sendUnaryData<unknown>): (failure: Failure | null, value?: unknown) => void {
    let answered = false
    const reply = (failure: Failure | null, value?: unknown) => {
      if (answered) return
      answered = true
      done()
      this.metrics?.called(name, failure?.code ?? status.OK)
      send(failure, value)
    }
    const done = call.waits ? () => {} : this.deadlines.watch(name, reply)
    return reply
  }

  private async answer(call: Call, message: Record<string, unknown>) {
    const made = call.request(message, this.compilers)
    const request = made instanceof Promise ? await made : made
    if (!this.runner) throw new Unavailable('The engine is starting or waiting for its turn; try again.')
    const answer = await this.runner.submit(request)
    return answer.ok ? { value: call.reply(answer) } : { error: rejected(answer.rejection) }
  }

  private topology(): object {
    const { host, port } = this.address
    const partitions = [{ partitionId: 1, role: this.runner ? 'LEADER' : 'INACTIVE', health: this.runner ? 'HEALTHY' : 'UNHEALTHY' }]
    return { brokers: [{ nodeId: 0, host, port, partitions, version: ZEEBE_VERSION }], clusterSize: 1, partitionsCount: 1, replicationFactor: 1, gatewayVersion: ZEEBE_VERSION }
  }
}
