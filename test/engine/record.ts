/**
 * `npx tsx test/engine/record.ts [8.5|8.8] [group or name…]` plays scenarios on the real Zeebe and writes down what is seen; without
 * groups and names, those that have no recording yet. Needs a JDK >= 21; the recordings are committed, so the tests do not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { startRealZeebe } from '../zeebe/real.ts'
import { groups, LINES, observedOf, recordingOf, scenarios, type Line } from './scenarios/index.ts'
import { play, type Played, type Scenario } from './support/scenario.ts'
import { wireEngine } from './support/wire.ts'

const given = process.argv.slice(2)
const lines = LINES.filter((line) => !given.some((each) => (LINES as readonly string[]).includes(each)) || given.includes(line))
const names = given.filter((each) => !(LINES as readonly string[]).includes(each))
const unknown = names.filter((name) => !(name in groups) && !scenarios.some((scenario) => scenario.name === name))
if (unknown.length > 0) throw new Error(`No scenario or group is called ${unknown.join(', ')}. Groups: ${Object.keys(groups).join(', ')}.`)

for (const line of lines) await record(line)
process.exit(0)

async function record(line: Line): Promise<void> {
  const zeebe = await startRealZeebe(line)
  await zeebe.control('PIN') // what is begun in one step is due at one instant, as in ours
  const engine = wireEngine(zeebe.grpcPort, zeebe.control)
  for (const [group, all] of Object.entries(groups)) {
    const before = observedOf(group, line)
    const wanted = all.filter((scenario) => (names.length === 0 ? !before[scenario.name] : names.includes(group) || names.includes(scenario.name)))
    const fresh: Record<string, Played> = {}
    for (const scenario of wanted) fresh[scenario.name] = await play(scenario, engine)
    write(group, line, all, { ...before, ...fresh })
    if (wanted.length > 0) console.log(`Zeebe ${line}, ${group}: ${wanted.length} of ${all.length} recorded`)
  }
  await engine.close()
  await zeebe.close()
}

/** One line a scenario, in the group's order; what is no scenario any more goes. */
function write(group: string, line: Line, all: readonly Scenario[], played: Record<string, Played>): void {
  const file = recordingOf(group, line)
  mkdirSync(new URL('.', file), { recursive: true })
  const rows = all.filter(({ name }) => played[name]).map(({ name }) => `${JSON.stringify(name)}: ${JSON.stringify(played[name])}`)
  writeFileSync(file, `{\n${rows.join(',\n')}\n}\n`)
}
