/** Receive task and intermediate catch event: they wait, for a message, timer or signal, and take what it brings. A link only passes. */
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import type { CatchNode, ReceiveNode } from '../model/types.ts'
import { emit } from '../work.ts'
import type { ElementType } from './element.ts'
import { pass } from './passing.ts'

export const waiting: ElementType<ReceiveNode | CatchNode> = {
  activate(work, node, element) {
    if (node.type === 'intermediateCatchEvent' && node.trigger === 'link') return pass(work, element)
    applyInputs(work, node, element)
    openWaits(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    closeWaits(work, element.key)
    leave(work, node, element)
  },
  terminate(work, _node, element) {
    closeWaits(work, element.key)
  },
}
