/** 行政许可法 58, 59: no fee unless a law or an administrative regulation says so, article by article. Of matters that are no permits other law speaks. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { ARTICLE } from './support/article.ts'
import { isLaw, rankOf } from './support/laws.ts'

/** taskType 01, 行政许可. */
const PERMIT = '01'

export default bundleRule('fees-have-a-law', 'error', ({ bundle }) => bundle.matter.fees.flatMap((fee, index) => {
  const at = `/fees/${index}/law`
  if (fee.law.trim() === '') return [finding(GUIDE, at, say`The fee "${fee.name}" cites no law, and APL 58 allows none without. Cite it, or remove the fee.`)]
  if (ARTICLE.test(fee.law)) return bundle.matter.type !== PERMIT || isLaw(rankOf(fee.law)) ? [] : [finding(GUIDE, at, say`The fee "${fee.name}" of a permit takes a law or an administrative regulation (APL 58), but "${fee.law}" is none by its title and number. Cite the law that allows it, or remove the fee.`)]
  return [finding(GUIDE, at, say`The fee "${fee.name}" must name the article that allows it, but says "${fee.law}". Write law and article, or remove the fee.`)]
}))
