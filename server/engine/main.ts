/**
 * The engine as a process: `npm run engine -- --port 26500 --database-url postgres://…` (or DATABASE_URL), or as the platform's child.
 * Says that it is ready over IPC and on stdout, ends in order on SIGTERM, and by itself when its parent is gone.
 */
import { parseArgs } from 'node:util'
import { startControl } from './control.ts'
import { startEngine, type Log } from './engine.ts'
import { startMetricsPort } from './metricsPort.ts'
import { DEFAULT_HISTORY, type HistoryPolicy } from './store/history.ts'

interface Options { port: number; databaseUrl: string; controlPort: number | null; metricsPort: number | null; history: HistoryPolicy }

/** LOG_LEVEL as in the server's settings; alone the engine says everything. */
const LEVELS = ['error', 'warn', 'info']
const most = Math.max(0, LEVELS.indexOf(process.env.LOG_LEVEL?.trim() || 'info'))
const log: Log = { info: say('info'), warn: say('warn'), error: say('error') }

function say(level: string): (fields: object, message: string) => void {
  if (LEVELS.indexOf(level) > most) return () => {}
  return (fields, message) => console.error(JSON.stringify({ level, at: new Date().toISOString(), from: 'engine', message, ...fields }))
}

function options(): Options {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'database-url': { type: 'string' }, 'control-port': { type: 'string' }, 'metrics-port': { type: 'string' }, 'history-days': { type: 'string' }, 'history-rows': { type: 'string' } } })
  const databaseUrl = values['database-url'] ?? process.env.DATABASE_URL
  if (!databaseUrl) throw new Error('The engine needs a PostgreSQL. Give --database-url postgres://user:password@host:5432/database, or set DATABASE_URL.')
  const control = values['control-port']
  const metrics = values['metrics-port']
  return {
    databaseUrl, port: portNumber(values.port ?? '26500', '--port'), controlPort: control === undefined ? null : portNumber(control, '--control-port'),
    metricsPort: metrics === undefined ? null : portNumber(metrics, '--metrics-port'), history: policyOf(values['history-days'], values['history-rows']),
  }
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
  const { databaseUrl, port, controlPort, metricsPort, history } = options()
  let moved = 0 // only the control port, which is for tests, moves the clock
  const engine = await startEngine({ databaseUrl, port, now: () => Date.now() + moved, history, log })
  const control = controlPort === null ? null : await startControl(engine, controlPort, { now: () => Date.now() + moved, move: (by) => (moved += by) })
  const metrics = metricsPort === null ? null : await startMetricsPort(engine, metricsPort)
  const end = () => {
    control?.close()
    metrics?.close()
    void engine.close().then(() => process.exit(0), () => process.exit(1))
  }
  process.once('SIGTERM', end).once('SIGINT', end)
  process.once('disconnect', end) // the parent died: finish the commit and go
  const told = { ready: true, port: engine.port, controlPort: control?.port ?? null, ...(metrics && { metricsPort: metrics.port }) }
  process.send?.(told)
  console.log(JSON.stringify(told))
}

main().catch((error: Error) => {
  process.send?.({ error: error.message })
  console.error(error.message)
  process.exitCode = 1
  if (process.connected) process.disconnect()
})
