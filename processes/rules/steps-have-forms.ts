/** Every step of a person has a form, and the form is there. */
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default bundleRule('steps-have-forms', 'error', (subject) => userTasks(subject).flatMap((task) => {
  if (task.formKey === undefined) return [finding(DIAGRAM, task.id, say`Step ${called(task)} has no form. Set its form key and add forms/${subject.bundle.matter.code}/${task.id}.schema.json.`, { fact: 'formKey' })]
  if (!Object.hasOwn(subject.bundle.forms, task.formKey)) return [finding(DIAGRAM, task.id, say`Step ${called(task)} asks for the form "${task.formKey}", but there is no forms/${subject.bundle.matter.code}/${task.formKey}.schema.json. Add it, or correct the form key.`, { fact: 'formKey' })]
  return []
}))
