/**
 * A net made smaller before it is explored, by reductions that keep it sound or unsound as it was (Murata 1989: fusion of series places
 * and transitions, of parallel ones, removal of self-loops). A block that opens and closes properly shrinks to one edge; what remains is
 * where it does not. Edges remember the moves they stand for, so a road through the small net is told in elements of the diagram.
 */
import type { Edge, Move, Net, Node, Outcome } from './net.ts'

/** Changes the net in place. */
export function reduce(net: Net): void {
  const nodes = new Set(net.nodes)
  for (let changed = true; changed;) {
    changed = false
    for (const node of [net.root, ...nodes]) {
      if (node !== net.root && !nodes.has(node)) continue
      dropRepeats(node)
      bundle(node)
      if (foldNext(node, nodes) || (node !== net.root && foldInto(node, nodes))) changed = true
    }
  }
  net.nodes = [...nodes]
}

/** Two choices that lead to the same place, and a choice that leads back to where it was made. */
function dropRepeats(node: Node): void {
  if (node.outcomes.length < 2) return
  for (const outcome of [...node.outcomes]) {
    const edge = single(outcome)
    if (edge?.to?.join !== 'one' || isShared(node, outcome, edge)) continue
    const other = node.outcomes.find((one) => one !== outcome && (edge.to === node || single(one)?.to === edge.to))
    if (!other) continue
    other.covers.push(...outcome.covers, ...edge.covers)
    edge.to.ins = edge.to.ins.filter((one) => one !== edge)
    node.outcomes = node.outcomes.filter((one) => one !== outcome)
  }
}

/** An inclusive fork's outcomes share their edges. */
function isShared(node: Node, outcome: Outcome, edge: Edge): boolean {
  return node.outcomes.some((other) => other !== outcome && other.edges.includes(edge))
}

function single(outcome: Outcome): Edge | undefined {
  return outcome.edges.length === 1 && outcome.ends.length === 0 && !outcome.stops ? outcome.edges[0] : undefined
}

/** Branches that set out together and are awaited together go as one. */
function bundle(node: Node): void {
  const [outcome] = node.outcomes
  if (!outcome || node.outcomes.length > 1) return
  for (const edge of [...outcome.edges]) {
    const { to } = edge
    if (to?.join !== 'all' || !outcome.edges.includes(edge)) continue
    const others = outcome.edges.filter((other) => other !== edge && other.to === to)
    if (others.length === 0) continue
    for (const other of others) {
      edge.first.push(...other.first)
      edge.last.push(...other.last)
      edge.moves.push(...other.moves)
      edge.covers.push(...other.covers)
    }
    to.ins = to.ins.filter((one) => !others.includes(one))
    outcome.edges = outcome.edges.filter((one) => !others.includes(one))
    if (to.ins.length === 1) to.join = 'one'
  }
}

/** What has this node alone before it happens with it: a choice after a choice, a fork after a fork, one step after another. */
function foldNext(node: Node, nodes: Set<Node>): boolean {
  for (const outcome of node.outcomes) {
    for (const edge of outcome.edges) {
      const next = edge.to
      if (!next || next === node || next.ins.length !== 1 || next.outcomes.length === 0 || next.outcomes.some(({ stops }) => stops)) continue
      if (next.outcomes.length > 1 && (outcome.edges.length > 1 || outcome.ends.length > 0)) continue
      if (isShared(node, outcome, edge)) continue
      const rest = outcome.edges.filter((one) => one !== edge)
      const together = next.outcomes.map((then): Outcome => ({
        edges: [...rest, ...then.edges], ends: [...outcome.ends, ...then.ends], stops: false,
        moves: [...outcome.moves, ...edge.moves, ...taking(then.moves, edge.last)], covers: [...outcome.covers, ...edge.covers, ...then.covers],
      }))
      node.outcomes.splice(node.outcomes.indexOf(outcome), 1, ...together)
      nodes.delete(next)
      return true
    }
  }
  return false
}

/** A place where ways meet before another such place. */
function foldInto(node: Node, nodes: Set<Node>): boolean {
  const [outcome] = node.outcomes
  const edge = outcome && node.outcomes.length === 1 ? single(outcome) : undefined
  const next = edge?.to
  if (!edge || !next || next === node || node.join !== 'one' || next.join !== 'one') return false
  for (const way of node.ins) {
    way.moves.push(...taking(outcome!.moves, way.last), ...edge.moves)
    way.last = edge.last
    way.covers.push(...outcome!.covers, ...edge.covers)
    way.to = next
  }
  next.ins = [...next.ins.filter((one) => one !== edge), ...node.ins]
  nodes.delete(node)
  return true
}

/** Moves whose first one takes its tokens from these flows. */
export function taking(moves: Move[], from: string[]): Move[] {
  return moves.map((move, index) => (index === 0 ? { ...move, take: from } : move))
}
