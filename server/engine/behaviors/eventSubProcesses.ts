/** Event sub-processes: begun beside what runs in their scope, or in its place once all of that is gone. */
import type { ScopeNode, StartNode } from '../model/types.ts'
import type { ElementInstance, Variables } from '../state.ts'
import { element, emit, processOf, type Work } from '../work.ts'
import { closeWaits } from './subscriptions.ts'

/** The start event has happened in an active scope. A scope that is interrupted already takes no other. */
export function triggerEventSubProcess(work: Work, start: StartNode, scope: ElementInstance, variables: Variables): void {
  if (scope.interrupted) return
  if (!start.interrupting) return begin(work, start, scope, variables)
  emit(work, { type: 'ScopeInterrupted', key: scope.key, by: start.id })
  emit(work, { type: 'Triggered', key: scope.key, trigger: { eventId: start.id, variables } })
  closeWaits(work, scope.key, (id) => processOf(work, scope).nodes.get(id)?.type === 'startEvent')
  for (const child of work.state.elements.values()) {
    if (child.scope === scope.key) work.todo.push({ do: 'terminate', key: child.key })
  }
  if (scope.children === 0) beginEventSubProcess(work, element(work, scope.key))
}

/** Nothing runs in the scope any more: the event sub-process that interrupted it begins. */
export function beginEventSubProcess(work: Work, scope: ElementInstance): void {
  const start = processOf(work, scope).nodes.get(scope.trigger?.eventId ?? '')
  if (start?.type !== 'startEvent' || !scope.trigger) return
  const { variables } = scope.trigger
  emit(work, { type: 'Triggered', key: scope.key, trigger: null })
  begin(work, start, scope, variables)
}

function begin(work: Work, start: StartNode, scope: ElementInstance, came: Variables): void {
  work.todo.push({ do: 'activate', node: start.parent as ScopeNode, scope: scope.key, byFlow: false, came })
}
