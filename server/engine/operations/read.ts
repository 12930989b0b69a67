/**
 * What operators read: lists newest first, page by page, and one instance whole. From the rows, on a connection of its own, so that no
 * question holds up the writer. Shapes are those of the interfaces below; keys are strings, instants ISO 8601.
 */
import type pg from 'pg'
import { COMPLETED, STARTED } from '../machine/history.ts'
import { type Instance, type Key, placeOf } from '../state.ts'
import { readInstances, readXml } from '../store/read.ts'
import { callerOf, callOf, locate, placed, within } from './placed.ts'

export interface Filter {
  /** Of one process instance; a called one is one of its own. */
  instance?: string
  processId?: string
  /** instances: `active`, `incident` or `ended`; jobs: a job's state. */
  state?: string
  /** Jobs of this type. */
  type?: string
  /** A process definition's key (diagram) or an instance's (instance). */
  key?: string
  /** The last key of the page before. */
  after?: string
  limit?: number
}

type Client = pg.ClientBase
type Row = Record<string, unknown>
type Reader = (client: Client, filter: Required<Pick<Filter, 'limit'>> & Filter) => Promise<unknown>

const at = (value: unknown): string | null => (value === null || value === undefined || Number(value) === 0 ? null : new Date(Number(value)).toISOString())
const JOB_STATES = ['activatable', 'activated', 'failed', 'error-thrown']
/** What each row of an instance is joined with. */
const OF = 'join engine.instance i on i.key = t.instance_key join engine.process p on p.key = i.process_key'
const WHERE = `($1::bigint is null or t.instance_key = $1) and ($2::text is null or p.bpmn_process_id = $2) and ($3::bigint is null or t.key < $3) and ($4::bigint[] is null or t.element_key = any($4))`
const base = ({ instance, processId, after }: Filter): unknown[] => [instance ?? null, processId ?? null, after ?? null]
/** What WHERE wants. */
async function wanted(client: Client, filter: Filter): Promise<unknown[]> {
  const { row, elements } = await within(client, filter.instance)
  return [row, filter.processId ?? null, filter.after ?? null, elements]
}

/** A slot is only appended to, so its first row is its oldest. */
const HISTORY_SINCE = '(select min(f.at) from generate_series(0, 7) as s(slot), lateral (select h.at from engine.history h where h.slot = s.slot limit 1) f)'

