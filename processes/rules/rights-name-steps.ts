/** A right given to a step that does not use the form protects nothing. */
import { readSheet } from '../../server/matters/sheet.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, userTasks } from './subject.ts'

export default bundleRule('rights-name-steps', 'error', (subject) => Object.entries(subject.bundle.forms).flatMap(([key, form]) => {
  const steps = typeof form['x-steps'] === 'object' && form['x-steps'] !== null ? Object.keys(form['x-steps']) : []
  const application = key === subject.bundle.matter.form
  const users = userTasks(subject).filter((task) => {
    if (application) return true // every step looks at the application, or asks for more of it
    const plan = task.headers.sheet === undefined ? '' : readSheet(task.headers.sheet)
    return task.formKey === key || (typeof plan !== 'string' && (plan.form === key || plan.innerForm === key))
  }).map(({ id }) => id)
  const unseen = application ? userTasks(subject).filter(({ id, headers }) => headers.party === 'applicant' && ((form['x-steps'] ?? {})[id]?.hidden ?? []).length > 0) : []
  const strange = steps.filter((step) => !users.includes(step)).map((step) =>
    finding(`forms/${key}`, `/x-steps/${step}`, say`The form gives rights to "${step}", but its steps are ${users.map((id) => `"${id}"`).join(', ') || say`none`}. Name one of them, or take the entry out.`))
  return [...strange, ...unseen.map((task) => finding(`forms/${key}`, `/x-steps/${task.id}/hidden`, say`Step ${called(task)} is the applicant's, who sees all they said. List what may not be changed there under read, or take the entry out.`))]
}))
