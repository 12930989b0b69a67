/** Any engine behind Zeebe's gRPC: ours or the real one, driven by zeebe-node and, for what that lacks, by the bare protocol. */
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js'
import { ZBClient } from 'zeebe-node'
import { service, SERVICE } from '../../../server/engine/gateway/protocol.ts'
import { Latest } from './latest.ts'
import type { Driver, Json, OpenIncident, Variables } from './scenario.ts'

const DAY = 86_400_000

type Control = (command: string) => Promise<Record<string, any>>

export interface WireEngine extends Driver {
  close(): Promise<void>
}

/** @param control as the real Zeebe's: `+PT1H`, `IDLE`, `INCIDENTS key`, `INSTANCES processId`, `TRACE key`, `VARIABLES key` */
export function wireEngine(port: number, control: Control): WireEngine {
  const client = new ZBClient(`127.0.0.1:${port}`, { usePlaintext: true, loglevel: 'NONE', retry: false } as never)
  const raw = bareClient(port)
  /** Of process ids and decision ids. */
  const latest = new Latest()
  const settled = async <T>(call: Promise<T>): Promise<T> => {
    const answer = await call
    await control('IDLE')
    return answer
  }
  const command = async (name: string, message: object): Promise<any> => settled(raw.call(name, message))
  return {
    deploy: async (content, name = 'scenario.bpmn') => {
      const { deployments } = await command('DeployResource', { resources: [{ name, content: Buffer.from(content) }] })
      for (const { process, decision } of deployments) {
        if (process) latest.deployed(process.bpmnProcessId, process.processDefinitionKey)
        if (decision) latest.deployed(decision.dmnDecisionId, decision.decisionRequirementsKey)
      }
    },
    create: async (bpmnProcessId, variables, how = {}) => {
      const { version = -1, at = [] } = how
      const startInstructions = at.map((elementId) => ({ elementId }))
      return (await settled(client.createProcessInstance({ bpmnProcessId, variables: variables as never, version, startInstructions }))).processInstanceKey
    },
    createForResult: async (bpmnProcessId, variables, fetchVariables) => {
      const begun = async (): Promise<number> => ((await control(`INSTANCES ${bpmnProcessId}`)).instances as string[]).length
      const before = await begun()
      let answer: { variables: Variables } | { refused: Error } | null = null
      const request = { bpmnProcessId, version: -1, variables: JSON.stringify(variables) }
      raw.call('CreateProcessInstanceWithResult', { request, requestTimeout: 60_000, fetchVariables }).then(
        (reply) => (answer = { variables: JSON.parse(reply.variables) as Variables }), (refused: Error) => (answer = { refused }))
      const told = (): Variables | null => {
        if (answer && 'refused' in answer) throw answer.refused
        return answer && answer.variables
      }
      while (told() === null && (await begun()) <= before);
      return async () => {
        await control('IDLE')
        await raw.call('Topology', {}) // what was answered before comes before
        return told()
      }
    },
    activate: async (type) => {
      const jobs = await raw.call('ActivateJobs', { type, worker: 'scenario', timeout: 300 * DAY, maxJobsToActivate: 100, requestTimeout: -1 })
      return (jobs as Record<string, any>[]).map((job) => ({
        key: String(job.key), instance: String(job.processInstanceKey), processId: job.bpmnProcessId, elementId: job.elementId, elementInstanceKey: String(job.elementInstanceKey),
        retries: job.retries, variables: JSON.parse(job.variables) as Variables, headers: JSON.parse(job.customHeaders) as Variables,
      }))
    },
    complete: async (jobKey, variables) => void (await settled(client.completeJob({ jobKey, variables }))),
    fail: async (jobKey, retries, retryBackOff, errorMessage, variables = {}) => void (await command('FailJob', { jobKey, retries, errorMessage, retryBackOff, variables: JSON.stringify(variables) })),
    throwError: async (jobKey, errorCode, errorMessage, variables) => void (await settled(client.throwError({ jobKey, errorCode, errorMessage, variables } as never))),
    publish: async ({ name, key, variables, ttl, id }) => {
      await settled(client.publishMessage({ name, correlationKey: key, variables, timeToLive: ttl, ...(id ? { messageId: id } : {}) } as never))
    },
    broadcast: async (signalName, variables) => void (await settled(client.broadcastSignal({ signalName, variables } as never))),
    cancel: async (key) => void (await settled(client.cancelProcessInstance(key))),
    setVariables: async (elementInstanceKey, variables, local) => void (await settled(client.setVariables({ elementInstanceKey, variables, local } as never))),
    updateRetries: async (jobKey, retries) => void (await settled(client.updateJobRetries({ jobKey, retries }))),
    updateTimeout: async (jobKey, timeout) => void (await command('UpdateJobTimeout', { jobKey, timeout })),
    resolve: async (incidentKey) => void (await settled(client.resolveIncident({ incidentKey }))),
    modify: async (processInstanceKey, { start, stop }) => {
      await command('ModifyProcessInstance', {
        processInstanceKey,
        activateInstructions: start.map(({ element, ancestor, with: given }) => ({
          elementId: element, ancestorElementInstanceKey: ancestor || -1,
          variableInstructions: given.map(({ scope, variables }) => ({ scopeId: scope, variables: JSON.stringify(variables) })),
        })),
        terminateInstructions: stop.map((elementInstanceKey) => ({ elementInstanceKey })),
      })
    },
    migrate: async (processInstanceKey, processId, map) => {
      const mappingInstructions = Object.entries(map).map(([sourceElementId, targetElementId]) => ({ sourceElementId, targetElementId }))
      await command('MigrateProcessInstance', { processInstanceKey, migrationPlan: { targetProcessDefinitionKey: latest.of(processId), mappingInstructions } })
    },
    deleteResource: async (id) => {
      await Promise.race([raw.call('DeleteResource', { resourceKey: latest.of(id) }), silence()])
      latest.deleted(id)
      await control('IDLE')
    },
    evaluate: async (decisionId, variables) => {
      const { decisionOutput, failedDecisionId, failureMessage } = await command('EvaluateDecision', { decisionId, variables: JSON.stringify(variables) })
      return failedDecisionId ? { failed: failedDecisionId, why: failureMessage } : (JSON.parse(decisionOutput) as Json)
    },
    advance: async (duration) => {
      await control(`+${duration}`)
      await control('IDLE')
    },
    instances: async (processId) => (await control(`INSTANCES ${processId}`)).instances as string[],
    elements: async (instance, elementId) => active((await control(`TRACE ${instance}`)).trace, elementId),
    incidents: async (key) => (await control(`INCIDENTS ${key}`)).incidents as OpenIncident[],
    trace: async (key) => {
      const { trace } = (await control(`TRACE ${key}`)) as { trace: Traced[] }
      return trace.flatMap(({ intent, elementId }) => {
        const word = SHOWN[intent]
        return word ? [`${word} ${elementId}`] : []
      })
    },
    variables: async (key) => {
      const { trace } = (await control(`TRACE ${key}`)) as { trace: Traced[] }
      const names = new Map(trace.map((each) => [each.key, each.elementId]))
      const { variables } = (await control(`VARIABLES ${key}`)) as { variables: { scopeKey: string; name: string; value: string }[] }
      return Object.fromEntries(variables.map((each) => [`${names.get(each.scopeKey)}/${each.name}`, JSON.parse(each.value)]))
    },
    close: async () => {
      raw.close()
      await client.close()
    },
  }
}