export const readers: Readonly<Record<string, Reader>> = {
  summary: async (client) => {
    const { rows: [row] } = await client.query<Row>(`select
      (select count(*) from engine.instance) as instances, (select count(*) from engine.incident) as incidents, (select count(*) from engine.timer) as timers,
      (select count(*) from engine.message) as messages, (select count(*) from engine.subscription) as subscriptions, (select count(*) from engine.process where not deleted) as processes,
      (select count(*) from engine.job) as jobs, (select count(*) from engine.job where state = 0) as jobs_activatable, (select count(*) from engine.job where state >= 2) as jobs_failed,
      ${HISTORY_SINCE} as history_since`)
    const { history_since: since, ...counts } = row!
    return { ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Number(value)])), historySince: at(since) }
  },

  /** How many incidents are open: asked with each page an operator opens. */
  alarms: async (client) => ({ incidents: Number((await client.query<Row>('select count(*) from engine.incident')).rows[0]!.count) }),

  processes: async (client, { limit }) => (await client.query<Row>(
    `select p.key::text, p.bpmn_process_id as "processId", p.version, p.resource_name as "resourceName", count(i.key)::int as instances
     from engine.process p left join engine.instance i on i.process_key = p.key where not p.deleted group by p.key order by p.bpmn_process_id, p.version desc limit $1`, [limit])).rows,

  diagram: async (client, { key }) => ({ xml: await readXml(client, Number(key)) }),

  instances: (client, filter) => (filter.state === 'ended' ? ended(client, filter) : open(client, filter)),

  /** `caller`: where a called one was called; its history stands with that of `root`, the outermost. */
  instance: async (client, { key = '' }) => {
    const { rows } = await client.query<Row>('select at, kind, process_key::text, events from engine.history where instance_key = $1 order by at, kind & 6, ctid', [key])
    const last = rows.find((row) => Number(row.kind) > STARTED)
    const place = last ? null : await locate(client, key)
    const [whole] = place ? await readInstances(client, [place.around.key]) : []
    const found = place && whole ? { whole, part: place.part } : null
    if (!found && rows.length === 0) return null
    const processKey = found ? String(found.part.processKey) : rows.find((row) => row.process_key !== null)?.process_key as string | undefined
    return {
      key, root: found ? String(found.whole.key) : key, caller: found ? callerOf(found.whole, found.part) : null,
      processKey: processKey ?? null, ...(await processOf(client, processKey)), state: found ? 'active' : last && (Number(last.kind) & COMPLETED) === 0 ? 'terminated' : 'completed',
      startedAt: at(rows.find((row) => (Number(row.kind) & STARTED) > 0)?.at), endedAt: at(last?.at),
      history: rows.map((row) => ({ at: at(row.at), events: String(row.events).split('\n').filter((line) => line !== '') })),
      ...(found ? live(found.whole, found.part.key) : { elements: [], jobs: [], timers: [], subscriptions: [], incidents: [] }),
    }
  },

  /** Which instance an incident, job, element or instance key belongs to, and the outermost around that; the job of an incident. */
  owner: async (client, { key }) => {
    const { rows } = await client.query<Row>(
      `select instance_key::text as instance, element_key::text as element, nullif(job_key, 0)::text as job from engine.incident where key = $1
       union all select instance_key::text, element_key::text, key::text from engine.job where key = $1
       union all select key::text, $1::text, null from engine.instance where key = $1::bigint or elements like '%"key":' || $1::bigint || ',%' limit 1`, [key ?? null])
    const [found] = await placed(client, rows)
    return found ? { instance: found.instance, root: found.root, job: found.job } : null
  },

  jobs: async (client, filter) => placed(client, (await client.query<Row>(
    `select t.key::text, t.instance_key::text as instance, p.bpmn_process_id as "processId", p.key::text as "processKey", t.element_key::text as element, t.element_id as "elementId", t.type, t.state, t.retries, t.worker, t.due
     from engine.job t ${OF} where ${WHERE} and ($5::int is null or t.state = $5) and ($6::text is null or t.type = $6) order by t.key desc limit $7`,
    [...(await wanted(client, filter)), filter.state ? JOB_STATES.indexOf(filter.state) : null, filter.type ?? null, filter.limit])).rows.map(jobRow)),

  timers: async (client, filter) => placed(client, (await client.query<Row>(
    `select t.key::text, t.instance_key::text as instance, p.bpmn_process_id as "processId", p.key::text as "processKey", t.element_key::text as element, t.element_id as "elementId", t.due, t.repetitions
     from engine.timer t ${OF} where ${WHERE} order by t.due, t.key limit $5`, [...(await wanted(client, filter)), filter.limit])).rows.map((row) => ({ ...row, due: at(row.due) }))),

  subscriptions: async (client, filter) => placed(client, (await client.query<Row>(
    `select t.key::text, t.instance_key::text as instance, p.bpmn_process_id as "processId", p.key::text as "processKey", t.element_key::text as element, t.element_id as "elementId", t.name, t.correlation_key as "correlationKey"
     from engine.subscription t ${OF} where ${WHERE} order by t.key desc limit $5`, [...(await wanted(client, filter)), filter.limit])).rows),

  messages: async (client, { after, limit }) => (await client.query<Row>(
    `select key::text, name, correlation_key as "correlationKey", message_id as "messageId", expires_at, correlated from engine.message
     where $1::bigint is null or key < $1 order by key desc limit $2`, [after ?? null, limit])).rows
    .map(({ expires_at: expires, correlated, ...row }) => ({ ...row, expiresAt: at(expires), correlated: JSON.parse(String(correlated)) as unknown })),

  incidents: async (client, filter) => placed(client, (await client.query<Row>(
    `select t.key::text, t.instance_key::text as instance, p.bpmn_process_id as "processId", p.key::text as "processKey", t.element_key::text as element, t.element_id as "elementId", nullif(t.job_key, 0)::text as job,
       t.error_type as "errorType", t.error_message as "errorMessage", t.created_at
     from engine.incident t ${OF} where ${WHERE} order by t.key desc limit $5`, [...(await wanted(client, filter)), filter.limit])).rows
    .map(({ created_at: created, ...row }) => ({ ...row, createdAt: at(created) }))),
}

