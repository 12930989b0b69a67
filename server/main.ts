/**
 * Start and stop, in order: settings, data folder, PostgreSQL, migrations, engine, rooms, matters, web; backwards at the end.
 * Every reason not to start is one sentence and exit code 1.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, readConfig, type Config } from './config.ts'
import type { Context, Log } from './context.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/pool.ts'
import { PostgresError, startPostgres } from './db/postgres.ts'
import { endOrphanEngine, EngineError, startEngineChild, type EngineChild } from './engineChild.ts'
import { holdDataFolder } from './start/dataFolder.ts'
import { logAt } from './start/log.ts'
import { portError, refuseBusyPort } from './start/ports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** A part that does not stop within this time is left behind; PostgreSQL alone is waited for, its last checkpoint may be long. */
const PATIENCE_MS = 10_000

let log: Log = logAt('warn')
/** What is running, so that it can be stopped in the opposite order. */
const stops: { name: string; stop: () => Promise<unknown>; patient?: boolean }[] = []
/** Why the start is to be broken off: a signal, or a part that died meanwhile. */
let brokenOff: BrokenOffFor | null = null
let [started, stopping] = [false, false]

interface BrokenOffFor { reason: string; code: number }
class BrokenOff extends Error {}

async function start(): Promise<void> {
  const config = readConfig(process.env, root)
  log = logAt(config.logLevel)
  await step(holdDataFolder(config.dataDir), (hold) => stops.push({ name: 'data folder', stop: () => hold.release() }))
  await step(endOrphanEngine(config.dataDir))
  await step(refuseBusyPort({ setting: 'PORT', host: config.host, port: config.port }))
  if (config.zeebeAddress === null) await step(refuseBusyPort({ setting: 'ENGINE_PORT', host: '127.0.0.1', port: config.enginePort }))
  const loading = Promise.all([import('./app.ts'), import('./zeebe/service.ts')]) // the better part of a second or two, while PostgreSQL comes up
  loading.catch(() => undefined) // heard where it is waited for
  const databaseUrl = config.databaseUrl ?? (await ownPostgres(config))
  const db = openDatabase(databaseUrl)
  stops.push({ name: 'database connections', stop: () => db.destroy() })
  // the embedded engine is wanted in any case where no cluster is set, and our own PostgreSQL is there: its process comes up while we migrate
  const early = config.zeebeAddress === null && config.databaseUrl === null ? launchEngine(config, databaseUrl) : null
  await step(reachable(config, () => migrate(db)))
  const ctx: Context = { config, db, now: () => new Date(), random: randomBytes, log }

  const [{ createApp }, { enginesNeeded }] = await loading
  // a cluster takes new cases, but the embedded engine runs on until its last case is closed
  if ((await enginesNeeded(db, config)).names.includes('embedded')) await step(early ?? launchEngine(config, databaseUrl))
  const app = await step(createApp(ctx, { background: true }), (rooms) => stops.push({ name: 'rooms', stop: () => rooms.stop() }))
  await app.listen().catch((error: unknown) => {
    throw portError(error, { setting: 'PORT', host: config.host, port: config.port })
  })
  if (brokenOff) throw new BrokenOff()
  started = true
  console.log(app.welcome())
}

/** Waits for one step of the start, notes how it is undone, and goes no further when the start was broken off meanwhile. */
async function step<T>(work: Promise<T>, note?: (done: T) => void): Promise<T> {
  const done = await work
  note?.(done)
  if (brokenOff) throw new BrokenOff()
  return done
}

async function ownPostgres(config: Config): Promise<string> {
  const postgres = await step(startPostgres(join(config.dataDir, 'postgres')), (running) => stops.push({ name: 'PostgreSQL', stop: () => running.stop(), patient: true }))
  void postgres.ended.then(() => end('PostgreSQL ended unexpectedly. Start again; nothing that was confirmed is lost.', 1))
  return postgres.url
}

/** Noted before it is there, so that a start that is broken off meanwhile ends it too. */
function launchEngine(config: Config, databaseUrl: string): Promise<EngineChild> {
  const child = startEngineChild({ databaseUrl, port: config.enginePort, dataDir: config.dataDir, logLevel: config.logLevel, log })
  child.catch(() => undefined) // heard where it is waited for
  stops.push({ name: 'engine', stop: async () => (await child.catch(() => null))?.stop() })
  return child
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

/** Stops everything, now or as soon as the step of the start that is under way has ended. Asked again, it changes nothing: npm and the terminal both send the signal. */
function end(reason: string, code: number): void {
  brokenOff ??= { reason, code }
  if (started) void stop(brokenOff.reason, brokenOff.code)
}

async function stop(reason: string, code: number): Promise<void> {
  if (stopping) return
  stopping = true
  console.error(reason)
  for (const part of stops.reverse()) {
    try {
      await (part.patient ? part.stop() : within(PATIENCE_MS, part.stop()))
    } catch (error) {
      log.error({ error: String(error) }, `${part.name} did not stop in order`)
    }
  }
  process.exit(code)
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`no end after ${ms / 1000} s`)), ms) })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end('Stopping …', 0))
process.on('unhandledRejection', (error) => log.error({ error: error instanceof Error ? error.stack : String(error) }, 'A promise was left alone with its error; this is a bug.'))

try {
  await start()
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof PostgresError || error instanceof EngineError
  const { reason, code } = (brokenOff as BrokenOffFor | null) ?? { reason: null, code: 1 }
  if (reason !== null) await stop(reason, code)
  else await stop(expected ? error.message : `Tongban could not start: ${error instanceof Error ? error.stack : String(error)}`, 1)
}
