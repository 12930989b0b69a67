/** 行政许可法 58, 59: no fee unless a law or an administrative regulation says so, article by article. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { ARTICLE } from './support/article.ts'

export default bundleRule('fees-have-a-law', 'error', ({ bundle }) => bundle.matter.fees.flatMap((fee, index) => {
  const at = `/fees/${index}/law`
  if (fee.law.trim() === '') return [finding(GUIDE, at, say`The fee "${fee.name}" cites no law, and APL 58 allows none without. Cite it, or remove the fee.`)]
  return ARTICLE.test(fee.law) ? [] : [finding(GUIDE, at, say`The fee "${fee.name}" must name the article that allows it, but says "${fee.law}". Write law and article, or remove the fee.`)]
}))
