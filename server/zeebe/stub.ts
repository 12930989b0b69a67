/**
 * A grpc-js stub beside zeebe-node for four calls: UpdateJobTimeout and MigrateProcessInstance, which it lacks, DeployResource, which it sends one file
 * at a time, and ActivateJobs, whose promise in 8.3.2 never settles on an empty answer or an error (it listens to `data` alone). Everything else goes through zeebe-node.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, credentials, loadPackageDefinition, Metadata, type ClientReadableStream, type GrpcObject, type ServiceClientConstructor } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

const FORMAT = { keepCase: true, longs: String, defaults: true } as const
const zeebeNode = dirname(createRequire(import.meta.url).resolve('zeebe-node/package.json'))
const gateway = serviceOf(join(zeebeNode, 'proto/zeebe.proto'))
const extra = serviceOf(join(dirname(fileURLToPath(import.meta.url)), 'extra.proto'))

const COMMAND_DEADLINE_MS = 20_000
/** Beyond what the gateway was asked to wait, before a silent connection is given up. */
const POLL_GRACE_MS = 10_000

export interface RawJob {
  key: string
  type: string
  processInstanceKey: string
  bpmnProcessId: string
  processDefinitionVersion: number
  elementId: string
  elementInstanceKey: string
  customHeaders: string
  retries: number
  variables: string
}

export interface RawProcess { bpmnProcessId: string; version: number; processDefinitionKey: string }

export interface Stub {
  /** The processes of one deployment; of its decision tables nothing is told. */
  deploy(resources: readonly { name: string; content: string }[]): Promise<RawProcess[]>
  /** `waitMs` < 0: the answer comes at once, jobs or none; > 0: the gateway waits so long for a job to turn up. */
  activateJobs(request: { type: string; worker: string; maxJobs: number; timeoutMs: number; waitMs: number }, signal?: AbortSignal): Promise<RawJob[]>
  updateJobTimeout(jobKey: string, timeoutMs: number): Promise<void>
  /** Elements keep their ids: each of these is mapped to itself. */
  migrateInstance(instanceKey: string, processKey: string, elements: readonly string[]): Promise<void>
  close(): void
}

export function connectStub(address: string): Stub {
  // Our polls may run while the engine is down for hours: it must be found again within a second or two of its return.
  const options = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 2000 }
  const main = new gateway(address, credentials.createInsecure(), options) as Client & Record<string, Function>
  const second = new extra(address, credentials.createInsecure(), { channelOverride: main.getChannel() }) as Client & Record<string, Function>
  return {
    deploy: async (resources) => {
      const { deployments } = await command<{ deployments: { process?: RawProcess | null }[] }>(main, 'DeployResource', { resources: resources.map(({ name, content }) => ({ name, content: Buffer.from(content) })) })
      return deployments.flatMap(({ process }) => process ?? [])
    },
    activateJobs: (request, signal) => collect(activation(main, request), signal),
    updateJobTimeout: (jobKey, timeout) => command(second, 'UpdateJobTimeout', { jobKey, timeout }),
    migrateInstance: (processInstanceKey, targetProcessDefinitionKey, elements) => command(second, 'MigrateProcessInstance', {
      processInstanceKey, migrationPlan: { targetProcessDefinitionKey, mappingInstructions: elements.map((id) => ({ sourceElementId: id, targetElementId: id })) },
    }),
    close: () => main.close(),
  }
}

function command<T = void>(client: Record<string, Function>, name: string, request: object): Promise<T> {
  return new Promise((resolve, reject) => {
    client[name]!(request, new Metadata(), { deadline: inMs(COMMAND_DEADLINE_MS) }, (error: unknown, answer: T) => (error ? reject(error) : resolve(answer)))
  })
}

function activation(client: Record<string, Function>, request: Parameters<Stub['activateJobs']>[0]): ClientReadableStream<{ jobs: RawJob[] }> {
  const message = { type: request.type, worker: request.worker, maxJobsToActivate: request.maxJobs, timeout: request.timeoutMs, requestTimeout: request.waitMs }
  const patience = Math.max(request.waitMs, 0) + POLL_GRACE_MS
  return client.ActivateJobs!(message, new Metadata(), { deadline: inMs(patience) })
}

/** All jobs of one answer; an aborted call is an empty one (jobs it had brought are offered again when their lock runs out). */
function collect(stream: ClientReadableStream<{ jobs: RawJob[] }>, signal?: AbortSignal): Promise<RawJob[]> {
  return new Promise((resolve, reject) => {
    const jobs: RawJob[] = []
    const abort = (): void => stream.cancel()
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    stream.on('data', (part) => jobs.push(...part.jobs))
    stream.on('end', () => {
      signal?.removeEventListener('abort', abort)
      resolve(jobs)
    })
    stream.on('error', (error) => {
      signal?.removeEventListener('abort', abort)
      signal?.aborted || jobs.length > 0 ? resolve(jobs) : reject(error)
    })
  })
}

/** gRPC deadlines are instants of the machine's clock, whatever time it is for the business. */
const inMs = (ms: number): number => performance.timeOrigin + performance.now() + ms

function serviceOf(file: string): ServiceClientConstructor {
  const loaded = loadPackageDefinition(loadSync(file, FORMAT))
  return (loaded.gateway_protocol as GrpcObject).Gateway as ServiceClientConstructor
}
