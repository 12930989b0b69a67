/**
 * Random processes on ours and on the real engine: the same ones each time, which did not differ, so that a difference is the fault of what has
 * been changed. `SEED=…` leads others; thousands of new ones are led by test/engine/random/run.ts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, FOR_FEW, shrink, told } from '../engine/random/differential.ts'
import { startRealZeebe, type RealZeebe, type ZeebeLine } from './real.ts'

const PROCESSES = 150
const SEEDS = { '8.5': 11, '8.8': 5001 } as const satisfies Record<ZeebeLine, number>
const SHRINKING = 60_000
/** Half a minute where nothing else is done; ten times as long on a machine that is shared. */
const BUSY = 900_000

export function randomStories(line: ZeebeLine): void {
  let zeebe: RealZeebe
  beforeAll(async () => {
    zeebe = await startRealZeebe(line, FOR_FEW)
  })
  afterAll(() => zeebe?.close())

  test(`${PROCESSES} random processes do the same as on Zeebe ${line}`, async () => {
    const seed = Number(process.env.SEED ?? SEEDS[line])
    console.log(`Zeebe ${line}: random processes of seed ${seed}`)
    const found = (await differences(zeebe, seed, PROCESSES)).filter(({ fault }) => fault === null)
    const smallest = found[0] && told(await shrink(zeebe, found[0], SHRINKING))
    expect(smallest, `again: npx tsx test/engine/random/run.ts only ${found[0]?.index} ${seed} ${line}`).toBeUndefined()
  }, BUSY)
}
