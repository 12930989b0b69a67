/** Design decision 8: without legal review and effective date a version accepts no case. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('ready-for-cases', 'warning', ({ bundle }) => {
  const { review, effectiveFrom } = bundle.matter
  const problems = []
  if (review === null) problems.push(finding(GUIDE, '/review', say`The matter has no legal review yet: it is published as a draft and accepts no case. Add review when it is done.`))
  if (effectiveFrom === null) problems.push(finding(GUIDE, '/effectiveFrom', say`The matter has no effective date: it is published as a draft and accepts no case. Add effectiveFrom.`))
  return problems
})
