/** A letter that a step orders is told all it says by that step's form; who is asked by a letter is sent it. */
import type { FormSchema } from '../../server/forms/schema.ts'
import { isOrdered, ORDERED_LETTERS, REVOCATION } from '../../server/matters/orderedLetters.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM, type BundleSubject } from './subject.ts'

export default bundleRule('ordered-letters-are-told', 'error', (subject) => {
  const nodes = [...subject.diagram.nodes.values()]
  return nodes.flatMap((node) => {
    if (node.jobType === 'letter:issue') return letter(subject, node)
    if (node.jobType === 'result:revoke') return told(subject, node, REVOCATION)
    const { asks } = node.headers
    if (asks === undefined || nodes.some((other) => other.jobType === 'letter:issue' && other.headers.letter === asks)) return []
    return [finding(DIAGRAM, node.id, say`The applicant's time at ${called(node)} runs from the letter "${asks}", but no step issues it. Draw a letter:issue of it before, or leave out the header asks.`, { fact: 'header:asks' })]
  })
})

type Node = BundleSubject['diagram']['nodes'] extends Map<string, infer N> ? N : never

function letter(subject: BundleSubject, node: Node): Finding[] {
  const kind = node.headers.letter ?? ''
  if (!isOrdered(kind)) return [finding(DIAGRAM, node.id, say`${called(node)} issues the letter "${kind}", which no step can order. Set the header letter to one of ${Object.keys(ORDERED_LETTERS).join(', ')}.`, { fact: 'header:letter' })]
  return told(subject, node, ORDERED_LETTERS[kind])
}

/** The step that the header `from` names has a form that asks for each field. */
function told({ bundle, diagram }: BundleSubject, node: Node, fields: readonly string[]): Finding[] {
  const step = diagram.nodes.get(node.headers.from ?? '')
  const form = step?.type === 'UserTask' ? bundle.forms[step.formKey ?? ''] : undefined
  if (!step || !form) return [finding(DIAGRAM, node.id, say`${called(node)} tells what was decided at "${node.headers.from ?? ''}", which is no step with a form. Set the header from to the deciding step.`, { fact: 'header:from' })]
  const asked = requiredOf(form)
  return fields.filter((field) => !asked.has(field)).map((field) => finding(`forms/${step.formKey}`, '/required', say`${called(node)} tells "${field}", but the form of step ${called(step)} does not require it. Add the field and require it where the outcome leads there.`, { field }))
}

function requiredOf(form: FormSchema): Set<string> {
  const branches = [form, ...(form.allOf ?? []).flatMap(({ then }) => (then ? [then] : [])), ...(form.then ? [form.then] : [])]
  return new Set(branches.flatMap(({ required }) => required ?? []))
}
