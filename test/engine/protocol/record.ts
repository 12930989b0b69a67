/**
 * `npx tsx test/engine/protocol/record.ts [8.0|8.5|8.8] [name…]` sends the table's requests to the real Zeebe and writes down
 * what it answers. Needs a JDK >= 21; the recordings are committed, so the tests do not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { startRealBroker, startRealZeebe } from '../../zeebe/real.ts'
import { bareClient } from '../support/wire.ts'
import { decides, LINES, wrongRequests, type Line } from './requests.ts'
import { answersOf } from './observed.ts'
import { send, type Answered, type Spoken } from './send.ts'

const [first, ...names] = process.argv.slice(2)
for (const line of LINES.filter((each) => first === undefined || each === first)) await record(line)
process.exit(0)

async function record(line: Line): Promise<void> {
  const file = answersOf(line)
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Answered>) : {}
  const { engine, close } = await real(line)
  const after: Record<string, Answered> = {}
  for (const request of wrongRequests.filter((each) => decides(each).includes(line))) {
    const answer = names.length > 0 && !names.includes(request.name) ? before[request.name] : await send(request, engine, `rec_${line.replace('.', '_')}_`).catch((error: Error) => console.log(`${request.name}: ${error.message}`))
    if (answer) after[request.name] = answer
    else console.log(`${request.name}: not answered`)
  }
  await close()
  writeFileSync(file, `{\n${Object.entries(after).map(([name, answer]) => `${JSON.stringify(name)}: ${JSON.stringify(answer)}`).join(',\n')}\n}\n`)
  console.log(`Zeebe ${line}: ${Object.keys(after).length} answers`)
}

async function real(line: Line): Promise<{ engine: Spoken; close(): Promise<void> }> {
  if (line === '8.0') {
    const broker = await startRealBroker()
    return { engine: { call: bareClient(broker.grpcPort).call, idle: async () => {} }, close: broker.close }
  }
  const zeebe = await startRealZeebe(line)
  const idle = async () => void (await zeebe.control('IDLE'))
  const incident = async (key: string) => (await zeebe.control(`INCIDENTS ${key}`)).incidents[0].key as string
  return { engine: { call: bareClient(zeebe.grpcPort).call, idle, incident }, close: zeebe.close }
}
