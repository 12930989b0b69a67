/**
 * The longest road from the start of the clock to the body's decision, by the limits of its steps. Branches beside each other count
 * once, by the longest; ways back count for nothing; an event sub-process may begin anywhere round it, and comes on top.
 */
import { parseLimit, type Limit } from '../../../server/deadlines/limit.ts'
import type { Node } from '../../../server/matters/diagram.ts'
import { edgesOf, heaviestRoad, startsOf, type Edge } from '../../../server/matters/roads.ts'
import type { Situation } from '../../../server/matters/situation.ts'
import type { BundleSubject } from '../subject.ts'
import { valuesAsked } from './condition.ts'

/** Working days for the comparison only: a working day has seven hours, a natural day weighs as a working day (the safe side). */
export function inWorkingDays(limit: Limit): number {
  switch (limit.unit) {
    case 'wd': case 'd': return limit.amount
    case 'h': return limit.amount / 7
    case 'min': return limit.amount / 420
    default: return limit.unit satisfies never
  }
}

/**
 * Whether a limit can last longer than another. Natural time within so many working days always fits; working days within natural time
 * must fit with their weekends and one long holiday.
 */
export function canExceed(limit: Limit, bound: Limit): boolean {
  if (bound.unit === 'wd') return inWorkingDays(limit) > bound.amount
  const days = limit.unit === 'wd' ? limit.amount + 2 * Math.ceil(limit.amount / 5) + LONGEST_HOLIDAY : inNaturalDays(limit)
  return days > inNaturalDays(bound)
}

/** Days off in one stretch: the Spring Festival of 2026 (processes/calendar/2026.json). */
const LONGEST_HOLIDAY = 9

/** Hours and minutes run through the night (server/deadlines/limit.ts). An ordinary week has five working days. */
function inNaturalDays({ amount, unit }: Limit): number {
  switch (unit) {
    case 'wd': return amount * 7 / 5
    case 'd': return amount
    case 'h': return amount / 24
    case 'min': return amount / 1440
    default: return unit satisfies never
  }
}

/** Which share of another one a limit is, in ordinary weeks. */
export function shareOf(limit: Limit, whole: Limit): number {
  return whole.unit === 'wd' ? inWorkingDays(limit) / whole.amount : inNaturalDays(limit) / inNaturalDays(whole)
}

/** Everything that a guide promises online, each with its place: in general, and where the application answers otherwise. */
export function promisesOf({ matter }: BundleSubject['bundle']): { limit: Limit; at: string }[] {
  const { promised } = matter.limits
  return [{ limit: promised, at: '/limits/promised' }, ...(promised.situations ?? []).map((limit, index) => ({ limit, at: `/limits/promised/situations/${index}` }))]
}

/** Those of the hall too. */
export function allPromisesOf(bundle: BundleSubject['bundle']): { limit: Limit; at: string }[] {
  const { hall } = bundle.matter.limits.promised
  return [...promisesOf(bundle), ...(hall ? [{ limit: hall, at: '/limits/promised/hall' }] : [])]
}

/**
 * The longest road of a bundle, for the check and for pages: working days and the steps on it.
 * @param situation only the roads a case takes in it (with a promise of its own); null: those of cases in no such situation; absent: all.
 */
export function criticalRoad(subject: Pick<BundleSubject, 'bundle' | 'diagram'>, situation?: Situation | null): { workingDays: number; road: string[] } {
  const { bundle, diagram } = subject
  const fromApplication = bundle.matter.limits.promised.from === 'application'
  const paused = insidePauses(subject)
  const weigh = (node: Node): number => (paused.has(node.id) ? 0 : weightOf(node, fromApplication))
  const stop = (node: Node): boolean => node.headers.decides !== undefined || node.jobType === 'result:issue'
  const roots = fromApplication ? startsOf(diagram) : [...diagram.nodes.values()].filter((node) => node.jobType === 'case:accept')
  const open = situation === undefined ? () => true : (edge: Edge) => mayBeTaken(subject, edge, situation)
  const { weight, road } = heaviestRoad(diagram, roots.map((node) => node.id), weigh, stop, open)
  return { workingDays: weight, road }
}

/**
 * Whether a flow can be taken in the situation: not where its condition is known to ask for other answers (a plain `field = "answer"`, or
 * several with `or`), nor by the default where the other flows take every answer. What asks anything else is open: the safe side.
 */
function mayBeTaken({ bundle, diagram }: Pick<BundleSubject, 'bundle' | 'diagram'>, { from, flow }: Edge, situation: Situation | null): boolean {
  if (!flow) return true
  const special = bundle.matter.limits.promised.situations ?? []
  const { variable, values } = asked(flow.condition)
  if (variable !== null && situation === null) return values.some((value) => !special.some(({ field, in: answers }) => field === variable && written(answers).includes(value)))
  if (variable !== null) return variable !== situation!.field || written(situation!.in).some((answer) => values.includes(answer))
  if (situation === null || flow.condition !== undefined) return true
  const others = (diagram.nodes.get(from)?.outgoing ?? []).map((id) => asked(diagram.flows.get(id)?.condition)).filter((other) => other.variable === situation.field)
  return !written(situation.in).every((answer) => others.some((other) => other.values.includes(answer)))
}

function asked(condition: string | undefined): ReturnType<typeof valuesAsked> {
  return valuesAsked(condition ?? '')
}

/** Answers as a condition writes them. */
function written(answers: Situation['in']): string[] {
  return answers.map((answer) => JSON.stringify(answer))
}

/**
 * The applicant's own time, the acceptance clock and delivery are outside. Where the clock runs from the application, the
 * acceptance step takes its share (header `allot`): the five days of APL 32 are the law's, not the body's to use up.
 */
function weightOf(node: Node, fromApplication: boolean): number {
  const { headers } = node
  if (headers.party === 'applicant') return 0
  const clock = headers.clock ?? 'step'
  const text = clock === 'step' ? headers.limit : clock === 'acceptance' && fromApplication ? headers.allot ?? headers.limit : undefined
  const limit = text === undefined ? null : parseLimit(text)
  return limit ? inWorkingDays(limit) : 0
}

/** Nodes between clock:pause and clock:resume of the same kind: their time is not counted by law. */
function insidePauses({ diagram }: Pick<BundleSubject, 'diagram'>): Set<string> {
  const edges = edgesOf(diagram)
  const inside = new Set<string>()
  for (const pause of [...diagram.nodes.values()].filter((node) => node.jobType === 'clock:pause')) {
    const queue = edges.get(pause.id)!.map((edge) => edge.to)
    while (queue.length > 0) {
      const node = diagram.nodes.get(queue.shift()!)!
      if (inside.has(node.id) || (node.jobType === 'clock:resume' && node.headers.kind === pause.headers.kind)) continue
      inside.add(node.id)
      queue.push(...edges.get(node.id)!.map((edge) => edge.to))
    }
  }
  return inside
}
