/**
 * `npx tsx test/engine/protocol/recordPolls.ts` tells the stories of polls to the durable product of Zeebe 8.0 and writes down what its clients
 * saw, told twice and the same both times. Needs a JDK >= 21 and some five minutes; the recording is committed, so the tests need neither.
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startRealBroker } from '../../zeebe/real.ts'
import { POLLS_FILE } from './observed.ts'
import { stories, tell, type Polled } from './polls.ts'

/** The broker looks for lapsed locks every thirty seconds, and cannot be asked who waits. */
const patient: Polled = { parked: () => delay(700), settled: () => delay(400), later: () => delay(40_000) }

const broker = await startRealBroker()
const seen: Record<string, string[]> = {}
for (const [name, steps] of Object.entries(stories)) {
  const [once, again] = [await tell(steps, broker.grpcPort, `polls${Object.keys(seen).length}`, patient), await tell(steps, broker.grpcPort, `again${Object.keys(seen).length}`, patient)]
  if (JSON.stringify(once) === JSON.stringify(again)) seen[name] = once
  else console.log(`${name}: not the same twice: ${once.join('; ')} | ${again.join('; ')}`)
}
await broker.close()
writeFileSync(POLLS_FILE, `{\n${Object.entries(seen).map(([name, lines]) => `${JSON.stringify(name)}: ${JSON.stringify(lines)}`).join(',\n')}\n}\n`)
console.log(`${Object.keys(seen).length} stories`)
process.exit(0)
