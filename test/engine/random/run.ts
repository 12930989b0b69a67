/**
 * `npx tsx test/engine/random/run.ts [count] [seed] [8.5|8.8]` leads so many random processes on ours and on a real Zeebe and tells the
 * differences, the first of each seed shrunk (with `long` none, one line a seed); `… only <index,…> <seed> [8.5|8.8]` leads some again and
 * shrinks them. A seed is a thousand processes. Needs a JDK >= 21.
 */
import { startRealZeebe, type RealZeebe, type ZeebeLine } from '../../zeebe/real.ts'
import { again, BrokenOff, COHORT, differences, FOR_FEW, FOR_MANY, PER_ENGINE, shrink, told as describe, type Difference } from './differential.ts'

/** Milliseconds for finding a smaller process. */
const SHRINKING = 120_000
/** Processes that are not led where a real engine stops beside them and does not tell at which. */
const FEW = 20
const given = process.argv.slice(2)
const line = (given.find((each) => each === '8.5' || each === '8.8') ?? '8.8') as ZeebeLine
const long = given.includes('long')
const words = given.filter((each) => each !== line && each !== 'long')

if (words[0] === 'only') await once(words[1]!.split(',').map(Number), Number(words[2]))
else await many(Number(words[0] ?? 300), Number(words[1] ?? Math.floor(Math.random() * 2 ** 31)))

/** One Java, whose compiled code stays warm; in it an engine of its own for each seed. */
async function many(count: number, first: number): Promise<void> {
  let zeebe = await startRealZeebe(line, FOR_MANY)
  let differ = 0
  for (let done = 0, seed = first; done < count; done += PER_ENGINE, seed++) {
    if (done > 0) await zeebe.renew()
    zeebe = await led(zeebe, seed, Math.min(PER_ENGINE, count - done), (found) => (differ += found))
  }
  await zeebe.close()
  console.log(`Zeebe ${line}: ${count} random processes from seed ${first}, ${differ} differ`)
  process.exit(differ > 0 ? 1 : 0)
}

/** One seed, cohort by cohort. Where Zeebe stops it is begun anew, without the process it stopped at. @returns the one it ended with */
async function led(zeebe: RealZeebe, seed: number, count: number, told: (differ: number) => void): Promise<RealZeebe> {
  const began = performance.now()
  const [found, stopped]: [Difference[], Set<number>] = [[], new Set()]
  const notLed: string[] = []
  const ranges = Array.from({ length: Math.ceil(count / COHORT) }, (_, i): [number, number] => [i * COHORT, Math.min(count, (i + 1) * COHORT)])
  for (let range = ranges.shift(); range; range = ranges.shift()) {
    const [from, to] = range
    try {
      found.push(...(await differences(zeebe, seed, to, undefined, from, stopped)))
    } catch (error) {
      console.log(`BROKEN OFF: Zeebe ${line}, seed ${seed}, processes ${from} to ${to - 1}: ${(error as Error).message}`)
      zeebe.kill()
      zeebe = await startRealZeebe(line, FOR_MANY)
      const index = error instanceof BrokenOff ? error.index : null
      if (index !== null) {
        stopped.add(index)
        ranges.unshift(range)
      } else if (to - from <= FEW) notLed.push(`${from}-${to - 1}`)
      else ranges.unshift(...parts(from, to))
      continue
    }
    if (!long || to === count) progress(seed, to, count, { found, stopped: [...stopped], notLed }, performance.now() - began)
  }
  if (found[0] && !long) console.log(describe(await shrink(zeebe, found[0], SHRINKING)))
  told(found.filter(({ fault }) => fault === null).length)
  return zeebe
}

function parts(from: number, to: number): [number, number][] {
  return Array.from({ length: Math.ceil((to - from) / FEW) }, (_, i) => [from + i * FEW, Math.min(to, from + (i + 1) * FEW)])
}

function progress(seed: number, led: number, count: number, { found, stopped, notLed }: { found: readonly Difference[]; stopped: readonly number[]; notLed: readonly string[] }, milliseconds: number): void {
  const faults = found.filter(({ fault }) => fault !== null)
  const own = found.filter(({ fault }) => fault === null)
  const some = (what: string, indexes: readonly (number | string)[]) => (indexes.length === 0 ? '' : `, ${what}: ${indexes.join(',')}`)
  const indexes = (all: readonly Difference[]) => all.map(({ index }) => index)
  console.log(`Zeebe ${line}, seed ${seed}: ${led} of ${count} processes in ${Math.round(milliseconds / 1000)} s, ${own.length} differ${some('these', indexes(own))}${some('stopped by faults of Zeebe', indexes(faults))}${some('its partition stopped for good at', stopped)}${some('not led', notLed)}`)
}

/** Each alone. */
async function once(indexes: number[], seed: number): Promise<void> {
  let zeebe = await startRealZeebe(line, FOR_FEW)
  let differ = 0
  for (const index of indexes) {
    try {
      const difference = await again(zeebe, seed, index)
      if (difference) differ++
      console.log(difference ? describe(await shrink(zeebe, difference, SHRINKING)) : `Zeebe ${line}: process ${index} of seed ${seed} does the same`)
    } catch (error) {
      console.log(`BROKEN OFF: Zeebe ${line}: process ${index} of seed ${seed}: ${(error as Error).message}`)
      zeebe.kill()
      zeebe = await startRealZeebe(line, FOR_FEW)
    }
  }
  await zeebe.close()
  process.exit(differ > 0 ? 1 : 0)
}
