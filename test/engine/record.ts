/**
 * `npx tsx test/engine/record.ts [8.5|8.8] [group or name…]` plays scenarios on the real Zeebe and writes down what is seen: those named,
 * or of the named file, or all; always those without a recording. Needs a JDK >= 21; the recordings are committed, so the tests do not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { startRealZeebe } from '../zeebe/real.ts'
import { groups, LINES, observedOf, recordingOf, type Line } from './scenarios/index.ts'
import { play, type Driver, type Played, type Scenario } from './support/scenario.ts'
import { wireEngine } from './support/wire.ts'

const given = process.argv.slice(2)
const lines = LINES.filter((line) => !LINES.includes(given[0] as Line) || line === given[0])
const names = given.filter((each) => !LINES.includes(each as Line))

for (const line of lines) await record(line)
process.exit(0)

async function record(line: Line): Promise<void> {
  const zeebe = await startRealZeebe(line)
  const engine = wireEngine(zeebe.grpcPort, zeebe.control)
  let count = 0
  for (const [group, scenarios] of Object.entries(groups)) count += await recordGroup(line, group, scenarios, engine)
  await engine.close()
  await zeebe.close()
  console.log(`Zeebe ${line}: ${count} scenarios recorded`)
}

/** The file is written anew in the scenarios' order; a recording nobody has a scenario for disappears. */
async function recordGroup(line: Line, group: string, scenarios: readonly Scenario[], engine: Driver): Promise<number> {
  const before = observedOf(group, line)
  const after: [string, Played][] = []
  let count = 0
  for (const scenario of scenarios) {
    const known = before[scenario.name]
    const wanted = names.length === 0 || names.includes(group) || names.includes(scenario.name)
    if (known && !wanted) after.push([scenario.name, known])
    else after.push([scenario.name, await play(scenario, engine)]) && count++
  }
  mkdirSync(new URL('./scenarios/observed/', import.meta.url), { recursive: true })
  if (count > 0) writeFileSync(recordingOf(group, line), `{\n${after.map(([name, played]) => `${JSON.stringify(name)}: ${JSON.stringify(played)}`).join(',\n')}\n}\n`)
  return count
}
