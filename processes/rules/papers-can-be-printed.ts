/** What the guide offers to print is there, and a filled sample passes the form's own judge: applicants copy what they are shown. */
import { checkSchema } from '../../server/forms/check.ts'
import { sampleData } from '../../server/forms/sampleData.ts'
import { placeInSchema } from '../../server/forms/sentences.ts'
import { validate } from '../../server/forms/validate.ts'
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('papers-can-be-printed', 'error', ({ bundle }) => bundle.matter.materials.flatMap(({ name, form, sample }, index) => {
  const at = `/materials/${index}`
  if (form === undefined) return sample ? [finding(GUIDE, `${at}/sample`, say`"${name}" offers a filled sample of no form. Set form, or leave sample out.`)] : []
  const schema = Object.hasOwn(bundle.forms, form) ? bundle.forms[form] : undefined
  if (!schema) return [finding(GUIDE, `${at}/form`, say`"${name}" is printed from the form "${form}", but there is no forms/${bundle.matter.code}/${form}.schema.json. Add it, or correct form.`)]
  if (!sample) return [finding(GUIDE, `${at}/sample`, say`"${name}" is filled in by the applicant, but the guide shows no filled sample of it. Set sample, and give the fields of the form an x-sample.`)]
  if (checkSchema(schema).length > 0) return []
  return validate(schema, sampleData(schema)).slice(0, 5).map((issue) => finding(`forms/${form}`, placeInSchema(schema, issue.pointer), say`The filled sample of "${name}" does not fit its own form: ${issue.message}. Give the field an x-sample that fits.`))
}))
