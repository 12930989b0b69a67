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
  /** One signal a process, so that nobody else hears it. */
  | { on: 'signal' }
  | { on: 'escalation'; code: (typeof ERRORS)[number] | null }

/** Gives an element its id; a smaller process keeps the numbers of what is left, so that choices still find their elements (`numbered`). */
interface Numbered { n?: number }

export interface Side extends Numbered {
  trigger: Trigger
  beside: boolean
  /** What follows; null: nothing. */
  then: Block | null
  /** Leads back to what follows the activity, or ends on its own. */
  back: boolean
}

/** Once for each entry of a list. */
export interface Many { over: string; sequential: boolean; collect: boolean; until: string | null }

/** `undo`: a task undoes it when its scope is compensated. */
export interface Carried { in: Pairs; out: Pairs; sides: readonly Side[]; many: Many | null; undo: boolean }

/** An event sub-process. */
export interface Handler extends Numbered { trigger: Exclude<Trigger, { on: 'cycle' }>; beside: boolean; body: Block; end: End }

export type Block = Numbered & Kind

type Kind =
  | { kind: 'task'; task: 'service' | 'user' | 'send'; carried: Carried }
  | { kind: 'script'; carried: Carried }
  | { kind: 'throw'; what: 'none' | 'signal' | 'compensate' | (typeof ERRORS)[number] }
  /** Through a link; `twice`: from two places. */
  | { kind: 'link'; twice: boolean }
  /** Whichever comes first of a message and a timer, and what follows each. */
  | { kind: 'race'; of: readonly [Block | null, Block | null]; name: (typeof MESSAGES)[number]; after: (typeof DURATIONS)[number] }
  | { kind: 'receive'; name: (typeof MESSAGES)[number]; carried: Carried }
  | { kind: 'catch'; trigger: Extract<Trigger, { on: 'message' | 'timer' }>; out: Pairs }
  | { kind: 'seq'; of: readonly Block[] }
  /** Branch i when `x > limits[i]`; the last is the default, and may be empty. */
  | { kind: 'xor'; of: readonly (Block | null)[]; limits: readonly number[] }
  /** Every branch i with `x > limits[i]`, else the last; the tokens go on one by one, or meet (`joined`, which 8.5 cannot). */
  | { kind: 'or'; of: readonly (Block | null)[]; limits: readonly number[]; joined: boolean }
  /** `loose`: the branches meet at an exclusive gateway, and the tokens go on one by one. */
  | { kind: 'and'; of: readonly Block[]; loose: boolean }
  /** Again while the task at its end says so. */
  | { kind: 'loop'; body: Block }
  | { kind: 'sub'; body: Block; end: End; carried: Carried; handlers: readonly Handler[] }
  /** A process of its own; `given`, `taken`: whether all variables go in and come back. */
  | { kind: 'call'; body: Block; end: End; carried: Carried; handlers: readonly Handler[]; given: boolean; taken: boolean }

export type End = 'none' | 'open' | 'terminate' | 'compensate' | (typeof ERRORS)[number]

/** One more start event, which begins instances beside the one that is created. */
export interface Start extends Numbered { trigger: Extract<Trigger, { on: 'message' | 'signal' | 'cycle' }> }

export interface Plan {
  body: Block
  end: End
  handlers: readonly Handler[]
  start: Start | null
  /** Start instruction: which of its elements the instance begins at; null: its start event. */
  at: number | null
  /** What the instance starts with, beside its key. */
  x: number | null
  /** One number a choice; the life is over when they are used up. */
  dice: readonly number[]
  /** Of a life that is being made smaller: what was chosen in each turn (`Choice.mark`), so that the rest of it goes on as before. */
  script?: readonly string[]
}

const INPUTS: readonly Pairs[] = [[], [], [['=x', 'a']], [['=x + 1', 'x']], [['=o.n', 'o.m'], ['=x', 'seen']], [['=missing', 'z']], [['fixed', 'a'], ['=a', 'b']]]
const OUTPUTS: readonly Pairs[] = [[], [], [['=r', 'x']], [['=x', 'o.n']], [['=a', 'b'], ['=b', 'c']], [['=x + r', 'sum']]]

