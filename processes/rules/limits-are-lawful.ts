/** 行政许可法 42, 43 and domain H4: more than 20 working days, or an extension of more than 10, takes a law or an administrative regulation. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { inWorkingDays } from './support/road.ts'

export default bundleRule('limits-are-lawful', 'error', ({ bundle }) => {
  const { statutory } = bundle.matter.limits
  const { extension } = bundle.matter
  const problems = []
  const byLaw = statutory.rank === 'law' || statutory.rank === 'regulation'
  if (!byLaw && inWorkingDays(statutory) > 20) problems.push(finding(GUIDE, '/limits/statutory', say`A limit of ${formatLimit(statutory)} for one body takes a law or an administrative regulation, but ${statutory.law} is a ${statutory.rank === 'local' ? say`local` : say`rule`}. Cite the law, or set 20wd or less.`))
  if (!byLaw && extension && inWorkingDays(extension) > 10) problems.push(finding(GUIDE, '/extension', say`An extension of ${formatLimit(extension)} takes a law or an administrative regulation. Cite the law, or set 10wd or less.`))
  if (bundle.matter.kind === 'promise' && !bundle.matter.limits.acceptance) problems.push(finding(GUIDE, '/limits/acceptance', say`A matter that is accepted by a person needs the acceptance limit and what silence means (APL 32). Set limits.acceptance.`))
  return problems
})
