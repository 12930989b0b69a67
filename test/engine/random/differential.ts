/** Random processes on ours and on a real Zeebe, compared; a difference is shrunk to the smallest process that shows it. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import type { startRealZeebe } from '../../zeebe/real.ts'
import { plan, type Plan } from './blocks.ts'
import { shapeOf } from './draw.ts'
import { smaller } from './shrink.ts'
import { lead, memoryStand, wireStand, type Led, type Stand } from './stand.ts'

type Zeebe = Awaited<ReturnType<typeof startRealZeebe>>

/** So many lives share the tenths of a second in which the real engine finds that it is idle. */
const COHORT = 200

export interface Difference {
  /** The process is the one of this index that fast-check draws from the seed. */
  seed: number
  index: number
  plan: Plan
  ours: unknown
  theirs: unknown
}

export function plansOf(seed: number, count: number): Plan[] {
  return fc.sample(plan, { seed, numRuns: count })
}

/** The lives that differ, none when all is well. @param told hears of progress */
export async function differences(zeebe: Zeebe, seed: number, count: number, told: (led: number) => void = () => {}): Promise<Difference[]> {
  const plans = plansOf(seed, count)
  const stand = wireStand(zeebe.grpcPort, zeebe.control)
  const found: Difference[] = []
  for (let i = 0; i < plans.length; i += COHORT) {
    const some = plans.slice(i, i + COHORT)
    const compared = await compare(some, stand)
    compared.forEach((difference, j) => difference && found.push({ seed, index: i + j, plan: some[j]!, ...difference }))
    told(i + some.length)
  }
  await stand.close()
  return found
}

/** Candidates that share one go at the real engine. */
const TRIES = 60

/** The smallest process found in `milliseconds` that still differs. */
export async function shrink(zeebe: Zeebe, difference: Difference, milliseconds: number): Promise<Difference> {
  const stand = wireStand(zeebe.grpcPort, zeebe.control)
  const until = Date.now() + milliseconds
  let smallest = difference
  for (let from = 0, all = smaller(smallest.plan); from < all.length && Date.now() < until; ) {
    const some = all.slice(from, from + TRIES)
    const compared = await compare(some, stand)
    const found = compared.findIndex((each) => each !== null)
    if (found < 0) from += TRIES
    else {
      smallest = { ...difference, plan: some[found]!, ...compared[found]! }
      ;[from, all] = [0, smaller(smallest.plan)]
    }
  }
  await stand.close()
  return smallest
}

/** Of each plan the difference its life shows, or null. */
async function compare(plans: readonly Plan[], stand: Stand): Promise<(Pick<Difference, 'ours' | 'theirs'> | null)[]> {
  const [ours, theirs] = [await lead(plans, memoryStand(plans.length), 'r'), await lead(plans, stand, tag())]
  return plans.map((_, i) => differ(ours[i]!, theirs[i]!))
}

let tags = 0
const tag = () => `r${process.pid}x${++tags}`

function differ(ours: Led, theirs: Led): { ours: unknown; theirs: unknown } | null {
  if (ours.undeployable !== undefined || theirs.undeployable !== undefined) {
    return (ours.undeployable === undefined) === (theirs.undeployable === undefined) ? null : { ours: ours.undeployable ?? 'deployed', theirs: theirs.undeployable ?? 'deployed' }
  }
  const turn = ours.turns.findIndex((each, i) => !isDeepStrictEqual(each, theirs.turns[i]))
  if (turn >= 0) return { ours: ours.turns.slice(0, turn + 1), theirs: theirs.turns[turn] }
  for (const what of ['trace', 'variables'] as const) {
    if (!isDeepStrictEqual(ours[what], theirs[what])) return { ours: { did: ours.turns.map((each) => each.did), [what]: ours[what] }, theirs: theirs[what] }
  }
  return null
}

/** What a person needs to look into it. */
export function told({ seed, index, plan: each, ours, theirs }: Difference): string {
  return [`seed ${seed}, process ${index}`, JSON.stringify(shapeOf(each)), `x: ${each.x}, dice: ${JSON.stringify(each.dice)}`, `ours: ${JSON.stringify(ours, null, 1)}`, `Zeebe: ${JSON.stringify(theirs, null, 1)}`].join('\n')
}
