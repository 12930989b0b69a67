/**
 * What must be true of an installation whatever happened to it, read from its tables when it is quiet: the invariants I1 to I7 and I9 of
 * the reliability catalogue. Says what is wrong, one sentence each; an empty list is the good one. Changes nothing.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstBreak } from '../../server/audit/service.ts'
import { change, openTransaction, rows, type Db, type Pool, type Tx } from '../../server/db/pool.ts'
import { Transaction } from '../../server/db/transaction.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import * as matters from '../../server/matters/service.ts'
import { contextAt } from './context.ts'

/** A changing call that was answered with success, as its caller knows it. */
export interface Acknowledged { key: string; status: number; body: unknown }

export interface Evidence {
  /** What the callers were told. */
  acknowledged?: Acknowledged[]
  /** Where the stored files are. */
  dataDir?: string
}

export async function verify(db: Db, evidence: Evidence = {}): Promise<string[]> {
  const findings = [
    await survived(db, evidence.acknowledged ?? []),
    await onlyOnce(db),
    await inboxIsTheEngines(db),
    await branchesOnce(db),
    await traceIsSound(db),
    await historyIsAWalk(db),
    await datesStand(db),
    await nothingWaits(db),
    await filesAreThere(db, evidence.dataDir),
  ]
  return findings.flat()
}

/** I1: every acknowledged command is there, with the reply its caller got. */
async function survived(db: Db, acknowledged: Acknowledged[]): Promise<string[]> {
  const stored = new Map((await rows<{ key: string; status: number | null; reply: string | null }>(db, 'select key, status, reply::text as reply from idempotency_key')).map((one) => [one.key, one]))
  const lost = acknowledged.filter(({ key, status, body }) => {
    const found = stored.get(key)
    return found?.status !== status || found.reply !== (body === undefined || body === null ? null : JSON.stringify(body))
  })
  const halves = [...stored.values()].filter(({ status }) => status === null)
  return [...lost.map(({ key }) => `I1: the call with the key ${key} was acknowledged and is not there as it was`), ...halves.map(({ key }) => `I1: the key ${key} is kept without a reply`)]
}

/** How a task comes to be done. `carried`: an opinion given before a return that still stands. */
const DONE = `('task.decided', 'task.fulfilled', 'sheet.settled', 'task.carried')`

/** Kinds of letters that a case has once. */
const ONCE = ['acceptance', 'refuse-acceptance', 'decision-grant', 'decision-deny', 'permit', 'filing-certificate', 'delivery']

/** I2: one case an application or a part of another case, one decision a task, one instance a case, one letter of a kind, numbers without gaps. */
function onlyOnce(db: Db): Promise<string[]> {
  return says(db, 'I2', {
    'task $ was decided more than once': `select object as found from audit where action in ${DONE} group by object having count(*) > 1`,
    'application $ was submitted without a case': `select number as found from application where state = 'submitted' and case_id is null`,
    'case $ has neither an application nor a case that asked for it': `select number as found from case_file f
       where not exists (select 1 from application a where a.case_id = f.id and f.parent_id is null) and not exists (select 1 from case_part p where p.case_id = f.id and p.parent_id = f.parent_id)`,
    'part $ is over and its case is not, or the other way round': `select p.id as found from case_part p join case_file f on f.id = p.case_id where (p.state = 'open') = (f.decided_at is not null or f.closed_at is not null) and p.state in ('open', 'over')`,
    'the engine has instance $ that is no case\'s': `select key::text as found from engine.instance i where not exists (select 1 from engine_instance e where e.engine = 'embedded' and e.instance_key = i.key)`,
    'case $ was never bound to an instance': `select f.number as found from case_file f left join engine_instance e on e.case_id = f.id where e.instance_key is null`,
    'case $ has more than one letter of a kind': { sql: `select f.number || ' ' || l.kind as found from letter l join case_file f on f.id = l.case_id where l.kind = any(?) group by f.number, l.kind having count(*) > 1`, with: [ONCE] },
    'letters $ have a gap in their numbers': `select c.body_id || ' ' || c.nature as found from letter_counter c
      where c.last <> (select count(*) from letter l where l.body_id = c.body_id and l.number like '%' || c.nature || '〔' || c.year || '〕%'
        and not exists (select 1 from letter_counter longer where longer.body_id = c.body_id and length(longer.nature) > length(c.nature) and longer.nature like '%' || c.nature and l.number like '%' || longer.nature || '〔%'))`,
    'permits $ have a gap in their numbers': `select body_id || ' ' || kind as found from permit_counter c group by body_id, kind having sum(last) <> (select count(*) from permit p where p.body_id = c.body_id and p.kind = c.kind)`,
    'cases of $ have a gap in their numbers': `select division_code || ' ' || day::text as found from case_counter c where last <> (select count(*) from case_file f where f.division_code = c.division_code and (f.received_at at time zone 'Asia/Shanghai')::date = c.day)`,
    'message $ was recorded twice': `select min(id)::text as found from notice group by case_id, template, occurrence, recipient having count(*) > 1`,
  })
}

