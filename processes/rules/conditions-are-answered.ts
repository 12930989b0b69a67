/** What a gateway asks must have been answered: by the outcome of a step, a field under a form's `routing`, or an output mapping. */
import type { Flow } from '../../server/matters/diagram.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks, type BundleSubject } from './subject.ts'
import { readCondition } from './support/condition.ts'
import { produced } from './support/outcomes.ts'
import { jobOutcomes } from '../../server/matters/platformJobs.ts'

export default bundleRule('conditions-are-answered', 'error', (subject) => {
  const { diagram, bundle } = subject
  const tasks = new Map(userTasks(subject).map((task) => [task.id, task]))
  const jobs = new Map([...diagram.nodes.values()].flatMap(({ id, jobType }) => (jobOutcomes[jobType ?? ''] ? [[id, jobOutcomes[jobType!]!] as const] : [])))
  const outcomesOf = (variable: string) => (tasks.has(variable) ? produced(subject, tasks.get(variable)!) : jobs.get(variable))
  const known = new Set(['caseId', 'round', ...tasks.keys(), ...jobs.keys()])
  for (const form of Object.values(bundle.forms)) for (const field of form.routing ?? []) known.add(field)
  for (const { outputs, result } of diagram.nodes.values()) for (const name of [...outputs.map(({ target }) => target), ...(result ?? '').split('.').slice(0, 1)]) known.add(name)
  return [...diagram.flows.values()].flatMap((flow) => {
    if (flow.condition === undefined) return []
    const condition = flow.condition.startsWith('=') ? readCondition(flow.condition) : null
    if (!condition) return [finding(DIAGRAM, flow.id, say`The condition "${flow.condition}" of the flow from ${from(subject, flow)} is no FEEL expression. Write it like =acceptance = "accept".`, { fact: 'condition' })]
    return [
      ...condition.variables.filter((name) => !known.has(name)).map((name) => finding(DIAGRAM, flow.id, say`The flow from ${from(subject, flow)} asks for "${name}", which no step, form or mapping gives. Use a step's id, or list the field under a form's routing.`, { fact: 'condition' })),
      ...condition.equals.filter(({ variable, literal }) => outcomesOf(variable)?.includes(literal) === false)
        .map(({ variable, literal }) => finding(DIAGRAM, flow.id, say`The flow from ${from(subject, flow)} waits for ${variable} = "${literal}", but that step can end only in ${outcomesOf(variable)!.join(', ') || say`nothing`}. Correct the condition or the form.`, { fact: 'condition' })),
    ]
  })
})

function from(subject: BundleSubject, flow: Flow): string {
  const node = subject.diagram.nodes.get(flow.from)
  return node ? called(node) : flow.from
}
