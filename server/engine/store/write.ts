/** One commit: the changes since the last one as arrays, sent in one round trip. Rows are made at the moment of the call. */
import type pg from 'pg'
import type { Changes, Family } from '../machine/changes.ts'
import type { HistoryRow } from '../machine/history.ts'
import type { Machine } from '../machine/machine.ts'
import type { Instance, Job, Key } from '../state.ts'
import { eventsArgument } from './events.ts'
import { historyArguments } from './history.ts'
import { LeaseLost, type Lease } from './lease.ts'
import { elementsText, incidentRow, messageRow, stateCode, storable, subscriptionRow, timerRow, variablesText } from './rows.ts'

/** Arguments of engine.commit; made synchronously, so that memory may run ahead while they travel. */
export function commitArguments(machine: Machine, changes: Changes, lease: Lease): unknown[] {
  return [lease.epoch, machine.nextFreeKey, ...instanceArrays(machine, changes), ...jobArrays(machine, changes), rare(machine, changes), eventsArgument(machine, changes)]
}

const places = (from: number, count: number): string => Array.from({ length: count }, (_, i) => `$${from + i}`).join(', ')
/** All in one statement and so in one transaction: a commit that is refused tells no history either. The last argument is seldom there and costs nothing then. */
const COMMIT = `select engine.commit(${places(1, 19)}), case when $20::jsonb is not null then engine.commit_events($20) end`
const WITH_HISTORY = `${COMMIT}, engine.write_history(${places(21, 6)})`

/** A write that is seldom there: a function of the engine's schema and its document. The statement knows nothing of it otherwise. */
export interface Extra { call: 'commit_decisions' | 'commit_migrations'; document: string }

/** @throws LeaseLost when another engine has taken over; nothing was written then. */
export async function commit(client: pg.ClientBase, values: unknown[], history?: { slot: number; rows: readonly HistoryRow[] }, extras: readonly Extra[] = []): Promise<void> {
  const query = extras.length > 0 ? withExtras(values, extras, history) : history && history.rows.length > 0
    ? { name: 'commit-history', text: WITH_HISTORY, values: [...values, ...historyArguments(history.slot, history.rows)] }
    : { name: 'commit', text: COMMIT, values }
  try {
    await client.query(query)
  } catch (error) {
    throw (error as { code?: string }).code === 'TB001' ? new LeaseLost() : error
  }
}

/** So rare that the statement is not kept prepared. */
function withExtras(values: unknown[], extras: readonly Extra[], history?: { slot: number; rows: readonly HistoryRow[] }) {
  const told = history && history.rows.length > 0 ? historyArguments(history.slot, history.rows) : []
  const calls = extras.map(({ call }, i) => `, engine.${call}($${values.length + told.length + 1 + i})`)
  return { text: `${told.length > 0 ? WITH_HISTORY : COMMIT}${calls.join('')}`, values: [...values, ...told, ...extras.map(({ document }) => document)] }
}

function instanceArrays(machine: Machine, changes: Changes): unknown[] {
  const keys: Key[] = []
  const processes: Key[] = []
  const elements: string[] = []
  const variables: (string | null)[] = []
  const gone: Key[] = []
  for (const key of new Set([...changes.elements, ...changes.variables])) {
    const instance = machine.instances.get(key)
    const fresh = changes.created.has(key)
    if (!instance) {
      if (!fresh) gone.push(key)
      continue
    }
    keys.push(key)
    processes.push(fresh ? instance.processKey : 0) // 0: the row is there and only its texts change
    elements.push(elementsText(instance))
    const text = fresh || changes.variables.has(key) ? variablesText(instance) : null
    if (text) machine.instances.weigh(key, text.length)
    variables.push(text)
  }
  return [keys, processes, elements, variables, gone]
}

function jobArrays(machine: Machine, changes: Changes): unknown[] {
  const { present, gone } = split(machine, changes, 'jobs')
  const jobs = present as [Job, Instance][]
  return [
    jobs.map(([job]) => job.key), jobs.map(([, instance]) => instance.key), jobs.map(([job]) => job.element), jobs.map(([job]) => job.elementId),
    jobs.map(([job]) => storable(job.type)), jobs.map(([job]) => stateCode(job.state)), jobs.map(([job]) => job.retries),
    jobs.map(([job]) => storable(job.worker)), jobs.map(([job]) => job.due), jobs.map(([job]) => storable(job.headers)), gone,
  ]
}

/** What of a family is to be written, and what is to be deleted because a row may know of it. */
function split<F extends Family>(machine: Machine, changes: Changes, family: F) {
  const present: [ReturnType<Instance[F]['get']>, Instance][] = []
  const gone: Key[] = []
  for (const [key, owner] of changes.families[family]) {
    const instance = machine.instances.get(owner)
    const entity = instance?.[family].get(key) as ReturnType<Instance[F]['get']>
    if (instance && entity) present.push([entity, instance])
    else if (!changes.created.has(key)) gone.push(key)
  }
  return { present, gone }
}

function rare(machine: Machine, changes: Changes): string | null {
  const { timers, subscriptions, incidents } = changes.families
  if (timers.size + subscriptions.size + incidents.size + changes.messages.size + changes.definitions.length === 0) return null
  const [ofTimers, ofSubscriptions, ofIncidents] = [split(machine, changes, 'timers'), split(machine, changes, 'subscriptions'), split(machine, changes, 'incidents')]
  const messages = [...changes.messages].map((key) => [key, machine.messages.get(key)] as const)
  return JSON.stringify({
    processes: changes.definitions.map(({ key, bpmnProcessId, version, resourceName, checksum, xml, deployment, versionTag }) => ({ key, bpmn_process_id: bpmnProcessId, version, resource_name: storable(resourceName), checksum, xml, deployment_key: deployment, version_tag: versionTag && storable(versionTag) })),
    timers: ofTimers.present.map(([timer, instance]) => timerRow(timer!, instance.key)),
    timers_gone: ofTimers.gone,
    subscriptions: ofSubscriptions.present.map(([subscription, instance]) => subscriptionRow(subscription!, instance.key)),
    subscriptions_gone: ofSubscriptions.gone,
    incidents: ofIncidents.present.map(([incident, instance]) => incidentRow(incident!, instance.key)),
    incidents_gone: ofIncidents.gone,
    messages: messages.flatMap(([, message]) => (message ? [messageRow(message)] : [])),
    messages_gone: messages.flatMap(([key, message]) => (message || changes.created.has(key) ? [] : [key])),
  })
}
