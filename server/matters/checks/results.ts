/** What a result needs of the bundle: a refusal its reasons and law, a delivery somebody who can serve what may not go online. */
import { resolveGroup } from '../../people/officer.ts'
import { called, DIAGRAM, error, userTasks, type Check } from './subject.ts'

/** 行政许可法 38(2): without reasons and law in the form, the letter of the refusal could not be made after the officer has decided. */
export const deniesWithReasons: Check = (subject) => userTasks(subject).flatMap((task) => {
  const decides = (task.headers.decides ?? '').split(',').map((word) => word.trim())
  const form = subject.bundle.forms[task.formKey ?? '']
  if (!decides.includes('deny') || !form) return []
  const asked = [form, ...(form.allOf ?? []).flatMap((branch) => (branch.then ? [branch.then] : [])), ...(form.then ? [form.then] : [])].flatMap(({ required }) => required ?? [])
  return ['reasons', 'law'].filter((field) => !asked.includes(field)).map((field) =>
    error(`forms/${task.formKey}`, '/required', `Step ${called(task)} may deny, but its form does not ask for "${field}", and a refusal gives its reasons and the law. Add "${field}", required where the outcome is deny.`))
})

/** Without consent to electronic service the window serves the papers (domain H8). */
export const deliveryHasAWindow: Check = ({ bundle, diagram, organisation }) => [...diagram.nodes.values()].flatMap((node) => {
  const window = resolveGroup('window', bundle.matter.body)
  if (node.jobType !== 'result:deliver' || organisation.hasGroup(window)) return []
  return [error(DIAGRAM, node.id, `${called(node)} delivers a result, but the organisation has no group "${window}" to serve what may not go online. Add the role.`)]
})
