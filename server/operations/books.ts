/** Our own books about the engines: which case an instance belongs to, and what we hold of an engine that lets nobody read it. SQL only. */
import { row, rows, type Db } from '../db/pool.ts'
import type { CaseState } from '../cases/service.ts'
import type { EngineName } from '../zeebe/service.ts'

export interface CaseLink { caseId: string; number: string; matterCode: string; state: CaseState; instance: string }

/** The cases of these instances; a called process' instance is found by the jobs it has offered us. */
export async function casesOf(db: Db, engine: EngineName, instances: readonly string[]): Promise<Map<string, CaseLink>> {
  const found = await rows<CaseLink>(
    db,
    `select f.id as "caseId", f.number, f.matter_code as "matterCode", f.state, k.instance_key as instance
     from (select instance_key, case_id from engine_instance where engine = ? and instance_key = any(?::bigint[])
           union select instance_key, case_id from engine_job where engine = ? and instance_key = any(?::bigint[])) k
     join case_file f on f.id = k.case_id`,
    [engine, instances, engine, instances],
  )
  return new Map(found.map((link) => [link.instance, link]))
}

export async function caseOf(db: Db, engine: EngineName, instance: string): Promise<CaseLink | undefined> {
  return (await casesOf(db, engine, [instance])).get(instance)
}

/** The engine and instance of the case with this number. */
export function instanceByNumber(db: Db, number: string): Promise<{ engine: EngineName; key: string } | undefined> {
  return row(db, `select i.engine, i.instance_key as key from engine_instance i join case_file f on f.id = i.case_id where f.number = ? and i.instance_key is not null`, [number])
}

export interface BookedInstance { key: string; processId: string; version: number | null; state: 'running' | 'ended' | 'lost'; startedAt: Date }

/** Instances we started on an engine, the latest first. */
export function instances(db: Db, engine: EngineName, filter: { ended: boolean; processId?: string; after?: string; limit: number }): Promise<BookedInstance[]> {
  return rows<BookedInstance>(
    db,
    `select instance_key as key, process_id as "processId", version, state, started_at as "startedAt" from engine_instance
     where engine = ? and instance_key is not null and (state = 'ended') = ? and (?::text is null or process_id = ?) and (?::bigint is null or instance_key < ?)
     order by instance_key desc limit ?`,
    [engine, filter.ended, filter.processId ?? null, filter.processId ?? null, filter.after ?? null, filter.after ?? null, filter.limit],
  )
}

export interface BookedJob { key: string; instance: string; element: string; elementId: string; type: string; offeredAt: Date }

/** Jobs we hold of an engine, the latest first. */
export function jobs(db: Db, engine: EngineName, filter: { instance?: string; after?: string; limit: number }): Promise<BookedJob[]> {
  return rows<BookedJob>(
    db,
    `select job_key as key, instance_key as instance, element_instance_key as element, element_id as "elementId", type, offered_at as "offeredAt" from engine_job
     where engine = ? and state = 'open' and (?::bigint is null or instance_key = ?) and (?::bigint is null or job_key < ?) order by job_key desc limit ?`,
    [engine, filter.instance ?? null, filter.instance ?? null, filter.after ?? null, filter.after ?? null, filter.limit],
  )
}

export function instance(db: Db, engine: EngineName, key: string): Promise<BookedInstance | undefined> {
  return row(db, `select instance_key as key, process_id as "processId", version, state, started_at as "startedAt" from engine_instance where engine = ? and instance_key = ?`, [engine, key])
}

/** Case numbers for rows that know only the case. */
export async function numbers(db: Db, caseIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ id: string; number: string }>(db, 'select id, number from case_file where id = any(?::bigint[])', [caseIds])
  return new Map(found.map(({ id, number }) => [id, number]))
}
