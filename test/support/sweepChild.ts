/** A process that sweeps once, for tests that kill it: reads DATABASE_URL and the instant it is (SWEEP_NOW). */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { sweep } from '../../server/supervision/sweep.ts'

const silent = (): void => undefined
const ctx: Context = {
  config: readConfig(process.env, process.cwd()),
  db: openDatabase(process.env.DATABASE_URL!),
  now: () => new Date(process.env.SWEEP_NOW!),
  random: randomBytes,
  log: { info: silent, warn: silent, error: (fields, message) => console.error(message, JSON.stringify(fields)) },
}
await sweep(ctx)
await ctx.db.destroy()
