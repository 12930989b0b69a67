/**
 * Which answers of the application an officer sees: all but those that every step of theirs in the case is kept from (`x-steps` of the
 * application's form), whether the case has come to the step or not. Whoever leads the body without a step of their own answers for the whole.
 */
import type { Case } from '../cases/case.ts'
import type { Db } from '../db/pool.ts'
import { hiddenAtAll, without } from '../forms/rights.ts'
import * as matters from '../matters/service.ts'
import { applies } from '../matters/situation.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { groupsOf, type Officer } from '../people/service.ts'
import { groupsFor } from './offered.ts'
import * as store from './store.ts'

export interface SeenAnswers { data: Record<string, unknown>; /** Names of the answers that are kept back. */ hidden: string[] }

/** Whether the officer may see the case at all is `mayOfficerSee`. */
export async function seenAnswers(db: Db, version: MatterVersion, file: Case, officer: Officer): Promise<SeenAnswers> {
  const form = matters.form(version, version.bundle.matter.form)
  if (form['x-steps'] === undefined) return { data: file.data, hidden: [] }
  const groups = groupsOf(officer)
  const drawn = version.steps.filter((step) => mayCome(step, file).some((group) => groups.includes(group))).map(({ elementId }) => elementId)
  const hidden = hiddenAtAll(form, [...drawn, ...(await store.stepsOf(db, file.id, groups, officer.id))]) // departments added by hand have tasks only
  return { data: without(file.data, hidden), hidden }
}

/** Whose inboxes a step may come to, as it is drawn: its candidates, or those who sign for the departments of its sheet. */
function mayCome(step: Step, file: Case): string[] {
  const plan = step.headers.signing === 'sheet' ? matters.readSheet(step.headers.sheet) : undefined
  if (plan === undefined || typeof plan === 'string') return groupsFor(step, file.bodyId)
  const asked = plan.departments.filter(({ when, case: child }) => child === undefined && (when === undefined || applies(when, file.data)))
  return [...groupsFor(step, file.bodyId), ...asked.flatMap(({ body, inner = [matters.DEFAULT_ROLE] }) => inner.map((role) => `${body}/${role}`))]
}
