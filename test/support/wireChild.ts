/** A server process that has only the wire, for tests that kill it: reads DATABASE_URL, ZEEBE_ADDRESS and how far its clock is ahead. */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { wireServer } from './wire.ts'

const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0)
const silent = (): void => undefined
const ctx: Context = {
  config: readConfig(process.env, process.cwd()),
  db: openDatabase(process.env.DATABASE_URL!),
  now: () => new Date(Date.now() + ahead),
  random: randomBytes,
  log: { info: silent, warn: silent, error: (fields, message) => console.error(message, JSON.stringify(fields)) },
}
await wireServer(ctx, { poll: true })
console.log('ready')
process.once('disconnect', () => process.exit(0)) // the test has ended
