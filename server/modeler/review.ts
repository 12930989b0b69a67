/** What legal review said of the proposal that was touched last, where it was returned. Reading only; the remarks become marks in modeler/review. */
import type { Context } from '../context.ts'
import { eventsOf } from '../publication/service.ts'
import { proposalUnderWay } from './service.ts'

export interface Review { href: string; commit: string; by: string; at: Date; remarks: string }

/** @returns null where nothing of the matter is returned, or it was proposed anew since. */
export async function reviewOf(ctx: Context, code: string): Promise<Review | null> {
  const proposal = await proposalUnderWay(ctx, code)
  if (proposal?.state !== 'returned') return null
  const said = (await eventsOf(ctx.db, proposal.id)).findLast(({ kind }) => kind === 'returned')
  return said ? { href: `/office/publication/proposals/${proposal.id}`, commit: proposal.commit, by: said.name, at: said.at, remarks: said.remarks } : null
}
