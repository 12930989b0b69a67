/**
 * The matters room's door: publishing whole bundles, the version in force at an instant, and the facts of its steps.
 * A running case keeps the version pinned at submission (design decision 8); nothing here edits a published one.
 */
import type { Db } from '../db/pool.ts'
import * as rights from '../forms/rights.ts'
import type { FormSchema } from '../forms/schema.ts'
import type { Entry } from './catalogue/entry.ts'
import { find } from './catalogue/find.ts'
import { inForce } from './catalogue/inForce.ts'
import * as store from './store.ts'
import type { MatterVersion, Step } from './types.ts'
import { version } from './versions.ts'

export type { Annex, Bundle, MatterSummary, MatterVersion, Return, Step } from './types.ts'
export type { Guide } from './guide.ts'
export type { Entry } from './catalogue/entry.ts'
export { find, passes, type Filter } from './catalogue/find.ts'
export { codesInUse } from './catalogue/inForce.ts'
export { nearest, wordsThatFind } from './catalogue/nearest.ts'
export { bundleOf, readBundle, matterFolders, sealed, UnreadableBundle } from './bundle.ts'
export { ACTING_ROLES, isMatterCode, isMatterName, newMatter, SOURCES, usccAmong, type Source } from './newMatter.ts'
export { scenarioTextProblems } from './scenario.ts'
export { filesInMemory, filesOnDisk, type Files } from './files.ts'
export { diagramOf } from './deployable.ts'
export { BROUGHT_BY_PUBLICATION, diagram, issueOf, keep, letterFaultSaid, organisationOf, problemsIn, problemsOf, publish, publishAll, refuseErrors, refuseOrWait, startOfDay, type Deploy, type LetterRoom, type Publication, wholeOf } from './publishing.ts'
export { historyOf, latest, putInForce, sign, signatureOf, withdraw, type PublicationRow } from './publications.ts'
export { graphOfVersion, version } from './versions.ts'
export type { Problem } from '../../processes/rules/run.ts'
export type { LetterFault, OrganisationView } from '../../processes/rules/subject.ts'
export { routes } from './routes.ts'
export { USER_TASK } from './facts.ts'
export { DEFAULT_ROLE, isOpinion, readSheet, type SheetDepartment, type SheetOpinion, type SheetPlan, type SheetRule, type SheetSilence } from './sheet.ts'

/** The latest name of a matter, also of one that takes no cases any more. */
export function nameOf(db: Db, code: string): Promise<string | undefined> {
  return store.nameOf(db, code)
}

/** The version that accepts cases at an instant: reviewed, and its effective date reached. Undefined = no case yet. */
export async function effective(db: Db, code: string, at: Date): Promise<MatterVersion | undefined> {
  const id = await store.idInForce(db, code, at)
  return id === undefined ? undefined : version(db, id)
}

/** Matters that accept cases at an instant, by name. */
export function list(db: Db, at: Date): Promise<Entry[]> {
  return inForce(db, at)
}

/**
 * Matters in which every word is found, the best first: in the name, keywords, result, topics or body, by text or pinyin (full or initials), or as
 * the beginning of a code. What the catalogue says where nothing is found is `nearest` and `wordsThatFind`.
 */
export async function search(db: Db, at: Date, text: string): Promise<Entry[]> {
  return find(await inForce(db, at), text)
}

export function steps(version: MatterVersion): Step[] {
  return version.steps
}

/** @throws Error when the element is no step of the version: a case never meets such an element. */
export function step(version: MatterVersion, elementId: string): Step {
  const found = version.steps.find((one) => one.elementId === elementId)
  if (!found) throw new Error(`Version ${version.id} of ${version.code} has no step "${elementId}".`)
  return found
}

/** @throws Error when the bundle has no such form: publication made sure that every step's form is there. */
export function form(version: MatterVersion, formKey: string | null | undefined): FormSchema {
  const found = formKey == null || !Object.hasOwn(version.bundle.forms, formKey) ? undefined : version.bundle.forms[formKey]
  if (!found) throw new Error(`Version ${version.id} of ${version.code} has no form "${formKey}".`)
  return found
}

/** The form of a step with the rights it has there (`x-steps`); one object a step, so its judge is made once. @throws Error as `form` */
export function stepForm(version: MatterVersion, { formKey, elementId }: { formKey: string | null; elementId: string }): FormSchema {
  return rights.stepForm(form(version, formKey), elementId)
}
