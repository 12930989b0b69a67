/**
 * What a gateway asks must have been answered: each variable in a condition is the outcome of a step, a field under a form's
 * `routing`, or an output mapping, and each outcome an officer may choose leads somewhere.
 */
import { parseExpression } from 'feelin'
import type { FormSchema } from '../../forms/schema.ts'
import type { Flow, Node } from '../diagram.ts'
import { called, DIAGRAM, error, userTasks, warning, type Check, type Subject } from './subject.ts'

/** The constants of a decision form's `outcome`, which are its buttons. */
export function outcomesOf(form: FormSchema | undefined): string[] {
  return (form?.properties?.outcome?.oneOf ?? []).map((choice) => String(choice.const))
}

/** What a step's outcome variable can hold. A sheet ends in a verdict, not in one department's opinion. */
function produced({ bundle }: Subject, task: Node): string[] {
  return task.headers.signing === 'sheet' ? ['agree', 'disagree'] : outcomesOf(bundle.forms[task.formKey ?? ''])
}

export const decisionFormsHaveOutcomes: Check = (subject) => userTasks(subject).flatMap((task) => {
  const form = subject.bundle.forms[task.formKey ?? '']
  if (!form) return []
  const file = `forms/${task.formKey}`
  const outcomes = outcomesOf(form)
  if (outcomes.length === 0) return [error(file, '/properties/outcome', `The form of step ${called(task)} offers no outcome, so it has no button. Add the property outcome with oneOf of const and title.`)]
  if (!form.required?.includes('outcome')) return [error(file, '/required', `The outcome of step ${called(task)} is not required. Add "outcome" to required.`)]
  const step = subject.steps.find(({ elementId }) => elementId === task.id)!
  const offered = outcomes.filter((outcome) => outcome.startsWith('return:')).map((outcome) => outcome.slice('return:'.length))
  return [
    ...offered.filter((to) => !step.returns.some((way) => way.target === to)).map((to) => error(file, '/properties/outcome', `The form offers a return to "${to}", but step ${called(task)} lists no such return. Add it to the header returns, or remove the outcome.`)),
    ...step.returns.filter((way) => !offered.includes(way.target)).map((way) => error(file, '/properties/outcome', `Step ${called(task)} draws a return to "${way.target}", but its form does not offer return:${way.target}. Add the outcome, or remove the return.`)),
  ]
})

interface Comparison { variable: string; literal: string }
interface Condition { variables: string[]; equals: Comparison[] }

/** Variables of a FEEL condition, and its comparisons of a variable with a text. Null when it cannot be parsed. */
export function readCondition(text: string): Condition | null {
  const expression = text.replace(/^=/, '')
  const found: Condition = { variables: [], equals: [] }
  let open: string | undefined
  let broken = false
  parseExpression(expression, {}, undefined).iterate({
    enter(node) {
      const source = expression.slice(node.from, node.to)
      // the parser takes "a == b" for a test within a comparison; an engine answers it with null
      if (node.type.isError || (node.name === 'SimplePositiveUnaryTest' && source.startsWith('='))) broken = true
      if (node.name === 'VariableName') {
        open = source
        // a function's name is not a variable
        if (node.node.parent?.name !== 'FunctionInvocation' || node.node.prevSibling !== null) found.variables.push(source)
      }
      if (node.name === 'StringLiteral' && open !== undefined && node.node.parent?.name === 'Comparison') found.equals.push({ variable: open, literal: source.slice(1, -1) })
    },
  })
  return broken ? null : found
}

export const conditionsAreAnswered: Check = (subject) => {
  const { diagram, bundle } = subject
  const tasks = new Map(userTasks(subject).map((task) => [task.id, task]))
  const known = new Set(['caseId', 'round', ...tasks.keys()])
  for (const form of Object.values(bundle.forms)) for (const field of form.routing ?? []) known.add(field)
  for (const node of diagram.nodes.values()) for (const { target } of node.outputs) known.add(target)
  return [...diagram.flows.values()].flatMap((flow) => {
    if (flow.condition === undefined) return []
    const condition = flow.condition.startsWith('=') ? readCondition(flow.condition) : null
    if (!condition) return [error(DIAGRAM, flow.id, `The condition "${flow.condition}" of the flow from ${from(subject, flow)} is no FEEL expression. Write it like =acceptance = "accept".`)]
    return [
      ...condition.variables.filter((name) => !known.has(name)).map((name) => error(DIAGRAM, flow.id, `The flow from ${from(subject, flow)} asks for "${name}", which no step, form or mapping gives. Use a step's id, or list the field under a form's routing.`)),
      ...condition.equals.filter(({ variable, literal }) => tasks.has(variable) && !produced(subject, tasks.get(variable)!).includes(literal))
        .map(({ variable, literal }) => error(DIAGRAM, flow.id, `The flow from ${from(subject, flow)} waits for ${variable} = "${literal}", but that step can end only in ${produced(subject, tasks.get(variable)!).join(', ') || 'nothing'}. Correct the condition or the form.`)),
    ]
  })
}