/** I3: the open rows of the inbox are the open jobs of our books, and these are the engine's. */
function inboxIsTheEngines(db: Db): Promise<string[]> {
  return says(db, 'I3', {
    'task $ is open without an open job': `select id::text as found from task t where t.state = 'open' and t.job_key is not null
      and not exists (select 1 from engine_job j where j.engine = t.engine and j.job_key = t.job_key and j.state = 'open')`,
    'job $ is held without an open task': `select job_key::text as found from engine_job j where j.state = 'open' and j.type = 'io.camunda.zeebe:userTask'
      and not exists (select 1 from task t where t.engine = j.engine and t.job_key = j.job_key and t.state = 'open')`,
    'job $ is open in our books and unknown to the engine': `select job_key::text as found from engine_job j where j.engine = 'embedded' and j.state = 'open' and not exists (select 1 from engine.job e where e.key = j.job_key)`,
    'job $ is in the engine and not open in our books': `select key::text as found from engine.job e where not exists (select 1 from engine_job j where j.engine = 'embedded' and j.job_key = e.key and j.state = 'open')`,
    'the engine has an incident: $': `select element_id || ': ' || error_message as found from engine.incident`,
  })
}

/** I4: no step is open twice, no join has fired twice. */
function branchesOnce(db: Db): Promise<string[]> {
  return says(db, 'I4', {
    'step $ is open twice': `select case_id || ' ' || element_id as found from task where state = 'open' and job_key is not null group by case_id, element_id having count(*) > 1`,
    'element instance $ was offered as two jobs': `select element_instance_key::text as found from engine_job group by engine, element_instance_key having count(*) > 1`,
  })
}

/** I5: every change of state left one trace row, the chains hold, nothing is traced that is not there. */
async function traceIsSound(db: Db): Promise<string[]> {
  const broken: string[] = []
  for (const { lane } of await rows<{ lane: string }>(db, 'select distinct lane from audit order by lane')) {
    const at = await firstBreak(db, lane)
    if (at !== null) broken.push(`I5: the chain of ${lane} is broken at ${at}`)
  }
  return [...broken, ...(await says(db, 'I5', {
    'case $ was not opened once in its trace': `select number as found from case_file f where 1 <> (select count(*) from audit a where a.case_id = f.id and a.action = 'case.opened')`,
    'task $ is done and its trace does not say so': `select id::text as found from task t where t.state = 'done' and not exists (select 1 from audit a where a.object = 'task:' || t.id and a.action in ${DONE})`,
    'letter $ was not issued once in its trace': `select number as found from letter l where 1 <> (select count(*) from audit a where a.object = 'letter:' || l.id and a.action = 'letter.issued')`,
    'trace row $ names a case that is not there': `select id::text as found from audit a where case_id is not null and not exists (select 1 from case_file f where f.id = a.case_id)`,
    'trace row $ names a task that is not there': `select id::text as found from audit a where object like 'task:%' and not exists (select 1 from task t where 'task:' || t.id = a.object)`,
    'matter version $ was not published once in the trace': `select id::text as found from matter_version v where 1 <> (select count(*) from audit a where a.action = 'matter.published' and a.detail ->> 'versionId' = v.id::text)`,
  }))]
}

