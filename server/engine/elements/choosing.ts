/** What the exclusive and the inclusive gateway share: flows are chosen by their conditions. How many may be is each gateway's own affair. */
import { boolean } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { lookup } from '../behaviors/variables.ts'
import type { ExclusiveNode, Flow, InclusiveNode } from '../model/types.ts'
import { ElementFailure, emit } from '../work.ts'
import type { ElementType } from './element.ts'

type Holds = (flow: Flow) => boolean

/**
 * As in Zeebe it is activated and completed in one go: its incident stands at the activating gateway.
 * @param among the flows to take of those that hold; none of them: the default flow, else an incident.
 */
export function choosing<N extends ExclusiveNode | InclusiveNode>(among: (outgoing: readonly Flow[], holds: Holds) => readonly Flow[]): ElementType<N> {
  return {
    activate(work, node, element) {
      const flows = chosen()
      emit(work, { type: 'ElementActivated', key: element.key })
      emit(work, { type: 'ElementCompleting', key: element.key })
      leave(work, node, element, flows)

      function chosen(): readonly Flow[] {
        const { outgoing } = node
        if (outgoing.length === 0 || (outgoing.length === 1 && !outgoing[0]!.condition)) return outgoing
        const variables = lookup(work.state, element.scope)
        const flows = among(outgoing, (flow) => flow.condition !== null && boolean(work, node.id, flow.condition, variables))
        if (flows.length > 0) return flows
        if (node.default) return [node.default]
        throw new ElementFailure('CONDITION_ERROR', 'Expected at least one condition to evaluate to true, or to have a default flow')
      }
    },
    complete() {},
    terminate() {},
  }
}
