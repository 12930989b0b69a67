/** No two matters share a code, which is also the process id, or an implementing code (实施编码, domain A1): cases, catalogue and engine tell them apart by these. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('codes-are-its-own', 'error', ({ bundle, neighbours = [] }) => {
  const { code, implementCode } = bundle.matter
  return neighbours.flatMap((other) => {
    if (other.code === code) return [finding(GUIDE, '/code', say`The code "${code}", which is also the process id, is also that of ${other.place}. Only one of them can be published; rename this one or take the other away.`)]
    if (other.implementCode !== implementCode) return []
    return [finding(GUIDE, '/implementCode', say`The implementing code ${implementCode} is also that of "${other.code}" (${other.place}). Each handling item of a body has one of its own; correct the catalogue code of one of them.`)]
  })
})
