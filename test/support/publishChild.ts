/** A server process that publishes one proposal (PROPOSAL), or turns the published branch back (TURN), and dies where TONGBAN_CRASH_AT says: reads DATABASE_URL, PROCESSES_REPOSITORY and NOW. */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { publish, topics } from '../../server/publication/service.ts'

const silent = (): void => undefined
const db = openDatabase(process.env.DATABASE_URL!)
const ctx: Context = { config: readConfig(process.env, process.cwd()), db, now: () => new Date(process.env.NOW!), random: randomBytes, log: { info: silent, warn: silent, error: silent } }
if (process.env.TURN) await topics['publication:branch']!({ payload: JSON.parse(process.env.TURN) as object } as never, ctx)
const officer = (await findOfficerByLogin(db, 'shengai-publisher'))!
await publish(ctx, async () => undefined, { officer, proposal: process.env.PROPOSAL!, effectiveFrom: process.env.NOW!.slice(0, 10) })
await db.destroy()
