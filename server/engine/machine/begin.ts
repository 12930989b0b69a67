/** Instances that events begin: opening and closing the start events of a process, and what a message, signal or timer does to one. */
import { firstDue, nextDue } from '../behaviors/timers.ts'
import type { Process, StartNode } from '../model/types.ts'
import { emptyInstance, type Instance, type Key, type Variables } from '../state.ts'
import type { StepResult } from '../step.ts'
import type { Command } from '../commands.ts'
import type { Definition } from './definitions.ts'
import type { Machine } from './machine.ts'
import type { Message } from './messages.ts'
import type { StartEvent } from './starts.ts'

/** The latest version's start events wait, and no other version's (Zeebe). */
export function openStarts(machine: Machine, definition: Definition, process: Process): void {
  closeStarts(machine, definition.bpmnProcessId)
  for (const node of process.root.starts) put(machine, startOf(machine, definition, node))
}

export function closeStarts(machine: Machine, bpmnProcessId: string): void {
  for (const { key } of machine.starts.of(bpmnProcessId)) remove(machine, key)
}

function startOf(machine: Machine, definition: Definition, node: StartNode): StartEvent {
  const base = { key: machine.nextKey(), definition: definition.key, bpmnProcessId: definition.bpmnProcessId, elementId: node.id, name: '', at: null }
  switch (node.trigger) {
    case 'message': return { ...base, kind: 'message', name: node.message.name.text }
    case 'signal': return { ...base, kind: 'signal', name: node.signal.text }
    case 'timer': return { ...base, kind: 'timer', at: firstDue(node.timer.kind, node.timer.expression.text, machine.now()) }
    default: throw new Error(`Start event ${node.id} waits for nothing`)
  }
}

function put(machine: Machine, start: StartEvent): void {
  machine.starts.put(start)
  machine.changes.starts.add(start.key)
  if (start.at) machine.due.set('start', start.key, start.at.due)
}

function remove(machine: Machine, key: Key): void {
  machine.starts.remove(key)
  machine.changes.starts.add(key)
  machine.due.clear(key)
}

/** The instance before its first step, and that step. @param key of the instance */
export function beginning(machine: Machine, start: StartEvent, key: Key, variables: Variables): { instance: Instance; command: Command } {
  const definition = machine.definitions.byDefinitionKey(start.definition)!
  const instance = emptyInstance(key, definition.key, definition.bpmnProcessId, definition.version)
  return { instance, command: { type: 'CreateInstance', variables: {}, by: { eventId: start.elementId, variables } } }
}

export function begin(machine: Machine, start: StartEvent, key: Key, variables: Variables, prepared?: StepResult): void {
  const { instance, command } = beginning(machine, start, key, variables)
  machine.changes.created.add(key)
  machine.perform(instance, command, prepared)
}

/** A timer start event was due. */
export function fireStart(machine: Machine, start: StartEvent, key: Key, prepared?: StepResult): void {
  begin(machine, start, key, {}, prepared)
  const event = machine.definitions.process(start.definition)?.nodes.get(start.elementId)
  const next = start.at && nextDue(start.at, event && 'timer' in event ? event.timer.expression.text : '', machine.now())
  if (next) put(machine, { ...start, at: next })
  else remove(machine, start.key)
}

/** The start events a message begins instances at: none whose process id has got it already, or runs for the same correlation key. */
export function startsFor(machine: Machine, { name, correlationKey }: Pick<Message, 'name' | 'correlationKey'>, correlated: readonly string[]): StartEvent[] {
  return machine.starts.named('message', name).filter(({ bpmnProcessId }) =>
    !correlated.includes(bpmnProcessId) && (correlationKey === '' || !machine.starts.isLocked(bpmnProcessId, correlationKey)))
}

/** A message begins an instance; with a correlation key no other one begins for that key until this one has ended. */
export function beginByMessage(machine: Machine, start: StartEvent, key: Key, message: Pick<Message, 'key' | 'correlationKey' | 'variables'>, prepared?: StepResult): void {
  const { bpmnProcessId } = start
  if (message.correlationKey !== '') {
    machine.starts.lock({ instance: key, bpmnProcessId, correlationKey: message.correlationKey })
    machine.changes.locks.add(key)
  }
  const buffered = machine.messages.get(message.key)
  if (buffered) {
    machine.messages.put({ ...buffered, correlated: [...buffered.correlated, bpmnProcessId] })
    machine.changes.messages.add(message.key)
  }
  begin(machine, start, key, message.variables, prepared)
}

/** What waits behind an instance that has ended: the oldest message for its process id and correlation key. */
export function nextInLine(machine: Machine, ended: Key): { start: StartEvent; message: Message } | null {
  const lock = machine.starts.lockOf(ended)
  if (!lock) return null
  const found = machine.starts.of(lock.bpmnProcessId).flatMap((start) => {
    const message = start.kind === 'message' ? machine.messages.bufferedFor({ name: start.name, correlationKey: lock.correlationKey }, lock.bpmnProcessId, machine.now()) : null
    return message ? [{ start, message }] : []
  })
  return found.sort((a, b) => a.message.key - b.message.key)[0] ?? null
}
