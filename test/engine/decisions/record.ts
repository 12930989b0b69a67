/**
 * `npx tsx test/engine/decisions/record.ts [8.5|8.8] [name…]` puts the cases to the real Zeebe and writes down what it answers.
 * Needs a JDK >= 21; the recordings are committed, so the tests do not.
 */
import { writeFileSync } from 'node:fs'
import { startRealZeebe } from '../../zeebe/real.ts'
import { bareClient } from '../support/wire.ts'
import { askAll, type Answers } from './asking.ts'
import { decisionCases } from './cases.ts'
import { LINES, observedOn, recordingOf, type Line } from './observed.ts'

const [first, ...more] = process.argv.slice(2)
const lines = LINES.filter((each) => first === undefined || !(LINES as readonly string[]).includes(first) || each === first)
const names = first !== undefined && !(LINES as readonly string[]).includes(first) ? [first, ...more] : more

for (const line of lines) await record(line)
process.exit(0)

async function record(line: Line): Promise<void> {
  const zeebe = await startRealZeebe(line)
  const client = bareClient(zeebe.grpcPort)
  const before = observedOn(line)
  const after: Record<string, Answers> = {}
  for (const each of decisionCases) after[each.name] = names.length > 0 && !names.includes(each.name) && before[each.name] ? before[each.name]! : await askAll(each, client)
  client.close()
  await zeebe.close()
  writeFileSync(recordingOf(line), `{\n${Object.entries(after).map(([name, answers]) => `${JSON.stringify(name)}: ${JSON.stringify(answers)}`).join(',\n')}\n}\n`)
  console.log(`Zeebe ${line}: ${Object.keys(after).length} cases`)
}
