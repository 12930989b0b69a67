/**
 * Start and stop, in order: settings, data folder, PostgreSQL, migrations, engine, rooms, matters, web; backwards at the end.
 * Every reason not to start is one sentence and exit code 1.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import type { Context, Log } from './context.ts'
import { migrate } from './db/migrate.ts'
import { inTransaction, openDatabase } from './db/pool.ts'
import { PostgresError, startPostgres } from './db/postgres.ts'
import { EngineError, startEngineChild } from './engineChild.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const log: Log = {
  info: (fields, message) => write('info', fields, message),
  warn: (fields, message) => write('warn', fields, message),
  error: (fields, message) => write('error', fields, message),
}
/** What is running, so that it can be stopped in the opposite order. */
const stops: { name: string; stop: () => Promise<void> }[] = []

function write(level: string, fields: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, at: new Date().toISOString(), message, ...fields })}\n`)
}

async function start(): Promise<void> {
  const config = readConfig(process.env, root)
  holdDataFolder(config)
  const databaseUrl = config.databaseUrl ?? (await ownPostgres(config))
  const db = openDatabase(databaseUrl)
  stops.push({ name: 'database connections', stop: () => db.destroy() })
  await reachable(config, () => migrate(db))
  const ctx: Context = { config, db, now: () => new Date(), random: randomBytes, log }

  if (config.zeebeAddress === null || (await openOnEmbedded(ctx))) {
    const engine = await startEngineChild({ databaseUrl, port: config.enginePort, log })
    stops.push({ name: 'engine', stop: () => engine.stop() })
  }
  const app = await createApp(ctx, { background: true })
  stops.push({ name: 'rooms', stop: () => app.stop() })
  await app.listen()
  console.log(app.welcome())
}

/** One server a data folder: a second start says which process is there, a stale mark of a killed one is taken over. */
function holdDataFolder(config: Config): void {
  const file = join(config.dataDir, 'server.pid')
  try {
    mkdirSync(config.dataDir, { recursive: true })
    const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
    if (other !== process.pid && isServer(other)) {
      throw new ConfigError(`Tongban is running already on ${config.dataDir} (process ${other}). End that one, or set DATA_DIR to another folder.`)
    }
    writeFileSync(file, String(process.pid))
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`The data folder ${config.dataDir} cannot be used (${(error as Error).message}). Make it a writable folder, or set DATA_DIR to another one.`)
  }
  stops.push({ name: 'data folder', stop: async () => rmSync(file, { force: true }) })
}

function isServer(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
    return /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

async function ownPostgres(config: Config): Promise<string> {
  const postgres = await startPostgres(join(config.dataDir, 'postgres'))
  stops.push({ name: 'PostgreSQL', stop: () => postgres.stop() })
  void postgres.ended.then(() => {
    if (!stopping) void stop('PostgreSQL ended unexpectedly. Start again; nothing that was confirmed is lost.', 1)
  })
  return postgres.url
}

async function reachable(config: Config, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (config.databaseUrl === null) throw error
    const where = new URL(config.databaseUrl)
    throw new ConfigError(`The database at ${where.host}${where.pathname} (DATABASE_URL) cannot be used: ${(error as Error).message || (error as { code?: string }).code}. Correct the address, the password or the rights, or leave DATABASE_URL out to use the embedded PostgreSQL.`)
  }
}

/** A cluster takes new cases, but the embedded engine runs on until its last case is closed. */
function openOnEmbedded(ctx: Context): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => (await tx.raw<{ rows: unknown[] }>(`select 1 from case_file where engine = 'embedded' and closed_at is null limit 1`)).rows.length > 0)
}

let stopping = false
async function stop(reason: string | null, code: number): Promise<void> {
  if (stopping) return
  stopping = true
  if (reason) console.error(reason)
  for (const { name, stop: end } of stops.reverse()) {
    try {
      await end()
    } catch (error) {
      log.error({ error: String(error) }, `${name} did not stop in order`)
    }
  }
  process.exit(code)
}

process.once('SIGINT', () => void stop('Stopping …', 0))
process.once('SIGTERM', () => void stop('Stopping …', 0))
process.on('unhandledRejection', (error) => log.error({ error: error instanceof Error ? error.stack : String(error) }, 'A promise was left alone with its error; this is a bug.'))

try {
  await start()
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof PostgresError || error instanceof EngineError
  const busy = (error as { code?: string }).code === 'EADDRINUSE'
  if (busy) await stop(`Port ${process.env.PORT ?? 3000} is taken by another program. End it, or set PORT to a free one.`, 1)
  else await stop(expected ? (error as Error).message : `Tongban could not start: ${error instanceof Error ? error.stack : String(error)}`, 1)
}
