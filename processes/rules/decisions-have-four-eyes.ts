/**
 * Nobody decides alone what he has examined (N11, 行政许可法 48 for hearings): a step that decides is kept from somebody who acted before, by
 * the header fourEyes, or is for another role than every step before it. Recusal by kinship is the person's to declare, and the desk's to hold.
 */
import { inOrder } from '../../server/matters/roads.ts'
import { candidatesOf } from '../../server/matters/facts.ts'
import { diagramRule, finding } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default diagramRule('decisions-have-four-eyes', 'error', ({ diagram }) => {
  const { order } = inOrder(diagram)
  return [...diagram.nodes.values()].flatMap((node) => {
    if (node.type !== 'UserTask' || !node.headers.decides || node.headers.fourEyes || node.headers.signing === 'two') return []
    const before = order.slice(0, order.indexOf(node.id)).map((id) => diagram.nodes.get(id)!).filter(({ type, headers }) => type === 'UserTask' && headers.party !== 'applicant' && !headers.decides)
    const own = candidatesOf(node.candidateGroups)
    const same = before.filter((earlier) => candidatesOf(earlier.candidateGroups).some((group) => own.includes(group)))
    if (before.length > 0 && same.length === 0) return []
    const found = before.length === 0 ? 'nobody looks at the case before' : `the same people act at ${same.map(called).join(', ')}`
    return [finding(DIAGRAM, node.id, `Step ${called(node)} decides the case, but ${found}. Set the header fourEyes to the earlier step, let two sign (signing = two), or give the decision to another role.`)]
  })
})
