/** The promise proved (N4, S8): on no road do the limits of the steps add up to more than is promised to a case that takes it. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM, type BundleSubject } from './subject.ts'
import { criticalRoad, inWorkingDays } from './support/road.ts'
import type { LimitOf } from '../../server/matters/guide.ts'
import type { Situation } from '../../server/matters/situation.ts'

export default bundleRule('steps-fit-the-promise', 'error', (subject) => {
  const { promised } = subject.bundle.matter.limits
  return [...tooLong(subject, promised, null), ...(promised.situations ?? []).flatMap((one) => tooLong(subject, one, one))]
})

function tooLong(subject: BundleSubject, promise: LimitOf, situation: Situation | null): Finding[] {
  const { workingDays, road } = criticalRoad(subject, situation)
  const allowed = inWorkingDays(promise)
  if (workingDays <= allowed + 1e-9) return []
  const names = road.map((id) => called(subject.diagram.nodes.get(id)!)).join(', ')
  const where = situation === null ? '' : say` where "${situation.field}" is answered with ${situation.in.join(' or ')}`
  return [finding(DIAGRAM, road[0], say`The limits on the longest road add up to ${round(workingDays)} working days (${names}), but ${formatLimit(promise)} are promised${where}. Shorten a step, or promise more.`, { fact: 'header:limit' })]
}

function round(days: number): number {
  return Math.round(days * 1000) / 1000
}
