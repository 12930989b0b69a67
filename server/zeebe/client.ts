/**
 * The one small port through which the platform speaks to an engine, embedded or Zeebe: zeebe-node hidden behind it.
 * No retries here: what may be repeated is the outbox's decision, since a repeated create is a second instance.
 */
import { ZBClient } from 'zeebe-node'
import { EngineError, engineError } from './engineError.ts'
import { connectStub, type RawJob } from './stub.ts'

/** The name under which our tables know an engine: its keys mean nothing on another one. */
export type EngineName = 'embedded' | 'zeebe'

export type Variables = Record<string, unknown>

/** A unit of work the engine offers. Keys are Zeebe's int64, as strings. */
export interface Job {
  engine: EngineName
  key: string
  type: string
  elementId: string
  elementInstanceKey: string
  processInstanceKey: string
  bpmnProcessId: string
  processVersion: number
  headers: Record<string, string>
  variables: Variables
  retries: number
}

export interface DeployedProcess {
  processId: string
  version: number
  processKey: string
}

/** Every call throws EngineError and nothing else. */
export interface EngineClient {
  readonly name: EngineName
  /** Rejects when the engine cannot be reached. */
  topology(): Promise<void>
  /** All of it or nothing, as one deployment: what is bound to its deployment finds the rest there. */
  deploy(...resources: { name: string; content: string }[]): Promise<DeployedProcess[]>
  /** The key of the new instance. An empty reply is an `unknown` error. */
  createInstance(of: { processId: string; version: number; variables: Variables }): Promise<string>
  cancelInstance(instanceKey: string): Promise<void>
  /** `waitMs` < 0: at once; otherwise the engine holds the call open so long until there is a job. */
  activateJobs(of: { type: string; maxJobs: number; timeoutMs: number; waitMs: number }, signal?: AbortSignal): Promise<Job[]>
  completeJob(jobKey: string, variables: Variables): Promise<void>
  failJob(jobKey: string, how: { retries: number; message: string; backoffMs: number }): Promise<void>
  throwError(jobKey: string, error: { code: string; message: string; variables?: Variables }): Promise<void>
  /** Also the probe: `gone` when the engine has ended the job, `not-active` when its lock has run out. */
  updateJobTimeout(jobKey: string, timeoutMs: number): Promise<void>
  updateJobRetries(jobKey: string, retries: number): Promise<void>
  publishMessage(message: { name: string; correlationKey: string; ttlMs: number; messageId?: string; variables?: Variables }): Promise<void>
  setVariables(elementInstanceKey: string, variables: Variables, local: boolean): Promise<void>
  resolveIncident(incidentKey: string): Promise<void>
  /** Ends element instances by their keys and enters elements by their ids, all at once. */
  modifyInstance(instanceKey: string, how: { activate: string[]; terminate: string[] }): Promise<void>
  /** Moves an instance to another definition in which these elements have the same ids. `not-active` or `refused`: what is active does not fit there. */
  migrateInstance(instanceKey: string, to: { processKey: string; elements: readonly string[] }): Promise<void>
  close(): Promise<void>
}

/** The gateway answers within 15 s of its own; a connection that says nothing for longer is treated as lost. */
const PATIENCE_MS = 20_000

/**
 * Connects lazily: an engine that is down shows at the first call.
 * @param address host:port of a gateway without TLS (loopback, or a private network; zeebe-node's own settings add TLS and tokens).
 */
