/** The process and sub-processes: scopes with a life of their own around what runs inside. */
import { forget } from '../behaviors/compensation.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { closeWaits } from '../behaviors/subscriptions.ts'
import { occur } from '../behaviors/triggers.ts'
import type { ScopeNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { emit, processOf, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

export const scope: ElementType<ScopeNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
    begin(work, node, element)
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    closeWaits(work, element.key)
    if (node.type === 'eventSubProcess') forget(work, element)
    leave(work, node, element)
  },
  terminate(work, _node, element) {
    closeWaits(work, element.key)
    forget(work, element)
    if (element.children > 0) work.todo.push({ do: 'terminateChildren', key: element.key })
  },
}

/** What had come for the scope is its start event's: of an event sub-process, or of a process that an event has started. */
function begin(work: Work, node: ScopeNode, element: ElementInstance): void {
  const { key, trigger } = element
  if (trigger) emit(work, { type: 'Triggered', key, trigger: null })
  const event = trigger?.eventId ? processOf(work, element).nodes.get(trigger.eventId) : undefined
  if (event) occur(work, event, key, trigger!.variables)
  else if (node.start) work.todo.push({ do: 'activate', node: node.start, scope: key, byFlow: false, ...(trigger && { came: trigger.variables }) })
}
