/**
 * The workflow net of one scope of a diagram: what may carry a token, how tokens are gathered and how they go on. Data is left out, so
 * every choice is free. Tokens rest on flows; an element is a transition. How nets are made smaller is reduce.ts, how they are played explore.ts.
 */
import type { Diagram, Node as Element } from '../../../server/matters/diagram.ts'

/** One element done: it takes the tokens of some flows and puts one on others. `via`: the boundary event by which it was left. */
export interface Move { element: string; take: string[]; give: string[]; via?: string }

export interface Edge {
  to: Node | null
  /** The flows on which the token is when it sets out, and when it arrives; more than one where branches were bundled. */
  first: string[]
  last: string[]
  /** What has to be done in between. */
  moves: Move[]
  /** Elements that have been reached once this edge has carried a token. */
  covers: string[]
}

export interface Outcome {
  edges: Edge[]
  /** The first one's `take` is filled in by whoever fires the node. */
  moves: Move[]
  /** End events reached. */
  ends: string[]
  /** A terminate or error end: whatever else moves in the scope is gone. */
  stops: boolean
  covers: string[]
}

export interface Node {
  id: string
  /** `one`: every token by itself; `all`: one of each incoming flow; `any`: all that can still come. */
  join: 'one' | 'all' | 'any'
  ins: Edge[]
  outcomes: Outcome[]
}

export interface Net {
  /** The scope's element id; undefined for the process. */
  scope: string | undefined
  /** Has no incoming edge; its outcomes are the ways to begin. */
  root: Node
  nodes: Node[]
  /** A fan too wide to be listed: the net cannot be explored. */
  tooWide: string | null
}

/** An inclusive fork of n flows has 2^n - 1 outcomes. */
const WIDEST_INCLUSIVE = 6

const carriers = /Task$|Event$|Gateway$|^SubProcess$|^Transaction$|^AdHocSubProcess$|^CallActivity$/

/** What can carry a token in a scope: no data objects, nothing that only undoes what was done, no event sub-process. */
export function elementsOf(diagram: Diagram, scope: string | undefined): Element[] {
  return [...diagram.nodes.values()].filter((one) => one.scopes.at(-1) === scope && carriers.test(one.type)
    && !one.eventSubProcess && !one.forCompensation && !(one.event?.kind === 'compensation' && one.attachedTo !== undefined))
}

/** What is known of the sub-processes inside: whether they come to their own end, and whether something in them may throw. */
export interface Inside { completes(scope: string): boolean; throws(scope: string): boolean }

/**
 * The nets of one scope: the main one, and one for each event beside a running activity that leads to elements of its own (such an event
 * may happen again and again and goes its own way; that is no lack of synchronisation). One that leads back into the main flow is part of it.
 * @returns each net as a way to build it anew, with the elements that flows reach in it; and those that none does.
 */
export function netsOf(diagram: Diagram, scope: string | undefined, inside: Inside): { nets: (() => { net: Net; covered: Set<string> })[]; unreached: Element[] } {
  const elements = elementsOf(diagram, scope)
  const drawing = drawingOf(diagram, elements)
  const starts = elements.filter(({ type }) => type === 'StartEvent')
  const main = reach(drawing, starts, () => false)
  const beside = elements.filter((one) => one.attachedTo !== undefined && one.interrupting === false && main.has(one.attachedTo))
  const apart = beside.filter((event) => [...reach(drawing, [event], () => true)].every((id) => !main.has(id)))
  const joins = (event: Element): boolean => !apart.includes(event)
  const nets = [() => netFrom(drawing, scope, starts, joins, inside), ...apart.map((event) => () => netFrom(drawing, scope, [event], () => true, inside))]
  const reached = new Set([...reach(drawing, starts, joins), ...apart.flatMap((event) => [...reach(drawing, [event], () => true)])])
  return { nets, unreached: elements.filter(({ id }) => !reached.has(id)) }
}

interface Way { id: string; to: string }

/** The elements of a scope with their ways on: flows, and a link's jump to where it is caught. */
interface Drawing { byId: Map<string, Element>; ways: Map<string, Way[]>; into: Map<string, string[]>; events: Map<string, Element[]> }

function drawingOf(diagram: Diagram, elements: Element[]): Drawing {
  const byId = new Map(elements.map((one) => [one.id, one]))
  const ways = new Map(elements.map((one) => [one.id, waysOf(diagram, one, elements)]))
  const into = new Map<string, string[]>(elements.map(({ id }) => [id, []]))
  for (const list of ways.values()) for (const way of list) into.get(way.to)?.push(way.id)
  const events = new Map<string, Element[]>()
  for (const one of elements) if (one.attachedTo !== undefined) events.set(one.attachedTo, [...(events.get(one.attachedTo) ?? []), one])
  return { byId, ways, into, events }
}

