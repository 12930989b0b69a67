/**
 * 行政许可法 42, 43 and domain H4: more than 20 working days, or an extension of more than 10, takes a law or an administrative regulation.
 * 32 and 44: who applies hears within five working days whether all is there, and has the paper ten after the decision.
 */
import { formatLimit, type Limit } from '../../server/deadlines/limit.ts'
import { nameOf } from './laws-have-their-rank.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE } from './subject.ts'
import { isLaw, rankOf } from './support/laws.ts'
import { canExceed, inWorkingDays } from './support/road.ts'

const ACCEPTANCE: Limit = { amount: 5, unit: 'wd' }
const DELIVERY: Limit = { amount: 10, unit: 'wd' }

export default bundleRule('limits-are-lawful', 'error', ({ bundle: { matter } }) => {
  const { statutory, acceptance, delivery } = matter.limits
  const { extension } = matter
  const problems: Finding[] = []
  const rank = rankOf(statutory.law)
  if (!isLaw(rank) && inWorkingDays(statutory) > 20) problems.push(finding(GUIDE, '/limits/statutory', say`A limit of ${formatLimit(statutory)} for one body takes a law or an administrative regulation, but ${statutory.law} is a ${rank === null ? say`text of unknown rank` : nameOf(rank)}. Cite the law, or set 20wd or less.`))
  if (extension && !isLaw(rankOf(extension.law)) && inWorkingDays(extension) > 10) problems.push(finding(GUIDE, '/extension', say`An extension of ${formatLimit(extension)} takes a law or an administrative regulation. Cite the law, or set 10wd or less.`))
  if (matter.kind === 'promise' && !acceptance) problems.push(finding(GUIDE, '/limits/acceptance', say`A matter that is accepted by a person needs the acceptance limit and what silence means (APL 32). Set limits.acceptance.`))
  if (acceptance && canExceed(acceptance, ACCEPTANCE)) problems.push(finding(GUIDE, '/limits/acceptance', say`Whether all is there must be said within 5wd (APL 32), but the guide takes ${formatLimit(acceptance)}. Set 5wd or less.`))
  if (delivery && canExceed(delivery, DELIVERY)) problems.push(finding(GUIDE, '/limits/delivery', say`What was decided must be delivered within 10wd (APL 44), but the guide takes ${formatLimit(delivery)}. Set 10wd or less.`))
  return problems
})
