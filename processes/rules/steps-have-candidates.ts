/** Somebody who exists can act at every step; the applicant's own steps name no officer. */
import { candidatesOf } from '../../server/matters/facts.ts'
import { resolveGroup } from '../../server/people/officer.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default bundleRule('steps-have-candidates', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const candidates = candidatesOf(task.candidateGroups)
  if (task.headers.party === 'applicant') {
    return candidates.length === 0 ? [] : [finding(DIAGRAM, task.id, say`Step ${called(task)} is the applicant's, but names candidate groups. Remove them, or the header party.`, { fact: 'candidateGroups' })]
  }
  if (candidates.length === 0) return [finding(DIAGRAM, task.id, say`Nobody can act at step ${called(task)}. Set its candidate groups as a list of roles, for instance window or ziran/handler.`, { fact: 'candidateGroups' })]
  return candidates.map((candidate) => resolveGroup(candidate, subject.bundle.matter.body)).filter((group) => !subject.organisation.hasGroup(group))
    .map((group) => finding(DIAGRAM, task.id, say`Step ${called(task)} is for the group "${group}", which the organisation does not have. Correct the candidate group, or add the role.`, { fact: 'candidateGroups' }))
}))
