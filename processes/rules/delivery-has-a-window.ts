/** Without consent to electronic service the window serves the papers (domain H8). */
import { resolveGroup } from '../../server/people/officer.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default bundleRule('delivery-has-a-window', 'error', ({ bundle, diagram, organisation }) => [...diagram.nodes.values()].flatMap((node) => {
  const window = resolveGroup('window', bundle.matter.body)
  if (node.jobType !== 'result:deliver' || organisation.holdersOf(window).length > 0) return []
  if (organisation.hasGroup(window)) return [finding(DIAGRAM, node.id, say`${called(node)} delivers a result, but no officer holds "${window}" to serve what may not go online. Give an officer the role.`)]
  return [finding(DIAGRAM, node.id, say`${called(node)} delivers a result, but the organisation has no group "${window}" to serve what may not go online. Add the role.`)]
}))
