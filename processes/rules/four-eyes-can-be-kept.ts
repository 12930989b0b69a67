/**
 * Four eyes are two people (N11), and an officer may hold two roles: another role keeps a step apart only where nobody holds both, and the header
 * fourEyes stops a case for good where those who may act have all acted before. Who holds what is asked of the organisation.
 */
import { candidatesOf } from '../../server/matters/facts.ts'
import type { Node } from '../../server/matters/diagram.ts'
import { resolveGroup } from '../../server/people/officer.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM, userTasks, type BundleSubject } from './subject.ts'
import { actAt, examinersBefore, keptApart } from './support/fourEyes.ts'

export default bundleRule('four-eyes-can-be-kept', 'error', (subject) => userTasks(subject).flatMap((task) => {
  if (task.headers.party === 'applicant') return []
  const apart = keptApart(task).map((id) => subject.diagram.nodes.get(id)).filter((earlier) => earlier !== undefined)
  return [...nobodyLeft(subject, task, apart), ...sameInTwoRoles(subject, task, apart)]
}))

/** Those who may act, less those who may all have acted at the steps before, are fewer than the step takes. An empty role is told by steps-have-candidates. */
function nobodyLeft(subject: BundleSubject, task: Node, apart: readonly Node[]): Finding[] {
  const own = peopleOf(subject, task)
  const both = apart.map((earlier) => ({ earlier, people: [...peopleOf(subject, earlier)].filter((login) => own.has(login)) })).filter(({ people }) => people.length > 0)
  const atMost = both.reduce((sum, { earlier, people }) => sum + Math.min(signers(earlier), people.length), 0)
  const gone = Math.min(atMost, new Set(both.flatMap(({ people }) => people)).size)
  if (own.size === 0 || own.size - gone >= signers(task)) return []
  return [finding(DIAGRAM, task.id, say`Step ${called(task)} is for somebody else than ${both.map(({ earlier }) => called(earlier)).join(', ')}, but ${[...own].join(', ')} may have acted there, and then nobody is left. Give a further officer the role of this step, or take that of the earlier step from them.`, { fact: 'header:fourEyes' })]
}

/** A step that leans on its own role alone, while an officer holds that of an earlier step too. Where both steps name one group, decisions-have-four-eyes speaks. */
function sameInTwoRoles(subject: BundleSubject, task: Node, apart: readonly Node[]): Finding[] {
  const act = actAt(task)
  if (act === null) return []
  const examiners = examinersBefore(subject.diagram, task)
  if (act === 'decides' && examiners.some((earlier) => apart.includes(earlier))) return []
  const [own, groups] = [peopleOf(subject, task), candidatesOf(task.candidateGroups)]
  const shared = examiners.filter((earlier) => !apart.includes(earlier) && !candidatesOf(earlier.candidateGroups).some((group) => groups.includes(group)))
    .map((earlier) => ({ earlier, people: [...peopleOf(subject, earlier)].filter((login) => own.has(login)) })).filter(({ people }) => people.length > 0)
  if (shared.length === 0) return []
  const people = [...new Set(shared.flatMap((one) => one.people))]
  return [finding(DIAGRAM, task.id, say`Step ${called(task)} ${act === 'decides' ? say`decides` : say`hears`} the case in another role than ${shared.map(({ earlier }) => called(earlier)).join(', ')}, but ${people.join(', ')} may act at both. Set the header fourEyes to the earlier step.`, { fact: 'header:fourEyes' })]
}

function peopleOf({ bundle, organisation }: BundleSubject, node: Node): Set<string> {
  return new Set(candidatesOf(node.candidateGroups).flatMap((candidate) => organisation.holdersOf(resolveGroup(candidate, bundle.matter.body))))
}

function signers({ headers }: Node): number {
  return headers.signing === 'two' ? 2 : 1
}
