/**
 * The roads a case can take through a diagram: successors across sub-processes and boundary events, their order, the way back
 * edges left out, and the longest road by a weight. Pure and browser-safe.
 */
import type { Diagram, Flow, Node } from './diagram.ts'

export interface Edge { from: string; to: string; flow?: Flow; boundary?: boolean }

/** Every edge of the flattened graph: into a sub-process at its start, out of it after its last ends, from a link to where it is caught, aside at boundary events. */
export function edgesOf(diagram: Diagram): Map<string, Edge[]> {
  const edges = new Map<string, Edge[]>([...diagram.nodes.keys()].map((id) => [id, []]))
  const boundaries = [...diagram.nodes.values()].filter((node) => node.attachedTo !== undefined)
  for (const node of diagram.nodes.values()) {
    const out = edges.get(node.id)!
    if (node.type === 'SubProcess') for (const start of startsOf(diagram, node.id)) out.push({ from: node.id, to: start.id })
    else out.push(...onward(diagram, node, node.id))
    for (const event of boundaries) if (event.attachedTo === node.id) out.push({ from: node.id, to: event.id, boundary: true })
  }
  return edges
}

/** Where a token goes that leaves a node. One without a flow ends its sub-process, drawn as an end event or not; a terminate end too, an error end never. */
function onward(diagram: Diagram, node: Node, from: string): Edge[] {
  const { event, scopes, type } = node
  if (node.outgoing.length > 0) return node.outgoing.map((id) => diagram.flows.get(id)).filter((flow) => flow !== undefined).map((flow) => ({ from, to: flow.to, flow }))
  if (type === 'IntermediateThrowEvent' && event?.kind === 'link') {
    const caught = [...diagram.nodes.values()].find((other) => other.type === 'IntermediateCatchEvent' && other.event?.kind === 'link' && other.event.linkName === event.linkName && other.scopes.join() === scopes.join())
    return caught ? [{ from, to: caught.id }] : []
  }
  const scope = diagram.nodes.get(scopes.at(-1) ?? '')
  if (!scope || node.forCompensation || node.eventSubProcess || (type === 'EndEvent' && event?.kind === 'error')) return []
  return scope.eventSubProcess ? [] : onward(diagram, scope, from)
}

/**
 * The same, and into each event sub-process from every place of what is round it: it may begin at any of them, and what it does comes on top at
 * worst. Out of one inside a sub-process the road goes on behind that.
 */
export function edgesWithEvents(diagram: Diagram): Map<string, Edge[]> {
  const edges = edgesOf(diagram)
  const nodes = [...diagram.nodes.values()]
  for (const own of nodes.filter(({ eventSubProcess }) => eventSubProcess)) {
    const round = own.scopes.at(-1)
    const starts = startsOf(diagram, own.id)
    for (const { id, scopes } of nodes) {
      if (id === own.id || scopes.includes(own.id) || !(round === undefined || scopes.includes(round))) continue
      edges.get(id)!.push(...starts.map((start) => ({ from: id, to: start.id })))
    }
    const behind = diagram.nodes.get(round ?? '')
    if (!behind) continue
    for (const { id, scopes, outgoing } of nodes) if (scopes.at(-1) === own.id && outgoing.length === 0) edges.get(id)!.push(...onward(diagram, behind, id))
  }
  return edges
}

/** Start events of the process (scope undefined) or of a sub-process. */
export function startsOf(diagram: Diagram, scope?: string): Node[] {
  return [...diagram.nodes.values()].filter((node) => node.type === 'StartEvent' && node.scopes.at(-1) === scope)
}

/**
 * All nodes: those reached from the start, each before what follows it (a way back counts for nothing), then what no flow leads to, such as
 * event sub-processes and compensation.
 */
export function inOrder(diagram: Diagram, edges = edgesOf(diagram)): { order: string[]; forward: Map<string, Edge[]> } {
  const state = new Map<string, 'open' | 'done'>()
  const forward = new Map<string, Edge[]>()
  const reached = (roots: Node[]): string[] => {
    const order: string[] = []
    const visit = (id: string): void => {
      state.set(id, 'open')
      const ahead: Edge[] = []
      forward.set(id, ahead)
      // the last drawn is visited first, so that the first drawn comes first in the reversed order
      for (const edge of [...(edges.get(id) ?? [])].reverse()) {
        if (state.get(edge.to) === 'open') continue // a way back
        ahead.push(edge)
        if (!state.has(edge.to)) visit(edge.to)
      }
      state.set(id, 'done')
      order.push(id)
    }
    for (const { id } of roots) if (!state.has(id)) visit(id)
    return order.reverse()
  }
  const order = reached(startsOf(diagram))
  const begunByEvents = [...diagram.nodes.values()].filter(({ type, scopes }) => type === 'StartEvent' && scopes.length > 0)
  for (const root of [...begunByEvents, ...diagram.nodes.values()]) order.push(...reached([root]))
  return { order, forward }
}

/**
 * The heaviest road without ways back, event sub-processes on it, from `roots` on; `stop` nodes count and end their road. A parallel fork weighs as
 * much as its heaviest branch, since the others pass beside it. An edge that is not `open` is not taken.
 * @returns its weight and the weighing nodes on it, in order.
 */
export function heaviestRoad(diagram: Diagram, roots: string[], weigh: (node: Node) => number, stop: (node: Node) => boolean, open: (edge: Edge) => boolean = () => true): { weight: number; road: string[] } {
  const { order, forward } = inOrder(diagram, edgesWithEvents(diagram))
  const best = new Map<string, { weight: number; road: string[] }>()
  for (const id of [...order].reverse()) {
    const node = diagram.nodes.get(id)!
    const own = weigh(node)
    let ahead = { weight: 0, road: [] as string[] }
    if (!stop(node)) {
      for (const edge of forward.get(id) ?? []) {
        const next = open(edge) ? best.get(edge.to) : undefined
        if (next && next.weight > ahead.weight) ahead = next
      }
    }
    best.set(id, { weight: own + ahead.weight, road: own > 0 ? [id, ...ahead.road] : ahead.road })
  }
  return roots.map((root) => best.get(root) ?? { weight: 0, road: [] }).reduce((a, b) => (b.weight > a.weight ? b : a), { weight: 0, road: [] })
}
