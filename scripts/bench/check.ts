/**
 * `npm run bench -- check [--count 500]`: the command line's check of that many generated matters, all rules, cold, in a process of its own as
 * an author or CI starts it; and of one matter. The bars: 500 in 30 s on two processors, one in 1.5 s.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { matterFolders } from '../../server/matters/bundle.ts'
import { generateMatters } from '../tongban/generate.ts'

const program = resolve(import.meta.dirname, '../tongban.mjs')

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { count: { type: 'string', default: '500' } } })
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-check-'))
  try {
    const count = Number(values.count)
    generateMatters(dir, count)
    const one = seconds([join(dir, 'processes', matterFolders(join(dir, 'processes'))[0]!)])
    return { bench: 'check', matters: count, processors: availableParallelism(), seconds: seconds([dir]), seconds_of_one: one }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function seconds(paths: string[]): number {
  const begun = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [program, 'check', ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`check ended with ${status}:\n${stdout.split('\n').filter((line) => line.includes('error')).slice(0, 5).join('\n')}`)
  return Math.round((performance.now() - begun) / 100) / 10
}
