/** What legal review said of a proposal that it returned, as the server tells it (review.ts) and the modeler shows it (modeler/review). Types only. */
export interface Review {
  proposal: string
  /** Of the proposal's page. */
  href: string
  /** What stands in it now, and which revision that is. */
  commit: string
  revision: number
  /** The published revision it stands on. */
  base: string | null
  by: string
  /** RFC 3339. */
  at: string
  remarks: string
  /** Revised since, and to be judged again: the remarks stand until it is signed. */
  answered: { by: string; at: string } | null
}
