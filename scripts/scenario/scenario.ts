/** The scenario files of a matter. What a scenario is, is processes/play/scenario.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readScenario, type Scenario } from '../../processes/play/scenario.ts'

export type { Act, Expectation, Scenario } from '../../processes/play/scenario.ts'

/** @throws UnreadableScenario naming the file when it is no scenario. */
export function readScenarios(processesDir: string, matter: string): Scenario[] {
  return scenariosIn(join(processesDir, matter), matter)
}

/** Those of one matter's folder, wherever it lies. */
export function scenariosIn(dir: string, matter: string): Scenario[] {
  const folder = join(dir, 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => readScenario(readFileSync(join(folder, name), 'utf8'), matter, name))
}
