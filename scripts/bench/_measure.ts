/** What every measurement needs: CPU and memory of other processes (Linux /proc), percentiles, a PostgreSQL of its own with fsync on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../server/db/postgres.ts'

/** Clock ticks a second in /proc; 100 on every Linux Node runs on. */
const TICKS = 100

interface Stat { parent: number; cpuMs: number; rssMb: number }

function stat(pid: number): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return { parent: Number(fields[1]), cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS, rssMb: (Number(fields[21]) * 4096) / 1e6 }
  } catch {
    return null // ended meanwhile
  }
}

/** CPU milliseconds of a process and its children, the children it has already waited for included. */
export function cpuOfTree(pid: number): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  const stats = new Map(pids.map((each) => [each, stat(each)]))
  const inTree = (each: number): boolean => each === pid || (stats.get(each) != null && stats.get(each)!.parent > 1 && inTree(stats.get(each)!.parent))
  return pids.filter(inTree).reduce((sum, each) => sum + (stats.get(each)?.cpuMs ?? 0), 0)
}

export function rssOf(pid: number): number {
  return Math.round(stat(pid)?.rssMb ?? 0)
}

export function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** @param values in milliseconds */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** PostgreSQL with its own defaults (fsync on), gone with its folder afterwards. */
export async function temporaryPostgres() {
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
  const server = await startPostgres(join(dir, 'postgres'))
  return {
    url: server.url,
    pid: server.pid,
    stop: async () => {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