/** The test library's gateway answers a deletion only when it is refused. */
const silence = () => new Promise((resolve) => setTimeout(resolve, 1_500).unref())

interface Traced { intent: string; elementId: string; key: string }

function active(trace: Traced[], elementId: string): string[] {
  const keys = new Set<string>()
  for (const { intent, key } of trace.filter((each) => each.elementId === elementId)) {
    if (intent === 'ELEMENT_ACTIVATED') keys.add(key)
    if (intent === 'ELEMENT_COMPLETED' || intent === 'ELEMENT_TERMINATED') keys.delete(key)
  }
  return [...keys]
}

/** Calls whose answer is a stream of messages. */
const STREAMS = new Set(['ActivateJobs', 'StreamActivatedJobs'])

/** Any call of the protocol, a stream of jobs gathered to its end. */
export function bareClient(port: number) {
  const Client = makeGenericClientConstructor(service, SERVICE)
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Record<string, any>
  const call = (name: string, message: object): Promise<any> =>
    new Promise((resolve, reject) => {
      if (!(name in client)) return reject(new Error(`The protocol file has no ${name}`))
      if (!STREAMS.has(name)) return client[name](message, (error: ServiceError | null, answer: unknown) => (error ? reject(error) : resolve(answer)))
      const jobs: unknown[] = []
      client[name](message).on('data', (answer: { jobs?: unknown[] }) => jobs.push(...(answer.jobs ?? [answer]))).on('end', () => resolve(jobs)).on('error', reject)
    })
  return { call, close: () => client.close() }
}

const SHOWN: Record<string, string> = { ELEMENT_ACTIVATED: 'ACTIVATED', ELEMENT_COMPLETED: 'COMPLETED', ELEMENT_TERMINATED: 'TERMINATED', SEQUENCE_FLOW_TAKEN: 'TAKEN' }
