/**
 * A database as a server's first start leaves it: the sample organisation stands and every matter of processes/ is published. Made once a
 * run, cloned in a tenth of a second; what an engine was given is no part of it.
 */
import { hash } from '@node-rs/argon2'
import { openDatabase } from '../../server/db/pool.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import { publishAll } from '../../server/matters/service.ts'
import { loadSample, SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { contextAt } from './context.ts'
import { createTestDatabase, templateDatabase, type TestDatabase } from './database.ts'

/** The first start; a test that uses the database begins no earlier. */
export const FIRST_START = '2026-01-04T00:00:00Z'

/** Officers sign in hundreds of times in a run: here a password costs next to nothing. What it costs in truth is held by the tests of `people`. */
const CHEAP = { algorithm: 2, memoryCost: 8, timeCost: 1, parallelism: 1 } as const

export async function publishedDatabase(): Promise<TestDatabase> {
  return createTestDatabase(await templateDatabase('published', async (url) => {
    const db = openDatabase(url, { max: 2 })
    const ctx = contextAt(db, FIRST_START)
    await loadSample(ctx)
    const refused = (await publishAll(ctx, undefined, checkTemplate)).filter((each) => each.refused)
    await db('officer').update({ password_hash: await hash(SAMPLE_PASSWORD, CHEAP) })
    await db.destroy()
    if (refused.length > 0) throw new Error(`Not published: ${JSON.stringify(refused)}`)
  }))
}
