/** What must hold for a whole process beyond its single elements; Zeebe's validators say the same. */
import type { Findings } from './findings.ts'
import { MAX_NODES } from './limits.ts'
import type { Node, Process } from './types.ts'

export function checkProcess(process: Process, findings: Findings): void {
  const size = process.nodes.size + process.flows.size
  if (size > MAX_NODES) findings.refuse(process, `A process may have ${MAX_NODES} elements and flows, this one has ${size}. Split it.`)
  for (const node of process.nodes.values()) checkNode(node, findings)
}

function checkNode(node: Node, findings: Findings): void {
  if (node.type === 'endEvent' && node.outgoing.length > 0) findings.refuse(node, 'End events must not have outgoing sequence flows to other elements.')
  if (node.type === 'startEvent' && node.incoming.length > 0) findings.refuse(node, 'Start events must not have incoming sequence flows.')
  if (node.type === 'boundaryEvent' && node.incoming.length > 0) findings.refuse(node, 'Boundary events must not have incoming sequence flows.')
  if (node.type === 'exclusiveGateway') checkConditions(node, findings)
  checkBoundary(node, findings)
}

function checkConditions(node: Extract<Node, { type: 'exclusiveGateway' }>, findings: Findings): void {
  if (node.outgoing.length < 2) return
  for (const flow of node.outgoing) {
    if (!flow.condition && flow !== node.default) findings.refuse(flow, `Must have a condition, or be the default flow of '${node.id}'.`)
  }
}

/** Two boundary events for the same error or the same static message name could not be told apart. */
function checkBoundary(node: Node, findings: Findings): void {
  const seen = new Set<string>()
  for (const event of node.boundary) {
    const mark = event.trigger === 'error' ? `error:${event.code ?? ''}` : event.trigger === 'message' && event.message.name.kind === 'static' ? `message:${event.message.name.text}` : null
    if (mark === null) continue
    if (seen.has(mark)) findings.refuse(event, `'${node.id}' has another boundary event for the same ${event.trigger}.`)
    seen.add(mark)
  }
}
