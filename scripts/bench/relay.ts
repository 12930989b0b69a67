/**
 * How fast what a transaction wants sent is sent: eight writers put a row in the outbox, commit, and wait until its handler has run.
 * Handlers do nothing, so this is the cost of the outbox itself, with PostgreSQL's fsync on.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { enqueue } from '../../server/db/outbox.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { startPostgres } from '../../server/db/postgres.ts'
import { startRelay } from '../../server/db/relay.ts'

const WRITERS = 8
const TICKS_PER_SECOND = 100

/** `npm run bench -- relay [rows]`. Runs on a database of its own that it removes. */
export async function run(args: string[]): Promise<object> {
  const total = Number(args[0] ?? 8000)
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
  const postgres = await startPostgres(join(dir, 'postgres'))
  try {
    const db = openDatabase(postgres.url, { max: 20 })
    await migrate(db)
    const silent = (): void => undefined
    const ctx: Context = { config: readConfig({}, process.cwd()), db, now: () => new Date(), random: randomBytes, log: { info: silent, warn: silent, error: console.error } }
    await measure(ctx, 500) // warm
    const before = cpuMs(postgres.pid)
    const own = process.cpuUsage()
    const result = await measure(ctx, total)
    const used = process.cpuUsage(own)
    const postgresMs = cpuMs(postgres.pid) - before
    await db.destroy()
    return {
      bench: 'relay', rows: total, ...result,
      cpu_ms_per_completion: round((used.user + used.system) / 1000 / total + postgresMs / total),
      rss_mb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    }
  } finally {
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measure(ctx: Context, total: number): Promise<{ completions_per_s: number; p50_ms: number; p95_ms: number }> {
  const waiting = new Map<string, () => void>()
  const relay = startRelay(ctx, { 'engine:complete': async (row) => waiting.get(row.payload.n)?.() })
  const latencies: number[] = []
  let left = total
  const began = performance.now()
  await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
    while (left-- > 0) {
      const n = `${writer}-${left}`
      const handled = new Promise<void>((resolve) => waiting.set(n, resolve))
      await inTransaction(ctx.db, (tx) => enqueue(tx, ctx, { topic: 'engine:complete', caseId: String(writer), payload: { n } }))
      const committed = performance.now()
      await handled
      waiting.delete(n)
      latencies.push(performance.now() - committed)
    }
  }))
  const seconds = (performance.now() - began) / 1000
  await relay.stop()
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => round(latencies[Math.floor(latencies.length * share)]!)
  return { completions_per_s: Math.round(total / seconds), p50_ms: at(0.5), p95_ms: at(0.95) }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** CPU of the server's main process, its children that live and those that ended, in ms. */
function cpuMs(postmaster: number): number {
  const stat = (pid: string): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  const sum = (fields: string[], ...places: number[]): number => places.reduce((ticks, place) => ticks + Number(fields[place]), 0)
  let ticks = sum(stat(String(postmaster)), 11, 12, 13, 14)
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = stat(pid)
      if (Number(fields[1]) === postmaster) ticks += sum(fields, 11, 12)
    } catch {
      // it ended while we were reading
    }
  }
  return (ticks * 1000) / TICKS_PER_SECOND
}
