/** A right given to a step that does not use the form protects nothing. */
import { readSheet } from '../../server/matters/sheet.ts'
import { bundleRule, finding, say } from './rule.ts'
import { userTasks } from './subject.ts'

export default bundleRule('rights-name-steps', 'error', (subject) => Object.entries(subject.bundle.forms).flatMap(([key, form]) => {
  const steps = typeof form['x-steps'] === 'object' && form['x-steps'] !== null ? Object.keys(form['x-steps']) : []
  const users = userTasks(subject).filter((task) => {
    const plan = task.headers.sheet === undefined ? '' : readSheet(task.headers.sheet)
    return task.formKey === key || (typeof plan !== 'string' && (plan.form === key || plan.innerForm === key))
  }).map(({ id }) => id)
  return steps.filter((step) => !users.includes(step)).map((step) =>
    finding(`forms/${key}`, `/x-steps/${step}`, say`The form gives rights to "${step}", but its steps are ${users.map((id) => `"${id}"`).join(', ') || say`none`}. Name one of them, or take the entry out.`))
}))
