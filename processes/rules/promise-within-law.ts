/** What is promised, in every situation, online and in the hall, is no longer than the law allows, and both run from the same event. */
import { formatLimit, type Limit } from '../../server/deadlines/limit.ts'
import type { Sentence } from '../../server/forms/sentence.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { allPromisesOf, canExceed } from './support/road.ts'

export default bundleRule('promise-within-law', 'error', ({ bundle }) => {
  const { statutory, promised } = bundle.matter.limits
  const problems = []
  for (const { limit, at } of allPromisesOf(bundle)) {
    if (canExceed(limit, statutory)) problems.push(finding(GUIDE, at, say`The promise (${formatLimit(limit)}) is longer than the statutory limit (${formatLimit(statutory)})${acrossUnits(limit, statutory)}. Promise less.`))
  }
  if (promised.from !== statutory.from) problems.push(finding(GUIDE, '/limits/promised/from', say`The promise runs from the ${eventOf(promised)}, the statutory limit from the ${eventOf(statutory)}. Let both run from the same event.`))
  return problems
})

/** Why a number that is not larger is longer all the same. */
function acrossUnits(promise: Limit, law: Limit): Sentence | string {
  return law.unit === 'wd' || promise.unit !== 'wd' || promise.amount > law.amount ? '' : say`, which counts natural days and runs on over weekends and holidays`
}

function eventOf({ from }: { from: 'application' | 'acceptance' }): Sentence {
  return from === 'application' ? say`application` : say`acceptance`
}
