/**
 * Migrating an instance to another definition: its active elements become those they are mapped to, with their jobs, incidents and waits;
 * what else the new elements wait for is opened, what nobody waits for any more is closed. Rules and words are those of Zeebe 8.8.
 */
import { arrivals, checkElement, Immovable, type Plan, migratedCompensations, migratedWaits } from '../behaviors/migration.ts'
import { reject, type Rejection } from '../commands.ts'
import type { Process } from '../model/types.ts'
import { type Key, NONE } from '../state.ts'
import { element, emit, processOf, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

export interface Mapping { source: string; target: string }

export const migrateHandlers: Pick<Handlers, 'MigrateInstance'> = {
  MigrateInstance(work, { key, target, mappings }) {
    const root = work.state.elements.get(key)
    if (!root || (root.scope !== NONE && !root.called)) return notMigratable(key)
    const twice = sourcesTwice(key, mappings)
    if (twice) return twice
    const definition = work.env.deployed.definition(target)
    if (!definition) return noTarget(target)
    const [from, to] = [processOf(work, root), work.env.deployed.graph(target)]
    const unknown = unknownElement(key, from, to, mappings)
    if (unknown) return unknown
    try {
      migrate(work, key, from, to, new Map([...mappings.map((each) => [each.source, each.target] as const), [from.id, to.id]]))
      emit(work, { type: 'InstanceMigrated', key, called: definition })
      return null
    } catch (error) {
      if (error instanceof Immovable) return reject('MIGRATE', error.code, `Expected to migrate ${error.before} '${key}' but ${error.message}`)
      throw error
    }
  },
}

/** Outer elements before inner ones; what a call activity has called is an instance of its own and stays what it is. */
function migrate(work: Work, root: Key, from: Process, to: Process, map: ReadonlyMap<string, string>): void {
  const plan: Plan = { map, targets: new Set(map.values()) }
  const inside = childrenOf(work)
  const waiting = [root]
  for (const key of waiting) {
    const found = element(work, key)
    const moved = checkElement(work, found, from, to, plan)
    emit(work, { type: 'ElementMigrated', key, elementId: moved.target.id })
    arrivals(work, key, from, to, map)
    if (found.phase !== 'activating') migratedWaits(work, moved, plan)
    if (key === root && found.compensations.length > 0) emit(work, { type: 'CompensationsMigrated', root, compensations: migratedCompensations(found.compensations, from, to, map) })
    for (const child of inside.get(key) ?? []) waiting.push(child)
  }
}

/** Keys by scope, the oldest first; without what was called. */
function childrenOf(work: Work): ReadonlyMap<Key, Key[]> {
  const found = new Map<Key, Key[]>()
  for (const { key, scope, called } of [...work.state.elements.values()].sort((a, b) => a.key - b.key)) {
    if (!called) found.get(scope)?.push(key) ?? found.set(scope, [key])
  }
  return found
}

export function notMigratable(key: Key): Rejection {
  return reject('MIGRATE', 'NOT_FOUND', `Expected to migrate process instance but no process instance found with key '${key}'`)
}

export function noTarget(target: Key): Rejection {
  return reject('MIGRATE', 'NOT_FOUND', `Expected to migrate process instance to process definition but no process definition found with key '${target}'`)
}

export function sourcesTwice(key: Key, mappings: readonly Mapping[]): Rejection | null {
  const [seen, twice] = [new Set<string>(), new Set<string>()]
  for (const { source } of mappings) (seen.has(source) ? twice : seen).add(source)
  return twice.size > 0 ? reject('MIGRATE', 'INVALID_ARGUMENT', `Expected to migrate process instance '${key}' but the mapping instructions contain duplicate source element ids '[${[...twice].join(', ')}]'.`) : null
}

function unknownElement(key: Key, from: Process, to: Process, mappings: readonly Mapping[]): Rejection | null {
  const known = (process: Process, id: string) => process.nodes.has(id) || process.flows.has(id)
  for (const { source, target } of mappings) {
    for (const [what, process, id] of [['source', from, source], ['target', to, target]] as const) {
      if (!known(process, id)) return reject('MIGRATE', 'INVALID_ARGUMENT', `Expected to migrate process instance '${key}' but mapping instructions contain a non-existing ${what} element id '${id}'. Elements provided in mapping instructions must exist in the ${what} process definition.`)
    }
  }
  return null
}
