/** Forms stay within the subset the platform renders and judges, and none lies about unused. */
import { checkSchema } from '../../forms/check.ts'
import { readSheet } from '../sheet.ts'
import { error, GUIDE, userTasks, warning, type Check } from './subject.ts'

export const formsAreInTheSubset: Check = ({ bundle }) => Object.entries(bundle.forms).flatMap(([key, schema]) =>
  checkSchema(schema).map((problem) => error(`forms/${key}`, problem.pointer, problem.message)))

export const applicationFormExists: Check = ({ bundle }) => Object.hasOwn(bundle.forms, bundle.matter.form)
  ? []
  : [error(GUIDE, '/form', `The application's form is "${bundle.matter.form}", but there is no forms/${bundle.matter.code}/${bundle.matter.form}.schema.json. Add it, or correct form.`)]

export const formsAreUsed: Check = (subject) => {
  const { bundle } = subject
  const used = new Set([bundle.matter.form, ...userTasks(subject).map((task) => task.formKey)])
  for (const task of userTasks(subject)) {
    const plan = task.headers.sheet === undefined ? '' : readSheet(task.headers.sheet)
    if (typeof plan !== 'string') for (const key of [plan.form, plan.innerForm]) used.add(key)
  }
  return Object.keys(bundle.forms).filter((key) => !used.has(key)).map((key) => warning(`forms/${key}`, undefined, 'No step and no sheet uses this form. Remove it, or set it as a step\'s form key.'))
}
