/** What an installation stands on, looked at one by one. Nothing is changed: a port is tried and given back, a database is only asked. */
import { Client, credentials } from '@grpc/grpc-js'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Config } from '../../../server/config.ts'
import { runningPostgres } from '../../../server/db/postgres.ts'
import { binaries } from '../../../server/db/postgresBinaries.ts'
import { readCalendars } from '../../../server/deadlines/calendarFiles.ts'
import { calendarDue } from '../../../server/deadlines/coverage.ts'
import { loadFaces, missingGlyphs } from '../../../server/letters/pdf/fonts.ts'
import { portError } from '../../../server/start/ports.ts'

/** `warning`: it runs, but not for long, or not for everybody. `said` tells what was found; where not `ok`, also what to do. */
export interface Finding { what: string; state: 'ok' | 'warning' | 'error'; said: string }

const GIB = 1024 ** 3
/** The first start writes some 100 MB; uploads and PostgreSQL's log want room after that. */
const LEAST = 0.5 * GIB
const COMFORTABLE = 5 * GIB
const PATIENCE_MS = 5000

/** setup.mjs runs before packages are there, so it is plain JavaScript without types. */
export async function node(version: string): Promise<Finding> {
  const { whyNotNode } = (await import(new URL('../../setup.mjs', import.meta.url).href)) as { whyNotNode(version: string): string | null }
  const why = whyNotNode(version)
  return why === null ? { what: 'Node.js', state: 'ok', said: version } : { what: 'Node.js', state: 'error', said: why }
}

export function disk({ dataDir }: Pick<Config, 'dataDir'>, free = freeBytes(dataDir)): Finding {
  const found = `${(free / GIB).toFixed(1)} GiB free for ${dataDir}`
  if (!writable(dataDir)) return { what: 'disk', state: 'error', said: `${dataDir} may not be written by this user. Give the user the folder, or set DATA_DIR to another one.` }
  if (free < LEAST) return { what: 'disk', state: 'error', said: `${found}, at least 0.5 are needed. Make room, or set DATA_DIR to a larger disk.` }
  if (free < COMFORTABLE) return { what: 'disk', state: 'warning', said: `${found}; uploads will fill it. Have 5 GiB or more.` }
  return { what: 'disk', state: 'ok', said: found }
}

function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(existing(dir))
  return bavail * bsize
}

/** The folder itself, or the nearest one above it that is there. */
function existing(dir: string): string {
  return existsSync(dir) ? dir : existing(dirname(dir))
}

function writable(dir: string): boolean {
  try {
    accessSync(existing(dir), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** A port that our own running server holds is as it should be. */
export async function ports({ host, port, enginePort }: Pick<Config, 'host' | 'port' | 'enginePort'>): Promise<Finding[]> {
  if (await isOurs(host, port)) return [{ what: 'ports', state: 'ok', said: `Tongban runs on port ${port}` }]
  return Promise.all([portOf('PORT', host, port), portOf('ENGINE_PORT', '127.0.0.1', enginePort)])
}

async function isOurs(host: string, port: number): Promise<boolean> {
  const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  try {
    const reply = await fetch(`http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    return ((await reply.json()) as { status?: string }).status === 'ok'
  } catch {
    return false
  }
}

function portOf(setting: string, host: string, port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve({ what: setting, state: 'error', said: portError(error, { setting, host, port }).message }))
    server.listen(port, host, () => server.close(() => resolve({ what: setting, state: 'ok', said: `${port} is free` })))
  })
}

export async function database({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Finding> {
  if (databaseUrl === null) return embedded(dataDir)
  // one connection, not the server's pool: that tells of a failed one on standard output
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tongban-doctor', connectionTimeoutMillis: PATIENCE_MS })
  try {
    await client.connect()
    const { rows: [found] } = await client.query<{ version: string; creates: boolean }>("select current_setting('server_version') as version, has_schema_privilege(current_schema(), 'create') as creates")
    if (found?.creates !== true) return { what: 'database', state: 'error', said: 'The user of DATABASE_URL may not create tables. Make it the owner of the database.' }
    return { what: 'database', state: 'ok', said: `PostgreSQL ${found.version} at DATABASE_URL` }
  } catch (error) {
    return { what: 'database', state: 'error', said: `DATABASE_URL does not answer (${reason(error)}). Start that PostgreSQL, or correct host, user and password.` }
  } finally {
    await client.end().catch(() => undefined)
  }
}

function embedded(dataDir: string): Finding {
  try {
    const root = binaries()
    if (!existsSync(join(root, 'bin', 'postgres'))) return { what: 'database', state: 'error', said: `The embedded PostgreSQL is not whole (${root}). Run npm run setup, or set DATABASE_URL.` }
    return { what: 'database', state: 'ok', said: runningPostgres(join(dataDir, 'postgres')) === null ? 'embedded PostgreSQL, not running' : 'embedded PostgreSQL, running' }
  } catch (error) {
    return { what: 'database', state: 'error', said: (error as Error).message }
  }
}

/** What every letter needs; rarer characters of names are flagged at the letter itself. */
export function fonts({ dataDir }: Pick<Config, 'dataDir'>): Finding {
  try {
    const faces = loadFaces(join(dataDir, 'fonts'))
    const missing = missingGlyphs(faces, ['准予行政许可决定书〔〕，。、；：（）', 'ABCabc0123456789'])
    if (missing.length > 0) return { what: 'fonts', state: 'error', said: `No font has ${missing.map(({ character }) => character).join(' ')}. Run npm run setup.` }
    return { what: 'fonts', state: 'ok', said: `built in; ${faces.extra.length - 1} more in ${join(dataDir, 'fonts')}` }
  } catch (error) {
    return { what: 'fonts', state: 'error', said: `A font cannot be read (${reason(error)}). Run npm run setup, or take the broken file out of ${join(dataDir, 'fonts')}.` }
  }
}

export function calendar({ processesDir }: Pick<Config, 'processesDir'>, now: Date): Finding {
  try {
    const { lastYear } = readCalendars(processesDir)
    const due = calendarDue(lastYear, now)
    return due === null ? { what: 'calendar', state: 'ok', said: `working days through ${lastYear}` } : { what: 'calendar', state: 'warning', said: `${due}.` }
  } catch (error) {
    return { what: 'calendar', state: 'error', said: reason(error) }
  }
}

/** Only where a Zeebe is set; the embedded engine comes with the server. */
export function zeebe({ zeebeAddress }: Pick<Config, 'zeebeAddress'>, now: Date): Promise<Finding> {
  if (zeebeAddress === null) return Promise.resolve({ what: 'engine', state: 'ok', said: 'embedded' })
  const client = new Client(zeebeAddress, credentials.createInsecure())
  return new Promise((resolve) => {
    client.waitForReady(now.getTime() + PATIENCE_MS, (error) => {
      client.close()
      resolve(error
        ? { what: 'engine', state: 'error', said: `No gateway answers at ZEEBE_ADDRESS ${zeebeAddress}. Start it, correct the address, or leave it out for the embedded engine.` }
        : { what: 'engine', state: 'ok', said: `a gateway answers at ${zeebeAddress}` })
    })
  })
}

/** A connection refused at several addresses has no message of its own. */
function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || String(error)
}
