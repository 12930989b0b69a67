/** Forms stay within the subset the platform renders and judges, and none lies about unused. */
import { checkSchema } from '../../forms/check.ts'
import { sampleData } from '../../forms/sampleData.ts'
import { validate } from '../../forms/validate.ts'
import { readSheet } from '../sheet.ts'
import { error, GUIDE, userTasks, warning, type Check } from './subject.ts'

export const formsAreInTheSubset: Check = ({ bundle }) => Object.entries(bundle.forms).flatMap(([key, schema]) =>
  checkSchema(schema).map((problem) => error(`forms/${key}`, problem.pointer, problem.message)))

export const applicationFormExists: Check = ({ bundle }) => Object.hasOwn(bundle.forms, bundle.matter.form)
  ? []
  : [error(GUIDE, '/form', `The application's form is "${bundle.matter.form}", but there is no forms/${bundle.matter.code}/${bundle.matter.form}.schema.json. Add it, or correct form.`)]

export const formsAreUsed: Check = (subject) => {
  const { bundle } = subject
  const used = new Set([bundle.matter.form, ...bundle.matter.materials.flatMap(({ form }) => form ?? []), ...userTasks(subject).map((task) => task.formKey)])
  for (const task of userTasks(subject)) {
    const plan = task.headers.sheet === undefined ? '' : readSheet(task.headers.sheet)
    if (typeof plan !== 'string') for (const key of [plan.form, plan.innerForm]) used.add(key)
  }
  return Object.keys(bundle.forms).filter((key) => !used.has(key)).map((key) => warning(`forms/${key}`, undefined, 'No step, no sheet and no material uses this form. Remove it, or set it as a step\'s form key.'))
}

/** What the guide offers to print is there, and a filled sample passes the form's own judge: applicants copy what they are shown. */
export const papersCanBePrinted: Check = ({ bundle }) => bundle.matter.materials.flatMap(({ name, form, sample }, index) => {
  const at = `/materials/${index}`
  if (form === undefined) return sample ? [error(GUIDE, `${at}/sample`, `"${name}" offers a filled sample of no form. Set form, or leave sample out.`)] : []
  const schema = Object.hasOwn(bundle.forms, form) ? bundle.forms[form] : undefined
  if (!schema) return [error(GUIDE, `${at}/form`, `"${name}" is printed from the form "${form}", but there is no forms/${bundle.matter.code}/${form}.schema.json. Add it, or correct form.`)]
  if (!sample || checkSchema(schema).length > 0) return []
  return validate(schema, sampleData(schema)).slice(0, 5).map((issue) => error(`forms/${form}`, issue.pointer, `The filled sample of "${name}" does not fit its own form: ${issue.message}. Give the field an x-sample that fits.`))
})
