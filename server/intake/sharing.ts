/**
 * What the shared library has stands in for an upload (feature S11): looked up by the applicant's own code at submission, used with
 * its purpose logged. Before submission nothing of it is shown: whoever fills in a form has not proved who they are.
 */
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import type { FormData } from '../forms/schema.ts'
import * as library from '../library/service.ts'
import type { Guide } from '../matters/guide.ts'
import { holderOf, sharedKinds, standIns } from './standIns.ts'
import * as store from './store.ts'

/** Item code -> the permit that stands in for it. */
export type Shared = Map<string, library.LibraryItem>

export async function sharedFor(db: Db, ctx: Context, guide: Guide, applicant: FormData): Promise<Shared> {
  const [holder, kinds] = [holderOf(applicant), sharedKinds(guide)]
  if (holder === undefined || kinds.length === 0) return new Map()
  return standIns(guide, await library.offers(db, holder, kinds, ctx.now()))
}

/** Takes what was not uploaded from the library, each use logged. */
export async function useShared(tx: Tx, ctx: Context, file: Case, guide: Guide, shared: Shared, uploaded: ReadonlySet<string>): Promise<void> {
  for (const [itemCode, item] of shared) {
    if (uploaded.has(itemCode)) continue
    await store.insertShared(tx, file.id, { itemCode, libraryItemId: item.id, title: item.title, number: item.number })
    await library.use(tx, ctx, { itemId: item.id, caseId: file.id, purpose: `${guide.name} ${file.number}`, by: file.applicant.name })
  }
}
