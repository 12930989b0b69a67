/**
 * `npx tsx test/engine/record.ts [8.5|8.8] [name…]` plays the scenarios on the real Zeebe and writes down what is seen.
 * Needs a JDK >= 21; the recordings are committed, so the tests do not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { startRealZeebe } from '../zeebe/real.ts'
import { LINES, recordingOf, scenarios, type Line } from './scenarios/index.ts'
import { play, type Played } from './support/scenario.ts'
import { wireEngine } from './support/wire.ts'

const [first, ...names] = process.argv.slice(2)
const lines = LINES.filter((line) => first === undefined || line === first)

for (const line of lines) await record(line)
process.exit(0)

async function record(line: Line): Promise<void> {
  const file = recordingOf(line)
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Played>) : {}
  const zeebe = await startRealZeebe(line)
  const engine = wireEngine(zeebe.grpcPort, zeebe.control)
  const after: Record<string, Played> = {}
  for (const scenario of scenarios) {
    const wanted = names.length === 0 || names.includes(scenario.name)
    const known = before[scenario.name]
    after[scenario.name] = wanted || !known ? await play(scenario, engine) : known
  }
  await engine.close()
  await zeebe.close()
  writeFileSync(file, `{\n${Object.entries(after).map(([name, played]) => `${JSON.stringify(name)}: ${JSON.stringify(played)}`).join(',\n')}\n}\n`)
  console.log(`Zeebe ${line}: ${scenarios.length} scenarios, ${names.length === 0 ? 'all' : names.length} recorded`)
}
