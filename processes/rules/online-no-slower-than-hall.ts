/** Whoever applies online waits no longer than whoever comes to the hall (Haikou's rule, seed 003; row S8). */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { inWorkingDays } from './support/road.ts'

export default bundleRule('online-no-slower-than-hall', 'error', ({ bundle }) => {
  const { promised } = bundle.matter.limits
  if (!promised.hall || inWorkingDays(promised) <= inWorkingDays(promised.hall)) return []
  return [finding(GUIDE, '/limits/promised', say`Online ${formatLimit(promised)} are promised, in the hall ${formatLimit(promised.hall)}. Promise no more online than in the hall.`)]
})
