/** Whoever applies online waits no longer than whoever comes to the hall (Haikou's rule, seed 003; row S8). */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { canExceed, promisesOf } from './support/road.ts'

export default bundleRule('online-no-slower-than-hall', 'error', ({ bundle }) => {
  const { promised } = bundle.matter.limits
  const { hall } = promised
  if (!hall) return []
  return promisesOf(bundle).filter(({ limit }) => canExceed(limit, hall)).map(({ limit, at }) =>
    finding(GUIDE, at, say`Online ${formatLimit(limit)} are promised, in the hall ${formatLimit(hall)}. Promise no more online than in the hall.`))
})
