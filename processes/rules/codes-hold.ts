/** The codes of the national list hold together, check digit included (domain A1), and the body exists. */
import { isUscc } from '../../server/forms/formats.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('codes-hold', 'error', ({ bundle, organisation }) => {
  const { matter } = bundle
  const problems = []
  if (!organisation.hasBody(matter.body)) problems.push(finding(GUIDE, '/body', say`The body "${matter.body}" is not in the organisation. Correct it, or add the body.`))
  // 实施编码 = USCC of the body (18) + level (1) + 基本编码 (12)
  if (!isUscc(matter.implementCode.slice(0, 18))) problems.push(finding(GUIDE, '/implementCode', say`The first 18 characters of the implementing code must be a unified social credit code, but "${matter.implementCode.slice(0, 18)}" fails its check digit. Correct it.`))
  if (matter.implementCode.slice(18) !== `${matter.level}${matter.catalogCode}`) problems.push(finding(GUIDE, '/implementCode', say`The implementing code must end in level and catalogue code (${matter.level}${matter.catalogCode}), but ends in ${matter.implementCode.slice(18)}. Correct it.`))
  return problems
})
