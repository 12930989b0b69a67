/** Somebody who exists can act at every step; the applicant's own steps name no officer. */
import { candidatesOf } from '../../server/matters/facts.ts'
import { resolveGroup } from '../../server/people/officer.ts'
import type { Node } from '../../server/matters/diagram.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM, userTasks, type BundleSubject } from './subject.ts'

export default bundleRule('steps-have-candidates', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const candidates = candidatesOf(task.candidateGroups)
  if (task.headers.party === 'applicant') {
    return candidates.length === 0 ? [] : [finding(DIAGRAM, task.id, say`Step ${called(task)} is the applicant's, but names candidate groups. Remove them, or the header party.`, { fact: 'candidateGroups' })]
  }
  if (candidates.length === 0) return [finding(DIAGRAM, task.id, say`Nobody can act at step ${called(task)}. Set its candidate groups as a list of roles, for instance window or ziran/handler.`, { fact: 'candidateGroups' })]
  const groups = candidates.map((candidate) => resolveGroup(candidate, subject.bundle.matter.body))
  const unknown = groups.filter((group) => !subject.organisation.hasGroup(group))
  if (unknown.length === 0) return tooFew(subject, task, groups)
  return unknown.map((group) => finding(DIAGRAM, task.id, say`Step ${called(task)} is for the group "${group}", which the organisation does not have. Correct the candidate group, or add the role.`, { fact: 'candidateGroups' }))
}))

/** A substitute stands in for an officer, so a role without one has none either; of several groups one that is staffed is enough. */
function tooFew({ organisation }: BundleSubject, task: Node, groups: readonly string[]): Finding[] {
  const people = new Set(groups.flatMap((group) => organisation.holdersOf(group)))
  if (people.size === 0) return [finding(DIAGRAM, task.id, say`Step ${called(task)} is for ${groups.join(', ')}, and no officer of the organisation holds that role, so nobody can act. Give an officer the role, or correct the candidate group.`, { fact: 'candidateGroups' })]
  if (task.headers.signing !== 'two' || people.size > 1) return []
  return [finding(DIAGRAM, task.id, say`Step ${called(task)} takes two officers, but of ${groups.join(', ')} the organisation has one (${[...people].join(', ')}). Give a second officer the role, or name a further candidate group.`, { fact: 'candidateGroups' })]
}
