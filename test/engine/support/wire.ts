/** Any engine behind Zeebe's gRPC: ours or the real one, driven by zeebe-node, with its control port for time, traces and incidents. */
import { ZBClient } from 'zeebe-node'
import type { Driver, OpenIncident, Variables } from './scenario.ts'

const DAY = 86_400_000

type Control = (command: string) => Promise<Record<string, any>>

export interface WireEngine extends Driver {
  close(): Promise<void>
}

/** @param control as the real Zeebe's: `+PT1H`, `IDLE`, `INCIDENTS key`, and, where traces are wanted, `TRACE key`, `VARIABLES key` */
export function wireEngine(port: number, control: Control): WireEngine {
  const client = new ZBClient(`127.0.0.1:${port}`, { usePlaintext: true, loglevel: 'NONE', retry: false } as never)
  const settled = async <T>(call: Promise<T>): Promise<T> => {
    const answer = await call
    await control('IDLE')
    return answer
  }
  return {
    deploy: async (xml) => void (await client.deployResource({ name: 'scenario.bpmn', process: Buffer.from(xml) })),
    create: async (bpmnProcessId, variables) => (await settled(client.createProcessInstance({ bpmnProcessId, variables: variables as never }))).processInstanceKey,
    activate: async (type) => {
      const jobs = await client.activateJobs({ type, worker: 'scenario', timeout: 300 * DAY, maxJobsToActivate: 100, requestTimeout: -1 }).catch(() => [])
      await control('IDLE')
      return (jobs ?? []).map((job) => ({
        key: job.key, instance: job.processInstanceKey, elementId: job.elementId, elementInstanceKey: job.elementInstanceKey, retries: job.retries,
        variables: job.variables as Variables, headers: job.customHeaders as Variables,
      }))
    },
    complete: async (jobKey, variables) => void (await settled(client.completeJob({ jobKey, variables }))),
    fail: async (jobKey, retries, retryBackOff, errorMessage) => void (await settled(client.failJob({ jobKey, retries, errorMessage, retryBackOff }))),
    throwError: async (jobKey, errorCode, errorMessage, variables) => void (await settled(client.throwError({ jobKey, errorCode, errorMessage, variables } as never))),
    publish: async ({ name, key, variables, ttl, id }) => {
      await settled(client.publishMessage({ name, correlationKey: key, variables, timeToLive: ttl, ...(id ? { messageId: id } : {}) } as never))
    },
    cancel: async (key) => void (await settled(client.cancelProcessInstance(key))),
    setVariables: async (elementInstanceKey, variables, local) => void (await settled(client.setVariables({ elementInstanceKey, variables, local } as never))),
    updateRetries: async (jobKey, retries) => void (await settled(client.updateJobRetries({ jobKey, retries }))),
    updateTimeout: async () => {
      throw new Error('zeebe-node has no UpdateJobTimeout')
    },
    resolve: async (incidentKey) => void (await settled(client.resolveIncident({ incidentKey }))),
    advance: async (duration) => {
      await control(`+${duration}`)
      await control('IDLE')
    },
    incidents: async (key) => (await control(`INCIDENTS ${key}`)).incidents as OpenIncident[],
    trace: async (key) => {
      const { trace } = (await control(`TRACE ${key}`)) as { trace: { intent: string; elementId: string }[] }
      return trace.flatMap(({ intent, elementId }) => {
        const word = SHOWN[intent]
        return word ? [`${word} ${elementId}`] : []
      })
    },
    variables: async (key) => {
      const { trace } = (await control(`TRACE ${key}`)) as { trace: { key: string; elementId: string }[] }
      const names = new Map(trace.map((each) => [each.key, each.elementId]))
      const { variables } = (await control(`VARIABLES ${key}`)) as { variables: { scopeKey: string; name: string; value: string }[] }
      return Object.fromEntries(variables.map((each) => [`${names.get(each.scopeKey)}/${each.name}`, JSON.parse(each.value)]))
    },
    close: async () => void (await client.close()),
  }
}

const SHOWN: Record<string, string> = { ELEMENT_ACTIVATED: 'ACTIVATED', ELEMENT_COMPLETED: 'COMPLETED', ELEMENT_TERMINATED: 'TERMINATED', SEQUENCE_FLOW_TAKEN: 'TAKEN' }
