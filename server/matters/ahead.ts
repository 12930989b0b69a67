/**
 * What still lies before a case: from where it stands, the steps no road to a favourable end goes round. Pure and browser-safe.
 * What a case has been through is its tasks; which steps the public sees is the guide's.
 */
import type { Diagram, Node } from './diagram.ts'
import { edgesOf, startsOf } from './roads.ts'

const FAVOURABLE = new Set(['granted', 'filed'])

/**
 * @param at the elements where the case stands; none = before the start
 * @param closed elements this case will not come to (steps of another situation)
 * @returns of `steps`, those the case will come to if nothing goes wrong: on every road to a favourable end, or, where none is
 *   left (a refusal is on its way), on every road to any end. What only a return, a limit or a refusal leads to is not foretold.
 */
export function stepsAhead(diagram: Diagram, at: readonly string[], steps: readonly string[], closed: ReadonlySet<string>): Set<string> {
  const ways = waysOf(diagram)
  const roots = at.length > 0 ? at : startsOf(diagram).map(({ id }) => id)
  const adverse = ways.filter(({ node }) => isAdverse(node)).map(({ node }) => node.id)
  const found = new Set<string>()
  for (const root of roots) {
    const shut = [[...adverse, ...closed], [...closed]].map((ids) => new Set(ids.filter((id) => id !== root))).find((ids) => arriving(ways, ids).has(root))
    if (!shut) continue
    for (const step of steps) {
      if (step !== root && !shut.has(step) && !arriving(ways, new Set([...shut, step])).has(root)) found.add(step)
    }
  }
  return found
}

interface Ways { node: Node; to: string[] }

/** Where each node leads when nothing interrupts it; the last drawn first, since ends are drawn last and are looked at from behind. */
function waysOf(diagram: Diagram): Ways[] {
  const edges = edgesOf(diagram)
  return [...diagram.nodes.values()].reverse().map((node) => ({ node, to: (edges.get(node.id) ?? []).filter(({ boundary }) => !boundary).map(({ to }) => to) }))
}

/** Nodes from which an end can be come to without `shut`; a parallel fork needs all its branches, other nodes any of their ways. */
function arriving(ways: readonly Ways[], shut: ReadonlySet<string>): Set<string> {
  const good = new Set<string>()
  let open = ways.filter(({ node }) => !shut.has(node.id))
  for (let before = -1; before < good.size;) {
    before = good.size
    open = open.filter((each) => !arrives(each, good) || !good.add(each.node.id))
  }
  return good
}

function arrives({ node, to }: Ways, good: ReadonlySet<string>): boolean {
  if (to.length === 0) return node.type === 'EndEvent' && node.event?.kind !== 'error' // an error is a return
  return node.type === 'ParallelGateway' ? to.every((id) => good.has(id)) : to.some((id) => good.has(id))
}

/** A job that ends the case against the applicant, or takes back what was granted. */
function isAdverse({ jobType, headers }: Node): boolean {
  if (jobType === 'case:refuse' || jobType === 'result:revoke') return true
  return headers.outcome !== undefined && !headers.outcome.startsWith('=') && !FAVOURABLE.has(headers.outcome)
}
