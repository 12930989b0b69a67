/**
 * Which variables a case has when it comes to an element: what the platform and the application bring, outcomes and routed fields of the steps
 * before, outcomes and mappings of jobs before. Those of steps that only come later are not among them. Pure.
 */
import { jobOutcomes } from '../../server/matters/platformJobs.ts'
import { isObject, type FormSchema } from '../../server/forms/schema.ts'
import type { Diagram, Node } from '../../server/matters/diagram.ts'

export interface Outcome { value: string; title: string }

export interface Variable {
  name: string
  type: 'String' | 'Number' | 'Boolean' | 'Any'
  /** The step, form or job it comes from, by its id; null: the platform. */
  from: string | null
  /** What people call it: the title of a field. */
  title?: string
  /** What it can hold, where that is known. */
  outcomes?: Outcome[]
}

export interface Place { diagram: Diagram; forms: Readonly<Record<string, FormSchema>>; application: FormSchema | undefined }

/** @param after whether the element has been done already: its own output mappings see what it gave */
export function variablesAt(place: Place, element: string, after = false): Variable[] {
  const { diagram } = place
  const flow = diagram.flows.get(element)
  const before = nodesBefore(diagram, flow ? flow.from : element)
  const node = diagram.nodes.get(flow ? flow.from : element)
  const done = node && (after || flow) && !before.includes(node) ? [node, ...before] : before
  return unique([
    ...done.flatMap((one) => givenBy(place, one)),
    ...(node ? around(diagram, node).flatMap(localOf) : []),
    ...fieldsOf(place.application, null),
    { name: 'caseId', type: 'String', from: null }, { name: 'round', type: 'Number', from: null },
  ])
}

/** Nodes from which flows lead to the element, nearest first; the element itself where a way leads back to it. */
export function nodesBefore(diagram: Diagram, element: string): Node[] {
  const found = new Set<Node>()
  const queue = enteredFrom(diagram, element)
  for (const id of queue) {
    const node = diagram.nodes.get(id)
    if (!node || found.has(node)) continue
    found.add(node)
    queue.push(...enteredFrom(diagram, id))
  }
  return [...found]
}

const sources = new WeakMap<Diagram, Map<string, string[]>>()

/** Where the flows into each node come from; reckoned once a diagram, for the tables' tab asks of every node. */
function sourcesIn(diagram: Diagram): Map<string, string[]> {
  const found = sources.get(diagram) ?? new Map<string, string[]>()
  if (!sources.has(diagram)) for (const { from, to } of diagram.flows.values()) found.set(to, [...(found.get(to) ?? []), from])
  sources.set(diagram, found)
  return found
}

/** By flows; a boundary event as its host was, what stands inside a sub-process as the sub-process was. */
function enteredFrom(diagram: Diagram, id: string, asked: ReadonlySet<string> = new Set()): string[] {
  const node = diagram.nodes.get(id)
  if (!node || asked.has(id)) return [] // a file may hold events that stand on each other in a circle; the rules refuse it
  const [by, seen] = [sourcesIn(diagram).get(id) ?? [], new Set([...asked, id])]
  if (node.attachedTo !== undefined) return [...by, ...enteredFrom(diagram, node.attachedTo, seen)]
  const inside = node.scopes.at(-1)
  return by.length > 0 || inside === undefined ? [...by] : enteredFrom(diagram, inside, seen)
}

function givenBy({ forms }: Place, node: Node): Variable[] {
  const mapped = node.outputs.map(({ target }) => plain(target.split('.')[0]!, node))
  const jobs = jobOutcomes[node.jobType ?? '']
  return [...mapped, ...(node.result === undefined ? [] : [plain(node.result, node)]), ...(jobs ? [outcome(node, [...jobs].map((value) => ({ value, title: value })))] : []), ...(node.type === 'UserTask' ? ofStep(node, forms) : [])]
}

function ofStep(node: Node, forms: Place['forms']): Variable[] {
  const form = forms[node.formKey ?? '']
  return [outcome(node, outcomesOf(node, form)), ...fieldsOf(form, node)]
}

/** What a step's variable can hold. A sheet ends in a verdict, not in one department's opinion. */
function outcomesOf(node: Node, form: FormSchema | undefined): Outcome[] {
  const choices = buttonsOf(form)
  if (node.headers.signing !== 'sheet') return choices
  return ['agree', 'disagree'].map((value) => choices.find((choice) => choice.value === value) ?? { value, title: value })
}

/** What people decide by a form, as its buttons say it. A form that is being written may hold anything. */
export function buttonsOf(form: FormSchema | undefined): Outcome[] {
  const field: unknown = isObject(form?.properties) ? form.properties.outcome : undefined
  const { oneOf, enum: values } = isObject(field) ? field : {}
  const choices: unknown[] = Array.isArray(oneOf) ? oneOf : Array.isArray(values) ? values.map((value: unknown) => ({ const: value })) : []
  return choices.filter(isObject).map((choice) => ({ value: String(choice.const), title: String(choice.title ?? choice.const) }))
}

function outcome(node: Node, outcomes: Outcome[]): Variable {
  return { name: node.id, type: 'String', from: node.id, ...(node.name ? { title: node.name } : {}), outcomes }
}

/** Only the fields under `routing` reach the engine (design decision 9). */
function fieldsOf(form: FormSchema | undefined, node: Node | null): Variable[] {
  const routed: unknown[] = Array.isArray(form?.routing) ? form.routing : []
  return routed.map(String).map((name) => {
    const field = form!.properties?.[name]
    return { name, type: typeOf(field), from: node?.id ?? form!.title ?? null, ...(field?.title ? { title: field.title } : {}) }
  })
}

function typeOf(field: FormSchema | undefined): Variable['type'] {
  switch (field?.type) {
    case 'string': return 'String'
    case 'number': case 'integer': return 'Number'
    case 'boolean': return 'Boolean'
    default: return 'Any'
  }
}

/** The element and the sub-processes round it. */
function around(diagram: Diagram, node: Node): Node[] {
  return [node, ...node.scopes.flatMap((id) => diagram.nodes.get(id) ?? [])]
}

/** What exists inside an activity alone: its input mappings, what its loop counts. */
function localOf(node: Node): Variable[] {
  const loop = node.loop ? [node.loop.element, 'loopCounter'].filter((name) => name !== undefined) : []
  return [...node.inputs.map(({ target }) => plain(target.split('.')[0]!, node)), ...loop.map((name) => plain(name, node))]
}

function plain(name: string, node: Node): Variable {
  return { name, type: 'Any', from: node.id }
}

/** The nearest of a name is the one that is seen. */
function unique(variables: Variable[]): Variable[] {
  const names = variables.map(({ name }) => name)
  return variables.filter(({ name }, index) => names.indexOf(name) === index)
}