async function open(client: Client, filter: Filter & { limit: number }): Promise<unknown> {
  const { rows } = await client.query<Row>(
    `select t.key::text, p.bpmn_process_id as "processId", p.version, t.process_key::text as "processKey",
       (select count(*)::int from engine.incident n where n.instance_key = t.key) as incidents,
       (select min(h.at) from engine.history h where h.instance_key = t.key and h.kind & ${STARTED} > 0) as started
     from engine.instance t join engine.process p on p.key = t.process_key
     where ($1::bigint is null or t.key = $1) and ($2::text is null or p.bpmn_process_id = $2) and ($3::bigint is null or t.key < $3)
       and (not $4 or exists (select from engine.incident n where n.instance_key = t.key))
     order by t.key desc limit $5`, [...base(filter), filter.state === 'incident', filter.limit])
  return rows.map(({ started, ...row }) => ({ ...row, state: 'active', startedAt: at(started), endedAt: null }))
}

/** Of what the history still knows, the latest end first. */
async function ended(client: Client, filter: Filter & { limit: number }): Promise<unknown> {
  const { rows } = await client.query<Row>(
    `select h.instance_key::text as key, coalesce(p.bpmn_process_id, '') as "processId", p.version, h.process_key::text as "processKey", h.at as ended, h.kind,
       (select min(s.at) from engine.history s where s.instance_key = h.instance_key and s.kind & ${STARTED} > 0) as started
     from engine.history h left join engine.process p on p.key = h.process_key
     where h.kind > ${STARTED} and ($1::bigint is null or h.instance_key = $1) and ($2::text is null or p.bpmn_process_id = $2)
       and ($3::bigint is null or (h.at, h.instance_key) < ((select max(l.at) from engine.history l where l.instance_key = $3 and l.kind > ${STARTED}), $3))
     order by h.at desc, h.instance_key desc limit $4`, [...base(filter), filter.limit])
  return rows.map(({ started, ended: end, kind, ...row }) => ({ ...row, incidents: 0, state: (Number(kind) & COMPLETED) > 0 ? 'completed' : 'terminated', startedAt: at(started), endedAt: at(end) }))
}

async function processOf(client: Client, key: string | undefined): Promise<{ processId: string | null; version: number | null }> {
  const { rows: [row] } = await client.query<{ processId: string; version: number }>('select bpmn_process_id as "processId", version from engine.process where key = $1', [key ?? null])
  return row ?? { processId: null, version: null }
}

/** What is open in the process instance `part`, which stands in this row. */
function live(instance: Instance, part: Key): Row {
  const mine = (element: Key): boolean => placeOf(instance, element).key === part
  const those = <E extends { element: Key }>(all: ReadonlyMap<Key, E>): E[] => [...all.values()].filter(({ element }) => mine(element))
  return {
    elements: [...instance.elements.values()].filter(({ key }) => mine(key)).map((element) => ({
      key: String(element.key), elementId: element.elementId, scope: element.key === part ? null : String(element.scope), phase: element.phase,
      variables: instance.variables.get(element.key) ?? {}, calls: callOf(instance, element.key),
    })),
    jobs: those(instance.jobs).map((job) => ({
      key: String(job.key), element: String(job.element), elementId: job.elementId, type: job.type, state: job.state, retries: job.retries, worker: job.worker, due: at(job.due),
      headers: JSON.parse(job.headers) as unknown,
    })),
    timers: those(instance.timers).map((timer) => ({ key: String(timer.key), element: String(timer.element), elementId: timer.elementId, due: at(timer.due), repetitions: timer.repetitions })),
    subscriptions: those(instance.subscriptions).map((each) => ({ key: String(each.key), element: String(each.element), elementId: each.elementId, name: each.name, correlationKey: each.correlationKey })),
    incidents: those(instance.incidents).map((each) => ({
      key: String(each.key), element: String(each.element), elementId: each.elementId, job: each.job === 0 ? null : String(each.job), errorType: each.errorType, errorMessage: each.errorMessage, createdAt: at(each.createdAt),
    })),
  }
}

function jobRow({ state, due, ...row }: Row): Row {
  return { ...row, state: JOB_STATES[Number(state)], due: at(due) }
}
