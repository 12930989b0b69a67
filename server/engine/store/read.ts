/** Rows -> memory: everything that is looked up across instances at start, single instances when they are needed. */
import type pg from 'pg'
import type { Machine } from '../machine/machine.ts'
import { type ElementInstance, type Instance, type Key, NONE, placeOf } from '../state.ts'
import { recoverDecisions } from './decisions.ts'
import { recoverEvents } from './events.ts'
import {
  ACTIVATABLE, readElements, readIncident, readJob, readMessage, readSubscription, readTimer, readVariables,
  type IncidentRow, type InstanceRow, type JobRow, type MessageRow, type SubscriptionRow, type TimerRow,
} from './rows.ts'

const PAGE = 5_000

/** Fills the machine's indexes. Instances themselves stay in the database until they are needed. */
export async function recover(client: pg.ClientBase, machine: Machine): Promise<void> {
  const { rows: processes } = await client.query<{ key: string; bpmn_process_id: string; version: number; resource_name: string; checksum: string; deployment_key: string; version_tag: string | null; deleted: boolean }>(
    'select key, bpmn_process_id, version, resource_name, checksum, deployment_key, version_tag, deleted from engine.process order by key')
  for (const row of processes) {
    if (row.deleted) machine.definitions.counted(row.bpmn_process_id, row.version)
    else machine.definitions.add({ key: Number(row.key), bpmnProcessId: row.bpmn_process_id, version: row.version, resourceName: row.resource_name, checksum: row.checksum, deployment: Number(row.deployment_key), versionTag: row.version_tag })
  }
  await recoverDecisions(client, machine)
  const called = new Map<Key, string>()
  await pages<{ key: string; process_key: string; elements: string }>(client, 'select key, process_key, elements from engine.instance', (row) => {
    const elements = readElements(row.elements)
    machine.running.recovered(Number(row.process_key), elements.values())
    for (const { key, awaits } of elements.values()) {
      machine.owners.set(key, Number(row.key))
      if (awaits !== NONE) machine.resumeCall(key)
    }
    collectCalled(elements, called)
  })
  await pages<Pick<JobRow, 'key' | 'instance_key' | 'type' | 'state' | 'due'>>(client, 'select key, instance_key, type, state, due from engine.job', (row) => {
    const key = Number(row.key)
    machine.owners.set(key, Number(row.instance_key))
    if (row.state === ACTIVATABLE) machine.queues.offer(row.type, key)
    else if (row.due !== '0') machine.due.set('job', key, Number(row.due))
  })
  await pages<Pick<TimerRow, 'key' | 'instance_key' | 'element_key' | 'due'>>(client, 'select key, instance_key, element_key, due from engine.timer', (row) => {
    machine.owners.set(Number(row.key), Number(row.instance_key))
    machine.due.set('timer', Number(row.key), Number(row.due), Number(row.element_key))
  })
  await pages<{ key: string; instance_key: string }>(client, 'select key, instance_key from engine.incident', (row) => {
    machine.owners.set(Number(row.key), Number(row.instance_key))
  })
  await recoverMessages(client, machine, called)
  await recoverEvents(client, machine)
}

/** Elements of called processes, and which process that is; most instances have none. */
function collectCalled(elements: ReadonlyMap<Key, ElementInstance>, called: Map<Key, string>): void {
  if (![...elements.values()].some((each) => each.called)) return
  for (const key of elements.keys()) {
    const { bpmnProcessId } = placeOf({ key: NONE, processKey: NONE, bpmnProcessId: '', version: 0, elements }, key)
    if (bpmnProcessId !== '') called.set(key, bpmnProcessId)
  }
}

