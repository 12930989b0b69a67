/**
 * A loop in which nothing waits goes round as fast as an engine can: no form, job or event lies in it that could change what its conditions
 * ask. The engine stops it after a thousand elements with an incident; Zeebe goes on.
 */
import type { Diagram } from '../../server/matters/diagram.ts'
import { diagramRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'
import { nameOf } from './support/told.ts'

const passing = new Set(['ExclusiveGateway', 'InclusiveGateway', 'ParallelGateway', 'Task', 'ManualTask', 'IntermediateThrowEvent'])

export default diagramRule('loops-have-a-wait', 'error', ({ diagram }) => restlessHeads(diagram).map((id) =>
  finding(DIAGRAM, id, say`Nothing waits in the loop that comes back to ${nameOf(diagram, id)}, so it would go round without an end. Put a step or an event into it.`)))

/** Elements that flows of passing elements lead back to; each element is looked at once. */
function restlessHeads(diagram: Diagram): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const heads = new Set<string>()
  for (const start of diagram.nodes.values()) {
    if (!passes(diagram, start.id) || state.has(start.id)) continue
    const stack = [{ id: start.id, next: waysOn(diagram, start.id) }]
    state.set(start.id, 'open')
    while (stack.length > 0) {
      const to = stack.at(-1)!.next.pop()
      if (to === undefined) state.set(stack.pop()!.id, 'done')
      else if (state.get(to) === 'open') heads.add(to)
      else if (!state.has(to)) {
        state.set(to, 'open')
        stack.push({ id: to, next: waysOn(diagram, to) })
      }
    }
  }
  return [...heads]
}

function waysOn(diagram: Diagram, id: string): string[] {
  return diagram.nodes.get(id)!.outgoing.map((flow) => diagram.flows.get(flow)?.to).filter((to) => to !== undefined).filter((to) => passes(diagram, to))
}

function passes(diagram: Diagram, id: string): boolean {
  const node = diagram.nodes.get(id)
  return node !== undefined && passing.has(node.type) && node.event?.kind !== 'message' && !node.outputs.length
}
