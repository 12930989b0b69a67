/** Signals: one broadcast reaches everything that waits for the name at that moment, in this instance here, elsewhere through the machine. */
import type { ElementInstance, Key, Variables } from '../state.ts'
import { emit, type Work } from '../work.ts'
import { happened } from './triggers.ts'

/** Thrown by an element: what it holds as its own (its input mappings) goes with the signal. */
export function throwSignal(work: Work, element: ElementInstance, name: string): void {
  const variables = work.state.variables.get(element.key) ?? {}
  emit(work, { type: 'SignalBroadcast', key: work.env.nextKey(), name, variables })
  work.todo.push({ do: 'signal', name, variables })
}

/** For subscriptions with keys above `after`, up to `upTo`: of another instance's signal those that are younger do not get it. */
export function deliverSignal(work: Work, name: string, variables: Variables, after: Key, upTo: Key): void {
  const waiting = [...work.state.subscriptions.values()].filter((each) => each.correlationKey === null && each.name === name && each.key > after && each.key <= upTo)
  for (const { element, elementId } of waiting.sort((a, b) => a.element - b.element)) happened(work, element, elementId, variables)
}
