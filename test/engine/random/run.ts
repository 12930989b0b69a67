/**
 * `npx tsx test/engine/random/run.ts [count] [seed] [8.5|8.8]` leads so many random processes on ours and on a real Zeebe and tells the
 * differences, the first of each engine shrunk; `… only <index> <seed> [8.5|8.8]` leads one again and shrinks it. Needs a JDK >= 21.
 */
import { startRealZeebe, type ZeebeLine } from '../../zeebe/real.ts'
import { again, differences, FOR_MANY, PER_ENGINE, shrink, told, type Difference } from './differential.ts'

/** Milliseconds for finding a smaller process. */
const SHRINKING = 120_000

const given = process.argv.slice(2)
const line = (given.find((each) => each === '8.5' || each === '8.8') ?? '8.8') as ZeebeLine
const words = given.filter((each) => each !== line)

if (words[0] === 'only') await once(words[1]!.split(',').map(Number), Number(words[2]))
else await many(Number(words[0] ?? 300), Number(words[1] ?? Math.floor(Math.random() * 2 ** 31)))

async function many(count: number, first: number): Promise<void> {
  const started = Date.now()
  const all: Difference[] = []
  for (let done = 0, seed = first; done < count; done += PER_ENGINE, seed++) {
    const zeebe = await startRealZeebe(line, FOR_MANY)
    const some = Math.min(PER_ENGINE, count - done)
    const found = await differences(zeebe, seed, some, (led, differ) => console.log(`Zeebe ${line}, seed ${seed}: ${done + led} of ${count} processes, ${differ} differ, ${Math.round((Date.now() - started) / 1000)} s`))
    if (found[0]) console.log(told(await shrink(zeebe, found[0], SHRINKING)))
    if (found.length > 0) console.log(`DIFFERENT: seed ${seed}: processes ${found.map(({ index }) => index).join(' ')}`)
    all.push(...found)
    await zeebe.close()
  }
  console.log(`Zeebe ${line}: ${count} random processes from seed ${first}, ${all.length} differ`)
  process.exit(all.length > 0 ? 1 : 0)
}

async function once(indexes: number[], seed: number): Promise<void> {
  const zeebe = await startRealZeebe(line, FOR_MANY)
  const found: Difference[] = []
  for (const index of indexes) {
    const difference = await again(zeebe, seed, index)
    if (difference) found.push(difference)
    console.log(difference ? told(await shrink(zeebe, difference, SHRINKING)) : `Zeebe ${line}: process ${index} of seed ${seed} does the same`)
  }
  await zeebe.close()
  process.exit(found.length > 0 ? 1 : 0)
}
