/** A new matter promises at most half of the statutory limit, in every situation (Haikou's rule, seed 003; row S8). One that is older says so and is spared. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { allPromisesOf, canExceed, shareOf } from './support/road.ts'

export default bundleRule('promise-is-half', 'error', ({ bundle }) => {
  const { statutory, promised } = bundle.matter.limits
  // a matter that the law wants done at once has nothing to halve; the longer promise is promise-within-law's
  if (statutory.atOnce || promised.olderThanHalf) return []
  return allPromisesOf(bundle).filter(({ limit }) => !canExceed(limit, statutory) && shareOf(limit, statutory) > 0.5 + 1e-9)
    .map(({ limit, at }) => finding(GUIDE, at, say`The promise (${formatLimit(limit)}) is more than half of the statutory limit (${formatLimit(statutory)}), and a new matter promises half or less. Promise less, or set olderThanHalf where the matter is older than that rule.`))
})
