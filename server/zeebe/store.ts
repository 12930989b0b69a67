/** SQL of the engine tables: deployments, instances, jobs. What the rows mean is decided in the files beside this one. */
import { change, later, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { DeployedProcess, EngineName, Job } from './client.ts'

export interface Instance {
  caseId: string
  engine: EngineName
  hash: string
  processId: string
  version: number | null
  instanceKey: string | null
  state: 'starting' | 'running' | 'ended' | 'lost'
}

export interface KnownJob {
  engine: EngineName
  jobKey: string
  caseId: string
  type: string
  elementId: string
  elementInstanceKey: string
  state: 'open' | 'completed' | 'gone'
}

const INSTANCE = 'case_id as "caseId", engine, hash, process_id as "processId", version, instance_key as "instanceKey", state'
const JOB = 'engine, job_key as "jobKey", case_id as "caseId", type, element_id as "elementId", element_instance_key as "elementInstanceKey", state'

export async function deployment(db: Db, engine: EngineName, hash: string): Promise<DeployedProcess | undefined> {
  return row(db, 'select process_id as "processId", version, process_key as "processKey" from engine_deployment where engine = ? and hash = ?', [engine, hash])
}

export async function recordDeployment(tx: Tx, engine: EngineName, hash: string, process: DeployedProcess, now: Date): Promise<void> {
  await change(
    tx,
    `insert into engine_deployment (engine, hash, process_id, version, process_key, deployed_at) values (?, ?, ?, ?, ?, ?)
     on conflict (engine, hash) do update set version = excluded.version, process_key = excluded.process_key, deployed_at = excluded.deployed_at`,
    [engine, hash, process.processId, process.version, process.processKey, now],
  )
}

/** The engine says it has not got this version (its data was replaced): the next start deploys anew. */
export async function forgetDeployment(db: Db, engine: EngineName, hash: string): Promise<void> {
  await change(db, 'delete from engine_deployment where engine = ? and hash = ?', [engine, hash])
}

export async function instanceOf(db: Db, caseId: string): Promise<Instance | undefined> {
  return row(db, `select ${INSTANCE} from engine_instance where case_id = ?`, [caseId])
}

/** Whoever is first decides the engine; the row tells. */
export async function claimStart(db: Db, start: { caseId: string; engine: EngineName; hash: string; processId: string }, now: Date): Promise<Instance> {
  await change(
    db,
    `insert into engine_instance (case_id, engine, hash, process_id, state, started_at, probed_at) values (?, ?, ?, ?, 'starting', ?, ?)
     on conflict (case_id) do nothing`,
    [start.caseId, start.engine, start.hash, start.processId, now, now],
  )
  return (await instanceOf(db, start.caseId))!
}

/** True when the case is bound to this instance afterwards, by us now or by somebody earlier; false: it has another one. */
export async function bind(db: Db, caseId: string, instanceKey: string, version: number): Promise<boolean> {
  await change(db, "update engine_instance set instance_key = ?, version = ?, state = 'running' where case_id = ? and instance_key is null", [instanceKey, version, caseId])
  return (await instanceOf(db, caseId))?.instanceKey === instanceKey
}

/** The case's instance follows another diagram from now on. */
export async function rebind(tx: Tx, caseId: string, hash: string, version: number): Promise<void> {
  await change(tx, 'update engine_instance set hash = ?, version = ? where case_id = ?', [hash, version, caseId])
}

/** Elements at which jobs of a case are open on the engine, as far as they have reached us. */
export async function openElements(db: Db, caseId: string): Promise<string[]> {
  return (await rows<{ id: string }>(db, `select distinct element_id as id from engine_job where case_id = ? and state = 'open' order by 1`, [caseId])).map(({ id }) => id)
}

/** Commands to the engine of this case that have not gone out: until they have, the engine does not stand where our tasks do. */
export async function commandsWaiting(db: Db, caseId: string): Promise<boolean> {
  return (await row(db, `select 1 from outbox where case_id = ? and topic like 'engine:%' and state = 'waiting' limit 1`, [caseId])) !== undefined
}

export async function setInstanceState(db: Db, engine: EngineName, instanceKey: string, state: Instance['state']): Promise<void> {
  await change(db, 'update engine_instance set state = ? where engine = ? and instance_key = ?', [state, engine, instanceKey])
}

export async function job(db: Db, engine: EngineName, jobKey: string): Promise<KnownJob | undefined> {
  return row(db, `select ${JOB} from engine_job where engine = ? and job_key = ?`, [engine, jobKey])
}

const NEW_JOB = 'insert into engine_job (engine, job_key, case_id, instance_key, type, element_id, element_instance_key, state, offered_at, probed_at)'

/** False when the job is known already: it was offered a second time. */
export async function insertJob(tx: Tx, offered: Job, caseId: string, now: Date): Promise<boolean> {
  return (await change(tx, `${NEW_JOB} values (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?) on conflict (engine, job_key) do nothing`, valuesOf(offered, caseId, now))) === 1
}

/** The same for a job of the very instance the case is bound to, the ordinary one; false when it is not, or is known already. */
export async function insertJobOfBound(tx: Tx, offered: Job, caseId: string, now: Date): Promise<boolean> {
  const inserted = await change(
    tx,
    `${NEW_JOB} select ?, ?::bigint, ?::bigint, ?::bigint, ?, ?, ?::bigint, 'open', ?::timestamptz, ?::timestamptz
      where exists (select 1 from engine_instance where case_id = ? and engine = ? and instance_key = ? and process_id = ?)
     on conflict (engine, job_key) do nothing`,
    [...valuesOf(offered, caseId, now), caseId, offered.engine, offered.processInstanceKey, offered.bpmnProcessId],
  )
  return inserted === 1
}

function valuesOf(offered: Job, caseId: string, now: Date): unknown[] {
  return [offered.engine, offered.key, caseId, offered.processInstanceKey, offered.type, offered.elementId, offered.elementInstanceKey, now, now]
}

/** 1 when the state changed; gone stays gone. */
export async function setJobState(db: Db, engine: EngineName, jobKey: string, state: 'completed' | 'gone'): Promise<number> {
  return change(db, "update engine_job set state = ? where engine = ? and job_key = ? and state not in (?, 'gone')", [state, engine, jobKey, state])
}

/** Have we answered this job ourselves, whether that has been sent or still waits? Then the relay settles it. */
const ANSWERED = `exists (select 1 from outbox o where o.case_id = engine_job.case_id and o.topic in ('engine:complete', 'engine:throw-error')
  and o.payload->>'jobKey' = engine_job.job_key::text and o.payload->>'engine' = engine_job.engine)`

/** The case's open jobs that we have not answered. */
export async function openJobsOf(db: Db, caseId: string): Promise<KnownJob[]> {
  return rows(db, `select ${JOB} from engine_job where case_id = ? and state = 'open' and not ${ANSWERED} order by job_key`, [caseId])
}

/** Our answer has arrived: the job is completed, and the case's other open jobs count as looked at only until `at`. Resolves with how many those are. */
export async function settleJob(db: Db, engine: EngineName, jobKey: string, caseId: string | null, at: Date): Promise<number> {
  return change(
    db,
    `with answered as (update engine_job set state = 'completed' where engine = ? and job_key = ? and state = 'open')
     update engine_job set probed_at = ? where case_id = ? and state = 'open' and (engine, job_key) <> (?, ?)`,
    [engine, jobKey, at, caseId, engine, jobKey],
  )
}

/** The same where the others of the case are as they were. */
export function settleJobAlone(tx: Tx, engine: EngineName, jobKey: string): void {
  later(tx, "update engine_job set state = 'completed' where engine = ? and job_key = ? and state = 'open'", [engine, jobKey])
}

/** Which of these jobs wait for somebody still. */
export async function stillOpen(db: Db, jobs: Pick<KnownJob, 'engine' | 'jobKey'>[]): Promise<KnownJob[]> {
  return rows(
    db,
    `select ${JOB} from engine_job where state = 'open' and (engine, job_key) in (select * from unnest(?::text[], ?::bigint[]))`,
    [jobs.map(({ engine }) => engine), jobs.map(({ jobKey }) => jobKey)],
  )
}

/** Says until when the case's open jobs count as looked at: an earlier instant brings them forward in the sweep. Resolves with how many there are. */
export async function markProbed(db: Db, caseId: string, at: Date): Promise<number> {
  return change(db, "update engine_job set probed_at = ? where case_id = ? and state = 'open'", [at, caseId])
}

export async function markJobsProbed(db: Db, jobs: KnownJob[], at: Date): Promise<void> {
  if (jobs.length === 0) return
  await change(
    db,
    'update engine_job set probed_at = ? where (engine, job_key) in (select * from unnest(?::text[], ?::bigint[]))',
    [at, jobs.map(({ engine }) => engine), jobs.map(({ jobKey }) => jobKey)],
  )
}

/** Takes the jobs that were not looked at for longest and says they are looked at now, so several servers share the round. */
export async function takeJobsToProbe(db: Db, engines: EngineName[], before: Date, now: Date, limit: number): Promise<Array<KnownJob & { answered: boolean }>> {
  return rows(
    db,
    `update engine_job set probed_at = ? where (engine, job_key) in (
       select engine, job_key from engine_job where state = 'open' and engine = any(?) and probed_at <= ?
        order by probed_at limit ? for update skip locked)
     returning ${JOB}, ${ANSWERED} as answered`,
    [now, engines, before, limit],
  )
}

/** Running instances of which we hold no job and owe no command: they wait at an event, have ended, or are lost. */
export async function takeInstancesToProbe(db: Db, engines: EngineName[], before: Date, now: Date, limit: number): Promise<Instance[]> {
  return rows(
    db,
    `update engine_instance set probed_at = ? where case_id in (
       select case_id from engine_instance i where state = 'running' and engine = any(?) and probed_at <= ?
          and not exists (select 1 from engine_job j where j.case_id = i.case_id and j.state = 'open')
          and not exists (select 1 from outbox o where o.lane = 'engine/' || i.case_id::text and o.state = 'waiting')
        order by probed_at limit ? for update skip locked)
     returning ${INSTANCE}`,
    [now, engines, before, limit],
  )
}

/** Engines on which cases still run. */
export async function liveEngines(db: Db): Promise<EngineName[]> {
  const found = await rows<{ engine: EngineName }>(db, "select distinct engine from engine_instance where state in ('starting', 'running')")
  return found.map(({ engine }) => engine)
}

export async function lostInstances(db: Db): Promise<Instance[]> {
  return rows(db, `select ${INSTANCE} from engine_instance where state = 'lost' order by case_id limit 1000`)
}

export async function countOpenJobs(db: Db): Promise<{ open: number; oldestProbe: Date | null }> {
  const found = await row<{ open: string; oldest: Date | null }>(db, "select count(*) as open, min(probed_at) as oldest from engine_job where state = 'open'")
  return { open: Number(found!.open), oldestProbe: found!.oldest }
}
