/** Every step of a person has a form, a limit with its source, and people who exist; its headers hold what they claim. */
import { parseLimit } from '../../deadlines/limit.ts'
import { resolveGroup } from '../../people/officer.ts'
import { candidatesOf, parseJson } from '../facts.ts'
import { called, DIAGRAM, error, userTasks, type Check, type Subject } from './subject.ts'

export const stepsHaveForms: Check = (subject) => userTasks(subject).flatMap((task) => {
  if (task.formKey === undefined) return [error(DIAGRAM, task.id, `Step ${called(task)} has no form. Set its form key and add forms/${subject.bundle.matter.code}/${task.id}.schema.json.`)]
  if (!Object.hasOwn(subject.bundle.forms, task.formKey)) return [error(DIAGRAM, task.id, `Step ${called(task)} asks for the form "${task.formKey}", but there is no forms/${subject.bundle.matter.code}/${task.formKey}.schema.json. Add it, or correct the form key.`)]
  return []
})

export const stepsHaveLimits: Check = (subject) => userTasks(subject).flatMap((task) => {
  const { limit, limitSource } = task.headers
  if (limit === undefined) return [error(DIAGRAM, task.id, `Step ${called(task)} has no limit. Set Limit on the step, for instance 1wd.`)]
  if (parseLimit(limit) === null) return [error(DIAGRAM, task.id, `The limit of step ${called(task)} must read like 5wd, 1.5wd, 3d, 4h or 30min, but is "${limit}". Correct it.`)]
  if (!limitSource?.trim()) return [error(DIAGRAM, task.id, `The limit ${limit} of step ${called(task)} names no source. Set its law, or 内部分解.`)]
  return []
})

export const stepsHaveCandidates: Check = (subject) => userTasks(subject).flatMap((task) => {
  const candidates = candidatesOf(task.candidateGroups)
  if (task.headers.party === 'applicant') {
    return candidates.length === 0 ? [] : [error(DIAGRAM, task.id, `Step ${called(task)} is the applicant's, but names candidate groups. Remove them, or the header party.`)]
  }
  if (candidates.length === 0) return [error(DIAGRAM, task.id, `Nobody can act at step ${called(task)}. Set its candidate groups as a list of roles, for instance window or ziran/handler.`)]
  return candidates.map((candidate) => resolveGroup(candidate, subject.bundle.matter.body)).filter((group) => !subject.organisation.hasGroup(group))
    .map((group) => error(DIAGRAM, task.id, `Step ${called(task)} is for the group "${group}", which the organisation does not have. Correct the candidate group, or add the role.`))
})

const values: Record<string, string[]> = {
  signing: ['one', 'two', 'sheet'],
  clock: ['step', 'acceptance', 'supplement', 'pause', 'delivery', 'hearing'],
  party: ['applicant'],
}

export const headersHoldKnownValues: Check = (subject) => userTasks(subject).flatMap((task) => {
  const problems = Object.entries(values).flatMap(([key, allowed]) => {
    const value = task.headers[key]
    return value === undefined || allowed.includes(value) ? [] : [error(DIAGRAM, task.id, `The header "${key}" of step ${called(task)} must be one of ${allowed.join(', ')}, but is "${value}". Correct it.`)]
  })
  for (const id of (task.headers.fourEyes ?? '').split(',').map((one) => one.trim()).filter(Boolean)) {
    if (subject.diagram.nodes.get(id)?.type !== 'UserTask') problems.push(error(DIAGRAM, task.id, `Step ${called(task)} needs other eyes than "${id}", which is no step of the diagram. Correct the header fourEyes.`))
  }
  return problems
})

/** A return that no flow or error carries would leave the case where it is. */
export const returnsAreDrawn: Check = (subject) => userTasks(subject).flatMap((task) => {
  const { returns } = task.headers
  if (returns === undefined) return []
  const listed = parseJson(returns)
  if (!Array.isArray(listed)) return [error(DIAGRAM, task.id, `The header "returns" of step ${called(task)} must be a JSON list of {to, name, error?}. Correct it.`)]
  return listed.flatMap((one: unknown) => wayProblems(subject, task.id, one))
})

function wayProblems({ diagram, steps }: Subject, from: string, one: unknown) {
  const step = steps.find(({ elementId }) => elementId === from)!
  const { to, name } = (one ?? {}) as { to?: unknown; name?: unknown }
  if (typeof to !== 'string' || typeof name !== 'string') return [error(DIAGRAM, from, `A return of step ${called(step)} needs "to" and "name", but is ${JSON.stringify(one)}. Correct the header returns.`)]
  if (!diagram.nodes.has(to)) return [error(DIAGRAM, from, `Step ${called(step)} returns to "${to}", which is not in the diagram. Correct the header returns.`)]
  const way = step.returns.find((drawn) => drawn.target === to)
  if (way?.error !== undefined) {
    return way.scope !== undefined ? [] : [error(DIAGRAM, from, `Step ${called(step)} returns by the error "${way.error}", but no sub-process round it catches that error. Draw an error boundary event with this code on the sub-process round the fork.`)]
  }
  const drawn = [...diagram.flows.values()].some((flow) => flow.condition?.includes(`"return:${to}"`) && flow.condition.includes(from))
  return drawn ? [] : [error(DIAGRAM, from, `Step ${called(step)} returns to "${to}", but no flow is chosen by ${from} = "return:${to}". Draw it, or name the error that leaves the fork.`)]
}
