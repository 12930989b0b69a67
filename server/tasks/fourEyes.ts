/** Four eyes (N11): a step may name earlier steps whose officer must be somebody else. */
import type { Case } from '../cases/case.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { Step } from '../matters/types.ts'
import type { Officer } from '../people/service.ts'
import { actedAt, keptApartFrom } from './answer.ts'
import * as store from './store.ts'

/** @throws Refusal four-eyes naming the earlier step. */
export async function refuseSamePerson(tx: Tx, file: Case, step: Step, officer: Officer): Promise<void> {
  const earlier = await doneBySame(tx, file, step, officer)
  if (earlier !== null) throw refuse('four-eyes', { earlier })
}

/** The name of the earlier step which this officer did and which keeps them from this one; null when they may. */
export async function doneBySame(db: Db, file: Case, step: Step, officer: Officer): Promise<string | null> {
  for (const elementId of keptApartFrom(step)) {
    const earlier = await store.latestDone(db, file.id, elementId)
    if (actedAt(earlier, officer.id)) return earlier!.name
  }
  return null
}
