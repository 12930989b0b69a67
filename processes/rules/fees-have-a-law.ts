/** 行政许可法 58, 59: no fee unless a law or an administrative regulation says so. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('fees-have-a-law', 'error', ({ bundle }) => bundle.matter.fees.flatMap((fee, index) =>
  fee.law.trim() === '' ? [finding(GUIDE, `/fees/${index}/law`, say`The fee "${fee.name}" cites no law, and APL 58 allows none without. Cite it, or remove the fee.`)] : []))
