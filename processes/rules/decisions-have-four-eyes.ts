/**
 * Nobody decides what he alone has examined, and nobody hears a case he has examined (N11; 行政许可法 48: the host of a hearing is not the reviewer):
 * the header fourEyes keeps whoever acted before from the step, or the step is for a role that acted at none before it. That an officer is
 * kin of the applicant he declares himself, and who applies himself is seen: the desk keeps the case from both (server/cases/apart.ts).
 */
import { candidatesOf } from '../../server/matters/facts.ts'
import type { Diagram, Node } from '../../server/matters/diagram.ts'
import { inOrder } from '../../server/matters/roads.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default diagramRule('decisions-have-four-eyes', 'error', ({ diagram }) => {
  const { order } = inOrder(diagram)
  return [...diagram.nodes.values()].flatMap((node) => {
    const act = node.headers.decides ? 'decides' : node.headers.hearing === 'record' ? 'hears' : null
    if (act === null || node.type !== 'UserTask' || node.headers.party === 'applicant' || (act === 'decides' && node.headers.signing === 'two')) return []
    const examiners = examinersBefore(diagram, order, node)
    const own = candidatesOf(node.candidateGroups)
    const same = examiners.filter((earlier) => candidatesOf(earlier.candidateGroups).some((group) => own.includes(group)))
    if (same.length === 0 && (examiners.length > 0 || act === 'hears')) return []
    const others = keptApart(node)
    // one who decides may have looked at the case if somebody else did too; a host of a hearing may not
    if (act === 'decides' ? examiners.some(({ id }) => others.includes(id)) : same.every(({ id }) => others.includes(id))) return []
    const found = examiners.length === 0 ? say`nobody looks at the case before` : say`the same people act at ${same.map(called).join(', ')}`
    return [finding(DIAGRAM, node.id, say`Step ${called(node)} ${act === 'decides' ? say`decides` : say`hears`} the case, but ${found}. Set the header fourEyes to the earlier step, let two sign (signing = two), or give the step to another role.`, { fact: 'header:fourEyes' })]
  })
})

/** The steps that the header fourEyes names. */
function keptApart({ headers }: Node): string[] {
  return (headers.fourEyes ?? '').split(',').map((id) => id.trim()).filter(Boolean)
}

/** Steps of officers that come before; an earlier decision of the same head is no examination. */
function examinersBefore(diagram: Diagram, order: string[], node: Node): Node[] {
  return order.slice(0, order.indexOf(node.id)).map((id) => diagram.nodes.get(id)!)
    .filter(({ type, headers }) => type === 'UserTask' && headers.party !== 'applicant' && !headers.decides)
}
