/** Migrating an instance as the machine sees it: its step, and the lock of the message that began it, which goes over to the new process id. */
import { reject, type Command, type Rejection } from '../commands.ts'
import { sourcesTwice } from '../handlers/migrate.ts'
import type { Instance, Key } from '../state.ts'
import type { StepResult } from '../step.ts'
import type { Machine } from './machine.ts'

type Migrate = Extract<Command, { type: 'MigrateInstance' }>

export function migrate(machine: Machine, instance: Instance, command: Migrate, prepared: StepResult | undefined): StepResult {
  const locked = alreadyBegun(machine, command)
  if (locked) return { ok: false, rejection: locked }
  const result = machine.perform(instance, command, prepared)
  if (result.ok) moveLock(machine, command)
  return result
}

/** One instance at a time for a process id and the correlation key of the message that began it. */
function alreadyBegun(machine: Machine, { key, target, mappings }: Migrate): Rejection | null {
  const lock = machine.starts.lockOf(key)
  const id = targetId(machine, target)
  if (!lock || id === undefined || id === lock.bpmnProcessId || sourcesTwice(key, mappings) || !machine.starts.isLocked(id, lock.correlationKey)) return null
  return reject('MIGRATE', 'INVALID_STATE', `Expected to migrate process instance '${key}' but target process definition '${target}' has an active instance triggered by a message start event with correlation key '${lock.correlationKey}'. Only one instance per correlation key is allowed for message start events.`)
}

function moveLock(machine: Machine, { key, target }: Migrate): void {
  const lock = machine.starts.lockOf(key)
  const id = targetId(machine, target)
  if (!lock || id === undefined || id === lock.bpmnProcessId) return
  machine.starts.unlock(key)
  machine.starts.lock({ ...lock, bpmnProcessId: id })
}

function targetId(machine: Machine, target: Key): string | undefined {
  return machine.definitions.byDefinitionKey(target)?.bpmnProcessId
}
