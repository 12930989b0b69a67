/**
 * The engine as a process: `npm run engine -- --port 26500 --data DIR` with a PostgreSQL of its own in DIR, or
 * `--database-url postgres://…` (or DATABASE_URL), or as the platform's child.
 * Says that it is ready over IPC and on stdout, ends in order on SIGTERM, and by itself when its parent is gone.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { startPostgres, type EmbeddedPostgres } from '../db/postgres.ts'
import { startControl } from './control.ts'
import { startEngine, type Log } from './engine.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { startMetricsPort } from './metricsPort.ts'
import { DEFAULT_HISTORY, type HistoryPolicy } from './store/history.ts'

/** Where the rows are: a folder for a PostgreSQL of our own, or the address of one. */
type Rows = { dataDir: string } | { databaseUrl: string }

/**
 * V8 by itself lets what has grown old triple or quadruple before it collects; PostgreSQL next door knows better what to do with memory.
 * With 100,000 open instances 296 MB became 236 at twice (100 %), and no processor time was to be seen.
 */
const GROWTH_BEFORE_COLLECTING_PERCENT = 75
setFlagsFromString(`--heap-growing-percent=${GROWTH_BEFORE_COLLECTING_PERCENT}`)

interface Options { port: number; rows: Rows; limits: Limits; controlPort: number | null; metricsPort: number | null; history: HistoryPolicy }

/** LOG_LEVEL as in the server's settings; alone the engine says everything. */
const LEVELS = ['error', 'warn', 'info']
const most = Math.max(0, LEVELS.indexOf(process.env.LOG_LEVEL?.trim() || 'info'))
const log: Log = { info: say('info'), warn: say('warn'), error: say('error') }

function say(level: string): (fields: object, message: string) => void {
  if (LEVELS.indexOf(level) > most) return () => {}
  return (fields, message) => console.error(JSON.stringify({ level, at: new Date().toISOString(), from: 'engine', message, ...fields }))
}

function options(): Options {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'database-url': { type: 'string' }, data: { type: 'string' }, 'max-requests': { type: 'string' }, 'request-timeout': { type: 'string' }, 'control-port': { type: 'string' }, 'metrics-port': { type: 'string' }, 'history-days': { type: 'string' }, 'history-rows': { type: 'string' } } })
  const control = values['control-port']
  const metrics = values['metrics-port']
  return {
    rows: rowsOf(values.data, values['database-url']), limits: limitsOf(values['max-requests'], values['request-timeout']), port: portNumber(values.port ?? '26500', '--port'), controlPort: control === undefined ? null : portNumber(control, '--control-port'),
    metricsPort: metrics === undefined ? null : portNumber(metrics, '--metrics-port'), history: policyOf(values['history-days'], values['history-rows']),
  }
}

function rowsOf(dataDir: string | undefined, url: string | undefined): Rows {
  if (dataDir !== undefined && url !== undefined) throw new Error('Give --data or --database-url, not both: the rows are in one place.')
  if (dataDir !== undefined) return { dataDir }
  const databaseUrl = url ?? process.env.DATABASE_URL
  if (!databaseUrl) throw new Error('The engine needs a PostgreSQL. Give --data DIR for one of its own, or --database-url postgres://user:password@host:5432/database, or set DATABASE_URL.')
  return { databaseUrl }
}

function limitsOf(requests: string | undefined, timeout: string | undefined): Limits {
  return {
    maxRequests: atLeastOne(requests ?? process.env.ENGINE_MAX_REQUESTS, DEFAULT_LIMITS.maxRequests, '--max-requests (ENGINE_MAX_REQUESTS)'),
    requestTimeout: atLeastOne(timeout ?? process.env.ENGINE_REQUEST_TIMEOUT, DEFAULT_LIMITS.requestTimeout, '--request-timeout (ENGINE_REQUEST_TIMEOUT), milliseconds,'),
  }
}

function atLeastOne(text: string | undefined, preset: number, name: string): number {
  if (!text?.trim()) return preset
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0, but is "${text}".`)
  return value
}

/** The platform's child is told by the environment, an engine alone by its arguments. */
function policyOf(days: string | undefined, rows: string | undefined): HistoryPolicy {
  return {
    days: amount(days ?? process.env.ENGINE_HISTORY_DAYS, DEFAULT_HISTORY.days, '--history-days (ENGINE_HISTORY_DAYS)'),
    rows: amount(rows ?? process.env.ENGINE_HISTORY_ROWS, DEFAULT_HISTORY.rows, '--history-rows (ENGINE_HISTORY_ROWS)'),
  }
}

function amount(text: string | undefined, preset: number, name: string): number {
  if (!text?.trim()) return preset
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number, 0 to keep nothing, but is "${text}".`)
  return value
}

function portNumber(text: string, name: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port number, but is "${text}".`)
  return port
}

async function main(): Promise<void> {
  const { rows, port, limits, controlPort, metricsPort, history } = options()
  let moved = 0 // only the control port, which is for tests, moves the clock
  const postgres = 'dataDir' in rows ? await ownPostgres(rows.dataDir) : null
  const databaseUrl = 'dataDir' in rows ? postgres!.url : rows.databaseUrl
  const engine = await startEngine({ databaseUrl, limits, port, now: () => Date.now() + moved, history, log }).catch(async (error) => {
    await postgres?.stop()
    throw error
  })
  const control = controlPort === null ? null : await startControl(engine, controlPort, { now: () => Date.now() + moved, move: (by) => (moved += by) })
  const metrics = metricsPort === null ? null : await startMetricsPort(engine, metricsPort)
  let ending = false
  const end = () => {
    if (ending) return // asked twice: npm hands on the signal that the terminal has sent already
    ending = true
    control?.close()
    metrics?.close()
    void engine.close().then(() => postgres?.stop()).then(() => process.exit(0), () => process.exit(1))
  }
  process.on('SIGTERM', end).on('SIGINT', end)
  process.once('disconnect', end) // the parent died: finish the commit and go
  const told = { ready: true, port: engine.port, controlPort: control?.port ?? null, ...(metrics && { metricsPort: metrics.port }) }
  process.send?.(told)
  console.log(JSON.stringify(told))
}

/** A PostgreSQL in DIR/postgres, ended with the engine; should it end by itself, the engine does too, and its next start recovers. */
async function ownPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const running = await startPostgres(join(dataDir, 'postgres'))
  let asked = false
  void running.ended.then(() => {
    if (asked) return
    log.error({ dataDir }, 'PostgreSQL has ended by itself. Look at the disk and the system log, then start the engine again.')
    process.exit(1)
  })
  return {
    ...running,
    stop: () => {
      asked = true
      return running.stop()
    },
  }
}

main().catch((error: Error) => {
  process.send?.({ error: error.message })
  console.error(error.message)
  process.exitCode = 1
  if (process.connected) process.disconnect()
})