/** An outcome that no flow takes stops the case at the gateway with an incident, after the officer has decided. */
export const everyOutcomeLeadsOn: Check = (subject) => {
  const tasks = new Map(userTasks(subject).map((task) => [task.id, task]))
  return [...subject.diagram.nodes.values()].flatMap((gateway) => {
    if (gateway.type !== 'ExclusiveGateway' || gateway.outgoing.length < 2 || gateway.defaultFlow !== undefined) return []
    const conditions = gateway.outgoing.map((id) => readCondition(subject.diagram.flows.get(id)?.condition ?? ''))
    const bare = gateway.outgoing.find((id) => subject.diagram.flows.get(id)?.condition === undefined)
    if (bare !== undefined) return [error(DIAGRAM, bare, `A flow of gateway ${called(gateway)} has no condition and is not its default. Set a condition, or make it the default flow.`)]
    const comparisons = conditions.flatMap((condition) => condition?.equals ?? [])
    const variables = new Set(comparisons.map(({ variable }) => variable))
    const task = tasks.get([...variables][0] ?? '')
    if (variables.size !== 1 || !task) return [error(DIAGRAM, gateway.id, `Gateway ${called(gateway)} has no default flow, and its conditions do not all ask for one step's outcome. Set a default flow.`)]
    return produced(subject, task).filter((outcome) => !viaError(subject, task.id, outcome) && !comparisons.some(({ literal }) => literal === outcome))
      .map((outcome) => error(DIAGRAM, gateway.id, `Step ${called(task)} can end in "${outcome}", but no flow of gateway ${called(gateway)} takes it. Draw the flow, or set a default.`))
  })
}

/**
 * An engine asks the conditions of an exclusive gateway in the order in which the flows stand in the file, which no drawing shows and a modeler
 * may change. So they must not overlap: each asks one and the same variable for values that no other asks for; what is left is the default.
 */
export const conditionsDoNotOverlap: Check = ({ diagram }) => [...diagram.nodes.values()].flatMap((gateway) => {
  if (gateway.type !== 'ExclusiveGateway') return []
  const asked = gateway.outgoing.filter((id) => id !== gateway.defaultFlow).map((id) => ({ id, ...valuesAsked(diagram.flows.get(id)?.condition ?? '') }))
  if (asked.length < 2) return []
  const loose = asked.find(({ variable }) => variable === null || variable !== asked[0]!.variable)
  if (loose) return [warning(DIAGRAM, loose.id, `Of gateway ${called(gateway)} more than one flow could be taken, and the order of the file would decide which. Compare one variable with texts on every flow (=step = "a" or step = "b"), and leave the rest to the default flow.`)]
  const taken = new Set<string>()
  return asked.flatMap(({ id, values }) => values.filter((value) => taken.size === taken.add(value).size)
    .map((value) => warning(DIAGRAM, id, `Two flows of gateway ${called(gateway)} wait for ${value}, and the order of the file would decide which is taken. Let one flow ask for it.`)))
})

/** The one variable that a condition compares, and with which values as written; `null` where it asks anything else. */
function valuesAsked(condition: string): { variable: string | null; values: string[] } {
  const parts = condition.replace(/^=/, '').split(/\bor\b/).map((part) => /^\s*\(?\s*([A-Za-z_]\w*)\s*=\s*("[^"\\]*"|true|false|-?\d+(?:\.\d+)?)\s*\)?\s*$/.exec(part))
  const variable = parts[0]?.[1]
  if (variable === undefined || parts.some((part) => part?.[1] !== variable)) return { variable: null, values: [] }
  return { variable, values: [...new Set(parts.map((part) => part![2]!))] }
}

function viaError(subject: Subject, elementId: string, outcome: string): boolean {
  return subject.steps.find((step) => step.elementId === elementId)?.returns.some((way) => way.error !== undefined && outcome === `return:${way.target}`) ?? false
}

function from(subject: Subject, flow: Flow): string {
  const node = subject.diagram.nodes.get(flow.from)
  return node ? called(node) : flow.from
}
