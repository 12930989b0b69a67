/** Which steps a person who decides or hears must be apart from, and who comes before: what both rules of four eyes (N11) read of a diagram. */
import type { Diagram, Node } from '../../../server/matters/diagram.ts'
import { inOrder } from '../../../server/matters/roads.ts'

/** A step at which the case is decided by one person, or heard; null: no other. */
export function actAt({ type, headers }: Node): 'decides' | 'hears' | null {
  if (type !== 'UserTask' || headers.party === 'applicant') return null
  if (headers.decides) return headers.signing === 'two' ? null : 'decides'
  return headers.hearing === 'record' ? 'hears' : null
}

/** The steps that the header fourEyes names. */
export function keptApart({ headers }: Node): string[] {
  return (headers.fourEyes ?? '').split(',').map((id) => id.trim()).filter(Boolean)
}

/** Steps of officers that come before; an earlier decision of the same head is no examination. */
export function examinersBefore(diagram: Diagram, node: Node): Node[] {
  const { order } = inOrder(diagram)
  return order.slice(0, order.indexOf(node.id)).map((id) => diagram.nodes.get(id)!)
    .filter(({ type, headers }) => type === 'UserTask' && headers.party !== 'applicant' && !headers.decides)
}
