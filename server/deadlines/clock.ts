/**
 * What the clock of one limit knows: the limit, the event it runs from, and all that moved it.
 * Types only, plus which days a pause takes; the counting is walk.ts. Pure and browser-safe.
 */
import type { Limit } from './limit.ts'
import { dayOf, type Day } from './shanghai.ts'

/** A lawful stop of the clock (特别程序 and the like), with the article that gives it. */
export interface Pause {
  /** hearing, appraisal … as the matter lists it. */
  kind: string
  law: string
  from: Date
  /** null while it goes on. */
  to: Date | null
}

/** A granted extension (延期): its amount is in the limit's own unit. */
export interface Extension {
  amount: number
  law: string
  grantedAt: Date
}

export interface Clock {
  limit: Limit
  /** The event: application received, accepted, step opened, letter served. Its day is not counted (民法典 201). */
  start: Date
  /** A full last day ends at 24:00, or when business closes for acts done at the counter (民法典 203). Default midnight. */
  ends?: 'midnight' | 'close'
  pauses?: readonly Pause[]
  extensions?: readonly Extension[]
  /** When the green channel was granted, while it holds; null or absent otherwise, and on limits it does not touch. */
  greenSince?: Date | null
}

/**
 * The pauses that take this day: each takes the days after the day it starts through the day it ends, so one that
 * begins and ends on the same day takes none. Overlapping pauses take a day once, because a day is taken or not.
 */
export function pausesOn(clock: Clock, day: Day): Pause[] {
  return (clock.pauses ?? []).filter((pause) => day > dayOf(pause.from) && (pause.to === null || day <= dayOf(pause.to)))
}

/** The pause that has no end yet and already takes this day: from here on the limit has no date. */
export function openPauseOn(clock: Clock, day: Day): Pause | undefined {
  return (clock.pauses ?? []).find((pause) => pause.to === null && day > dayOf(pause.from))
}
