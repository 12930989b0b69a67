/**
 * The kinds of limits and what may move each (domain H1, H5, H7). A table, so that a new kind must say all of it.
 * Pure and browser-safe; whether a matter gives a pause or an extension at all is its own list, judged in permission.ts.
 */

export type LimitKind =
  | 'statutory' | 'promised' | 'step' | 'co-body' // the four clocks of work on a case
  | 'acceptance' // 5 wd to accept, refuse or tell all gaps (许可法 32)
  | 'supplement' // the applicant's own time to correct; nobody else's clock
  | 'pause' // the planned days of a pause: over-running them is an event of its own
  | 'hearing' // the public's and parties' periods: request, notice, hearing (许可法 46-48)
  | 'delivery' // 10 wd to deliver after the decision (许可法 44)

interface Movable {
  /** A lawful pause of the case takes days out of it. */
  pauses: boolean
  /** So does a pause of a part, on a joint case whose guide lists it: the whole cannot end before. Other departments' opinions go on meanwhile. */
  partPauses: boolean
  /** An extension lengthens it (statutory limit and promise only, H7). */
  extends: boolean
  /** The green channel halves it: never a statutory limit, an applicant's own period, a hearing, a pause (H5). */
  green: boolean
}

export const KINDS: Record<LimitKind, Movable> = {
  statutory: { pauses: true, partPauses: true, extends: true, green: false },
  promised: { pauses: true, partPauses: true, extends: true, green: true },
  step: { pauses: true, partPauses: true, extends: false, green: true },
  'co-body': { pauses: true, partPauses: false, extends: false, green: true },
  acceptance: { pauses: false, partPauses: false, extends: false, green: false },
  supplement: { pauses: false, partPauses: false, extends: false, green: false },
  pause: { pauses: false, partPauses: false, extends: false, green: false },
  hearing: { pauses: false, partPauses: false, extends: false, green: false },
  delivery: { pauses: false, partPauses: false, extends: false, green: false },
}
