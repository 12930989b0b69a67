/** Only a platform job binds the case to its instance and finds a twin; nothing may wait before it (design decision 8). */
import type { Diagram, Node } from '../../server/matters/diagram.ts'
import { edgesOf, startsOf } from '../../server/matters/roads.ts'
import { diagramRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { platformJobs } from '../../server/matters/platformJobs.ts'

/** A business rule task that calls a decision is through at once; one that is a job waits for its worker. */
const waits = new Set(['UserTask', 'ServiceTask', 'SendTask', 'BusinessRuleTask', 'ReceiveTask', 'IntermediateCatchEvent', 'CallActivity'])

export default diagramRule('first-wait-is-platform-job', 'error', ({ diagram }) => {
  const starts = startsOf(diagram)
  const plain = starts.filter(({ event }) => event?.kind === 'none')
  return [
    ...(plain.length === 0 ? [finding(DIAGRAM, diagram.processId, say`The process has no plain start event, so no case can start. Draw one.`)] : []),
    ...starts.filter((start) => !plain.includes(start)).map((start) => finding(DIAGRAM, start.id, say`The start event ${called(start)} would begin runs for which nobody has applied, so they belong to no case. Take it out; what is to happen beside a case is drawn as an event on a step, or as an event sub-process.`)),
    ...firstWaits(diagram, plain),
  ]
})

function firstWaits(diagram: Diagram, starts: Node[]): Finding[] {
  const edges = edgesOf(diagram)
  const problems: Finding[] = []
  const seen = new Set<string>()
  const queue = starts.map((start) => start.id)
  while (queue.length > 0) {
    const node = diagram.nodes.get(queue.shift()!)
    if (!node || seen.has(node.id)) continue
    seen.add(node.id)
    if (!isWait(node)) queue.push(...edges.get(node.id)!.map((edge) => edge.to))
    else if (!isPlatformJob(node)) {
      problems.push(finding(DIAGRAM, node.id, say`The first wait of a case must be a user task or a job the platform answers, but ${called(node)} is ${node.jobType ? say`the job "${node.jobType}"` : say`a ${node.type}`}. Put a platform step before it.`, { fact: 'jobType' }))
    }
  }
  return problems
}

function isWait({ type, jobType, decision, event }: Node): boolean {
  return jobType !== undefined || (waits.has(type) && decision === undefined && event?.kind !== 'link')
}

function isPlatformJob(node: Node): boolean {
  return node.type === 'UserTask' || (node.type === 'ServiceTask' && node.jobType !== undefined && platformJobs.has(node.jobType))
}
