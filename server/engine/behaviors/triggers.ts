/** Something came from outside for an element: it completes, is interrupted by its boundary event, or gets a branch beside it. */
import type { BoundaryNode } from '../model/types.ts'
import type { ElementInstance, Variables } from '../state.ts'
import { emit, type Work } from '../work.ts'

/** The element's own event: it completes with the variables that came. */
export function triggerElement(work: Work, element: ElementInstance, variables: Variables): void {
  if (Object.keys(variables).length > 0) emit(work, { type: 'Triggered', key: element.key, trigger: { boundaryId: null, variables } })
  work.todo.push({ do: 'complete', key: element.key })
}

/** A boundary event: interrupting, it takes the place of the activity once that is gone; otherwise it runs beside it. */
export function triggerBoundary(work: Work, event: BoundaryNode, element: ElementInstance, variables: Variables): void {
  if (!event.interrupting) {
    work.todo.push({ do: 'activate', node: event, scope: element.scope, byFlow: false, variables })
    return
  }
  emit(work, { type: 'Triggered', key: element.key, trigger: { boundaryId: event.id, variables } })
  work.todo.push({ do: 'terminate', key: element.key })
}
