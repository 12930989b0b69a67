/** Timers that are due, messages and signals that fit: what they set going in the element that waits for them. */
import { correlate } from '../behaviors/messages.ts'
import { deliverSignal } from '../behaviors/signals.ts'
import { repeat } from '../behaviors/timers.ts'
import { happened } from '../behaviors/triggers.ts'
import { reject } from '../commands.ts'
import { emit } from '../work.ts'
import type { Handlers } from './handler.ts'

type Mine = Pick<Handlers, 'TriggerTimer' | 'CorrelateMessage' | 'ReceiveSignal'>

export const triggerHandlers: Mine = {
  TriggerTimer(work, { key }) {
    const timer = work.state.timers.get(key)
    if (!timer || timer.due > work.env.now) return reject('TRIGGER', 'NOT_FOUND', `Expected to trigger timer with key '${key}', but it does not exist or is not due`)
    emit(work, { type: 'TimerTriggered', key })
    happened(work, timer.element, timer.elementId, {})
    repeat(work, timer)
    return null
  },

  /** All of them before anything that follows from one: what is called still goes on while its call is about to be interrupted (Zeebe). */
  CorrelateMessage(work, { subscriptions, message, variables }) {
    const taken = subscriptions.filter((key) => correlate(work, key, { key: message, variables }))
    if (taken.length > 0) return null
    return reject('CORRELATE', 'NOT_FOUND', `Expected to correlate subscription with key '${subscriptions.join(', ')}', but no such subscription was found`)
  },

  ReceiveSignal(work, { name, variables, after, upTo }) {
    deliverSignal(work, name, variables, after, upTo)
    return null
  },
}
