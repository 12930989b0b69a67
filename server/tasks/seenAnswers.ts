/**
 * Which answers of the application an officer sees: all but those that every step of theirs in the case is kept from (`x-steps` of the
 * application's form). Whoever leads the body without a step of their own answers for the whole, and sees it.
 */
import type { Case } from '../cases/case.ts'
import type { Db } from '../db/pool.ts'
import { hiddenAtAll, without } from '../forms/rights.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { groupsOf, type Officer } from '../people/service.ts'
import * as store from './store.ts'

export interface SeenAnswers { data: Record<string, unknown>; /** Names of the answers that are kept back. */ hidden: string[] }

/** Whether the officer may see the case at all is `mayOfficerSee`. */
export async function seenAnswers(db: Db, version: MatterVersion, file: Case, officer: Officer): Promise<SeenAnswers> {
  const form = matters.form(version, version.bundle.matter.form)
  if (form['x-steps'] === undefined) return { data: file.data, hidden: [] }
  const hidden = hiddenAtAll(form, await store.stepsOf(db, file.id, groupsOf(officer), officer.id))
  return { data: without(file.data, hidden), hidden }
}
