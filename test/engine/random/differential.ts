/** Random processes on ours and on a real Zeebe, compared; a difference is shrunk to the smallest process that shows it. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import type { RealZeebe, ZeebeLine } from '../../zeebe/real.ts'
import { numbered, plan, type Plan } from './blocks.ts'
import { shapesOf } from './draw.ts'
import { smaller } from './shrink.ts'
import { lead, memoryStand, realStand, Stopped, type Led, type Stand } from './stand.ts'

/** So many lives share the tenths of a second in which the real engine finds that it is idle. */
export const COHORT = 200

/** For Java: room for the records of a thousand lives, which it keeps in memory. Its whole compiler is slower at first, and twice as fast after some hundred lives. */
export const FOR_MANY = ['-Dschema.once=true', '-Xmx3g', '-XX:+UseParallelGC']
export const FOR_FEW = [...FOR_MANY, '-XX:TieredStopAtLevel=1']
/** After so many processes the real Zeebe is renewed: it forgets nothing. */
export const PER_ENGINE = 1_000

export interface Difference {
  /** The process is the one of this index that fast-check draws from the seed. */
  line: ZeebeLine
  seed: number
  index: number
  plan: Plan
  ours: unknown
  theirs: unknown
  /** What was chosen in each turn (`Turn.mark`), up to the one that differs. */
  marks: readonly string[]
  /** Zeebe's own fault that stopped it there: then ours is not measured by what followed. */
  fault: string | null
}

export function plansOf(seed: number, count: number): Plan[] {
  return fc.sample(plan, { seed, numRuns: count }).map(numbered)
}

/** The real engine stopped for good at a life (`index`; null where its last record does not tell whose it was), and with it all beside it. */
export class BrokenOff extends Error {
  constructor(stopped: Stopped, readonly index: number | null) {
    super(stopped.message)
  }
}

/**
 * The lives that differ, none when all is well.
 * @param from index of the first to be led @param without indexes of those that are not led @param told hears of progress @throws BrokenOff
 */
export async function differences(zeebe: RealZeebe, seed: number, count: number, told: (led: number, differ: number) => void = () => {}, from = 0, without: ReadonlySet<number> = new Set()): Promise<Difference[]> {
  const plans = plansOf(seed, count).map((plan, index) => ({ plan, index })).slice(from).filter(({ index }) => !without.has(index))
  const stand = await realStand(zeebe)
  const found: Difference[] = []
  try {
    for (let i = 0; i < plans.length; i += COHORT) {
      const some = plans.slice(i, i + COHORT)
      const compared = await compare(some.map(({ plan }) => plan), zeebe.line, stand, some.map(({ index }) => index))
      compared.forEach((difference, j) => difference && found.push({ line: zeebe.line, seed, ...some[j]!, ...difference }))
      told(i + some.length, found.length)
    }
  } finally {
    await stand.close()
  }
  return found
}

/** One of them again, as its dice lead it; null when it does the same on both. */
export async function again(zeebe: RealZeebe, seed: number, index: number): Promise<Difference | null> {
  const stand = await realStand(zeebe)
  const each = plansOf(seed, index + 1)[index]!
  const [found] = await compare([each], zeebe.line, stand)
  await stand.close()
  return found ? { line: zeebe.line, seed, index, plan: each, ...found! } : null
}

/** Candidates that share one go at the real engine. */
const TRIES = 100

/** The smallest process found in `milliseconds` that still differs. What was chosen stays chosen, as far as it is still there. */
export async function shrink(zeebe: RealZeebe, difference: Difference, milliseconds: number): Promise<Difference> {
  const stand = await realStand(zeebe)
  const until = Date.now() + milliseconds
  let smallest = difference
  for (let from = 0, all = [scripted(difference)]; from < all.length && Date.now() < until; ) {
    const some = all.slice(from, from + TRIES)
    const compared = await compare(some, zeebe.line, stand)
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

/** The same life led by what was chosen, no longer by dice; over when the difference has shown. */
function scripted({ plan: each, marks }: Difference): Plan {
  const turns = marks.slice(1) // the first is its creation
  return { ...each, dice: each.dice.slice(0, turns.length), script: turns }
}

type Found = Pick<Difference, 'ours' | 'theirs' | 'marks' | 'fault'>

/** Of each plan the difference its life shows, or null. @param indexes of the plans, to tell at which the real engine stopped */
async function compare(plans: readonly Plan[], line: ZeebeLine, stand: Stand, indexes: readonly number[] = []): Promise<(Found | null)[]> {
  const name = tag()
  const real = lead(plans, stand, line, name).catch((error: unknown) => {
    if (!(error instanceof Stopped)) throw error
    const life = new RegExp(`${name}_(\\d+)`).exec(error.at)?.[1]
    throw new BrokenOff(error, life === undefined ? null : (indexes[Number(life)] ?? null))
  })
  const [ours, theirs] = await Promise.all([lead(plans, memoryStand(plans.length, line), line, 'r'), real])
  return plans.map((_, i) => {
    const found = differ(ours[i]!, theirs[i]!)
    return found && { ...found, fault: theirs[i]!.fault }
  })
}

let tags = 0
const tag = () => `r${process.pid}x${++tags}`

function differ(ours: Led, theirs: Led): Omit<Found, 'fault'> | null {
  if (ours.undeployable !== undefined || theirs.undeployable !== undefined) {
    return (ours.undeployable === undefined) === (theirs.undeployable === undefined) ? null : { ours: ours.undeployable ?? 'deployed', theirs: theirs.undeployable ?? 'deployed', marks: [] }
  }
  const turn = ours.turns.findIndex((each, i) => !isDeepStrictEqual(each, theirs.turns[i]))
  const marks = ours.turns.slice(0, turn < 0 ? undefined : turn + 1).map((each) => each.mark)
  const traces = isDeepStrictEqual(ours.trace, theirs.trace) ? [null, null] : parting(ours.trace, theirs.trace)
  if (turn >= 0) return { ours: { turns: ours.turns.slice(0, turn + 1), trace: traces[0] }, theirs: { turn: theirs.turns[turn], trace: traces[1] }, marks }
  const did = ours.turns.map((each) => each.did)
  if (traces[0]) return { ours: { did, trace: traces[0] }, theirs: { trace: traces[1] }, marks }
  return isDeepStrictEqual(ours.variables, theirs.variables) ? null : { ours: { did, variables: ours.variables }, theirs: theirs.variables, marks }
}

/** Lines before and after the place where two traces part. */
const [BEFORE, AFTER] = [12, 12]

function parting(ours: readonly string[], theirs: readonly string[]): [string[], string[]] {
  const at = ours.findIndex((each, i) => each !== theirs[i])
  const from = Math.max(0, (at < 0 ? ours.length : at) - BEFORE)
  return [ours.slice(from, from + BEFORE + AFTER), theirs.slice(from, from + BEFORE + AFTER)]
}

/** What a person needs to look into it. */
export function told({ line, seed, index, plan: each, ours, theirs, fault }: Difference): string {
  return [`Zeebe ${line}, seed ${seed}, process ${index}`, JSON.stringify(shapesOf(each, line)), `x: ${each.x}, dice: ${JSON.stringify(each.dice)}${each.script ? `, chosen: ${JSON.stringify(each.script)}` : ''}`, `ours: ${JSON.stringify(ours, null, 1)}`, `Zeebe: ${JSON.stringify(theirs, null, 1)}`, ...(fault === null ? [] : [`Zeebe failed at it: ${fault}`])].join('\n')
}
