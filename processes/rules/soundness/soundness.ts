/**
 * Whether a diagram can always come to its proper end, scope by scope: a sub-process is one element from outside, and what stands in it
 * ends with it. Choices are taken to be free, since what a form will say is not known here. Pure and browser-safe; the modeler plays
 * the counterexamples.
 */
import type { Diagram, Node as Element } from '../../../server/matters/diagram.ts'
import { explore, type Allowance, type Fault, type Found } from './explore.ts'
import { isScope, netsOf, type Inside, type Move, type Net } from './net.ts'
import { reduce } from './reduce.ts'

export interface Unsound {
  fault: Fault | 'dead'
  element: string
  /** The sub-process in which it happens; undefined: the process. */
  scope: string | undefined
  /** The counterexample: elements in the order they are done, each with the flows whose tokens it takes and gives. Empty where a step is dead. */
  moves: Move[]
}

export interface Soundness {
  unsound: Unsound[]
  /** Scopes with too many states to look at all: neither proved nor disproved. */
  unproved: (string | undefined)[]
}

/** Tokens looked at, over all states of all scopes: about two seconds of one processor. */
const MOST_TOKENS = 1_500_000

const known = new WeakMap<Diagram, Soundness>()

export function soundnessOf(diagram: Diagram): Soundness {
  const there = known.get(diagram) ?? judge(diagram)
  known.set(diagram, there)
  return there
}

function judge(diagram: Diagram): Soundness {
  const result: Soundness = { unsound: [], unproved: [] }
  const allowance: Allowance = { left: MOST_TOKENS }
  const completes = new Map<string, boolean>()
  const inside: Inside = { completes: (scope) => completes.get(scope) ?? true, throws: (scope) => throwsIn(diagram, scope) }
  const scopes = [...diagram.nodes.values()].filter((one) => isScope(one)).map(({ id }) => id)
  // the innermost first: what is round them asks whether they come to their end
  for (const scope of [...scopes.reverse(), undefined]) {
    const whole = judgeScope(diagram, scope, inside, allowance, result)
    if (scope !== undefined) completes.set(scope, whole)
  }
  return result
}

/** @returns whether the scope can come to its own end. */
function judgeScope(diagram: Diagram, scope: string | undefined, inside: Inside, allowance: Allowance, result: Soundness): boolean {
  const { nets, unreached } = netsOf(diagram, scope, inside)
  const dead = (ids: string[]): void => { result.unsound.push(...ids.map((element) => ({ fault: 'dead' as const, element, scope, moves: [] }))) }
  let comesToEnd = false
  for (const [index, build] of nets.entries()) {
    const { net, covered } = build()
    // without a start the engine refuses it; an ad-hoc sub-process has none
    if (net.root.outcomes.length === 0) return true
    reduce(net)
    const explored = explore(net, allowance)
    result.unsound.push(...plainly(explored.found, build, allowance).map(({ fault, element, moves }) => ({ fault, element, scope, moves })))
    if (explored.tooLarge) result.unproved.push(scope)
    if (index === 0) comesToEnd = explored.completes || !explored.whole
    if (explored.whole) dead([...covered].filter((id) => !explored.reached.has(id)))
  }
  dead(unreached.map(({ id }) => id))
  return comesToEnd
}

/** What the small net shows is there; the net as drawn shows it where it begins, if it is not too large. */
function plainly(found: Found[], build: () => { net: Net }, allowance: Allowance): Found[] {
  if (found.length === 0) return []
  const drawn = explore(build().net, { left: Math.min(allowance.left, MOST_TOKENS / 5) }).found
  const told = drawn.length > 0 ? drawn : found
  const nearest = told.filter(({ fault }, index) => told.findIndex((other) => other.fault === fault) === index)
  // an end reached twice is what comes of a fork not joined
  return nearest.some(({ fault }) => fault === 'unsynchronised') ? nearest.filter(({ fault }) => fault !== 'improper') : nearest
}

/** Whether an error can leave a scope: a worker may throw one at any job, an end event throws its own. */
function throwsIn(diagram: Diagram, scope: string): boolean {
  return [...diagram.nodes.values()].some((one) => one.scopes.includes(scope) && (mayThrow(one) || (one.type === 'EndEvent' && one.event?.kind === 'error')))
}

function mayThrow({ type }: Element): boolean {
  return type === 'CallActivity' || (type.endsWith('Task') && type !== 'Task' && type !== 'ManualTask' && type !== 'ReceiveTask')
}
