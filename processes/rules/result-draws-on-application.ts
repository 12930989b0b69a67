/** What the result shows has been asked of the applicant. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('result-draws-on-application', 'error', ({ bundle }) => {
  const fields = bundle.forms[bundle.matter.form]?.properties ?? {}
  const { scope, validity } = bundle.matter.result
  const shown = [...scope.map((name) => ({ name, at: '/result/scope' })), ...(validity.field === undefined ? [] : [{ name: validity.field, at: '/result/validity/field' }])]
  return shown.filter(({ name }) => !Object.hasOwn(fields, name)).map(({ name, at }) => finding(GUIDE, at, say`The result is to show "${name}", which the application form does not ask for. Correct it, or add the field.`))
})
