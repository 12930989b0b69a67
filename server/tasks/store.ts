/** SQL of the task table. Conditional writes say in their where-clause what must still be true. */
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import { change, later, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Signature, Task } from './task.ts'

export const columns = `t.id, t.case_id as "caseId", t.engine, t.job_key as "jobKey", t.element_id as "elementId",
  t.element_instance_key as "elementInstanceKey", t.name, t.kind, t.origin, t.form_key as "formKey", t.groups, t.body_id as "bodyId", t.state,
  t.round, t.revision, t.opened_at as "openedAt", t.holder_id as "holderId", t.held_since as "heldSince", t.decided_by as "decidedBy",
  t.decided_at as "decidedAt", t.ended_why as "endedWhy", t.outcome, t.opinion, t.data, t.signatures, t.carried_from as "carriedFrom", t.version`

export function byId(db: Db, id: string): Promise<Task | undefined> {
  return /^\d{1,18}$/.test(id) ? row<Task>(db, `select ${columns} from task t where t.id = ?`, [id]) : Promise.resolve(undefined)
}

/**
 * The task with its case's row locked. Two statements, sent together: the second is carried out when the first has its lock, and all
 * writers of a task hold that lock, so what it reads stays true until commit.
 */
export async function lockedWithCase(tx: Tx, id: string): Promise<{ task: Task; file: Case } | undefined> {
  if (!/^\d{1,18}$/.test(id)) return undefined
  const [file, task] = await Promise.all([cases.lockNamed(tx, 'select case_id from task where id = ?', [id]), byId(tx, id)])
  return file && task && { file, task }
}

/** Read again after the case row was locked: all writers of a task hold that lock, so what is read here stays true. */
export function byJob(db: Db, engine: string, jobKey: string): Promise<Task | undefined> {
  return row<Task>(db, `select ${columns} from task t where t.engine = ? and t.job_key = ?`, [engine, jobKey])
}

export function ofCase(db: Db, caseId: string): Promise<Task[]> {
  return rows<Task>(db, `select ${columns} from task t where t.case_id = ? order by t.id`, [caseId])
}

export function openOfCase(db: Db, caseId: string): Promise<Task[]> {
  return rows<Task>(db, `select ${columns} from task t where t.case_id = ? and t.state = 'open' order by t.id`, [caseId])
}

/** The latest decided task of an element in a case, for carried opinions and four eyes. */
export function latestDone(db: Db, caseId: string, elementId: string): Promise<Task | undefined> {
  return row<Task>(db, `select ${columns} from task t where t.case_id = ? and t.element_id = ? and t.origin is null and t.state = 'done' order by t.decided_at desc, t.id desc limit 1`, [caseId, elementId])
}

/** Everything that was done in a case, in order; rows of sheets too. */
export function doneOfCase(db: Db, caseId: string): Promise<Task[]> {
  return rows<Task>(db, `select ${columns} from task t where t.case_id = ? and t.state = 'done' order by t.decided_at, t.id`, [caseId])
}

/** What was answered last in the case on a form, at whichever step. */
export async function lastAnswers(db: Db, caseId: string, formKey: string): Promise<Record<string, unknown>> {
  const found = await row<{ data: Record<string, unknown> }>(db, `select data from task where case_id = ? and form_key = ? and state = 'done' and data is not null order by decided_at desc, id desc limit 1`, [caseId, formKey])
  return found?.data ?? {}
}

/** The steps of a case at which the officer acts, acted or could: their group's, or their own hand's. */
export async function stepsOf(db: Db, caseId: string, groups: string[], officerId: string): Promise<string[]> {
  const found = await rows<{ elementId: string }>(db, `select distinct element_id as "elementId" from task where case_id = ? and (groups && ?::text[] or holder_id = ? or decided_by = ?)`, [caseId, groups, officerId, officerId])
  return found.map(({ elementId }) => elementId)
}

export type NewTask = Pick<Task, 'caseId' | 'engine' | 'jobKey' | 'elementId' | 'elementInstanceKey' | 'name' | 'kind' | 'origin' | 'formKey' | 'groups' | 'bodyId' | 'round' | 'revision' | 'openedAt'> & { /** Four eyes: the earlier steps whose officer must be somebody else. */ fourEyes: string[] }

const NEW_COLUMNS = 'case_id, engine, job_key, element_id, element_instance_key, name, kind, origin, form_key, groups, body_id, round, revision, opened_at, four_eyes, state'
const NEW_VALUES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open'"

function valuesOf(task: NewTask): unknown[] {
  return [task.caseId, task.engine, task.jobKey, task.elementId, task.elementInstanceKey, task.name, task.kind, task.origin, task.formKey, task.groups,
    task.bodyId, task.round, task.revision, task.openedAt, task.fourEyes]
}

/** Undefined when the row is there already (the job was offered again). */
export async function insert(tx: Tx, task: NewTask): Promise<Task | undefined> {
  return row<Task>(tx, `insert into task as t (${NEW_COLUMNS}) values (${NEW_VALUES}) on conflict do nothing returning ${columns}`, valuesOf(task))
}

const foreseen = new WeakMap<Tx, Promise<string[]>>()

/** Ids for rows that this transaction is about to write: with its id in hand nobody waits for a row. The count is a select of its own, so that this is planned once (outcomes.ts). */
export function foreseeIds(tx: Tx, count: number): void {
  const ids = rows<{ id: string }>(tx, "select nextval(pg_get_serial_sequence('task', 'id')) as id from generate_series(1, (select ?::int))", [count]).then((found) => found.map(({ id }) => id))
  ids.catch(() => undefined) // then whatever is asked next fails too
  foreseen.set(tx, ids)
}

