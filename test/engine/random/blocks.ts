/**
 * Random processes as trees of blocks: what a block is, and how fast-check grows and shrinks one. Drawing them is draw.ts's affair,
 * living through them life.ts's. Every loop has a wait inside, and everything a diagram may hold is somewhere in these trees.
 */
import fc from 'fast-check'

export type Pairs = readonly (readonly [source: string, target: string])[]

/** Names of messages, codes of errors: few, so that they meet. */
export const MESSAGES = ['m1', 'm2'] as const
export const ERRORS = ['E1', 'E2'] as const
/** Never a multiple of the hour by which the clock is moved, so that nothing is due on the border. */
export const DURATIONS = ['PT30M', 'PT90M', 'PT150M'] as const

export type Trigger =
  | { on: 'message'; name: (typeof MESSAGES)[number] }
  | { on: 'timer'; after: (typeof DURATIONS)[number] }
  | { on: 'cycle'; times: 1 | 2 }
  | { on: 'error'; code: (typeof ERRORS)[number] | null }

export interface Side {
  trigger: Trigger
  beside: boolean
  /** What follows; null: nothing. */
  then: Block | null
  /** Leads back to what follows the activity, or ends on its own. */
  back: boolean
}

export interface Carried { in: Pairs; out: Pairs; sides: readonly Side[] }

export type Block =
  | { kind: 'task'; task: 'service' | 'user'; carried: Carried }
  | { kind: 'receive'; name: (typeof MESSAGES)[number]; carried: Carried }
  | { kind: 'catch'; trigger: Extract<Trigger, { on: 'message' | 'timer' }>; out: Pairs }
  | { kind: 'seq'; of: readonly Block[] }
  /** Branch i when `x > limits[i]`; the last is the default, and may be empty. */
  | { kind: 'xor'; of: readonly (Block | null)[]; limits: readonly number[] }
  /** `loose`: the branches meet at an exclusive gateway, and the tokens go on one by one. */
  | { kind: 'and'; of: readonly Block[]; loose: boolean }
  /** Again while the task at its end says so. */
  | { kind: 'loop'; body: Block }
  | { kind: 'sub'; body: Block; end: End; carried: Carried }

export type End = 'none' | 'open' | 'terminate' | (typeof ERRORS)[number]

export interface Plan {
  body: Block
  end: End
  /** What the instance starts with, beside its key. */
  x: number | null
  /** One number a choice; the life is over when they are used up. */
  dice: readonly number[]
}

const INPUTS: readonly Pairs[] = [[], [], [['=x', 'a']], [['=x + 1', 'x']], [['=o.n', 'o.m'], ['=x', 'seen']], [['=missing', 'z']], [['fixed', 'a'], ['=a', 'b']]]
const OUTPUTS: readonly Pairs[] = [[], [], [['=r', 'x']], [['=x', 'o.n']], [['=a', 'b'], ['=b', 'c']], [['=x + r', 'sum']]]

const name = fc.constantFrom(...MESSAGES)
const code = fc.constantFrom(...ERRORS)
const onMessage = name.map((each) => ({ on: 'message', name: each }) as const)
const onTimer = fc.constantFrom(...DURATIONS).map((after) => ({ on: 'timer', after }) as const)
const onCycle = fc.constantFrom(1 as const, 2 as const).map((times) => ({ on: 'cycle', times }) as const)
const onError = fc.option(code, { freq: 3 }).map((each) => ({ on: 'error', code: each }) as const)
const inputs = fc.constantFrom(...INPUTS)
const outputs = fc.constantFrom(...OUTPUTS)
const end = fc.constantFrom<End>('none', 'none', 'open', 'terminate', ...ERRORS)

/** Shallow blocks come first: fast-check shrinks towards them. */
const { block } = fc.letrec<{ block: Block; side: Side; carried: Carried }>((tie) => ({
  side: fc.record({
    trigger: fc.oneof(onMessage, onTimer, onError, onCycle),
    beside: fc.boolean(),
    then: fc.option(tie('block')),
    back: fc.boolean(),
  }).map((side) => ({ ...side, beside: side.trigger.on === 'cycle' || (side.trigger.on !== 'error' && side.beside) })),
  carried: fc.record({ in: inputs, out: outputs, sides: fc.array(tie('side'), { maxLength: 2 }) }).map((carried) => ({ ...carried, sides: distinct(carried.sides) })),
  block: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('task' as const), task: fc.constantFrom('service' as const, 'user' as const), carried: tie('carried') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('catch' as const), trigger: fc.oneof(onMessage, onTimer), out: outputs }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('receive' as const), name, carried: tie('carried') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('seq' as const), of: fc.array(tie('block'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: branches(tie('block')).map(({ of, limits }) => ({ kind: 'xor' as const, of, limits })) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('and' as const), of: fc.array(tie('block'), { minLength: 2, maxLength: 3 }), loose: fc.nat(4).map((n) => n === 4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('loop' as const), body: tie('block') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sub' as const), body: tie('block'), end, carried: tie('carried') }) },
  ),
}))

function branches(block: fc.Arbitrary<Block>) {
  return fc.record({
    of: fc.tuple(fc.array(block, { minLength: 1, maxLength: 2 }), fc.option(block)).map(([some, last]): (Block | null)[] => [...some, last]),
    limits: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }),
  })
}

/** Two boundary events for the same message or error could not be told apart: Zeebe refuses them. */
function distinct(sides: readonly Side[]): Side[] {
  const seen = new Set<string>()
  return sides.filter(({ trigger }) => {
    const mark = trigger.on === 'message' ? trigger.name : trigger.on === 'error' ? `error ${trigger.code}` : null
    if (mark === null) return true
    return seen.has(mark) ? false : seen.add(mark)
  })
}

/** How many choices a life has at most. */
export const CHOICES = 24

export const plan: fc.Arbitrary<Plan> = fc.record({
  body: block,
  end,
  x: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 8 }),
  dice: fc.array(fc.nat(0xffff), { minLength: CHOICES, maxLength: CHOICES, size: 'max' }),
})
