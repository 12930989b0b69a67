/** Tasks a worker does, and message throw and end events: a job, and the wait for its worker. */
import { createJob, cancelJob, jobProperties } from '../behaviors/jobs.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import type { JobNode } from '../model/types.ts'
import { element as current, emit } from '../work.ts'
import type { ElementType } from './element.ts'

export const jobTask: ElementType<JobNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    const properties = jobProperties(work, node, element)
    openWaits(work, node, element)
    createJob(work, element, properties)
    emit(work, { type: 'ElementActivated', key: element.key })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    closeWaits(work, element.key)
    leave(work, node, element)
  },
  terminate(work, _node, element) {
    cancelJob(work, current(work, element.key))
    closeWaits(work, element.key)
  },
}
