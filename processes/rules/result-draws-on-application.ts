/** What the result shows has been asked of the applicant. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('result-draws-on-application', 'error', ({ bundle }) => {
  const fields = bundle.forms[bundle.matter.form]?.properties ?? {}
  const { scope, validity } = bundle.matter.result
  const missing = [...scope, ...(validity.field === undefined ? [] : [validity.field])].filter((name) => !Object.hasOwn(fields, name))
  return missing.map((name) => finding(GUIDE, '/result', say`The result is to show "${name}", which the application form does not ask for. Correct it, or add the field.`))
})
