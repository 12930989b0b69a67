/** Versions by id, with their steps read from the diagram, kept in memory: a row never changes once it is written. */
import { poolOf, type Db } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { readDiagram, type Diagram } from './diagram.ts'
import { stepsOf } from './facts.ts'
import * as store from './store.ts'
import type { MatterVersion } from './types.ts'

/** By connection settings: a pool and its transactions share them. */
const kept = new WeakMap<object, Map<string, MatterVersion>>()
const MOST_KEPT = 200

/** @throws Refusal not-found */
export async function version(db: Db, id: string): Promise<MatterVersion> {
  const cache = cacheOf(db)
  const found = cache.get(id)
  if (found) return found
  const stored = await store.byId(db, id)
  if (!stored) throw refuse('not-found')
  const read: MatterVersion = { ...stored, steps: stepsOf(await readDiagram(stored.bundle.diagram)) }
  if (cache.size >= MOST_KEPT) cache.delete(cache.keys().next().value!)
  cache.set(id, read)
  return read
}

const graphs = new WeakMap<MatterVersion, Promise<Diagram>>()

/** The graph of a version's diagram, read once as long as the version is kept. */
export function graphOfVersion(version: MatterVersion): Promise<Diagram> {
  const graph = graphs.get(version) ?? readDiagram(version.bundle.diagram)
  graphs.set(version, graph)
  return graph
}

function cacheOf(db: Db): Map<string, MatterVersion> {
  const key = poolOf(db)
  const cache = kept.get(key) ?? new Map<string, MatterVersion>()
  kept.set(key, cache)
  return cache
}