export function connectEngine(name: EngineName, address: string): EngineClient {
  const zeebe = new ZBClient(address, { retry: false, loglevel: 'NONE', connectionTolerance: 0 })
  const stub = connectStub(address)
  const call = <T>(what: string, work: () => Promise<T>): Promise<T> => within(PATIENCE_MS, what, work)
  let closed = false

  return {
    name,
    topology: () => call('topology', async () => void (await zeebe.topology())),
    deploy: (...resources) => call('deploy', async () => (await stub.deploy(resources)).map(({ bpmnProcessId, version, processDefinitionKey }) => ({ processId: bpmnProcessId, version, processKey: processDefinitionKey }))),
    createInstance: ({ processId, version, variables }) => call('create instance', async () => {
      const reply = await zeebe.createProcessInstance({ bpmnProcessId: processId, version, variables: variables as Record<string, any> })
      if (!reply?.processInstanceKey) throw new EngineError('unknown', 'create instance', 'the reply was empty')
      return String(reply.processInstanceKey)
    }),
    cancelInstance: (key) => call('cancel instance', () => zeebe.cancelProcessInstance(key)),
    activateJobs: async ({ type, maxJobs, timeoutMs, waitMs }, signal) => {
      try {
        const jobs = await stub.activateJobs({ type, worker: 'tongban', maxJobs, timeoutMs, waitMs }, signal)
        return jobs.map((job) => toJob(name, job))
      } catch (error) {
        throw engineError('activate jobs', error)
      }
    },
    completeJob: (jobKey, variables) => call('complete job', () => zeebe.completeJob({ jobKey, variables })),
    failJob: (jobKey, { retries, message, backoffMs }) => call('fail job', () => zeebe.failJob({ jobKey, retries, errorMessage: message, retryBackOff: backoffMs })),
    throwError: (jobKey, { code, message, variables }) => call('throw error', () => zeebe.throwError({ jobKey, errorCode: code, errorMessage: message, variables: variables as Record<string, any> })),
    updateJobTimeout: (jobKey, timeoutMs) => call('update job timeout', () => stub.updateJobTimeout(jobKey, timeoutMs)),
    updateJobRetries: (jobKey, retries) => call('update job retries', () => zeebe.updateJobRetries({ jobKey, retries })),
    publishMessage: ({ name: message, correlationKey, ttlMs, messageId, variables }) => call('publish message', async () => {
      await zeebe.publishMessage({ name: message, correlationKey, timeToLive: ttlMs, messageId: messageId ?? '', variables: variables ?? {} })
    }),
    setVariables: (elementInstanceKey, variables, local) => call('set variables', () => zeebe.setVariables({ elementInstanceKey, variables: variables as Record<string, any>, local })),
    modifyInstance: (processInstanceKey, { activate, terminate }) => call('modify instance', async () => {
      await zeebe.modifyProcessInstance({
        processInstanceKey,
        activateInstructions: activate.map((elementId) => ({ elementId, ancestorElementInstanceKey: '-1', variableInstructions: [] })),
        terminateInstructions: terminate.map((elementInstanceKey) => ({ elementInstanceKey })),
      })
    }),
    migrateInstance: (key, { processKey, elements }) => call('migrate instance', () => stub.migrateInstance(key, processKey, elements)),
    resolveIncident: (incidentKey) => call('resolve incident', () => zeebe.resolveIncident({ incidentKey })),
    close: async () => {
      if (closed) return
      closed = true
      stub.close()
      await zeebe.close()
    },
  }
}

function toJob(engine: EngineName, raw: RawJob): Job {
  return {
    engine,
    key: raw.key,
    type: raw.type,
    elementId: raw.elementId,
    elementInstanceKey: raw.elementInstanceKey,
    processInstanceKey: raw.processInstanceKey,
    bpmnProcessId: raw.bpmnProcessId,
    processVersion: raw.processDefinitionVersion,
    headers: JSON.parse(raw.customHeaders || '{}') as Record<string, string>,
    variables: JSON.parse(raw.variables || '{}') as Variables,
    retries: raw.retries,
  }
}

/** zeebe-node's commands have no deadline of their own: a half-open connection would keep them waiting for ever. */
async function within<T>(ms: number, what: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EngineError('unknown', what, `no answer within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    throw engineError(what, error)
  } finally {
    clearTimeout(timer)
  }
}
