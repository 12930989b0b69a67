/** What a step can end in: the buttons of its form, or the verdict of its sheet. */
import type { FormSchema } from '../../../server/forms/schema.ts'
import type { Node } from '../../../server/matters/diagram.ts'
import type { BundleSubject } from '../subject.ts'

/** The constants of a decision form's `outcome`, which are its buttons. */
export function outcomesOf(form: FormSchema | undefined): string[] {
  return (form?.properties?.outcome?.oneOf ?? []).map((choice) => String(choice.const))
}

/** What a step's outcome variable can hold. A sheet ends in a verdict, not in one department's opinion. */
export function produced({ bundle }: BundleSubject, task: Node): string[] {
  return task.headers.signing === 'sheet' ? ['agree', 'disagree'] : outcomesOf(bundle.forms[task.formKey ?? ''])
}
