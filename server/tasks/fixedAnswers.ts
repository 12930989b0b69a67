/** Fields a step only reads (`x-steps` of its form): their answers are those given last on that form, whatever is sent. */
import type { Db } from '../db/pool.ts'
import { readAt, withRead } from '../forms/rights.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

/** Empty for nearly every step: then nothing is asked of the database. */
export async function fixedAnswers(db: Db, version: MatterVersion, task: Task): Promise<Record<string, unknown>> {
  const names = namesOf(version, task)
  if (names.length === 0) return {}
  const earlier = await store.lastAnswers(db, task.caseId, task.formKey!)
  return Object.fromEntries(Object.entries(earlier).filter(([name]) => names.includes(name)))
}

/** What an officer sent, with the fixed answers in their place. */
export async function withFixed(db: Db, version: MatterVersion, task: Task, data: Record<string, unknown>): Promise<Record<string, unknown>> {
  const names = namesOf(version, task)
  if (names.length === 0) return data
  return withRead(data, names, await fixedAnswers(db, version, task))
}

function namesOf(version: MatterVersion, task: Task): readonly string[] {
  return task.formKey === null ? [] : readAt(matters.form(version, task.formKey), task.elementId)
}