/** I6: a case stands only at steps of its own version, and closed stays closed. */
async function historyIsAWalk(db: Db): Promise<string[]> {
  const strayed: string[] = []
  for (const walked of await rows<{ version: string; number: string; element: string }>(db, `select distinct f.version_id as version, f.number, t.element_id as element from task t join case_file f on f.id = t.case_id`)) {
    const steps = matters.steps(await matters.version(db, walked.version))
    if (!steps.some(({ elementId }) => elementId === walked.element)) strayed.push(`I6: case ${walked.number} was at ${walked.element}, which its version does not have`)
  }
  return [...strayed, ...(await says(db, 'I6', {
    'closed case $ has an open task': `select number as found from case_file f where closed_at is not null and exists (select 1 from task t where t.case_id = f.id and t.state = 'open')`,
    'closed case $ has a running limit': `select number as found from case_file f where closed_at is not null and exists (select 1 from case_limit l where l.case_id = f.id and l.state = 'running')`,
    'closed case $ still runs in the engine': `select number as found from case_file f join engine_instance e on e.case_id = f.id where f.closed_at is not null and exists (select 1 from engine.instance i where e.engine = 'embedded' and i.key = e.instance_key)`,
    'closed case $ was traced on': `select number as found from case_file f where closed_at is not null and exists (select 1 from audit a where a.case_id = f.id and a.action in ('task.opened', 'task.decided') and a.at > f.closed_at)`,
    'matter version $ is there twice': `select code as found from matter_version group by code, hash having count(*) > 1`,
  }))]
}

/** I7: counted again, no date moves. */
async function datesStand(db: Db): Promise<string[]> {
  const moved: string[] = []
  const ctx = contextAt(db as Pool, '2026-01-01T00:00:00Z')
  for (const { id, number } of await rows<{ id: string; number: string }>(db, 'select id, number from case_file where closed_at is null')) {
    const moves = await undone(db, (tx) => deadlines.recount(tx, ctx, id, 'verify'))
    moved.push(...moves.map((move) => `I7: the limit ${move.kind} of case ${number} is stored as ${move.from?.toISOString()} and counted as ${move.to?.toISOString()}`))
  }
  return moved
}

/** Does it, looks at what it returns, and takes it back. */
async function undone<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (!(db instanceof Transaction)) {
    const { tx, end } = await openTransaction(db)
    return work(tx).finally(() => end('rollback'))
  }
  await change(db, 'savepoint looking')
  return work(db).finally(() => change(db, 'rollback to savepoint looking'))
}

/** I9: all that was to go out has gone. */
function nothingWaits(db: Db): Promise<string[]> {
  return says(db, 'I9', {
    'outbox row $ waits': `select id || ' ' || topic || coalesce(': ' || last_error, '') as found from outbox where state = 'waiting'`,
    'letter $ is not sealed': `select number as found from letter where state <> 'ready'`,
    'message $ was not sent': `select id::text as found from notice where state = 'waiting'`,
  })
}

/** Rows speak only of files that are on the disk, whole. */
async function filesAreThere(db: Db, dataDir: string | undefined): Promise<string[]> {
  if (dataDir === undefined) return []
  const stored = await rows<{ hash: string }>(db, 'select hash from stored_file')
  return stored.flatMap(({ hash }) => {
    const path = join(dataDir, 'files', hash.slice(0, 2), hash)
    const whole = existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === hash
    return whole ? [] : [`I1: the stored file ${hash} is missing or damaged`]
  })
}

type Question = string | { sql: string; with: unknown[] }

/** Each question selects what is wrong as `found`; its sentence says it, with $ for what was found. */
async function says(db: Db, invariant: string, questions: Record<string, Question>): Promise<string[]> {
  const findings: string[] = []
  for (const [sentence, question] of Object.entries(questions)) {
    const { sql, with: bindings } = typeof question === 'string' ? { sql: question, with: [] } : question
    for (const { found } of await rows<{ found: string }>(db, sql, bindings)) findings.push(`${invariant}: ${sentence.replace('$', found)}`)
  }
  return findings
}
