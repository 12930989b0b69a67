/** Rows of start events, of the locks of instances that messages have begun, and of signals on their way. */
import type pg from 'pg'
import type { Changes } from '../machine/changes.ts'
import type { Machine } from '../machine/machine.ts'
import type { Broadcast } from '../machine/signals.ts'
import type { StartEvent } from '../machine/starts.ts'
import type { Key, Variables } from '../state.ts'
import { storable } from './rows.ts'

/** The argument of engine.commit_events; null when there is nothing of the kind. */
export function eventsArgument(machine: Machine, changes: Changes): string | null {
  if (changes.starts.size + changes.locks.size + changes.signals.size === 0) return null
  const starts = sorted(changes.starts, (key) => machine.starts.get(key))
  const locks = sorted(changes.locks, (key) => machine.starts.lockOf(key))
  const signals = sorted(changes.signals, (key) => machine.signals.pending.get(key))
  return JSON.stringify({
    starts: starts.there.map(startRow), starts_gone: starts.gone,
    locks: locks.there.map((lock) => ({ instance_key: lock.instance, bpmn_process_id: lock.bpmnProcessId, correlation_key: storable(lock.correlationKey) })), locks_gone: locks.gone,
    signals: signals.there.map(signalRow), signals_gone: signals.gone,
  })
}

function sorted<T>(keys: ReadonlySet<Key>, find: (key: Key) => T | undefined): { there: T[]; gone: Key[] } {
  const found = [...keys].map((key) => [key, find(key)] as const)
  return { there: found.flatMap(([, each]) => each ?? []), gone: found.flatMap(([key, each]) => (each === undefined ? [key] : [])) }
}

const startRow = ({ key, definition, elementId, kind, name, at }: StartEvent) => ({
  key, process_key: definition, element_id: elementId, kind, name: storable(name),
  due: at?.due ?? null, repetitions: at?.repetitions ?? null, every_months: at?.every?.months ?? null, every_milliseconds: at?.every?.milliseconds ?? null,
})

const signalRow = ({ key, name, variables, thrower, starts, after }: Broadcast) => ({
  key, name: storable(name), variables: JSON.stringify(variables), thrower_key: thrower, starts: JSON.stringify(starts), after_key: after,
})

interface StartRow { key: string; process_key: string; element_id: string; kind: StartEvent['kind']; name: string; due: string | null; repetitions: number | null; every_months: number | null; every_milliseconds: string | null }
interface SignalRow { key: string; name: string; variables: string; thrower_key: string; starts: string; after_key: string }

/** What waits to begin instances waits again; what was on its way goes on. The definitions are in memory by now. */
export async function recoverEvents(client: pg.ClientBase, machine: Machine): Promise<void> {
  const { rows: starts } = await client.query<StartRow>('select * from engine.start_event order by key')
  for (const row of starts) {
    const start = readStart(machine, row)
    machine.starts.put(start)
    if (start.at) machine.due.set('start', start.key, start.at.due)
  }
  // A lock whose instance has ended is released by the message next in line, or by there being none.
  const { rows: locks } = await client.query<{ instance_key: string; bpmn_process_id: string; correlation_key: string; ended: boolean }>(
    'select l.*, i.key is null as ended from engine.start_lock l left join engine.instance i on i.key = l.instance_key')
  for (const row of locks) {
    machine.starts.lock({ instance: Number(row.instance_key), bpmnProcessId: row.bpmn_process_id, correlationKey: row.correlation_key })
    if (row.ended) machine.followUps.push({ type: 'NextInLine', ended: Number(row.instance_key) })
  }
  const { rows: signals } = await client.query<SignalRow>('select * from engine.signal order by key')
  for (const row of signals) {
    machine.signals.pending.set(Number(row.key), readSignal(row))
    machine.followUps.push({ type: 'Deliver', signal: Number(row.key) })
  }
}

function readStart(machine: Machine, row: StartRow): StartEvent {
  const definition = Number(row.process_key)
  return {
    key: Number(row.key), definition, bpmnProcessId: machine.definitions.byDefinitionKey(definition)!.bpmnProcessId, elementId: row.element_id, kind: row.kind, name: row.name,
    at: row.due === null ? null : {
      due: Number(row.due), repetitions: row.repetitions!, every: row.every_months === null ? null : { months: row.every_months, milliseconds: Number(row.every_milliseconds) },
    },
  }
}

function readSignal(row: SignalRow): Broadcast {
  return {
    key: Number(row.key), name: row.name, variables: JSON.parse(row.variables) as Variables, thrower: Number(row.thrower_key),
    starts: JSON.parse(row.starts) as Key[], after: Number(row.after_key),
  }
}
