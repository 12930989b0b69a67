/**
 * Where a case goes from an element: along the drawn flows, through gateways and what the platform does by itself, to the next wait for a
 * person or an end. Pure; the words of conditions are in conditions.ts.
 */
import type { Diagram, Flow, Node } from '../matters/diagram.ts'
import type { Edge } from '../matters/roads.ts'
import { readEquality } from './conditions.ts'

export interface Passage {
  /** The flows with a condition, or the default ones, that were taken. */
  flows: Flow[]
  /** What the platform does on the way, in order. */
  via: Node[]
  /** The next wait, or the end of the case. */
  to: Node
  /** Other branches run beside this one. */
  forked: boolean
  /** Goes on only when all branches have come. */
  joined: boolean
}

/** A diagram with more ways out of one step than these is told by its drawing. */
const MOST = 40

interface Walk { flows: Flow[]; via: Node[]; seen: Set<string>; forked: boolean; joined: boolean; answers: Map<string, Set<string>> }

/** @param answers what is known of variables at the start: the outcomes the step's own form offers. */
export function passagesFrom(diagram: Diagram, edges: Map<string, Edge[]>, from: Node, answers: Map<string, Set<string>> = new Map()): Passage[] {
  const found: Passage[] = []
  const start: Walk = { flows: [], via: [], seen: new Set([from.id]), forked: false, joined: false, answers }
  for (const edge of onward(diagram, edges, from)) follow(diagram, edges, edge, start, found)
  return found
}

function follow(diagram: Diagram, edges: Map<string, Edge[]>, edge: Edge, before: Walk, found: Passage[]): void {
  const node = diagram.nodes.get(edge.to)
  const walk = taken(diagram, edge, before)
  if (!node || !walk || found.length >= MOST || walk.seen.has(node.id)) return
  if (isWait(node) || isLast(node)) {
    found.push({ flows: walk.flows, via: walk.via, to: node, forked: walk.forked, joined: walk.joined })
    return
  }
  const next: Walk = {
    ...walk, seen: new Set([...walk.seen, node.id]), via: isDone(node) ? [...walk.via, node] : walk.via,
    forked: walk.forked || (splits(node) && node.type !== 'ExclusiveGateway' && node.type !== 'EventBasedGateway'),
    joined: walk.joined || (node.type === 'ParallelGateway' && node.incoming.length > 1),
  }
  for (const out of onward(diagram, edges, node)) follow(diagram, edges, out, next, found)
}

/** The walk over one more flow; undefined where its condition contradicts what the case has answered before. */
function taken(diagram: Diagram, { flow }: Edge, walk: Walk): Walk | undefined {
  if (!flow) return walk
  const gateway = diagram.nodes.get(flow.from)!
  if (!splits(gateway) || gateway.type === 'ParallelGateway') return walk
  const answers = new Map(walk.answers)
  if (flow.condition !== undefined) {
    const equality = readEquality(flow.condition)
    if (equality && !narrow(answers, equality.variable, (value) => equality.values.includes(value), equality.values)) return undefined
  } else if (gateway.defaultFlow === flow.id) {
    for (const other of gateway.outgoing.map((id) => diagram.flows.get(id)!)) {
      const equality = other.condition === undefined ? null : readEquality(other.condition)
      if (equality && !narrow(answers, equality.variable, (value) => !equality.values.includes(value))) return undefined
    }
  }
  return { ...walk, flows: [...walk.flows, flow], answers }
}

/** Keeps the answers that a condition leaves; false where none is left. `otherwise`: what is known where nothing was. */
function narrow(answers: Map<string, Set<string>>, variable: string, keeps: (value: string) => boolean, otherwise?: string[]): boolean {
  const known = answers.get(variable)
  const left = known ? [...known].filter(keeps) : otherwise
  if (left === undefined) return true
  answers.set(variable, new Set(left))
  return left.length > 0
}

/** Flows, into a sub-process, out of it, over a link, to the boundary that catches a thrown error. Boundary events themselves are not a way on. */
function onward(diagram: Diagram, edges: Map<string, Edge[]>, node: Node): Edge[] {
  const nodes = [...diagram.nodes.values()]
  if (node.event?.kind === 'link' && node.type === 'IntermediateThrowEvent') {
    return nodes.filter((one) => one.type === 'IntermediateCatchEvent' && one.event?.linkName === node.event!.linkName).map((one) => ({ from: node.id, to: one.id }))
  }
  if (node.event?.kind === 'error' && node.type === 'EndEvent') {
    const scope = [...node.scopes].reverse().find((id) => nodes.some((one) => one.attachedTo === id && one.event?.errorCode === node.event!.errorCode))
    return nodes.filter((one) => one.attachedTo === scope && scope !== undefined && one.event?.errorCode === node.event!.errorCode).map((one) => ({ from: node.id, to: one.id }))
  }
  return (edges.get(node.id) ?? []).filter((edge) => !edge.boundary)
}

function splits(node: Node): boolean {
  return node.type.endsWith('Gateway') && node.outgoing.length > 1
}

/** Stands still until somebody or something comes. */
function isWait(node: Node): boolean {
  return node.type === 'UserTask' || node.type === 'ReceiveTask' || (node.type === 'IntermediateCatchEvent' && node.event?.kind !== 'link')
}

/** The end of the whole case, or of a thread that ends for itself. */
function isLast(node: Node): boolean {
  return node.type === 'EndEvent' && node.event?.kind !== 'error' && (node.scopes.length === 0 || node.event?.kind === 'terminate')
}

function isDone(node: Node): boolean {
  return /Task$|^CallActivity$/.test(node.type)
}
