/** SQL of case_part: which child matters a case has asked for, and what came of each. Writers hold the parent's row lock. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { PartOpinion } from './part.ts'

export interface Part {
  id: string
  parentId: string
  elementId: string
  matterCode: string
  rowId: string | null
  attempt: number | null
  engine: string | null
  jobKey: string | null
  caseId: string | null
  state: 'asked' | 'open' | 'over' | 'ended'
  opinion: PartOpinion | null
  askedAt: Date
}

const columns = `id, parent_id as "parentId", element_id as "elementId", matter_code as "matterCode", row_id as "rowId", attempt, engine,
  job_key as "jobKey", case_id as "caseId", state, opinion, asked_at as "askedAt"`

export type NewPart = Pick<Part, 'parentId' | 'elementId' | 'matterCode' | 'askedAt'> & ({ rowId: string; attempt: number } | { engine: string; jobKey: string })

/** Undefined when this attempt or job has asked before. */
export function insert(tx: Tx, part: NewPart): Promise<Part | undefined> {
  const asker = 'rowId' in part ? [part.rowId, part.attempt, null, null] : [null, null, part.engine, part.jobKey]
  return row<Part>(
    tx,
    `insert into case_part (parent_id, element_id, matter_code, asked_at, row_id, attempt, engine, job_key) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do nothing returning ${columns}`,
    [part.parentId, part.elementId, part.matterCode, part.askedAt, ...asker],
  )
}

export function byId(db: Db, id: string): Promise<Part | undefined> {
  return row<Part>(db, `select ${columns} from case_part where id = ?`, [id])
}

export function byCase(db: Db, caseId: string): Promise<Part | undefined> {
  return row<Part>(db, `select ${columns} from case_part where case_id = ?`, [caseId])
}

export function byJob(db: Db, engine: string, jobKey: string): Promise<Part | undefined> {
  return row<Part>(db, `select ${columns} from case_part where engine = ? and job_key = ?`, [engine, jobKey])
}

/** In the order they were asked for. */
export function ofParent(db: Db, parentId: string): Promise<Part[]> {
  return rows<Part>(db, `select ${columns} from case_part where parent_id = ? order by id`, [parentId])
}

/** 0 when its case is open already, or nobody waits for it any more. */
export function bind(tx: Tx, id: string, caseId: string, at: Date): Promise<number> {
  return change(tx, `update case_part set state = 'open', case_id = ?, opened_at = ? where id = ? and state = 'asked'`, [caseId, at, id])
}

/** 0 when it was worked in before: news may come twice. */
export function answer(tx: Tx, id: string, opinion: PartOpinion, at: Date): Promise<number> {
  return change(tx, `update case_part set state = 'over', opinion = ?, over_at = ? where id = ? and state = 'open'`, [opinion, at, id])
}

/** Nobody waits for it: the case itself, if there is one, goes its way. */
export function end(tx: Tx, id: string, at: Date): Promise<number> {
  return change(tx, `update case_part set state = 'ended', over_at = ? where id = ? and state in ('asked', 'open')`, [at, id])
}
