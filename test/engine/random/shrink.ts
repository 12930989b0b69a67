/** Smaller processes than a given one, the boldest cuts first: whoever still shows the difference is cut again. */
import { apart, type Block, type Carried, type Handler, type Plan, type Side } from './blocks.ts'

export function smaller(plan: Plan): Plan[] {
  const bodies = cuts(plan.body).map((body): Plan => ({ ...plan, body }))
  const ends = plan.end === 'open' ? [] : [{ ...plan, end: 'open' as const }]
  const handlers = fewer(plan.handlers).map((handlers): Plan => ({ ...plan, handlers }))
  const begins: Plan[] = [...(plan.start ? [{ ...plan, start: null }] : []), ...(plan.at === null ? [] : [{ ...plan, at: null }])]
  return [...begins, ...shorter(plan.dice).map((dice) => ({ ...plan, dice })), ...handlers, ...bodies, ...ends, ...calmer(plan.dice).map((dice) => ({ ...plan, dice }))]
}

/** A life that ends sooner. */
function shorter(dice: readonly number[]): number[][] {
  return [...new Set([0.25, 0.5, 0.75].map((part) => Math.floor(dice.length * part)).concat(dice.length - 1))].filter((n) => n >= 0 && n < dice.length).map((n) => dice.slice(0, n))
}

/** A turn in which nothing is done. */
export const REST = -1

function calmer(dice: readonly number[]): number[][] {
  return dice.flatMap((each, i) => (each === REST ? [] : [dice.with(i, REST)]))
}

function fewer(handlers: readonly Handler[]): Handler[][] {
  return [...handlers.map((_, i) => handlers.toSpliced(i, 1)), ...handlers.flatMap((each, i) => cuts(each.body).map((body) => handlers.with(i, { ...each, body })))]
}

const NOTHING: Carried = { in: [], out: [], sides: [], many: null, undo: false }

function cuts(block: Block): Block[] {
  const task: Block = { kind: 'task', task: 'service', carried: NOTHING, ...(block.n !== undefined && { n: block.n }) }
  const all = [...inner(block), task, ...simpler(block), ...within(block)]
  const plain = JSON.stringify(block)
  return (plain === JSON.stringify(task) ? [] : all).filter((each) => JSON.stringify(each) !== plain)
}

/** The blocks directly inside, each in place of the whole. */
function inner(block: Block): Block[] {
  switch (block.kind) {
    case 'seq':
    case 'and': return [...block.of]
    case 'xor':
    case 'or':
    case 'race': return block.of.filter((each) => each !== null)
    case 'loop':
    case 'call':
    case 'sub': return [block.body]
    default: return []
  }
}

/** The block itself with less to it. */
function simpler(block: Block): Block[] {
  switch (block.kind) {
    case 'seq': return block.of.length > 1 ? block.of.map((_, i) => ({ ...block, of: block.of.toSpliced(i, 1) })) : []
    case 'and': return [...(block.of.length > 2 ? block.of.map((_, i) => ({ ...block, of: block.of.toSpliced(i, 1) })) : []), ...(block.loose ? [{ ...block, loose: false }] : [])]
    case 'catch': return [{ ...block, out: [] }]
    case 'link': return block.twice ? [{ ...block, twice: false }] : []
    case 'or': return block.joined ? [{ ...block, joined: false }] : []
    case 'call': return [{ kind: 'sub', n: block.n!, body: block.body, end: block.end, handlers: apart(block.handlers, block.carried), carried: block.carried }, ...scopeCuts(block)]
    case 'sub': return scopeCuts(block)
    case 'race': return block.of.flatMap((each, i) => (each ? [{ ...block, of: block.of.with(i, null) as unknown as typeof block.of }] : []))
    case 'task':
    case 'script':
    case 'receive': return carriedCuts(block.carried).map((carried) => ({ ...block, carried }))
    default: return []
  }
}

/** The same block with one of its parts cut. */
function within(block: Block): Block[] {
  switch (block.kind) {
    case 'seq':
    case 'and': return block.of.flatMap((each, i) => cuts(each).map((cut): Block => ({ ...block, of: block.of.with(i, cut) })))
    case 'xor':
    case 'or':
    case 'race': return block.of.flatMap((each, i) => (each ? cuts(each).map((cut) => ({ ...block, of: (block.of as readonly (Block | null)[]).with(i, cut) }) as Block) : []))
    case 'loop':
    case 'call':
    case 'sub': return cuts(block.body).map((body): Block => ({ ...block, body }))
    default: return []
  }
}

function scopeCuts(block: Extract<Block, { kind: 'sub' | 'call' }>): Block[] {
  const plain: Block[] = block.end === 'open' ? [] : [{ ...block, end: 'open' }]
  return [...plain, ...fewer(block.handlers).map((handlers) => ({ ...block, handlers })), ...carriedCuts(block.carried).map((carried) => ({ ...block, carried }))]
}

function carriedCuts(carried: Carried): Carried[] {
  return [
    ...(carried.sides.length > 0 ? carried.sides.map((_, i) => ({ ...carried, sides: carried.sides.toSpliced(i, 1) })) : []),
    ...(carried.many ? [{ ...carried, many: null }, ...(carried.many.until === null ? [] : [{ ...carried, many: { ...carried.many, until: null } }])] : []),
    ...(carried.undo ? [{ ...carried, undo: false }] : []),
    ...(carried.in.length > 0 ? [{ ...carried, in: [] }] : []),
    ...(carried.out.length > 0 ? [{ ...carried, out: [] }] : []),
    ...carried.sides.flatMap((each, i) => sideCuts(each).map((cut) => ({ ...carried, sides: carried.sides.with(i, cut) }))),
  ]
}

function sideCuts(side: Side): Side[] {
  return [...(side.then ? [{ ...side, then: null }, ...cuts(side.then).map((then) => ({ ...side, then }))] : []), ...(side.back ? [{ ...side, back: false }] : [])]
}
