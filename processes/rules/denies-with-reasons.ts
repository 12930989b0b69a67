/** 行政许可法 38(2): without reasons and law in the form, the letter of the refusal could not be made after the officer has decided. */
import { bundleRule, finding, say } from './rule.ts'
import { called, userTasks } from './subject.ts'

export default bundleRule('denies-with-reasons', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const decides = (task.headers.decides ?? '').split(',').map((word) => word.trim())
  const form = subject.bundle.forms[task.formKey ?? '']
  if (!decides.includes('deny') || !form) return []
  const asked = [form, ...(form.allOf ?? []).flatMap((branch) => (branch.then ? [branch.then] : [])), ...(form.then ? [form.then] : [])].flatMap(({ required }) => required ?? [])
  return ['reasons', 'law'].filter((field) => !asked.includes(field)).map((field) =>
    finding(`forms/${task.formKey}`, '/required', say`Step ${called(task)} may deny, but its form does not ask for "${field}", and a refusal gives its reasons and the law. Add "${field}", required where the outcome is deny.`, { field }))
}))
