/** A job of another type is answered by a worker of the department's own; the author should know that. */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { platformJobs } from '../../server/matters/platformJobs.ts'

export default diagramRule('jobs-are-the-platforms', 'warning', ({ diagram }) => [...diagram.nodes.values()].flatMap((node) => {
  if (node.type !== 'ServiceTask' || node.jobType === undefined || platformJobs.has(node.jobType) || node.jobType.startsWith('=')) return []
  return [finding(DIAGRAM, node.id, say`Job type "${node.jobType}" of ${called(node)} is none of the platform's. A worker of the department must answer it.`, { fact: 'jobType' })]
}))
