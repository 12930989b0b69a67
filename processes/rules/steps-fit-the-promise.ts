/** The promise proved (N4, S8): on no road do the limits of the steps add up to more than the promise. */
import { bundleRule, finding } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { criticalRoad, inWorkingDays } from './support/road.ts'

export default bundleRule('steps-fit-the-promise', 'error', (subject) => {
  const { promised } = subject.bundle.matter.limits
  const { workingDays, road } = criticalRoad(subject)
  const allowed = inWorkingDays(promised)
  if (workingDays <= allowed + 1e-9) return []
  const names = road.map((id) => called(subject.diagram.nodes.get(id)!)).join(', ')
  return [finding(DIAGRAM, road[0], `The limits on the longest road add up to ${round(workingDays)} working days (${names}), but ${promised.amount}${promised.unit} are promised. Shorten a step, or promise more.`)]
})

function round(days: number): number {
  return Math.round(days * 1000) / 1000
}
