/** Exclusive gateway: the first flow whose condition holds (scopes.ts tells the order); else the default flow; else an incident. */
import { boolean } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { lookup } from '../behaviors/variables.ts'
import type { ExclusiveNode, Flow } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { ElementFailure, emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

/** As in Zeebe it is activated and completed in one go: its incident stands at the activating gateway. */
export const exclusiveGateway: ElementType<ExclusiveNode> = {
  activate(work, node, element) {
    const flows = chosen(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
    emit(work, { type: 'ElementCompleting', key: element.key })
    leave(work, node, element, flows)
  },
  complete() {},
  terminate() {},
}

function chosen(work: Work, node: ExclusiveNode, element: ElementInstance): Flow[] {
  if (node.outgoing.length === 0) return []
  const [only, ...others] = node.outgoing
  if (only && others.length === 0 && !only.condition) return [only]
  const variables = lookup(work.state, element.scope)
  for (const flow of node.outgoing) {
    if (flow.condition && boolean(work, node.id, flow.condition, variables)) return [flow]
  }
  if (node.default) return [node.default]
  throw new ElementFailure('CONDITION_ERROR', 'Expected at least one condition to evaluate to true, or to have a default flow')
}
