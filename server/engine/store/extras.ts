/** The writes that are seldom there: what was deployed of decisions, and what was migrated. */
import type { Changes, Family } from '../machine/changes.ts'
import type { Machine } from '../machine/machine.ts'
import type { Key } from '../state.ts'
import { decisionsArgument } from './decisions.ts'
import type { Extra } from './write.ts'

export function extrasOf(machine: Machine, changes: Changes): Extra[] {
  const documents = [['commit_decisions', decisionsArgument(changes)], ['commit_migrations', migrationsArgument(machine, changes)]] as const
  return documents.flatMap(([call, document]) => (document === null ? [] : [{ call, document }]))
}

/** Only what is still there; what ended in the same batch has no row any more. */
function migrationsArgument(machine: Machine, { migrated }: Changes): string | null {
  const { instances, ...families } = migrated
  if (instances.size + Object.values(families).reduce((sum, each) => sum + each.size, 0) === 0) return null
  const moved = (family: Family, keys: ReadonlyMap<Key, Key>) => [...keys].flatMap(([key, owner]) => {
    const found = machine.instances.get(owner)?.[family].get(key)
    return found ? [{ key, element_id: found.elementId, interrupting: 'interrupting' in found ? found.interrupting : null }] : []
  })
  return JSON.stringify({
    instances: [...instances].flatMap((key) => {
      const instance = machine.instances.get(key)
      return instance ? [{ key, process_key: instance.processKey, lock: machine.starts.lockOf(key)?.bpmnProcessId ?? null }] : []
    }),
    jobs: moved('jobs', families.jobs), timers: moved('timers', families.timers),
    subscriptions: moved('subscriptions', families.subscriptions), incidents: moved('incidents', families.incidents),
  })
}
