/** Script task with a FEEL expression: its value becomes a variable, and nothing is waited for. */
import { value } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { triggerElement } from '../behaviors/triggers.ts'
import { lookup } from '../behaviors/variables.ts'
import type { ScriptNode } from '../model/types.ts'
import { emit } from '../work.ts'
import type { ElementType } from './element.ts'

export const feelTask: ElementType<ScriptNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    const result = value(work, node.id, node.script, lookup(work.state, element.key))
    emit(work, { type: 'ElementActivated', key: element.key })
    triggerElement(work, element, { [node.result]: result.value })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    leave(work, node, element)
  },
  terminate() {},
}
