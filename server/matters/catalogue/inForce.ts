/**
 * The matters in force as entries. A version never changes, so what was read of it is kept by this process; which of them are in force is asked
 * of the database each time, so a publication shows at once everywhere.
 */
import type { Neighbour } from '../../../processes/rules/subject.ts'
import { poolOf, type Db } from '../../db/pool.ts'
import { listBodies } from '../../people/service.ts'
import * as store from '../store.ts'
import { factsOfGuide, type Entry, type VersionFacts } from './entry.ts'
import { order } from './find.ts'

/** By connection settings: a pool and its transactions share them. */
const kept = new WeakMap<object, Map<string, VersionFacts>>()
/** Above any city's catalogue, with its earlier versions; then the memory is begun anew. */
const MOST_KEPT = 10_000

/** By name. */
export async function inForce(db: Db, at: Date): Promise<Entry[]> {
  const current = await store.currentVersions(db, at)
  const bodies = await listBodies(db)
  const facts = await factsOf(db, current.map(({ versionId }) => versionId))
  const names = new Map(bodies.map(({ id, name, shortName }) => [id, [name, shortName]]))
  return current.map(({ versionId, effectiveFrom }) => {
    const one = facts.get(versionId)!
    return { ...one, effectiveFrom, bodyNames: names.get(one.bodyId) ?? [] }
  }).sort(order)
}

/** After every day a publication can name. */
const END_OF_DAYS = new Date('9999-12-31T00:00:00Z')

/** The version published last of every matter, also for a day to come. */
export async function published(db: Db): Promise<VersionFacts[]> {
  const last = await store.currentVersions(db, END_OF_DAYS)
  const facts = await factsOf(db, last.map(({ versionId }) => versionId))
  return last.map(({ versionId }) => facts.get(versionId)!)
}

/** The other matters that are published: none may have the codes of this one. */
export async function neighboursOf(db: Db, code: string): Promise<Neighbour[]> {
  return (await published(db)).filter((one) => one.code !== code).map(({ code: other, implementCode, name }) => ({ code: other, implementCode, place: name }))
}

/** The codes of every matter that is published, with whose it is. */
export async function codesInUse(db: Db): Promise<{ body: string; implementCode: string }[]> {
  return (await published(db)).map(({ bodyId, implementCode }) => ({ body: bodyId, implementCode }))
}

async function factsOf(db: Db, ids: readonly string[]): Promise<Map<string, VersionFacts>> {
  const key = poolOf(db)
  const known = kept.get(key) ?? new Map<string, VersionFacts>()
  kept.set(key, known)
  const missing = ids.filter((id) => !known.has(id))
  if (known.size + missing.length > MOST_KEPT) known.clear()
  const wanted = known.size === 0 ? ids : missing
  if (wanted.length > 0) for (const one of await store.guidesOf(db, wanted)) known.set(one.id, factsOfGuide(one))
  return known
}
