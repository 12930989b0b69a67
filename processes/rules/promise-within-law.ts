/** What is promised is no longer than the law allows, and both run from the same event. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import type { Sentence } from '../../server/forms/sentence.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { inWorkingDays } from './support/road.ts'

export default bundleRule('promise-within-law', 'error', ({ bundle }) => {
  const { statutory, promised } = bundle.matter.limits
  const problems = []
  if (inWorkingDays(promised) > inWorkingDays(statutory)) problems.push(finding(GUIDE, '/limits/promised', say`The promise (${formatLimit(promised)}) is longer than the statutory limit (${formatLimit(statutory)}). Promise less.`))
  if (promised.from !== statutory.from) problems.push(finding(GUIDE, '/limits/promised/from', say`The promise runs from the ${eventOf(promised)}, the statutory limit from the ${eventOf(statutory)}. Let both run from the same event.`))
  return problems
})

function eventOf({ from }: { from: 'application' | 'acceptance' }): Sentence {
  return from === 'application' ? say`application` : say`acceptance`
}
