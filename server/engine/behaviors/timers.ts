/** Timers: due instants from durations, dates and cycles; an instant that has passed fires at once. */
import { nextCron, parseCron } from '../model/cron.ts'
import { MIN_REPEAT } from '../model/definitions.ts'
import { addInterval, parseCycle, parseDuration, parseInstant } from '../model/time.ts'
import type { TimerDefinition } from '../model/types.ts'
import type { Key, Timer } from '../state.ts'
import { ElementFailure, emit, processOf, type Work } from '../work.ts'
import { value, wrong } from './expressions.ts'
import { lookup } from './variables.ts'

/** Where and how often; evaluated before anything is opened, so that a bad expression leaves nothing half done. */
export type Schedule = Pick<Timer, 'due' | 'repetitions' | 'every'>

/** @param scope the scope the expression sees */
export function schedule(work: Work, elementId: string, timer: TimerDefinition, scope: Key): Schedule {
  const source = sourceOf(work, elementId, timer, scope)
  if (timer.kind === 'cycle' && timer.expression.kind !== 'static' && parseCron(source)) invalid(source, 'repetition') // its text must still be there when it fires
  return firstDue(timer.kind, source, work.env.now)
}

/** @throws ElementFailure when the text is none of its kind */
export function firstDue(kind: TimerDefinition['kind'], source: string, now: number): Schedule {
  switch (kind) {
    case 'duration': {
      const interval = parseDuration(source) ?? invalid(source, 'duration')
      return { due: addInterval(now, interval), repetitions: 1, every: null }
    }
    case 'date':
      return { due: parseInstant(source) ?? invalid(source, 'date and time'), repetitions: 1, every: null }
    case 'cycle': {
      const cron = parseCron(source)
      if (cron) return { due: nextCron(cron, now) ?? invalid(source, 'repetition'), repetitions: -1, every: null }
      const cycle = parseCycle(source) ?? invalid(source, 'repetition')
      if (addInterval(0, cycle.interval) < MIN_REPEAT) throw new ElementFailure('EXTRACT_VALUE_ERROR', `A timer may repeat once a minute at most, but '${source}' repeats faster.`)
      return { due: cycle.start === null ? addInterval(now, cycle.interval) : Math.max(cycle.start, now), repetitions: cycle.repetitions, every: cycle.interval }
    }
  }
}

const WANTED = { duration: `one of '[DURATION, PERIOD, STRING]'`, date: `one of '[DATE_TIME, STRING]'`, cycle: `'STRING'` } as const

function sourceOf(work: Work, elementId: string, timer: TimerDefinition, scope: Key): string {
  const result = value(work, elementId, timer.expression, lookup(work.state, scope))
  if (typeof result.value !== 'string') throw wrong(timer.expression, WANTED[timer.kind], result)
  return result.value.trim()
}

function invalid(source: string, what: string): never {
  throw new ElementFailure('EXTRACT_VALUE_ERROR', `Invalid ${what} format '${source}' for a timer: it must follow ISO 8601.`)
}

export function startTimer(work: Work, element: Key, elementId: string, at: Schedule): void {
  if (at.repetitions === 0) return
  emit(work, { type: 'TimerCreated', timer: { key: work.env.nextKey(), element, elementId, ...at } })
}

export function repeat(work: Work, timer: Timer): void {
  const host = work.state.elements.get(timer.element)
  const event = host && processOf(work, host).nodes.get(timer.elementId)
  const next = nextDue(timer, event && 'timer' in event ? event.timer.expression.text : '', work.env.now)
  if (next) startTimer(work, timer.element, timer.elementId, next)
}

/**
 * After a firing: the next one, reckoned from the last due instant so that a late engine does not shift the rhythm; null when it was the
 * last. What was missed meanwhile is one firing, now, and the rhythm begins anew there (Zeebe). @param text as written: a cron has no interval
 */
export function nextDue({ due, repetitions, every }: Schedule, text: string, now: number): Schedule | null {
  if (repetitions === 1) return null
  if (every) return { due: Math.max(addInterval(due, every), now), repetitions: repetitions < 0 ? -1 : repetitions - 1, every }
  const cron = parseCron(text)
  const next = cron && nextCron(cron, now)
  return next ? { due: next, repetitions, every } : null
}
