/**
 * `npm run operations -- <verb> <resource> [key] [flags]`: what the pages under /office/operations do, from a terminal on the server's
 * machine. Acts need --reason and go on the trace under the name of the terminal's user.
 */
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { ConfigError, readConfig, type Config } from '../server/config.ts'
import type { Context } from '../server/context.ts'
import { openDatabase } from '../server/db/pool.ts'
import { runningPostgres } from '../server/db/postgres.ts'
import { Refusal } from '../server/errors.ts'
import { openDesk } from '../server/operations/service.ts'
import { logAt } from '../server/start/log.ts'
import { readArguments, Unclear, USAGE } from './operations/arguments.ts'
import { carryOut } from './operations/carryOut.ts'

const config = readConfig(process.env, resolve(import.meta.dirname, '..'))

function databaseUrl({ databaseUrl: own, dataDir }: Config): string {
  const url = own ?? runningPostgres(join(dataDir, 'postgres'))
  if (url === null) throw new ConfigError(`No server runs on ${dataDir}. Start it with npm start, set DATA_DIR to its folder, or DATABASE_URL to its database.`)
  return url
}

async function main(args: string[]): Promise<number> {
  const wish = readArguments(args)
  const db = openDatabase(databaseUrl(config), { max: 3, applicationName: 'tongban-operations' })
  const ctx: Context = { config, db, now: () => new Date(), random: randomBytes, log: logAt('error') }
  const desk = openDesk(ctx)
  try {
    console.log(await carryOut(wish, desk, ctx))
    return 0
  } finally {
    await desk.close()
    await db.destroy()
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof Unclear) console.error(`${error.message}\n\n${USAGE}`)
  else if (error instanceof Refusal) console.error(error.sentence('en'))
  else if (error instanceof ConfigError) console.error(error.message)
  else console.error(error)
  process.exitCode = 1
}
process.exit() // zeebe-node keeps timers of its own
