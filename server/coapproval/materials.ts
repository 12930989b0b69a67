/** Which materials of a case an officer may open: a co-department's people see what their row needs and nothing else (domain H12). */
import type { Db } from '../db/pool.ts'
import { groupsOf, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import * as store from './store.ts'

/**
 * The codes of the materials an officer sees, or 'all'. Whoever has had a task of the case outside the sheets sees all of it;
 * whether the officer may see the case at all is tasks.mayOfficerSee.
 */
export async function materialsFor(db: Db, officer: Officer, caseId: string): Promise<'all' | string[]> {
  const groups = groupsOf(officer)
  const own = (await tasks.ofCase(db, caseId)).some((task) => !task.origin?.startsWith('sheet-row:') && task.groups.some((group) => groups.includes(group)))
  if (own) return 'all'
  const rows = await store.rowsOfGroups(db, caseId, groups)
  if (rows.some(({ materials }) => materials === null)) return 'all'
  return [...new Set(rows.flatMap(({ materials }) => materials ?? []))]
}
