/** What the national list asks of a guide in codes (domain A2) agrees with the rest of it: who acts by entrustment, what is paid online, which materials are forms. */
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('list-facts-agree', 'error', ({ bundle: { matter } }) => {
  const { deptType, entrustName, isPayOnline, fees, materials } = matter
  const problems: Finding[] = []
  if (deptType === 'entrusted' && entrustName === undefined) problems.push(finding(GUIDE, '/entrustName', say`The body acts by entrustment, and who entrusts it is announced (APL 24), but entrustName is missing. Name the entrusting body.`))
  if (deptType !== 'entrusted' && entrustName !== undefined) problems.push(finding(GUIDE, '/entrustName', say`"${entrustName}" is named as entrusting the body, but deptType is "${deptType}". Set deptType to entrusted, or take entrustName out.`))
  if (isPayOnline && fees.length === 0) problems.push(finding(GUIDE, '/isPayOnline', say`The guide offers payment online, but lists no fee. Set isPayOnline to false, or list the fee.`))
  materials.forEach(({ name, form, materialType }, index) => {
    if (form !== undefined && materialType !== undefined && materialType !== '2') problems.push(finding(GUIDE, `/materials/${index}/materialType`, say`"${name}" is filled in on the form "${form}", but its kind is ${materialType}. Set materialType to 2 (申请表格文书), or take the form out.`))
  })
  return problems
})
