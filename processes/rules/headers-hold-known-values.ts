/** The headers of a step hold what they claim: a value the platform knows, a step that exists. */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

const values: Record<string, string[]> = {
  signing: ['one', 'two', 'sheet'],
  clock: ['step', 'acceptance', 'supplement', 'pause', 'delivery', 'hearing'],
  party: ['applicant'],
}

export default diagramRule('headers-hold-known-values', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const problems = Object.entries(values).flatMap(([key, allowed]) => {
    const value = task.headers[key]
    return value === undefined || allowed.includes(value) ? [] : [finding(DIAGRAM, task.id, say`The header "${key}" of step ${called(task)} must be one of ${allowed.join(', ')}, but is "${value}". Correct it.`, { fact: `header:${key}` })]
  })
  for (const id of (task.headers.fourEyes ?? '').split(',').map((one) => one.trim()).filter(Boolean)) {
    if (subject.diagram.nodes.get(id)?.type !== 'UserTask') problems.push(finding(DIAGRAM, task.id, say`Step ${called(task)} needs other eyes than "${id}", which is no step of the diagram. Correct the header fourEyes.`, { fact: 'header:fourEyes' }))
  }
  return problems
}))
