/** The variables a case has: what the platform starts it with, outcomes of steps, fields under `routing`, mappings and loops. */
import type { Diagram } from '../../../server/matters/diagram.ts'
import type { Bundle } from '../../../server/matters/types.ts'
import { jobOutcomes } from '../../../server/matters/platformJobs.ts'

/** Handed in at the start of every case (server/cases). */
const FROM_PLATFORM = ['caseId', 'round']
/** Zeebe's own inside a multi-instance activity. */
const FROM_LOOP = ['loopCounter', 'numberOfInstances', 'numberOfActiveInstances', 'numberOfCompletedInstances', 'numberOfTerminatedInstances']

export function producedIn({ forms }: Bundle, diagram: Diagram): Set<string> {
  const nodes = [...diagram.nodes.values()]
  return new Set([
    ...FROM_PLATFORM,
    ...nodes.filter(({ type, jobType }) => type === 'UserTask' || jobOutcomes[jobType ?? '']).map(({ id }) => id),
    ...Object.values(forms).flatMap(({ routing }) => routing ?? []),
    ...nodes.flatMap(({ outputs, inputs }) => [...outputs, ...inputs].map(({ target }) => target.split('.')[0]!)),
    ...nodes.flatMap(({ loop }) => (loop ? [...FROM_LOOP, ...[loop.element, loop.collection].filter((name) => name !== undefined)] : [])),
    ...nodes.flatMap(({ result }) => result ?? []),
  ])
}
