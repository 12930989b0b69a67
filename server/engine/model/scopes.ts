/** Scopes: the process and its embedded sub-processes, their nodes, and the flows between them. */
import { attribute } from './extensions.ts'
import type { Findings } from './findings.ts'
import { MAX_DEPTH } from './limits.ts'
import { repeated } from './loops.ts'
import { common, compileNode, type Draft } from './nodes.ts'
import type { Moddle } from './read.ts'
import type { ExclusiveNode, Flow, InclusiveNode, Node, ScopeNode, StartNode } from './types.ts'

interface Building { nodes: Map<string, Node>; findings: Findings }

/** Drawn on a diagram, executed by nobody. */
const INERT = new Set(['bpmn:SequenceFlow', 'bpmn:DataObject', 'bpmn:DataObjectReference', 'bpmn:DataStoreReference'])

/** A scope with all inside it, boundary events attached; flows come later (`connect`), when every node is known. */
export function buildScope(element: Moddle, parent: ScopeNode | null, depth: number, building: Building): ScopeNode {
  const { nodes, findings } = building
  const type = element.$type === 'bpmn:Process' ? 'process' : element.triggeredByEvent === true ? 'eventSubProcess' : 'subProcess'
  const scope: Draft<ScopeNode> = { ...common(element, parent, findings), type, start: null, starts: [], eventSubProcesses: [] }
  nodes.set(scope.id, repeated(element, scope as Node, findings))
  if (depth > MAX_DEPTH) {
    findings.refuse(element, `Sub-processes may be nested ${MAX_DEPTH} deep. Flatten the diagram.`)
    return scope as ScopeNode
  }
  for (const child of flowElements(element)) {
    if (INERT.has(child.$type)) continue
    if (child.$type === 'bpmn:SubProcess') buildChild(child, scope, depth, building)
    else {
      const node = compileNode(child, scope as ScopeNode, findings)
      if (node) nodes.set(node.id, node)
    }
  }
  setStarts(element, scope, building)
  attach(flowElements(element), building)
  return scope as ScopeNode
}

function buildChild(child: Moddle, scope: Draft<ScopeNode>, depth: number, building: Building): void {
  const node = buildScope(child, scope as ScopeNode, depth + 1, building)
  if (node.type === 'eventSubProcess') scope.eventSubProcesses = [...scope.eventSubProcesses, node]
}

function flowElements(element: Moddle): Moddle[] {
  return (element.flowElements as Moddle[] | undefined) ?? []
}

function setStarts(element: Moddle, scope: Draft<ScopeNode>, { nodes, findings }: Building): void {
  const drawn = flowElements(element).filter((each) => each.$type === 'bpmn:StartEvent').length
  const starts = [...nodes.values()].filter((node): node is StartNode => node.type === 'startEvent' && node.parent === scope)
  if (scope.type !== 'process') {
    if (drawn !== 1) findings.refuse(element, 'Must have exactly one start event.')
    scope.start = starts[0] ?? null
    return
  }
  const none = starts.filter((each) => each.trigger === 'none')
  if (drawn === 0) findings.refuse(element, 'Must have at least one start event.')
  if (none.length > 1) findings.refuse(element, 'Multiple none start events are not allowed.')
  scope.start = none[0] ?? null
  scope.starts = starts.filter((each) => each.trigger !== 'none')
}

function attach(elements: Moddle[], { nodes, findings }: Building): void {
  for (const element of elements.filter((each) => each.$type === 'bpmn:BoundaryEvent')) {
    const node = nodes.get(element.id ?? '')
    if (node?.type !== 'boundaryEvent') continue
    const host = nodes.get(node.attachedTo)
    if (!host || !CARRIES_BOUNDARY.has(host.type)) findings.refuse(element, `Must be attached to a task or sub-process, but '${node.attachedTo}' is none that is carried.`)
    else if (node.trigger === 'escalation' && !ESCALATING.has((host.type === 'multiInstanceBody' ? host.inner : host).type)) findings.refuse(element, 'An escalation boundary event should only be attached to a subprocess, or a call activity.')
    else (host.boundary as Node[]).push(node)
  }
}

const CARRIES_BOUNDARY = new Set(['subProcess', 'serviceTask', 'userTask', 'sendTask', 'businessRuleTask', 'scriptTask', 'feelTask', 'decisionTask', 'plainTask', 'receiveTask', 'callActivity', 'multiInstanceBody'])

/** Something is thrown within these. */
const ESCALATING = new Set(['subProcess', 'callActivity'])

interface Connecting { nodes: Map<string, Node>; flows: Map<string, Flow>; findings: Findings }

/**
 * Sequence flows, the last of the file first: so Zeebe (8.5, 8.8) takes the flows of a fork and tries the conditions of a gateway,
 * whatever the order of `outgoing` elements. Conditions that exclude each other do not depend on it.
 */
export function connect(scope: Moddle, connecting: Connecting): void {
  for (const element of flowElements(scope).toReversed()) {
    if (element.$type === 'bpmn:SequenceFlow') connectOne(element, connecting)
    else if (element.$type === 'bpmn:SubProcess') connect(element, connecting)
  }
  for (const element of flowElements(scope)) setDefault(element, connecting)
}

function connectOne(element: Moddle, { nodes, flows, findings }: Connecting): void {
  const source = nodes.get((element.sourceRef as Moddle | undefined)?.id ?? '')
  const target = nodes.get((element.targetRef as Moddle | undefined)?.id ?? '')
  if (!source || !target) return findings.refuse(element, 'Must lead from one element of this process to another; one end is missing or not carried.')
  if (source.parent !== target.parent) return findings.refuse(element, 'Must not cross the border of a sub-process.')
  const body = attribute(element.conditionExpression as Moddle | undefined, 'body')
  if (body !== undefined && !decides(source)) {
    findings.refuse(element, `Conditional sequence flows are only supported at exclusive or inclusive gateways, but this one leaves '${source.id}'. Put a gateway there.`)
  }
  const condition = body === undefined ? null : findings.feel(element, body, 'Condition')
  const flow: Flow = { id: element.id ?? '', source, target, condition }
  flows.set(flow.id, flow)
  ;(source.outgoing as Flow[]).push(flow)
  ;(target.incoming as Flow[]).push(flow)
  if (source.type === 'eventBasedGateway' && target.type === 'intermediateCatchEvent') (target as Draft<typeof target>).awaitedBy = source
}

function setDefault(element: Moddle, { nodes, flows, findings }: Connecting): void {
  const id = (element.default as Moddle | undefined)?.id
  const node = nodes.get(element.id ?? '')
  if (id === undefined || !node || !decides(node)) return
  const flow = flows.get(id)
  if (flow?.source !== node) return findings.refuse(element, `Default flow '${id}' must start at the gateway.`)
  if (flow.condition) findings.refuse(element, `Default flow '${id}' must not have a condition.`)
  ;(node as Draft<typeof node>).default = flow
}

function decides(node: Node): node is ExclusiveNode | InclusiveNode {
  return node.type === 'exclusiveGateway' || node.type === 'inclusiveGateway'
}
