/** What legal review said of a proposal of this matter that it returned, until that is settled. Reading only; the remarks become marks in modeler/review. */
import type { Context } from '../context.ts'
import { eventsOf, list, type Proposal, type ProposalEvent } from '../publication/service.ts'
import type { Review } from './reviewed.ts'

/** More proposals of one matter are not open at once. */
const MOST_OPEN = 20

/** @returns the one touched last; null where none is returned, or each was signed or came to its end since. */
export async function reviewOf(ctx: Context, code: string): Promise<Review | null> {
  for (const proposal of await list(ctx.db, { code, states: ['proposed', 'returned'] }, MOST_OPEN)) {
    const review = unsettled(proposal, await eventsOf(ctx.db, proposal.id))
    if (review) return review
  }
  return null
}

function unsettled({ id, commit, revision, base }: Proposal, events: ProposalEvent[]): Review | null {
  const returned = events.findLastIndex(({ kind }) => kind === 'returned')
  const since = events.slice(returned + 1)
  if (returned < 0 || since.some(({ kind }) => kind === 'signed')) return null
  const said = events[returned]!
  const revised = since.findLast(({ kind }) => kind === 'revised')
  return {
    proposal: id, href: `/office/publication/proposals/${id}`, commit, revision, base, by: said.name, at: said.at.toISOString(), remarks: said.remarks,
    answered: revised ? { by: revised.name, at: revised.at.toISOString() } : null,
  }
}