function waysOf(diagram: Diagram, one: Element, elements: Element[]): Way[] {
  const flows = one.outgoing.map((id) => diagram.flows.get(id)).filter((flow) => flow !== undefined && elements.some(({ id }) => id === flow.to)).map((flow) => ({ id: flow!.id, to: flow!.to }))
  if (one.type !== 'IntermediateThrowEvent' || one.event?.kind !== 'link') return flows
  const caught = elements.find((other) => other.type === 'IntermediateCatchEvent' && other.event?.kind === 'link' && other.event.linkName === one.event!.linkName)
  return caught ? [...flows, { id: `${one.id}~${caught.id}`, to: caught.id }] : flows
}

/** Elements reached from some, by flows and by the events on what is reached; `joins`: which events beside count. */
function reach({ byId, ways, events }: Drawing, from: Element[], joins: (event: Element) => boolean): Set<string> {
  const seen = new Set(from.map(({ id }) => id))
  for (const id of seen) {
    for (const { to } of ways.get(id) ?? []) if (byId.has(to)) seen.add(to)
    for (const event of events.get(id) ?? []) if (event.interrupting !== false || joins(event)) seen.add(event.id)
  }
  return seen
}

function netFrom(drawing: Drawing, scope: string | undefined, starts: Element[], joins: (event: Element) => boolean, inside: Inside): { net: Net; covered: Set<string> } {
  const covered = reach(drawing, starts, joins)
  const edges = new Map<string, Edge>()
  const nodes: Node[] = []
  const edge = (id: string): Edge => {
    const there = edges.get(id) ?? { to: null, first: [id], last: [id], moves: [], covers: [] }
    edges.set(id, there)
    return there
  }
  const net: Net = { scope, root: { id: starts[0]?.id ?? '', join: 'all', ins: [], outcomes: [] }, nodes, tooWide: null }
  const outcome = (element: Element, ways: Way[], via?: Element): Outcome => {
    const give = ways.map(({ id }) => id)
    const ends = give.length > 0 ? [] : [via?.id ?? element.id]
    return { edges: give.map(edge), moves: [{ element: element.id, take: [], give, ...(via ? { via: via.id } : {}) }], ends, stops: false, covers: [element.id, ...(via ? [via.id] : [])] }
  }
  const waysOn = (id: string): Way[] => drawing.ways.get(id) ?? []
  for (const start of starts) net.root.outcomes.push(outcome(start, waysOn(start.id)))
  for (const id of covered) {
    const element = drawing.byId.get(id)!
    if (starts.includes(element) || element.attachedTo !== undefined) continue
    const ins = drawing.into.get(id)!.map(edge)
    const node: Node = { id, join: joinOf(element, ins.length), ins, outcomes: [] }
    for (const one of ins) one.to = node
    const fan = fanOf(element, waysOn(id))
    if (fan === null) net.tooWide = id
    else if (!isScope(element) || inside.completes(id)) node.outcomes.push(...fan.map((ways) => ended(element, outcome(element, ways))))
    for (const event of drawing.events.get(id) ?? []) {
      if (event.event?.kind === 'error' && isScope(element) && !inside.throws(id)) continue
      if (event.interrupting !== false) node.outcomes.push(outcome(element, waysOn(event.id), event))
      else if (joins(event)) node.outcomes.push(outcome(element, [...waysOn(id), ...waysOn(event.id)], event))
    }
    nodes.push(node)
  }
  return { net, covered }
}

export function isScope({ type }: Element): boolean {
  return type === 'SubProcess' || type === 'Transaction' || type === 'AdHocSubProcess'
}

function joinOf({ type }: Element, ways: number): Node['join'] {
  if (ways < 2) return 'one'
  return type === 'ParallelGateway' ? 'all' : type === 'InclusiveGateway' ? 'any' : 'one'
}

/** A terminate end takes along whatever else moves in its scope, an error end the scope itself. */
function ended({ type, event }: Element, outcome: Outcome): Outcome {
  return type === 'EndEvent' && (event?.kind === 'terminate' || event?.kind === 'error') ? { ...outcome, ends: [], stops: true } : outcome
}

/** The sets of ways an element may give tokens to; null where they are too many to list. */
function fanOf({ type, defaultFlow }: Element, ways: Way[]): Way[][] | null {
  if (ways.length < 2) return [ways]
  if (type === 'ExclusiveGateway' || type === 'EventBasedGateway' || type === 'ComplexGateway') return ways.map((way) => [way])
  if (type !== 'InclusiveGateway') return [ways]
  const chosen = ways.filter(({ id }) => id !== defaultFlow)
  if (chosen.length > WIDEST_INCLUSIVE) return null
  const sets = Array.from({ length: 2 ** chosen.length - 1 }, (_, bits) => chosen.filter((_way, index) => ((bits + 1) >> index) & 1))
  return chosen.length === ways.length ? sets : [...sets, ways.filter(({ id }) => id === defaultFlow)]
}
