/** End events: none, terminate (everything else in the scope goes), error (caught further out, or an incident), signal, escalation and compensation. */
import { findCatch, uncaught } from '../behaviors/errors.ts'
import { text } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { applyOutputs } from '../behaviors/mappings.ts'
import { triggerCatch } from '../behaviors/triggers.ts'
import { lookup } from '../behaviors/variables.ts'
import type { EndNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { element as current, ElementFailure, emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'
import { goOn } from './passing.ts'
import { raiseEvent } from './throwEvent.ts'

export const endEvent: ElementType<EndNode> = {
  activate(work, node, element) {
    switch (node.end.kind) {
      case 'error': return throwError(work, element, text(work, node.id, node.end.code, lookup(work.state, element.key)))
      case 'signal':
      case 'compensation':
      case 'escalation': return raiseEvent(work, node, element, node.end)
      default:
        emit(work, { type: 'ElementActivated', key: element.key })
        return goOn(work, element)
    }
  },
  complete(work, node, element) {
    if (node.end.kind === 'terminate') terminateSiblings(work, element)
    else if (node.end.kind !== 'compensation') applyOutputs(work, node, element)
    leave(work, node, element)
  },
  terminate() {},
}

/** The event stays active until the scope that catches the error takes it along. */
function throwError(work: Work, element: ElementInstance, code: string): void {
  const scope = current(work, element.scope)
  const caught = findCatch(work, scope, code)
  if (!caught) throw new ElementFailure('UNHANDLED_ERROR_EVENT', uncaught(work, scope, code, ''))
  emit(work, { type: 'ElementActivated', key: element.key })
  triggerCatch(work, caught.event, caught.host, {})
}

/** The flow scope takes no token any more and ends when the last of its children is gone. */
function terminateSiblings(work: Work, element: ElementInstance): void {
  emit(work, { type: 'ScopeInterrupted', key: element.scope, by: element.elementId })
  work.todo.push({ do: 'terminateChildren', key: element.scope })
}
