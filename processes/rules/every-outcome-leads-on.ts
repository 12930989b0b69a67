/** An outcome that no flow takes stops the case at the gateway with an incident, after the officer has decided. */
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks, type BundleSubject } from './subject.ts'
import { valuesAsked } from './support/condition.ts'
import { produced } from './support/outcomes.ts'

export default bundleRule('every-outcome-leads-on', 'error', (subject) => {
  const tasks = new Map(userTasks(subject).map((task) => [task.id, task]))
  return [...subject.diagram.nodes.values()].flatMap((gateway) => {
    if (gateway.type !== 'ExclusiveGateway' || gateway.outgoing.length < 2 || gateway.defaultFlow !== undefined) return []
    const bare = gateway.outgoing.find((id) => subject.diagram.flows.get(id)?.condition === undefined)
    if (bare !== undefined) return [finding(DIAGRAM, bare, say`A flow of gateway ${called(gateway)} has no condition and is not its default. Set a condition, or make it the default flow.`, { fact: 'condition' })]
    const asked = gateway.outgoing.map((id) => valuesAsked(subject.diagram.flows.get(id)!.condition!))
    const variables = new Set(asked.map(({ variable }) => variable))
    const task = tasks.get([...variables][0] ?? '')
    if (variables.size !== 1 || !task) return [finding(DIAGRAM, gateway.id, say`Gateway ${called(gateway)} has no default flow, and its conditions do not all ask for one step's outcome. Set a default flow.`)]
    return produced(subject, task).filter((outcome) => !viaError(subject, task.id, outcome) && !asked.some(({ values }) => values.includes(JSON.stringify(outcome))))
      .map((outcome) => finding(DIAGRAM, gateway.id, say`Step ${called(task)} can end in "${outcome}", but no flow of gateway ${called(gateway)} takes it. Draw the flow, or set a default.`))
  })
})

function viaError(subject: BundleSubject, elementId: string, outcome: string): boolean {
  return subject.steps.find((step) => step.elementId === elementId)?.returns.some((way) => way.error !== undefined && outcome === `return:${way.target}`) ?? false
}
