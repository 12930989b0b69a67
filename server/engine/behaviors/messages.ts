/**
 * Buffered messages: one that waits for a subscription comes to it within the step that opens it, two turns later, as in a Zeebe whose
 * messages are on the partition of the instance. The handler of CorrelateMessage takes those that come in between steps.
 */
import { type Key, placeOf, type Subscription, type Variables } from '../state.ts'
import { type BufferedMessage, emit, takenBy, type Wanted, type Work } from '../work.ts'
import { happened } from './triggers.ts'

/** The message is this process id's from now on, and on its way. */
export function look(work: Work, key: Key): void {
  const subscription = work.state.subscriptions.get(key)
  const wanted = subscription && wantedBy(work, subscription)
  const message = wanted && work.env.buffered(wanted, work.taken)
  if (message) send(work, key, wanted, message)
}

function send(work: Work, subscription: Key, wanted: Wanted, message: BufferedMessage): void {
  work.taken.add(takenBy(message.key, wanted.bpmnProcessId))
  work.todo.push({ do: 'correlate', subscription, wanted, message })
}

function wantedBy(work: Work, { name, correlationKey, element }: Subscription): Wanted | null {
  return correlationKey === null ? null : { name, correlationKey, bpmnProcessId: placeOf(work.state, element).bpmnProcessId }
}

/** A message that comes too late for one subscription is looked for by the others, a turn later. */
export function arrive(work: Work, key: Key, wanted: Wanted, message: BufferedMessage): void {
  if (!correlate(work, key, message)) work.todo.push({ do: 'reject', wanted, message })
}

/** It is free again, and goes to who waits for it by now: of several the one of the oldest element. */
export function rejected(work: Work, wanted: Wanted, message: BufferedMessage): void {
  work.taken.delete(takenBy(message.key, wanted.bpmnProcessId))
  const others = [...work.state.subscriptions.values()].filter((each) => {
    const theirs = wantedBy(work, each)
    return theirs?.name === wanted.name && theirs.correlationKey === wanted.correlationKey && theirs.bpmnProcessId === wanted.bpmnProcessId
  })
  const next = others.sort((a, b) => a.element - b.element)[0]
  if (next) send(work, next.key, wanted, message)
}

/** False when nobody waits any more. A non-interrupting event takes the next one too. */
export function correlate(work: Work, key: Key, message: { key: Key; variables: Variables }): boolean {
  const subscription = work.state.subscriptions.get(key)
  if (!subscription) return false
  const { bpmnProcessId } = placeOf(work.state, subscription.element)
  work.taken.add(takenBy(message.key, bpmnProcessId))
  emit(work, { type: 'MessageCorrelated', subscription: key, message: message.key, bpmnProcessId })
  if (subscription.interrupting) emit(work, { type: 'SubscriptionClosed', key })
  happened(work, subscription.element, subscription.elementId, message.variables)
  if (!subscription.interrupting) work.todo.push({ do: 'look', subscription: key })
  return true
}
