/** The process and the embedded sub-process: scopes with a life of their own around what runs inside. */
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import type { ScopeNode } from '../model/types.ts'
import { emit } from '../work.ts'
import type { ElementType } from './element.ts'

export const scope: ElementType<ScopeNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    openWaits(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
    work.todo.push({ do: 'activate', node: node.start, scope: element.key, byFlow: false })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    closeWaits(work, element.key)
    leave(work, node, element)
  },
  terminate(work, _node, element) {
    closeWaits(work, element.key)
    if (element.children > 0) work.todo.push({ do: 'terminateChildren', key: element.key })
  },
}
