/**
 * Every state a net can come into, nearest first, until all are seen or the bound is reached. What goes wrong is told with the shortest
 * road to it. A state with two tokens in one place is told and not followed further, so there are finitely many.
 */
import type { Edge, Move, Net, Node, Outcome } from './net.ts'
import { taking } from './reduce.ts'

export type Fault =
  /** Something waits for ever. */
  | 'deadlock'
  /** Two tokens on one flow: what follows happens twice. */
  | 'unsynchronised'
  /** One end is reached twice in one run. */
  | 'improper'
  /** It goes on for ever: no end can be reached any more. */
  | 'endless'

export interface Found { fault: Fault; /** The element that waits, is done twice, or is gone round. */ element: string; moves: Move[] }

export interface Explored {
  found: Found[]
  /** Elements that were reached in some state. */
  reached: Set<string>
  /** Whether every state was looked at, so that what was not reached never is. */
  whole: boolean
  /** The bound was met before an answer. */
  tooLarge: boolean
  /** Some run comes to its end without a terminate or error end taking it there. */
  completes: boolean
}

/** How much more may be looked at; shared by all nets of a diagram. One unit is one token of one state. */
export interface Allowance { left: number }

/** `came`: the token that comes to an inclusive join, where those that wait there already are taken with it; `outcome` null: it waits too. */
interface Firing { node: Node; taken: Edge[]; outcome: Outcome | null; came?: Edge }
interface State { waits: readonly number[]; parent: number; firing: Firing; next: number[] }
type Result = { at: number[]; stopped: boolean } | { fault: 'unsynchronised' | 'improper'; element: string }

/** Tokens are numbers: an edge's is 2n while it moves and 2n + 1 while it waits at an inclusive join, an end's is beyond all edges. */
export function explore(net: Net, allowance: Allowance): Explored {
  const edges = edgesOf(net)
  const number = new Map(edges.map((edge, index) => [edge, index]))
  const ends = new Map<string, number>()
  const states: State[] = []
  const known = new Map<string, number>()
  const reached = new Set<string>()
  const found: Found[] = []
  const finals = new Set<number>()
  let cut = false
  let completes = false
  const reachable = waysTo(net)

  const firstEnd = 2 * edges.length
  const endOf = (id: string): number => ends.get(id) ?? (ends.set(id, firstEnd + ends.size), ends.get(id)!)
  const tell = (fault: Fault, element: string, state: number, last?: Firing): void => {
    if (found.some((one) => one.fault === fault && one.element === element)) return
    const standing = fault === 'deadlock' ? states[state]!.waits.filter((token) => token < firstEnd && token % 2 === 0).map((token) => edges[token >> 1]!) : []
    found.push({ fault, element, moves: road(states, state, last, standing) })
  }

  if (net.tooWide !== null) return { found, reached, whole: false, tooLarge: true, completes: true }
  visit(-1, net.root.outcomes.map((outcome) => ({ node: net.root, taken: [], outcome })))
  for (let index = 0; index < states.length && allowance.left > 0; index++) {
    const firings = enabled(states[index]!.waits)
    const moving = states[index]!.waits.filter((token) => token < firstEnd)
    if (moving.length === 0) finals.add(index)
    else if (firings.length === 0) tell('deadlock', (moving.map((token) => edges[token >> 1]!.to!).find(({ join }) => join !== 'one') ?? edges[moving[0]! >> 1]!.to!).id, index)
    visit(index, firings)
  }
  const tooLarge = allowance.left <= 0
  const whole = !cut && !tooLarge
  if (whole) tellEndless()
  return { found, reached, whole, tooLarge: tooLarge && found.length === 0, completes }

  /** What each firing leads to, noted once a state. */
  function visit(from: number, firings: Firing[]): void {
    for (const firing of firings) {
      const before = from < 0 ? [] : states[from]!.waits
      const result = fire(before, firing)
      allowance.left -= 1 + before.length
      if ('fault' in result) {
        cut = true
        tell(result.fault, result.element, from, firing)
        continue
      }
      for (const id of firing.outcome?.covers ?? []) reached.add(id)
      for (const edge of firing.outcome?.edges ?? []) for (const id of edge.covers) reached.add(id)
      if (!result.at.some((token) => token < firstEnd) && !result.stopped) completes = true
      const key = String.fromCharCode(...result.at)
      let to = known.get(key)
      if (to === undefined) {
        to = states.length
        known.set(key, to)
        states.push({ waits: result.at, parent: from, firing, next: [] })
      }
      if (from >= 0) states[from]!.next.push(to)
    }
  }

  function enabled(waits: readonly number[]): Firing[] {
    const there = new Set(waits)
    const has = (edge: Edge): boolean => there.has(2 * number.get(edge)!) || there.has(2 * number.get(edge)! + 1)
    const list: Firing[] = []
    for (const token of waits) {
      if (token >= firstEnd || token % 2 === 1) continue
      const edge = edges[token / 2]!
      const node = edge.to!
      if (node.join === 'one') list.push(...node.outcomes.map((outcome) => ({ node, taken: [edge], outcome })))
      else if (node.join === 'all') {
        if (node.ins[0] === edge && node.ins.every(has)) list.push(...node.outcomes.map((outcome) => ({ node, taken: node.ins, outcome })))
      } else list.push(...arrivals(node, edge, waits, has))
    }
    return list
  }

  /** An inclusive join looks round the moment a token arrives (as Zeebe 8.8 does): it goes on when no other can still come. */
  function arrivals(node: Node, edge: Edge, waits: readonly number[], has: (edge: Edge) => boolean): Firing[] {
    const taken = node.ins.filter((one) => one === edge || waits.includes(2 * number.get(one)! + 1))
    const open = node.ins.filter((one) => !taken.includes(one))
    const moving = waits.filter((token) => token < firstEnd && edges[token >> 1]!.to !== node).map((token) => edges[token >> 1]!)
    const mayCome = open.some((one) => has(one) || moving.some((other) => reachable(other, one)))
    if (mayCome) return [{ node, taken: [edge], outcome: null, came: edge }]
    return node.outcomes.map((outcome) => ({ node, taken, outcome, came: edge }))
  }

  function fire(waits: readonly number[], { taken, outcome }: Firing): Result {
    const gone = new Set(taken.flatMap((edge) => [2 * number.get(edge)!, 2 * number.get(edge)! + 1]))
    if (outcome?.stops) return { at: [], stopped: true }
    const at = waits.filter((token) => !gone.has(token))
    if (outcome === null) return { at: [...at, 2 * number.get(taken[0]!)! + 1].sort(byNumber), stopped: false }
    for (const edge of outcome.edges) {
      const token = 2 * number.get(edge)!
      if (at.includes(token) || at.includes(token + 1)) return { fault: 'unsynchronised', element: edge.moves[0]?.element ?? edge.to!.id }
      at.push(token)
    }
    for (const id of outcome.ends) {
      if (at.includes(endOf(id))) return { fault: 'improper', element: id }
      at.push(endOf(id))
    }
    return { at: at.sort(byNumber), stopped: false }
  }

  /** States from which neither an end nor a standstill can be reached. */
  function tellEndless(): void {
    const back: number[][] = states.map(() => [])
    states.forEach(({ next }, from) => { for (const to of next) back[to]!.push(from) })
    const halts = states.map((_, index) => index).filter((index) => finals.has(index) || states[index]!.next.length === 0)
    const good = new Set(halts)
    for (const index of good) for (const from of back[index]!) good.add(from)
    const bad = states.findIndex((_, index) => !good.has(index))
    if (bad >= 0) tell('endless', edges[states[bad]!.waits[0]! >> 1]!.to!.id, bad)
  }
}

