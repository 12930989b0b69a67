/** Something has happened that an element waits for: it completes, is interrupted by its boundary event, or gets a branch beside it. */
import type { BoundaryNode, Node, StartNode } from '../model/types.ts'
import { type Called, type ElementInstance, type Key, NONE, type Variables } from '../state.ts'
import { emit, processOf, type Work } from '../work.ts'
import { triggerEventSubProcess } from './eventSubProcesses.ts'

/** A message, timer or signal for `eventId`, awaited by the element `key`. Nothing happens when the element is on its way out. */
export function happened(work: Work, key: Key, eventId: string, variables: Variables): void {
  const host = work.state.elements.get(key)
  const event = host && processOf(work, host).nodes.get(eventId)
  if (!host || !event || !takesEvents(work, host, event)) return
  if (event.type === 'boundaryEvent' || event.type === 'startEvent') return triggerCatch(work, event, host, variables)
  emit(work, { type: 'Triggered', key: host.key, trigger: { eventId: host.elementId === eventId ? null : eventId, variables } }) // its own event, or one that its event-based gateway lets race
  work.todo.push({ do: 'complete', key: host.key })
}

/** A scope that was interrupted inside still takes its boundary events; an element that something has triggered already takes none. */
function takesEvents(work: Work, host: ElementInstance, event: Node): boolean {
  if (host.phase !== 'activated' || work.state.elements.get(host.scope)?.interrupted) return false
  if (event.type === 'boundaryEvent') return processOf(work, host).nodes.get(host.trigger?.eventId ?? '')?.type !== 'boundaryEvent'
  return !host.interrupted && !host.trigger?.eventId
}

/** The element's own event: it completes with the variables that came. */
export function triggerElement(work: Work, element: ElementInstance, variables: Variables): void {
  if (Object.keys(variables).length > 0) emit(work, { type: 'Triggered', key: element.key, trigger: { eventId: null, variables } })
  work.todo.push({ do: 'complete', key: element.key })
}

/**
 * An event drawn at `host`: an interrupting boundary event takes the place of the activity once that is gone, another runs beside it;
 * an event sub-process begins inside.
 */
export function triggerCatch(work: Work, event: BoundaryNode | StartNode, host: ElementInstance, variables: Variables): void {
  if (event.type === 'startEvent') return triggerEventSubProcess(work, event, host, variables)
  if (!event.interrupting) return occur(work, event, host.scope, variables)
  if (host.trigger && host.trigger.eventId === null) return // its own event came before: it completes with what that brought (Zeebe)
  emit(work, { type: 'Triggered', key: host.key, trigger: { eventId: event.id, variables } })
  work.todo.push({ do: 'terminate', key: host.key })
}

/** The event is active at once, what it brings is local to it, and it goes on from there. */
export function occur(work: Work, event: Node, scope: Key, variables: Variables): void {
  const key = work.env.nextKey()
  emit(work, { type: 'ElementActivating', element: fresh(key, event, scope), joined: [], byFlow: false })
  emit(work, { type: 'ElementActivated', key })
  if (Object.keys(variables).length > 0) emit(work, { type: 'VariablesSet', scope: key, variables })
  work.activations++
  work.todo.push({ do: 'complete', key })
}

/** An element instance at its very beginning. */
export function fresh(key: Key, node: Node, scope: Key, called: Called | null = null): ElementInstance {
  return { key, elementId: node.id, scope, phase: 'activating', children: 0, tokens: 0, joins: {}, job: NONE, trigger: null, interrupted: '', loop: null, called, awaits: NONE, undoes: NONE, compensations: [] }
}
