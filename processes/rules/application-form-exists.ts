/** What an applicant fills in is there. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('application-form-exists', 'error', ({ bundle }) => Object.hasOwn(bundle.forms, bundle.matter.form)
  ? []
  : [finding(GUIDE, '/form', say`The application's form is "${bundle.matter.form}", but there is no forms/${bundle.matter.code}/${bundle.matter.form}.schema.json. Add it, or correct form.`)])
