/** The scenario files of a matter. What a scenario is, is processes/play/scenario.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readScenario, UnreadableScenario, type Scenario } from '../../processes/play/scenario.ts'

export type { Act, Came, Expectation, Scenario } from '../../processes/play/scenario.ts'

/** @throws UnreadableScenario naming the file when it is no scenario. */
export function readScenarios(processesDir: string, matter: string): Scenario[] {
  return scenariosIn(join(processesDir, matter), matter)
}

/** Those of one matter's folder, wherever it lies. */
export function scenariosIn(dir: string, matter: string): Scenario[] {
  const folder = join(dir, 'scenarios')
  if (!existsSync(folder)) return []
  const read = (name: string): Scenario => readScenario(readFileSync(join(folder, name), 'utf8'), matter, name)
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => withEarlier(read(name), read))
}

/** With all the stories before it. @throws UnreadableScenario for one that waits for itself. */
function withEarlier(scenario: Scenario, read: (name: string) => Scenario, after: readonly string[] = []): Scenario {
  const { follows, file } = scenario
  if (follows === undefined) return scenario
  if (follows === file || after.includes(follows)) throw new UnreadableScenario(`${file} follows ${follows}, which follows it in turn. Let one of them be the first.`)
  return { ...scenario, before: withEarlier(read(follows), read, [...after, file]) }
}
