/**
 * `npm run bench -- scenarios`: `tongban test` of every matter, cold, in a process of its own as an author or CI starts it, in seconds and in
 * seconds of processor time (Linux). The bar: all twelve matters in 10 s.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'

const program = resolve(import.meta.dirname, '../tongban.mjs')

export async function run(): Promise<object> {
  const [begun, before] = [performance.now(), ofChildren()]
  const { status, stdout } = spawnSync(process.execPath, [program, 'test', '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`test ended with ${status}:\n${stdout.slice(0, 2000)}`)
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  const tested = JSON.parse(stdout) as { scenarios: unknown[] }[]
  return {
    bench: 'scenarios', matters: tested.length, scenarios: tested.reduce((sum, one) => sum + one.scenarios.length, 0), processors: availableParallelism(),
    seconds, processor_seconds: Math.round((ofChildren() - before) * 10) / 10,
  }
}

/** Seconds of processor time of the processes this one has waited for. */
function ofChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
