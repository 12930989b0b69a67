/** The form of a step has the buttons by which the step ends, returns among them. */
import { bundleRule, finding, say } from './rule.ts'
import { called, userTasks } from './subject.ts'
import { outcomesOf } from './support/outcomes.ts'

export default bundleRule('decision-forms-have-outcomes', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const form = subject.bundle.forms[task.formKey ?? '']
  if (!form) return []
  const file = `forms/${task.formKey}`
  const outcomes = outcomesOf(form)
  if (outcomes.length === 0) return [finding(file, '/properties/outcome', say`The form of step ${called(task)} offers no outcome, so it has no button. Add the property outcome with oneOf of const and title.`)]
  if (!form.required?.includes('outcome')) return [finding(file, '/required', say`The outcome of step ${called(task)} is not required. Add "outcome" to required.`, { field: 'outcome' })]
  const step = subject.steps.find(({ elementId }) => elementId === task.id)!
  const offered = outcomes.filter((outcome) => outcome.startsWith('return:')).map((outcome) => outcome.slice('return:'.length))
  return [
    ...offered.filter((to) => !step.returns.some((way) => way.target === to)).map((to) => finding(file, '/properties/outcome', say`The form offers a return to "${to}", but step ${called(task)} lists no such return. Add it to the header returns, or remove the outcome.`)),
    ...step.returns.filter((way) => !offered.includes(way.target)).map((way) => finding(file, '/properties/outcome', say`Step ${called(task)} draws a return to "${way.target}", but its form does not offer return:${way.target}. Add the outcome, or remove the return.`)),
  ]
}))
