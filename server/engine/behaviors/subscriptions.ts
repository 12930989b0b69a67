/** What an element waits for from outside: its own event and those of its boundary events, opened and closed together. */
import type { MessageDefinition, Node } from '../model/types.ts'
import type { ElementInstance, Key } from '../state.ts'
import { emit, type Work } from '../work.ts'
import { correlationKey, text } from './expressions.ts'
import { schedule, startTimer, type Schedule } from './timers.ts'
import { lookup } from './variables.ts'

export type Wait =
  | { kind: 'subscription'; elementId: string; interrupting: boolean; name: string; correlationKey: string | null }
  | { kind: 'timer'; elementId: string; at: Schedule }

/** Every expression is evaluated before the first subscription opens: a failure leaves nothing half open. @param which only these events; all unless given */
export function openWaits(work: Work, node: Node, element: ElementInstance, which: (elementId: string) => boolean = () => true): void {
  for (const wait of waitsOf(work, node, element, which)) {
    if (wait.kind === 'timer') startTimer(work, element.key, wait.elementId, wait.at)
    else {
      const { kind: _, ...subscription } = wait
      const key = work.env.nextKey()
      emit(work, { type: 'SubscriptionOpened', subscription: { key, element: element.key, ...subscription } })
      if (subscription.correlationKey !== null) work.todo.push({ do: 'look', subscription: key })
    }
  }
}

/** What would be opened. */
export function waitsOf(work: Work, node: Node, element: ElementInstance, which: (elementId: string) => boolean): Wait[] {
  return awaited(node).filter((each) => which(each.id)).flatMap((each) => waitOf(work, each, element))
}

/** The events an instance of the node waits for: its own, its boundary events', those its gateway lets race, its event sub-processes'. In that order buffered messages come and timers due at once fire: its own first, event sub-processes as they are drawn, then of boundary events the last drawn first, as with flows. */
export function awaited(node: Node): Node[] {
  if (node.type === 'eventBasedGateway') return node.outgoing.map((flow) => flow.target)
  const starts = 'starts' in node ? node.eventSubProcesses.flatMap((each) => each.start ?? []) : []
  return [...(node.type === 'receiveTask' || node.type === 'intermediateCatchEvent' ? [node] : []), ...starts, ...node.boundary.toReversed()]
}

function waitOf(work: Work, event: Node, element: ElementInstance): Wait[] {
  if (event.type === 'receiveTask') return [message(work, event, event.message, element)]
  if (!('trigger' in event)) return []
  switch (event.trigger) {
    case 'message': return [message(work, event, event.message, element)]
    case 'timer': return [{ kind: 'timer', elementId: event.id, at: schedule(work, event.id, event.timer, element.key) }]
    case 'signal': {
      const name = text(work, event.id, event.signal, lookup(work.state, element.key))
      return [{ kind: 'subscription', elementId: event.id, interrupting: interrupts(event), name, correlationKey: null }]
    }
    default: return []
  }
}

function message(work: Work, event: Node, definition: MessageDefinition, element: ElementInstance): Wait {
  // A boundary event's key belongs to the scope around the task: the task's own input mappings are out of its sight.
  const sight = lookup(work.state, event.type === 'boundaryEvent' ? element.scope : element.key)
  return {
    kind: 'subscription', elementId: event.id, interrupting: interrupts(event),
    name: text(work, event.id, definition.name, lookup(work.state, element.key)),
    correlationKey: definition.correlationKey && correlationKey(work, event.id, definition.correlationKey, sight),
  }
}

function interrupts(event: Node): boolean {
  return 'interrupting' in event ? event.interrupting : true
}

/** @param which only those of these events, or these waits; all unless given */
export function closeWaits(work: Work, element: Key, which: (elementId: string, wait: Key) => boolean = () => true): void {
  for (const timer of work.state.timers.values()) {
    if (timer.element === element && which(timer.elementId, timer.key)) emit(work, { type: 'TimerCanceled', key: timer.key })
  }
  for (const subscription of work.state.subscriptions.values()) {
    if (subscription.element === element && which(subscription.elementId, subscription.key)) emit(work, { type: 'SubscriptionClosed', key: subscription.key })
  }
}
