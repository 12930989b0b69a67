/** A form that nobody asks for lies about the matter. */
import { readSheet } from '../../server/matters/sheet.ts'
import { bundleRule, finding, say } from './rule.ts'
import { userTasks } from './subject.ts'

export default bundleRule('forms-are-used', 'warning', (subject) => {
  const { bundle } = subject
  const used = new Set([bundle.matter.form, ...bundle.matter.materials.flatMap(({ form }) => form ?? []), ...userTasks(subject).map((task) => task.formKey)])
  for (const task of userTasks(subject)) {
    const plan = task.headers.sheet === undefined ? '' : readSheet(task.headers.sheet)
    if (typeof plan !== 'string') for (const key of [plan.form, plan.innerForm]) used.add(key)
  }
  return Object.keys(bundle.forms).filter((key) => !used.has(key)).map((key) => finding(`forms/${key}`, undefined, say`No step, no sheet and no material uses this form. Remove it, or set it as a step's form key.`))
})
