/** Signals on their way: start events first, then the instances that wait, some at a time, so that other requests are not held up. */
import type { Command } from '../commands.ts'
import type { Instance, Key } from '../state.ts'
import { begin } from './begin.ts'
import type { Prepared } from './execute.ts'
import type { Machine } from './machine.ts'
import type { Broadcast } from './signals.ts'
import type { StartEvent } from './starts.ts'

/** Instances that get a signal in one request. */
const AT_ONCE = 100

/** @param thrower the instance that threw the signal, 0 for a client */
export function broadcast(machine: Machine, { key, name, variables }: Pick<Broadcast, 'key' | 'name' | 'variables'>, thrower: Key): void {
  const pending: Broadcast = { key, name, variables, thrower, starts: machine.starts.named('signal', name).map((start) => start.key), after: 0 }
  if (pending.starts.length === 0 && machine.signals.receivers(pending, 1).instances.size === 0) return
  machine.signals.pending.set(key, pending)
  machine.changes.signals.add(key)
  machine.changes.created.add(key)
  const later = machine.restless.echoNotBefore(thrower, machine.now())
  if (later === null) machine.followUps.push({ type: 'Deliver', signal: key })
  else machine.due.set('signal', key, later)
}

/** Who is next: one start event, or some instances. */
export function nextOf(machine: Machine, signal: Key): { broadcast: Broadcast; start: StartEvent | undefined; instances: ReadonlySet<Key>; upTo: Key } | null {
  const found = machine.signals.pending.get(signal)
  if (!found) return null
  const [first] = found.starts
  if (first !== undefined) return { broadcast: found, start: machine.starts.get(first), instances: new Set(), upTo: found.after }
  return { broadcast: found, start: undefined, ...machine.signals.receivers(found, AT_ONCE) }
}

export function reception({ key: signal, name, variables, after }: Broadcast, upTo: Key): Command {
  return { type: 'ReceiveSignal', name, variables, after, upTo: Math.min(upTo, signal) }
}

/** One portion. What is left is asked for again, in a request of its own. @param key of the instance a start event begins */
export function deliver(machine: Machine, signal: Key, key: Key, prepared: Prepared): void {
  const next = nextOf(machine, signal)
  if (!next) return
  const { broadcast: pending, start, instances, upTo } = next
  const receivers = [...instances].map((each) => machine.instances.get(each)).filter((each): each is Instance => each !== undefined)
  if (receivers.length < instances.size) return void machine.followUps.push({ type: 'Deliver', signal }) // one has left memory since it was looked for
  for (const each of start ? [key] : receivers.map((receiver) => receiver.key)) machine.restless.wake(each)
  if (start) begin(machine, start, key, pending.variables, prepared.get(key))
  for (const instance of receivers) machine.perform(instance, reception(pending, upTo), prepared.get(instance.key))
  machine.changes.signals.add(signal)
  const starts = pending.starts.slice(1)
  if (starts.length === 0 && upTo >= signal) return void machine.signals.pending.delete(signal)
  machine.signals.pending.set(signal, { ...pending, starts, after: upTo })
  machine.followUps.push({ type: 'Deliver', signal })
}
