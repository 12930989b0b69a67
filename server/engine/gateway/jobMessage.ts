/** An activated job on the wire, and its way back when the client is gone before it was sent. */
import type { ActivatedJob } from '../machine/requests.ts'
import type { Runner } from '../run.ts'
import { ONE_TENANT } from './arguments.ts'

export function jobMessage(job: ActivatedJob): Record<string, unknown> {
  return {
    key: job.key, type: job.type, processInstanceKey: job.instance, bpmnProcessId: job.bpmnProcessId, processDefinitionVersion: job.version,
    processDefinitionKey: job.definitionKey, elementId: job.elementId, elementInstanceKey: job.element, customHeaders: job.headers,
    worker: job.worker, retries: job.retries, deadline: job.deadline, variables: JSON.stringify(job.variables), tenantId: ONE_TENANT,
    kind: 'BPMN_ELEMENT', listenerEventType: 'UNSPECIFIED', tags: [],
  }
}

/** Whoever polls may have the jobs at once; a runner that has ended offers them again when the next one starts. */
export function giveBack(runner: Runner | null, jobs: readonly ActivatedJob[]): void {
  for (const { key } of jobs) {
    const missing = { command: 'YIELD', code: 'NOT_FOUND', reason: `Job ${key} is gone` } as const
    runner?.submit({ type: 'Instance', target: key, command: { type: 'YieldJob', key }, missing }).catch(() => {})
  }
}
