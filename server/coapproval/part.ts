/** What a child case means to the case that asked for it. Pure; what a part is in the database is partStore.ts. */
import type { Case } from '../cases/case.ts'

export type PartOpinion = 'agree' | 'disagree'

/**
 * The answer that a child case gives: its decision. Null while it has none. Passed with papers owed is passed (容缺通过, domain H6); a case
 * refused or withdrawn has not brought the permit that was waited for.
 */
export function opinionOf({ outcome }: Pick<Case, 'outcome'>): PartOpinion | null {
  switch (outcome) {
    case null: return null
    case 'granted': case 'granted-tolerant': case 'filed': return 'agree'
    case 'denied': case 'refused': case 'withdrawn': case 'revoked': return 'disagree'
    default: return outcome satisfies never
  }
}