const name = fc.constantFrom(...MESSAGES)
const code = fc.constantFrom(...ERRORS)
const onMessage = name.map((each) => ({ on: 'message', name: each }) as const)
const onTimer = fc.constantFrom(...DURATIONS).map((after) => ({ on: 'timer', after }) as const)
const onCycle = fc.constantFrom(1 as const, 2 as const).map((times) => ({ on: 'cycle', times }) as const)
const onError = fc.option(code, { freq: 3 }).map((each) => ({ on: 'error', code: each }) as const)
const onSignal = fc.constant({ on: 'signal' } as const)
const onEscalation = fc.option(code, { freq: 3 }).map((each) => ({ on: 'escalation', code: each }) as const)
const many = fc.option(fc.record({
  over: fc.constantFrom('=[1, 2]', '=["a", "b", "c"]', '=[]', '=list', '=x'),
  sequential: fc.boolean(), collect: fc.boolean(),
  until: fc.option(fc.constantFrom('=x > 2', '=numberOfCompletedInstances > 0', '=r = 1'), { freq: 2 }),
}), { freq: 2 }).map((each) => each && (each.over === '=x' ? { ...each, over: '=list' } : each))
const likely = fc.nat(3).map((n) => n > 0)
const inputs = fc.constantFrom(...INPUTS)
const outputs = fc.constantFrom(...OUTPUTS)
const end = fc.constantFrom<End>('none', 'none', 'none', 'open', 'terminate', 'compensate', ...ERRORS)

/** Shallow blocks come first: fast-check shrinks towards them. */
const { block, handlers } = fc.letrec<{ block: Block; side: Side; carried: Carried; handlers: Handler[] }>((tie) => ({
  side: fc.record({
    trigger: fc.oneof(onMessage, onTimer, onError, onCycle, onSignal),
    beside: fc.boolean(),
    then: fc.option(tie('block')),
    back: fc.boolean(),
  }).map((side) => ({ ...side, beside: side.trigger.on === 'cycle' || (side.trigger.on !== 'error' && side.beside) })),
  carried: fc.record({ in: inputs, out: outputs, sides: fc.array(tie('side'), { maxLength: 2 }), many: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: many }), undo: fc.nat(5).map((n) => n === 5) }).map((carried) => ({ ...carried, sides: distinct(carried.sides) })),
  handlers: fc.array(fc.record({
    trigger: fc.oneof(onMessage, onTimer, onError, onSignal, onEscalation), beside: fc.boolean(), body: tie('block'), end: fc.constantFrom<End>('none', 'open', 'terminate'),
  }), { maxLength: 2 }).map((all) => distinct(all.map((each) => ({ ...each, beside: each.trigger.on !== 'error' && each.beside })))),
  block: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('task' as const), task: fc.constantFrom('service' as const, 'service' as const, 'user' as const, 'send' as const), carried: tie('carried') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('throw' as const), what: fc.constantFrom('none' as const, 'signal' as const, 'compensate' as const, ...ERRORS) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), twice: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('script' as const), carried: tie('carried') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('race' as const), of: fc.tuple(fc.option(tie('block')), fc.option(tie('block'))), name, after: fc.constantFrom(...DURATIONS) }) },
    { weight: 1, arbitrary: branches(tie('block')).map(({ of, limits }) => ({ kind: 'or' as const, of, limits, joined: limits[0]! % 2 === 0 })) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('catch' as const), trigger: fc.oneof(onMessage, onTimer), out: outputs }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('receive' as const), name, carried: tie('carried') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('seq' as const), of: fc.array(tie('block'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: branches(tie('block')).map(({ of, limits }) => ({ kind: 'xor' as const, of, limits })) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('and' as const), of: fc.array(tie('block'), { minLength: 2, maxLength: 3 }), loose: fc.nat(4).map((n) => n === 4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('loop' as const), body: tie('block') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sub' as const), body: tie('block'), end, carried: tie('carried'), handlers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: tie('handlers') }) }).map((sub) => ({ ...sub, carried: escalating(sub.carried) })).map((sub) => ({ ...sub, handlers: apart(sub.handlers, sub.carried) })) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('call' as const), body: tie('block'), end, carried: tie('carried'), handlers: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: tie('handlers') }), given: likely, taken: likely }).map((call) => ({ ...call, carried: escalating(call.carried) })) },
  ),
}))

function branches(block: fc.Arbitrary<Block>) {
  return fc.record({
    of: fc.tuple(fc.array(block, { minLength: 1, maxLength: 2 }), fc.option(block)).map(([some, last]): (Block | null)[] => [...some, last]),
    limits: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }),
  })
}

