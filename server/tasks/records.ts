/**
 * Whose recorded words an officer sees on a case they may see (domain H12). The lead's side sees all; a co-department, which has to do with the
 * case by a row on a sheet only, sees what its own house recorded and what has left the others. Tabs, joint board, materials and /v1 ask here.
 */
import type { Db } from '../db/pool.ts'
import { bodiesOf, groupsOf, type Officer } from '../people/service.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

/** The tasks whose word has left its house: the last signatures of the departments on the sheets. Handed in by app.ts, so that this room knows none above it. */
export type LeftHouse = (db: Db, caseId: string) => Promise<string[]>

/** A task of the case beside the sheets is, was or could be theirs, or they stand for the case by office. */
export function onLeadSide(db: Db, officer: Officer, caseId: string): Promise<boolean> {
  return store.namesGroup(db, caseId, groupsOf(officer), officer.id, 'beside sheets')
}

/** Into which bodies' inner steps the officer looks; null = the applicant, who looks into none. */
export async function housesSeen(db: Db, officer: Officer | null, caseId: string): Promise<(bodyId: string) => boolean> {
  if (officer === null) return () => false
  if (await onLeadSide(db, officer, caseId)) return () => true
  const own = bodiesOf(officer)
  return (bodyId) => own.includes(bodyId)
}

/** Which tasks' outcome, opinion and record the officer sees. What the applicant did, and how a sheet was settled, every party sees. */
export async function recordsSeen(db: Db, officer: Officer | null, caseId: string, leftHouse: LeftHouse): Promise<(task: Task) => boolean> {
  const inside = await housesSeen(db, officer, caseId)
  const left = new Set(await leftHouse(db, caseId))
  return (task) => task.kind !== 'officer' || inside(task.bodyId) || left.has(task.id)
}
