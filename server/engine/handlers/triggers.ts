/** Timers that are due and messages that fit: what they set going in the element that waits for them. */
import { repeat } from '../behaviors/timers.ts'
import { triggerBoundary, triggerElement } from '../behaviors/triggers.ts'
import { reject } from '../commands.ts'
import type { Key, Variables } from '../state.ts'
import { emit, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

type Mine = Pick<Handlers, 'TriggerTimer' | 'CorrelateMessage'>

export const triggerHandlers: Mine = {
  TriggerTimer(work, { key }) {
    const timer = work.state.timers.get(key)
    if (!timer || timer.due > work.env.now) return reject('TRIGGER', 'NOT_FOUND', `Expected to trigger timer with key '${key}', but it does not exist or is not due`)
    emit(work, { type: 'TimerTriggered', key })
    trigger(work, timer.element, timer.elementId, {})
    repeat(work, timer)
    return null
  },

  CorrelateMessage(work, { subscription: key, message, variables }) {
    const subscription = work.state.subscriptions.get(key)
    if (!subscription) return reject('CORRELATE', 'NOT_FOUND', `Expected to correlate subscription with key '${key}', but no such subscription was found`)
    emit(work, { type: 'MessageCorrelated', subscription: key, message })
    if (subscription.interrupting) emit(work, { type: 'SubscriptionClosed', key })
    trigger(work, subscription.element, subscription.elementId, variables)
    return null
  },
}

function trigger(work: Work, key: Key, eventId: string, variables: Variables): void {
  const host = work.state.elements.get(key)
  const event = work.process.nodes.get(eventId)
  if (!host || !event || host.phase !== 'activated') return
  if (event.type === 'boundaryEvent') triggerBoundary(work, event, host, variables)
  else triggerElement(work, host, variables)
}