/** The row of a job that was written down in this very transaction, so there is none yet: should there be one, the commit fails. */
export async function insertOfJob(tx: Tx, task: NewTask): Promise<Task | undefined> {
  const id = (await foreseen.get(tx))?.shift()
  if (id === undefined) return insert(tx, task)
  later(tx, `insert into task (${NEW_COLUMNS}, id) overriding system value values (${NEW_VALUES}, ?)`, [...valuesOf(task), id])
  const { fourEyes: _, ...rest } = task
  return {
    ...rest, id, state: 'open', holderId: null, heldSince: null, decidedBy: null, decidedAt: null, endedWhy: null, outcome: null, opinion: null, data: null,
    signatures: [], carriedFrom: null, version: 1,
  }
}

/** The task was read under its case's lock as open and held by nobody: nobody else can be first. */
export function hold(tx: Tx, id: string, officerId: string, at: Date): void {
  later(tx, `update task set holder_id = ?, held_since = ?, version = version + 1 where id = ? and state = 'open' and holder_id is null`, [officerId, at, id])
}

/** The same without having read it: the commit fails with 40001 where the task is not open and free for one of these groups. */
export function claimFree(tx: Tx, id: string, officerId: string, groups: string[], at: Date): void {
  later(tx, 'select claim_task(?, ?, ?, ?)', [id, officerId, groups, at])
}

export function release(tx: Tx, id: string, officerId: string): Promise<number> {
  return change(tx, `update task set holder_id = null, held_since = null, version = version + 1 where id = ? and state = 'open' and holder_id = ?`, [id, officerId])
}

export function sign(tx: Tx, id: string, signatures: Signature[]): Promise<number> {
  return change(tx, `update task set signatures = ?, holder_id = null, held_since = null, version = version + 1 where id = ? and state = 'open'`, [JSON.stringify(signatures), id])
}

/** What a task is under another version of its matter. Whoever held it keeps it only where `keeps` says so; signatures stand with their words. */
export async function rewrite(tx: Tx, id: string, now: Pick<NewTask, 'name' | 'formKey' | 'groups' | 'fourEyes'>, keeps: boolean): Promise<void> {
  await change(
    tx,
    `update task set name = ?, form_key = ?, groups = ?, four_eyes = ?, holder_id = case when ? then holder_id end, held_since = case when ? then held_since end, version = version + 1 where id = ? and state = 'open'`,
    [now.name, now.formKey, now.groups, now.fourEyes, keeps, keeps, id],
  )
}

export interface Completion {
  decidedBy: string | null
  decidedAt: Date
  outcome: string
  opinion: string | null
  data: Record<string, unknown>
  signatures: Signature[]
  carriedFrom?: string
}

/** The task was read under its case's lock as open: nobody else can be first. Returns what it is now, without waiting for the row. */
export function complete(tx: Tx, task: Task, done: Completion): Task {
  const { decidedBy, decidedAt, outcome, opinion, data, signatures, carriedFrom = null } = done
  later(
    tx,
    `update task set state = 'done', decided_by = ?, decided_at = ?, outcome = ?, opinion = ?, data = ?, signatures = ?, carried_from = ?, version = version + 1
      where id = ? and state = 'open'`,
    [decidedBy, decidedAt, outcome, opinion, JSON.stringify(data), JSON.stringify(signatures), carriedFrom, task.id],
  )
  return { ...task, state: 'done', decidedBy, decidedAt, outcome, opinion, data, signatures, carriedFrom, version: task.version + 1 }
}

export function close(tx: Tx, id: string, state: 'ended' | 'gone', why: string, at: Date): Promise<number> {
  return change(tx, `update task set state = ?, ended_why = ?, decided_at = ?, version = version + 1 where id = ? and state = 'open'`, [state, why, at, id])
}

export function markRead(db: Db, id: string, officerId: string, at: Date): Promise<number> {
  return change(db, `update task set read_by = read_by || jsonb_build_object(?::text, ?::text) where id = ? and not jsonb_exists(read_by, ?::text)`, [officerId, at.toISOString(), id, officerId])
}

/**
 * A task of the case, open or past, names a group of the officer; or the officer leads the body whose case it is (the persons whom
 * extensions, the green channel and red lamps name, who may have no step of their own), or is whom the guide names for the extension of a
 * joint case (`shizhengfu/leader`).
 * @param which 'beside sheets' leaves out the rows of departments that are asked for their opinion
 */
export async function namesGroup(db: Db, caseId: string, groups: string[], officerId: string, which: 'all tasks' | 'beside sheets' = 'all tasks'): Promise<boolean> {
  if (!/^\d{1,18}$/.test(caseId)) return false
  const seen = await row(
    db,
    `select 1 from task where case_id = ? and (groups && ?::text[] or holder_id = ? or decided_by = ?) and (? or origin is null or origin not like 'sheet-row:%')
     union all select 1 from case_file where id = ? and (body_id || '/head' = any(?::text[]) or body_id || '/deputy-head' = any(?::text[]))
     union all select 1 from case_file f join matter_version v on v.id = f.version_id where f.id = ? and v.bundle #>> '{matter,extension,by}' = any(?::text[]) limit 1`,
    [caseId, groups, officerId, officerId, which === 'all tasks', caseId, groups, groups, caseId, groups],
  )
  return seen !== undefined
}
