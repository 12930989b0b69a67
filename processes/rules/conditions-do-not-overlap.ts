/** An engine asks the conditions of a gateway in the order of the file, which no drawing shows and a modeler may change: so each asks one
 * and the same variable for values that no other asks for, and what is left is the default. */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { valuesAsked } from './support/condition.ts'

export default diagramRule('conditions-do-not-overlap', 'warning', ({ diagram }) => [...diagram.nodes.values()].flatMap((gateway) => {
  if (gateway.type !== 'ExclusiveGateway') return []
  const asked = gateway.outgoing.filter((id) => id !== gateway.defaultFlow).map((id) => ({ id, ...valuesAsked(diagram.flows.get(id)?.condition ?? '') }))
  if (asked.length < 2) return []
  const loose = asked.find(({ variable }) => variable === null || variable !== asked[0]!.variable)
  if (loose) return [finding(DIAGRAM, loose.id, say`Of gateway ${called(gateway)} more than one flow could be taken, and the order of the file would decide which. Compare one variable with texts on every flow (=step = "a" or step = "b"), and leave the rest to the default flow.`, { fact: 'condition' })]
  const taken = new Set<string>()
  return asked.flatMap(({ id, values }) => values.filter((value) => taken.size === taken.add(value).size)
    .map((value) => finding(DIAGRAM, id, say`Two flows of gateway ${called(gateway)} wait for ${value}, and the order of the file would decide which is taken. Let one flow ask for it.`, { fact: 'condition' })))
}))
