/**
 * Who takes no part in a case (回避, N11): whoever applies there themself or acts for the applicant, which the case shows, and whoever declared it
 * (tasks/recusal.ts). What they do not do is said by each act. That one person does not act at two steps is tasks/fourEyes.ts.
 */
import { row, type Db } from '../db/pool.ts'
import { refuse } from '../errors.ts'

/**
 * `own`: they apply themselves or act for the applicant. `declared`: they said so, here or in another case of the same joint case. Being named as the
 * person to speak to is no ground (公务员法 76 asks for an interest of one's own or of kin): contact.ts.
 */
export type Apart = 'own' | 'declared'

/** Why this officer takes no part; null where they may. What counts as the same person stands with the function, in 149-recusal.sql. */
export function apart(db: Db, caseId: string, officerId: string): Promise<Apart | null> {
  return apartNamed(db, 'select ?::bigint', caseId, officerId)
}

/** The same of a case that is not read yet. @param which a statement that names it, of one binding */
export async function apartNamed(db: Db, which: string, binding: string, officerId: string): Promise<Apart | null> {
  return (await row<{ why: Apart | null }>(db, `select apart_from((${which}), ?) as why`, [binding, officerId]))?.why ?? null
}

/** @throws Refusal recusal-own, recusal-declared */
export async function refuseApart(db: Db, caseId: string, officerId: string): Promise<void> {
  refuseFor(await apart(db, caseId, officerId))
}

/** @throws Refusal recusal-own, recusal-declared */
export function refuseFor(why: Apart | null): void {
  if (why) throw refuse(why === 'own' ? 'recusal-own' : 'recusal-declared')
}
