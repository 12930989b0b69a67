/**
 * The promise proved (N4, S8): on no road from the start of the clock to the body's decision do the limits of the steps add up to
 * more than the promise. Branches beside each other count once, by the longest; ways back count for nothing.
 */
import { parseLimit, type Limit } from '../../deadlines/limit.ts'
import type { Node } from '../diagram.ts'
import { edgesOf, heaviestRoad, startsOf } from '../roads.ts'
import { called, DIAGRAM, error, GUIDE, type Check, type Subject } from './subject.ts'

/** Working days for the comparison only: a working day has seven hours, a natural day weighs as a working day (the safe side). */
export function inWorkingDays(limit: Limit): number {
  switch (limit.unit) {
    case 'wd': case 'd': return limit.amount
    case 'h': return limit.amount / 7
    case 'min': return limit.amount / 420
    default: return limit.unit satisfies never
  }
}

/** The longest road of a bundle, for the check and for pages: working days and the steps on it. */
export function criticalRoad(subject: Pick<Subject, 'bundle' | 'diagram'>): { workingDays: number; road: string[] } {
  const { bundle, diagram } = subject
  const fromApplication = bundle.matter.limits.promised.from === 'application'
  const paused = insidePauses(subject)
  const weigh = (node: Node): number => (paused.has(node.id) ? 0 : weightOf(node, fromApplication))
  const stop = (node: Node): boolean => node.headers.decides !== undefined || node.jobType === 'result:issue'
  const roots = fromApplication ? startsOf(diagram) : [...diagram.nodes.values()].filter((node) => node.jobType === 'case:accept')
  const { weight, road } = heaviestRoad(diagram, roots.map((node) => node.id), weigh, stop)
  return { workingDays: weight, road }
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
function insidePauses({ diagram }: Pick<Subject, 'diagram'>): Set<string> {
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

export const stepsFitThePromise: Check = (subject) => {
  const { promised } = subject.bundle.matter.limits
  const { workingDays, road } = criticalRoad(subject)
  const allowed = inWorkingDays(promised)
  if (workingDays <= allowed + 1e-9) return []
  const names = road.map((id) => called(subject.diagram.nodes.get(id)!)).join(', ')
  return [error(DIAGRAM, road[0], `The limits on the longest road add up to ${round(workingDays)} working days (${names}), but ${promised.amount}${promised.unit} are promised. Shorten a step, or promise more.`)]
}

/** A pause stops the law's clock: its kind must stand in the guide with its article, and it must end. */
export const pausesAreLawful: Check = ({ bundle, diagram }) => {
  const nodes = [...diagram.nodes.values()]
  return nodes.filter((node) => node.jobType === 'clock:pause').flatMap((pause) => {
    const { kind } = pause.headers
    const problems = []
    if (!bundle.matter.pauses.some((listed) => listed.kind === kind)) problems.push(error(DIAGRAM, pause.id, `${called(pause)} stops the clock for "${kind ?? ''}", but the guide lists no such pause with its law. Add it under pauses in ${GUIDE}, or remove the step.`))
    if (!nodes.some((node) => node.jobType === 'clock:resume' && node.headers.kind === kind)) problems.push(error(DIAGRAM, pause.id, `${called(pause)} stops the clock, but nothing starts it again. Draw a clock:resume of kind "${kind ?? ''}".`))
    return problems
  })
}

function round(days: number): number {
  return Math.round(days * 1000) / 1000
}
