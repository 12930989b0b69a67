/** What bodies and groups are called in a generated view, read from the organisation; the views themselves are pure (manual.ts, slip.ts). */
import type { Db } from '../db/pool.ts'
import type { Bundle } from '../matters/types.ts'
import { groups, listBodies } from '../people/service.ts'

/** The place's present names, bodies by id and groups by `<body>/<role>`; those that were signed with the content win. */
export async function namesIn(db: Db, { annex }: Bundle): Promise<ReadonlyMap<string, string>> {
  const [known, bodies] = await Promise.all([groups(db), listBodies(db)])
  return new Map([...known, ...bodies.map(({ id, name }) => [id, name] as const), ...Object.entries(annex?.organisation ?? {}).filter(([, name]) => name !== '')])
}
