/** What must hold for a whole process beyond its single elements; Zeebe's validators say the same. */
import { checkCompensation } from './compensation.ts'
import type { Findings } from './findings.ts'
import { MAX_NODES } from './limits.ts'
import type { EventGatewayNode, Node, Process, ScopeNode } from './types.ts'

export function checkProcess(process: Process, findings: Findings): void {
  const size = process.nodes.size + process.flows.size
  if (size > MAX_NODES) findings.refuse(process, `A process may have ${MAX_NODES} elements and flows, this one has ${size}. Split it.`)
  for (const node of process.nodes.values()) checkNode(node, process, findings)
}

function checkNode(node: Node, process: Process, findings: Findings): void {
  if (node.type === 'endEvent' && node.outgoing.length > 0) findings.refuse(node, 'End events must not have outgoing sequence flows to other elements.')
  if (node.type === 'startEvent' && node.incoming.length > 0) findings.refuse(node, 'Start events must not have incoming sequence flows.')
  if (node.type === 'boundaryEvent' && node.incoming.length > 0) findings.refuse(node, 'Boundary events must not have incoming sequence flows.')
  if (node.type === 'eventSubProcess' && node.incoming.length + node.outgoing.length > 0) findings.refuse(node, 'Event sub-processes must not have incoming or outgoing sequence flows.')
  if (node.type === 'exclusiveGateway' || node.type === 'inclusiveGateway') checkConditions(node, findings)
  if (node.type === 'eventBasedGateway') checkRace(node, findings)
  if (node.type === 'intermediateThrowEvent' && node.throws.kind === 'link') checkLink(node, node.throws.name, process, findings)
  if ('starts' in node) checkScope(node, process, findings)
  checkCompensation(node, process, findings)
  if (node.type === 'multiInstanceBody') checkNode(node.inner, process, findings)
  const repeated = node.type === 'multiInstanceBody' ? node.inner : node
  checkDistinct(repeated.type === 'receiveTask' ? [repeated, ...node.boundary] : node.boundary, findings)
}

function checkConditions(node: Extract<Node, { type: 'exclusiveGateway' | 'inclusiveGateway' }>, findings: Findings): void {
  if (node.outgoing.length < 2) return
  for (const flow of node.outgoing) {
    if (!flow.condition && flow !== node.default) findings.refuse(flow, `Must have a condition, or be the default flow of '${node.id}'.`)
  }
}

function checkRace(node: EventGatewayNode, findings: Findings): void {
  const targets = node.outgoing.map((flow) => flow.target)
  if (targets.length < 2) findings.refuse(node, 'Event-based gateway must have at least 2 outgoing sequence flows.')
  if (targets.some((target) => target.type !== 'intermediateCatchEvent' || target.trigger === 'link')) {
    findings.refuse(node, 'Event-based gateway must not have an outgoing sequence flow to other elements than message/timer/signal intermediate catch events.')
  }
  if (targets.some((target) => target.incoming.some((flow) => flow.source !== node))) {
    findings.refuse(node, 'Target elements of an event gateway must not have any additional incoming sequence flows other than that from the event gateway.')
  }
  checkDistinct(targets, findings)
}

function checkLink(node: Node, name: string, process: Process, findings: Findings): void {
  if (!linkTarget(process, node, name)) findings.refuse(node, `Can't find an catch link event for the throw link event with the name '${name}'.`)
}

/** Where a link goes on: the catch event of that name in the same scope. */
export function linkTarget(process: Process, from: Node, name: string): Node | undefined {
  for (const node of process.nodes.values()) {
    if (node.type === 'intermediateCatchEvent' && node.trigger === 'link' && node.link === name && node.parent === from.parent) return node
  }
  return undefined
}

function checkScope(scope: ScopeNode, process: Process, findings: Findings): void {
  checkDistinct(scope.eventSubProcesses.flatMap((each) => (each.start ? [each.start] : [])), findings)
  checkDistinct(scope.starts, findings)
  checkApart(scope, findings)
  checkDistinct([...process.nodes.values()].filter((node) => node.parent === scope && node.type === 'intermediateCatchEvent' && node.trigger === 'link'), findings)
}

/**
 * What a sub-process waits for at its boundary it cannot wait for inside as well: a Zeebe takes such a diagram, and its partition stops for good
 * at the second subscription for one message, or one of two for a signal is lost (8.5 and 8.8).
 */
function checkApart(scope: ScopeNode, findings: Findings): void {
  const outside = new Set(scope.boundary.filter(waits).map(mark))
  for (const { start } of scope.eventSubProcesses) {
    const found = start && waits(start) ? mark(start) : null
    if (found !== null && outside.has(found)) findings.refuse(start!, `The boundary of '${scope.id}' waits for ${found} already, and so cannot an event sub-process inside. Remove one of them, or give it another name.`)
  }
}

const waits = (event: Node): boolean => 'trigger' in event && (event.trigger === 'message' || event.trigger === 'signal')

/** Two events of one place for the same error, message, signal or link could not be told apart. */
function checkDistinct(events: readonly Node[], findings: Findings): void {
  const seen = new Set<string>()
  for (const event of events) {
    const found = mark(event)
    if (found === null) continue
    if (seen.has(found)) findings.refuse(event, `Two events for the same thing are not allowed in one place: ${found}. Remove one of them.`)
    seen.add(found)
  }
}

function mark(event: Node): string | null {
  if (event.type === 'receiveTask') return event.message.name.kind === 'static' ? `the message '${event.message.name.text}'` : null
  if (!('trigger' in event)) return null
  switch (event.trigger) {
    case 'message': return event.message.name.kind === 'static' ? `the message '${event.message.name.text}'` : null
    case 'signal': return event.signal.kind === 'static' ? `the signal '${event.signal.text}'` : null
    case 'link': return `the link '${event.link}'`
    case 'compensation': return 'compensation'
    case 'error':
    case 'escalation': return event.code === null ? `every ${event.trigger}` : `the ${event.trigger} '${event.code}'`
    default: return null
  }
}
