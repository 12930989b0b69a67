/** Which materials of a case an officer may open: a co-department's people see what their row needs and nothing else (domain H12). */
import type { Db } from '../db/pool.ts'
import { groupsOf, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import * as store from './store.ts'

/**
 * The codes of the materials an officer sees, or 'all': whoever stands on the lead's side sees all of them. Whether the officer may see the case
 * at all is tasks.mayOfficerSee.
 */
export async function materialsFor(db: Db, officer: Officer, caseId: string): Promise<'all' | string[]> {
  if (await tasks.onLeadSide(db, officer, caseId)) return 'all'
  const rows = await store.rowsOfGroups(db, caseId, groupsOf(officer))
  if (rows.some(({ materials }) => materials === null)) return 'all'
  return [...new Set(rows.flatMap(({ materials }) => materials ?? []))]
}
