/** Whether what a whole gives to a child case is what the child's own form and list require. Told from the whole's side and from the child's. */
import type { FormSchema } from '../../../server/forms/schema.ts'
import type { ChildMatter, MaterialItem } from '../../../server/matters/guide.ts'
import type { Bundle } from '../../../server/matters/types.ts'

/** `untold`: a question nobody answers; `ungiven`: a material nobody gives; the others: what is given and not asked. */
export interface Misfit { kind: 'untold' | 'told-unasked' | 'ungiven' | 'given-unasked'; name: string }

/** @param child as the whole lists it; @param matter, forms of the child itself */
export function misfits(child: ChildMatter, { matter, forms }: Bundle): Misfit[] {
  const form = forms[matter.form]
  const given = new Set([...Object.keys(child.data), ...Object.keys(child.fixed ?? {})])
  const known = questionsOf(form)
  const codes = new Set(matter.materials.map(({ code }) => code))
  const all = (kind: Misfit['kind'], names: string[]): Misfit[] => names.map((name) => ({ kind, name }))
  return [
    ...all('untold', (form?.required ?? []).filter((name) => !given.has(name))),
    ...all('told-unasked', [...given].filter((name) => !known.has(name))),
    ...all('ungiven', matter.materials.filter((item) => isOwed(item) && !(item.code in child.materials)).map(({ code }) => code)),
    ...all('given-unasked', Object.keys(child.materials).filter((code) => !codes.has(code))),
  ]
}

/** Asked of everybody and uploaded; what the library has is looked up for the child itself. */
function isOwed({ need, original, copies, format, share, when, later }: MaterialItem): boolean {
  return need === 'required' && original + copies > 0 && format !== 'paper' && share === undefined && when === undefined && later === undefined
}

/** What a form asks by its own questions and in its branches. */
export function questionsOf(form: FormSchema | undefined): Set<string> {
  const parts = [form, ...(form?.allOf ?? []).flatMap(({ then }) => (then ? [then] : []))]
  return new Set(parts.flatMap((part) => Object.keys(part?.properties ?? {})))
}