function byNumber(a: number, b: number): number {
  return a - b
}

function edgesOf({ root, nodes }: Net): Edge[] {
  return [...new Set([root, ...nodes].flatMap((node) => [...node.ins, ...node.outcomes.flatMap(({ edges }) => edges)]))]
}

/** Whether a token on one edge can come to another without passing the node the other leads to. */
function waysTo({ nodes }: Net): (from: Edge, to: Edge) => boolean {
  const givers = new Map<Edge, Node>()
  for (const node of nodes) for (const { edges } of node.outcomes) for (const edge of edges) givers.set(edge, node)
  const known = new Map<Edge, Set<Edge>>()
  const sources = (to: Edge): Set<Edge> => {
    const seen = new Set([to])
    for (const edge of seen) {
      const giver = givers.get(edge)
      if (giver && giver !== to.to) for (const one of giver.ins) seen.add(one)
    }
    seen.delete(to)
    return seen
  }
  return (from, to) => {
    const there = known.get(to) ?? sources(to)
    known.set(to, there)
    return there.has(from)
  }
}

/** The moves that lead to a state, in order, and at the end of a standstill those that bring each token to where it waits. */
function road(states: State[], index: number, last: Firing | undefined, standing: Edge[]): Move[] {
  const firings: Firing[] = last ? [last] : []
  for (let at = index; at >= 0; at = states[at]!.parent) firings.unshift(states[at]!.firing)
  const moves = firings.flatMap(({ node, taken, outcome, came }) => {
    const arriving = came ? [came] : taken
    const take = arriving.flatMap((edge) => edge.last)
    return [...arriving.flatMap((edge) => edge.moves), ...(outcome === null ? [{ element: node.id, take, give: [] }] : taking(outcome.moves, take))]
  })
  return [...moves, ...standing.flatMap((edge) => edge.moves)]
}
