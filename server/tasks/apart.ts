/**
 * Who takes no part in a case (回避, N11): whoever applies there themself, which the case shows, and whoever declared it (recusal.ts). That one
 * person does not act at two steps is fourEyes.ts.
 */
import { row, type Db } from '../db/pool.ts'
import { refuse, type Refusal } from '../errors.ts'

/** `own`: they apply themselves, or are the person to speak to. `declared`: they said so. */
export type Apart = 'own' | 'declared'

/** Why this officer takes no part in the task's case; null where they may. Same name and same telephone are the same person: nobody's identity number is kept of an officer. */
export async function apart(db: Db, taskId: string, officerId: string): Promise<Apart | null> {
  const found = await row<{ own: boolean; declared: boolean }>(
    db,
    `select coalesce(o.phone = f.applicant->>'phone' and o.name in (f.applicant->>'name', f.applicant->>'contact'), false) as own,
            exists (select 1 from case_recusal r where r.case_id = f.id and r.officer_id = o.id) as declared
       from task t join case_file f on f.id = t.case_id join officer o on o.id = ? where t.id = ?`,
    [officerId, taskId],
  )
  return found?.own ? 'own' : found?.declared ? 'declared' : null
}

export function refusalOf(why: Apart): Refusal {
  return refuse(why === 'own' ? 'recusal-own' : 'recusal-declared')
}
