/** The scenario files of a matter. What a scenario is, is processes/play/scenario.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { say } from '../../processes/play/said.ts'
import { readScenario, UnreadableScenario, withEarlier, type Scenario } from '../../processes/play/scenario.ts'

export type { Act, Scenario } from '../../processes/play/scenario.ts'

/** @throws UnreadableScenario naming the file when it is no scenario. */
export function readScenarios(processesDir: string, matter: string): Scenario[] {
  const dir = join(processesDir, matter)
  return scenarioFiles(dir).map((name) => scenarioIn(dir, matter, name))
}

/** The names of a matter's scenario files, in order. */
export function scenarioFiles(dir: string): string[] {
  const folder = join(dir, 'scenarios')
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort() : []
}

/** One of them, with the stories it follows. @throws UnreadableScenario */
export function scenarioIn(dir: string, matter: string, file: string): Scenario {
  const read = (name: string): Scenario => {
    const path = join(dir, 'scenarios', name)
    if (!existsSync(path)) throw new UnreadableScenario(say`${file} follows ${name}, which is not there. Correct follows.`)
    return readScenario(readFileSync(path, 'utf8'), matter, name)
  }
  return withEarlier(read(file), read)
}
