/** 即办件: what is promised at once ends in one sitting at the counter (row S2), and nobody waits for an acceptance. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { canExceed } from './support/road.ts'

const SITTING = { amount: 30, unit: 'min' } as const

export default bundleRule('instant-is-at-once', 'error', ({ bundle: { matter } }) => {
  if (matter.kind !== 'instant') return []
  const { promised, acceptance } = matter.limits
  return [
    ...(canExceed(promised, SITTING) ? [finding(GUIDE, '/limits/promised', say`A matter done at once (即办件) ends in one sitting of 30min, but ${formatLimit(promised)} are promised. Promise 30min or less, or make it a matter with a promise (承诺件).`)] : []),
    ...(acceptance ? [finding(GUIDE, '/limits/acceptance', say`A matter done at once (即办件) is not accepted first and done later. Leave limits.acceptance out, or make it a matter with a promise (承诺件).`)] : []),
  ]
})
