/** Whether an inclusive gateway has to wait: looks for a way from anything that moves in its scope to a flow of the gateway that has no token yet. */
import { linkTarget } from '../model/check.ts'
import type { InclusiveNode, JoinNode, Node, Process } from '../model/types.ts'
import type { Key } from '../state.ts'
import { element, processOf, type Work } from '../work.ts'

/** As Zeebe decides (8.8): only the moment a token arrives counts; a way that closes later does not open the gateway. @param taken its flows with a token */
export function othersMayArrive(work: Work, gateway: InclusiveNode, scope: Key, taken: ReadonlySet<string>): boolean {
  const seen = new Set<Node>()
  const next = moving(work, gateway, scope)
  for (let node = next.pop(); node; node = next.pop()) {
    if (node === gateway) return true
    if (seen.has(node)) continue
    seen.add(node)
    next.push(...after(processOf(work, element(work, scope)), node, taken))
  }
  return false
}

/** Active elements of the scope, and the targets of flows taken whose target is not active yet; what already waits at the gateway is left out. */
function moving(work: Work, gateway: JoinNode, scope: Key): Node[] {
  const found: Node[] = []
  const { nodes } = processOf(work, element(work, scope))
  for (const { elementId, scope: around } of work.state.elements.values()) {
    if (around === scope && elementId !== gateway.id) found.push(nodes.get(elementId)!)
  }
  for (const id of Object.keys(work.state.elements.get(scope)?.joins ?? {})) if (id !== gateway.id) found.push(nodes.get(id)!)
  for (const todo of work.todo) if (todo.do === 'activate' && todo.scope === scope && todo.node !== gateway) found.push(todo.node)
  return found
}

function after(process: Process, node: Node, taken: ReadonlySet<string>): Node[] {
  if (node.type === 'intermediateThrowEvent' && node.throws.kind === 'link') {
    const target = linkTarget(process, node, node.throws.name)
    return target ? [target] : []
  }
  return [...node.outgoing.filter((flow) => !taken.has(flow.id)).map((flow) => flow.target), ...node.boundary]
}
