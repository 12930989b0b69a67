/** The verb doctor: whether this machine can run Tongban with the settings of the environment, and what to do where it cannot. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, type Config } from '../../server/config.ts'
import { CannotRun } from './cannotRun.ts'
import { calendar, database, disk, fonts, node, ports, zeebe, type Finding } from './doctor/probes.ts'
import { jsonText, print } from './print.ts'
import type { Verb } from './verbs.ts'

const usage = `npm run tongban -- doctor [--format text|json]

  looks at Node.js, disk, ports, database, fonts, the calendar of working days and the engine, under the settings of the
  environment (PORT, DATA_DIR, DATABASE_URL, ZEEBE_ADDRESS …). Nothing is changed.`

export const doctor: Verb = {
  usage,
  async run(args) {
    const format = read(args)
    const found = await examine(process.env, resolve(import.meta.dirname, '../..'), new Date())
    print(format === 'json' ? jsonText(found, 2) : asText(found))
    return found.some(({ state }) => state === 'error') ? 1 : 0
  },
}

function read(args: string[]): string {
  try {
    const { values: { format = 'text' } } = parseArgs({ args, options: { format: { type: 'string' } } })
    if (['text', 'json'].includes(format)) return format
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n\n${usage}`)
  }
  throw new CannotRun(usage)
}

/** A wrong setting is a finding like the others; what hangs on settings is then not looked at. */
export async function examine(env: NodeJS.ProcessEnv, root: string, now: Date): Promise<Finding[]> {
  const first = await node(process.versions.node)
  const config = settings(env, root)
  if ('state' in config) return [first, config]
  return [first, { what: 'settings', state: 'ok', said: 'hold' }, disk(config), ...(await ports(config)), await database(config), fonts(config), calendar(config, now), await zeebe(config, now)]
}

function settings(env: NodeJS.ProcessEnv, root: string): Config | Finding {
  try {
    return readConfig(env, root)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { what: 'settings', state: 'error', said: error.message }
  }
}

export function asText(found: Finding[]): string {
  const width = Math.max(...found.map(({ what }) => what.length))
  return found.map(({ what, state, said }) => `${state.padEnd(7)}  ${what.padEnd(width)}  ${said}`).join('\n')
}