/** A sub-process or called process hears escalations where another activity hears the signal. */
function escalating(carried: Carried): Carried {
  return { ...carried, sides: carried.sides.map((side) => (side.trigger.on === 'signal' && side.back ? { ...side, trigger: { on: 'escalation', code: 'E1' } } : side)) }
}

/** Two events for the same message, error, signal or escalation could not be told apart: Zeebe refuses them. */
function distinct<T extends { trigger: Trigger }>(sides: readonly T[]): T[] {
  const seen = new Set<string>()
  return sides.filter(({ trigger }) => {
    const found = mark(trigger)
    if (found === null) return true
    return seen.has(found) ? false : seen.add(found)
  })
}

function mark(trigger: Trigger): string | null {
  switch (trigger.on) {
    case 'message': return trigger.name
    case 'signal': return 'signal'
    case 'error':
    case 'escalation': return `${trigger.on} ${trigger.code}`
    default: return null
  }
}

/** Event sub-processes that wait for no message or signal for which the sub-process around them waits itself: a Zeebe stops at that (server/engine/README.md, "Differences"). */
export function apart(handlers: readonly Handler[], { sides }: Carried): Handler[] {
  const waits = (trigger: Trigger) => trigger.on === 'message' || trigger.on === 'signal'
  const outside = sides.filter(({ trigger }) => waits(trigger)).map(({ trigger }) => mark(trigger))
  return handlers.filter(({ trigger }) => !waits(trigger) || !outside.includes(mark(trigger)))
}

/** How many choices a life has at most. */
export const CHOICES = 24

export const plan: fc.Arbitrary<Plan> = fc.record({
  body: block,
  end,
  handlers: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: handlers }),
  start: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.record({ trigger: fc.oneof(onMessage, onSignal, onCycle) }) }),
  at: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(99) }),
  x: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 8 }),
  dice: fc.array(fc.nat(0xffff), { minLength: CHOICES, maxLength: CHOICES, size: 'max' }),
}).map((plan) => (hearsForEver(plan) ? silent(plan) : calmed(plan))).map(inTime)

/** A signal that begins what throws it again would go on for ever: in Zeebe without end, in ours a hundred times a second. */
function hearsForEver(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  return (onSignals(value) && (!('beside' in value) || (value.beside === true && 'back' in value && value.back === true))) || Object.values(value).some(hearsForEver)
}

/** What follows each event that goes on hearing the signal throws none. */
function calmed<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  if (onSignals(value) && 'beside' in value && value.beside === true) return silent(value)
  return (Array.isArray(value) ? value.map(calmed) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, calmed(each)]))) as T
}

function silent<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  if ('kind' in value && value.kind === 'throw' && 'what' in value && value.what === 'signal') return { ...value, what: 'none' }
  return (Array.isArray(value) ? value.map(silent) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, silent(each)]))) as T
}

/** Where an instance of a loop may be through before the next is made, a condition that ends the loop would leave that one behind (server/engine/README.md, "Differences"). */
function inTime<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  const inner = (Array.isArray(value) ? value.map(inTime) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inTime(each)]))) as T
  const { many } = (inner as { carried?: Carried }).carried ?? { many: null }
  if (!many || many.sequential || many.until === null || waits(inner as Block, false)) return inner
  return { ...inner, carried: { ...(inner as { carried: Carried }).carried, many: { ...many, until: null } } }
}

/** Whether a token certainly stops inside until a worker or the clock lets it go on. @param repeated also when the loop has no item */
function waits(block: Block, repeated = true): boolean {
  if (repeated && 'carried' in block && block.carried.many) return false
  switch (block.kind) {
    case 'task':
    case 'loop': return true
    case 'catch': return block.trigger.on === 'timer'
    case 'seq':
    case 'and': return block.of.some((each) => waits(each))
    case 'sub':
    case 'call': return waits(block.body)
    default: return false
  }
}

function onSignals(value: object): boolean {
  return 'trigger' in value && (value.trigger as Trigger).on === 'signal'
}

/** Every block, boundary event and event sub-process with a number of its own. */
export function numbered(plan: Plan): Plan {
  let count = 0
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (value === null || typeof value !== 'object') return value
    const own = 'kind' in value || 'trigger' in value ? { n: ++count } : {}
    return { ...Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each)])), ...own }
  }
  return visit(plan) as Plan
}
