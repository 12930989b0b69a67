/**
 * Which event a limit runs from, so that a proof names it and not its instant alone. Pure; the words are in the catalogue.
 */
import type { LimitKind } from './kinds.ts'

export type StartEvent =
  | 'application' | 'acceptance' | 'silence' | 'handIn' // what the law's own limits run from
  | 'step' | 'department' | 'correctionNotice' | 'owed' | 'pause' | 'notice' | 'decision'

/** The moments of a case that limits run from, and what its matter says of them. */
export interface Moments {
  receivedAt: Date
  acceptedAt: Date | null
  acceptedBySilence: boolean
  /** The guide's own word for each of the two case-wide limits. */
  from: { statutory: 'application' | 'acceptance'; promised: 'application' | 'acceptance' }
  /** A letter of its own asks for this limit's step: an order, a notice of rights. */
  asked?: boolean
}

export function startEvent(limit: { kind: LimitKind; startedAt: Date }, moments: Moments): StartEvent {
  switch (limit.kind) {
    case 'statutory': case 'promised':
      if (moments.from[limit.kind] === 'application') return 'application'
      return moments.acceptedBySilence ? 'silence' : 'acceptance'
    case 'acceptance': return limit.startedAt <= moments.receivedAt ? 'application' : 'handIn'
    // before acceptance the notice of gaps asks, from its service on; after it what was promised at acceptance is owed
    case 'supplement':
      if (moments.asked) return 'notice'
      if (limit.startedAt <= moments.receivedAt) return 'application'
      return moments.acceptedAt !== null && limit.startedAt >= moments.acceptedAt ? 'owed' : 'correctionNotice'
    case 'step': return 'step'
    case 'co-body': return 'department'
    case 'pause': return 'pause'
    case 'hearing': return 'notice'
    case 'delivery': return 'decision'
    default: return limit.kind satisfies never
  }
}
