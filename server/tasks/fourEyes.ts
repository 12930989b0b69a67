/** Four eyes (N11): a step may name earlier steps whose officer must be somebody else, and nobody decides what they alone have examined. */
import type { Case } from '../cases/case.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import type { Officer } from '../people/service.ts'
import { actedAt, examinedAlone, keptApartFrom } from './answer.ts'
import * as store from './store.ts'

/** @throws Refusal four-eyes naming the earlier step. */
export async function refuseSamePerson(tx: Tx, file: Case, version: MatterVersion, step: Step, officer: Officer): Promise<void> {
  const earlier = await doneBySame(tx, file, version, step, officer)
  if (earlier !== null) throw refuse('four-eyes', { earlier })
}

/** The name of the earlier step which this officer did and which keeps them from this one; null when they may. */
export async function doneBySame(db: Db, file: Case, version: MatterVersion, step: Step, officer: Officer): Promise<string | null> {
  for (const elementId of keptApartFrom(step)) {
    const earlier = await store.latestDone(db, file.id, elementId)
    if (actedAt(earlier, officer.id)) return earlier!.name
  }
  return step.headers.decides ? examinedAlone(step, version.steps, await store.doneOfCase(db, file.id), officer.id)?.name ?? null : null
}