async function recoverMessages(client: pg.ClientBase, machine: Machine, called: ReadonlyMap<Key, string>): Promise<void> {
  await pages<MessageRow>(client, 'select * from engine.message', (row) => {
    machine.messages.put(readMessage(row))
    machine.due.set('message', Number(row.key), Number(row.expires_at))
  })
  await pages<SubscriptionRow & { bpmn_process_id: string }>(client, `select * from (
      select s.key, s.instance_key, s.element_key, s.name, s.correlation_key, p.bpmn_process_id from engine.subscription s
      join engine.instance i on i.key = s.instance_key join engine.process p on p.key = i.process_key) as t`, (row) => {
    const { name, correlation_key: correlationKey } = row
    if (correlationKey === null) return machine.signals.open(Number(row.key), Number(row.instance_key), name)
    const bpmnProcessId = called.get(Number(row.element_key)) ?? row.bpmn_process_id
    machine.messages.open({ subscription: Number(row.key), element: Number(row.element_key), instance: Number(row.instance_key), bpmnProcessId, name, correlationKey })
  })
  // A message that was buffered and not yet handed on when the engine ended finds its subscription now.
  for (const waiting of machine.messages.everyone()) {
    const message = machine.messages.bufferedFor(waiting, waiting.bpmnProcessId, machine.now())
    if (message) machine.followUps.push({ type: 'Correlate', subscription: waiting.subscription, message: message.key })
  }
}

async function pages<R extends { key: string }>(client: pg.ClientBase, select: string, each: (row: R) => void): Promise<void> {
  for (let after = '0'; ;) {
    const { rows } = await client.query<R>(`${select} where key > $1 order by key limit ${PAGE}`, [after])
    rows.forEach(each)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.key
  }
}

export async function readXml(client: pg.ClientBase, key: Key): Promise<string> {
  const { rows: [row] } = await client.query<{ xml: string }>('select xml from engine.process where key = $1', [key])
  if (!row) throw new Error(`Process ${key} has no row`)
  return row.xml
}

/** The instances with these keys, whole. One that is gone is simply not among them. `weigh` is told of the size of each one's variables. */
export async function readInstances(client: pg.ClientBase, keys: readonly Key[], weigh?: (key: Key, characters: number) => void): Promise<Instance[]> {
  const ask = async <R>(name: string, text: string) => (await client.query({ name, text, values: [keys] })).rows as R[]
  const rows = await ask<InstanceRow>('instances', `select i.key, i.process_key, i.elements, i.variables, p.bpmn_process_id, p.version
    from engine.instance i join engine.process p on p.key = i.process_key where i.key = any($1::bigint[])`)
  const jobs = byInstance(await ask<JobRow>('jobs', 'select * from engine.job where instance_key = any($1::bigint[]) order by key'))
  const timers = byInstance(await ask<TimerRow>('timers', 'select * from engine.timer where instance_key = any($1::bigint[]) order by key'))
  const subscriptions = byInstance(await ask<SubscriptionRow>('subscriptions', 'select * from engine.subscription where instance_key = any($1::bigint[]) order by key'))
  const incidents = byInstance(await ask<IncidentRow>('incidents', 'select * from engine.incident where instance_key = any($1::bigint[]) order by key'))
  return rows.map((row) => {
    const elements = readElements(row.elements)
    weigh?.(Number(row.key), row.variables.length)
    return {
      key: Number(row.key), processKey: Number(row.process_key), bpmnProcessId: row.bpmn_process_id, version: row.version,
      elements, variables: readVariables(row.variables, elements),
      jobs: entities(jobs.get(row.key), readJob), timers: entities(timers.get(row.key), readTimer),
      subscriptions: entities(subscriptions.get(row.key), readSubscription), incidents: entities(incidents.get(row.key), readIncident),
    }
  })
}

function byInstance<R extends { instance_key: string }>(rows: R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) groups.set(row.instance_key, [...(groups.get(row.instance_key) ?? []), row])
  return groups
}

function entities<R, E extends { key: Key }>(rows: R[] | undefined, read: (row: R) => E): Map<Key, E> {
  return new Map((rows ?? []).map((row) => read(row)).map((entity) => [entity.key, entity]))
}
