/** Inclusive gateway: every flow whose condition holds; else the default flow; else an incident. When it joins is said in behaviors/flows.ts. */
import { boolean } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { lookup } from '../behaviors/variables.ts'
import type { Flow, InclusiveNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { ElementFailure, emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

/** As in Zeebe it is activated and completed in one go: its incident stands at the activating gateway. */
export const inclusiveGateway: ElementType<InclusiveNode> = {
  activate(work, node, element) {
    const flows = chosen(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
    emit(work, { type: 'ElementCompleting', key: element.key })
    leave(work, node, element, flows)
  },
  complete() {},
  terminate() {},
}

function chosen(work: Work, node: InclusiveNode, element: ElementInstance): readonly Flow[] {
  const { outgoing } = node
  if (outgoing.length === 0 || (outgoing.length === 1 && !outgoing[0]!.condition)) return outgoing
  const variables = lookup(work.state, element.scope)
  const flows = outgoing.filter((flow) => flow.condition && boolean(work, node.id, flow.condition, variables))
  if (flows.length > 0) return flows
  if (node.default) return [node.default]
  throw new ElementFailure('CONDITION_ERROR', 'Expected at least one condition to evaluate to true, or to have a default flow')
}
