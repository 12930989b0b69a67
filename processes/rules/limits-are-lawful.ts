/**
 * 行政许可法 42, 43 and domain H4: more than 20 working days, or an extension of more than 10, takes a law or an administrative regulation.
 * 32 and 44: who applies hears within five working days whether all is there, and has the paper ten after the decision.
 */
import { formatLimit, type Limit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE, type BundleSubject } from './subject.ts'
import { canExceed, inWorkingDays } from './support/road.ts'

type Matter = BundleSubject['bundle']['matter']
type Rank = Matter['legalBasis'][number]['rank']

const ACCEPTANCE: Limit = { amount: 5, unit: 'wd' }
const DELIVERY: Limit = { amount: 10, unit: 'wd' }

export default bundleRule('limits-are-lawful', 'error', ({ bundle: { matter } }) => {
  const { statutory, acceptance, delivery } = matter.limits
  const { extension } = matter
  const problems: Finding[] = []
  const rank = rankOf(matter, statutory.law)
  if (!isLaw(rank) && inWorkingDays(statutory) > 20) problems.push(finding(GUIDE, '/limits/statutory', say`A limit of ${formatLimit(statutory)} for one body takes a law or an administrative regulation, but ${statutory.law} is a ${rank === 'local' ? say`local` : say`rule`}. Cite the law, or set 20wd or less.`))
  if (extension && !isLaw(rankOf(matter, extension.law)) && inWorkingDays(extension) > 10) problems.push(finding(GUIDE, '/extension', say`An extension of ${formatLimit(extension)} takes a law or an administrative regulation. Cite the law, or set 10wd or less.`))
  if (matter.kind === 'promise' && !acceptance) problems.push(finding(GUIDE, '/limits/acceptance', say`A matter that is accepted by a person needs the acceptance limit and what silence means (APL 32). Set limits.acceptance.`))
  if (acceptance && canExceed(acceptance, ACCEPTANCE)) problems.push(finding(GUIDE, '/limits/acceptance', say`Whether all is there must be said within 5wd (APL 32), but the guide takes ${formatLimit(acceptance)}. Set 5wd or less.`))
  if (delivery && canExceed(delivery, DELIVERY)) problems.push(finding(GUIDE, '/limits/delivery', say`What was decided must be delivered within 10wd (APL 44), but the guide takes ${formatLimit(delivery)}. Set 10wd or less.`))
  return problems
})

/** As the legal basis ranks the law that is cited there; what is not listed there ranks as the guide's statutory limit says of itself. */
function rankOf({ legalBasis, limits }: Matter, cited: string): Rank {
  return legalBasis.find(({ law }) => plain(cited).includes(plain(law)))?.rank ?? limits.statutory.rank
}

function plain(law: string): string {
  return law.replace(/[《》\s]/g, '').replace(/^中华人民共和国/, '')
}

function isLaw(rank: Rank): boolean {
  return rank === 'law' || rank === 'regulation'
}
