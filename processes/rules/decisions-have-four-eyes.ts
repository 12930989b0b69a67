/**
 * Nobody decides what he alone has examined, and nobody hears a case he has examined (N11; 行政许可法 48: the host of a hearing is not the reviewer):
 * the header fourEyes keeps whoever acted before from the step, or the step is for a role that acted at none before it. That an officer is
 * kin of the applicant he declares himself, and who applies himself is seen: the desk keeps the case from both (server/cases/apart.ts).
 * Whether the officers there are can keep it is four-eyes-can-be-kept.
 */
import { candidatesOf } from '../../server/matters/facts.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { actAt, examinersBefore, keptApart } from './support/fourEyes.ts'

export default diagramRule('decisions-have-four-eyes', 'error', ({ diagram }) => [...diagram.nodes.values()].flatMap((node) => {
  const act = actAt(node)
  if (act === null) return []
  const examiners = examinersBefore(diagram, node)
  const own = candidatesOf(node.candidateGroups)
  const same = examiners.filter((earlier) => candidatesOf(earlier.candidateGroups).some((group) => own.includes(group)))
  if (same.length === 0 && (examiners.length > 0 || act === 'hears')) return []
  const others = keptApart(node)
  // one who decides may have looked at the case if somebody else did too; a host of a hearing may not
  if (act === 'decides' ? examiners.some(({ id }) => others.includes(id)) : same.every(({ id }) => others.includes(id))) return []
  const found = examiners.length === 0 ? say`nobody looks at the case before` : say`the same people act at ${same.map(called).join(', ')}`
  return [finding(DIAGRAM, node.id, say`Step ${called(node)} ${act === 'decides' ? say`decides` : say`hears`} the case, but ${found}. Set the header fourEyes to the earlier step, let two sign (signing = two), or give the step to another role.`, { fact: 'header:fourEyes' })]
}))
