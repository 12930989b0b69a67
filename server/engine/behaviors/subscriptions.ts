/** What an element waits for from outside: its own event and those of its boundary events, opened and closed together. */
import type { MessageDefinition, Node } from '../model/types.ts'
import type { ElementInstance, Key } from '../state.ts'
import { emit, type Work } from '../work.ts'
import { correlationKey, text } from './expressions.ts'
import { schedule, startTimer, type Schedule } from './timers.ts'
import { lookup } from './variables.ts'

type Wait =
  | { kind: 'message'; elementId: string; interrupting: boolean; name: string; correlationKey: string }
  | { kind: 'timer'; elementId: string; at: Schedule }

/** Every expression is evaluated before the first subscription opens: a failure leaves nothing half open. */
export function openWaits(work: Work, node: Node, element: ElementInstance): void {
  for (const wait of waitsOf(work, node, element)) {
    if (wait.kind === 'timer') startTimer(work, element.key, wait.elementId, wait.at)
    else {
      const { kind: _, ...message } = wait
      emit(work, { type: 'SubscriptionOpened', subscription: { key: work.env.nextKey(), element: element.key, ...message } })
    }
  }
}

function waitsOf(work: Work, node: Node, element: ElementInstance): Wait[] {
  const waits: Wait[] = []
  // A boundary event belongs to the scope around the task: the task's own input mappings are out of its sight.
  for (const event of node.boundary) {
    if (event.trigger === 'message') waits.push(message(work, event.id, event.message, element.scope, event.interrupting))
    if (event.trigger === 'timer') waits.push({ kind: 'timer', elementId: event.id, at: schedule(work, event.id, event.timer, element.scope) })
  }
  if (node.type === 'receiveTask') waits.push(message(work, node.id, node.message, element.key, true))
  if (node.type === 'intermediateCatchEvent') {
    waits.push(node.trigger === 'message'
      ? message(work, node.id, node.message, element.key, true)
      : { kind: 'timer', elementId: node.id, at: schedule(work, node.id, node.timer, element.key) })
  }
  return waits
}

function message(work: Work, elementId: string, definition: MessageDefinition, scope: Key, interrupting: boolean): Wait {
  const variables = lookup(work.state, scope)
  return {
    kind: 'message', elementId, interrupting,
    name: text(work, elementId, definition.name, variables),
    correlationKey: correlationKey(work, elementId, definition.correlationKey, variables),
  }
}

export function closeWaits(work: Work, element: Key): void {
  for (const timer of work.state.timers.values()) {
    if (timer.element === element) emit(work, { type: 'TimerCanceled', key: timer.key })
  }
  for (const subscription of work.state.subscriptions.values()) {
    if (subscription.element === element) emit(work, { type: 'SubscriptionClosed', key: subscription.key })
  }
}
