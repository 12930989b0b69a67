/**
 * BPMN text -> a plain graph of nodes and flows with their zeebe: extensions, for the catalogue's facts and checks. Pure and
 * browser-safe. It judges nothing but readability; whether an engine can run the diagram is the engine's own compiler.
 */
import { BpmnModdle } from 'bpmn-moddle'
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' }
import type { Sentence } from '../forms/sentence.ts'
import { expressionsOf, type PlacedExpression } from './expressions.ts'
import { say } from './sentence.ts'

export interface EventOf {
  kind: 'none' | 'message' | 'error' | 'timer' | 'terminate' | 'link' | 'compensation' | 'other'
  linkName?: string
  messageName?: string
  correlationKey?: string
  errorCode?: string
  /** Duration, date or cycle as written. */
  timer?: string
}

export interface Node {
  id: string
  name: string
  /** The BPMN element without its prefix: UserTask, ServiceTask, ExclusiveGateway, BoundaryEvent … */
  type: string
  /** The sub-processes round it, outermost first. */
  scopes: string[]
  /** Flow ids in drawing order. */
  outgoing: string[]
  incoming: string[]
  defaultFlow?: string
  attachedTo?: string
  /** Of an event on an activity, or of the start of an event sub-process (there `false` or absent). */
  interrupting?: boolean
  event?: EventOf
  jobType?: string
  formKey?: string
  candidateGroups?: string
  headers: Record<string, string>
  /** What the author says of it (bpmn:documentation). */
  documentation?: string
  outputs: { source: string; target: string }[]
  inputs: { source: string; target: string }[]
  /** The message a receive task waits for. */
  message?: string
  /** Of a multi-instance activity: the variables it makes. */
  loop?: { element?: string; collection?: string }
  /** The variable that a script or a called decision answers in. */
  result?: string
  /** The decision that a business rule task calls, by its id (zeebe:calledDecision). */
  decision?: string
  /** Multi-instance, a loop, an event sub-process: what runs inside may end what runs beside it. */
  repeatsOrInterrupts: boolean
  /** Begun by its own start event, not by a flow. */
  eventSubProcess: boolean
  /** Done only where what was done is undone; no flow leads to it. */
  forCompensation: boolean
  /** `<zeebe:userTask/>`: the engine's own user tasks, which offer no job. */
  nativeUserTask: boolean
}

export interface Flow { id: string; from: string; to: string; name: string; condition?: string }

export interface Diagram {
  processId: string
  name: string
  executable: boolean
  platform: string | null
  nodes: Map<string, Node>
  flows: Map<string, Flow>
  /** All FEEL but the conditions of flows. */
  expressions: PlacedExpression[]
}

/** A text that is no diagram, with one sentence and the element it speaks of where there is one. */
export class UnreadableDiagram extends Error {
  constructor(readonly sentence: Sentence, readonly element?: string) {
    super(sentence.en)
  }
}

interface Moddle {
  $type: string
  $attrs?: Record<string, string>
  id: string
  name?: string
  [property: string]: unknown
}

const moddle = new BpmnModdle({ zeebe })
/** A parser blocks for seconds on megabytes; an approval matter is 20-200 kB. */
const MAX_BYTES = 1_048_576
/** The engine's own bound; looked at here too, or ten thousand complaints would be told of ten thousand elements. */
const MAX_NODES = 2_000
/** A sub-process costs one level, extensions a few; collect() allows twenty of the former. */
const MAX_XML_DEPTH = 200
const MAX_EXPRESSION = 10_000
const MAX_NESTING = 100

/** @throws UnreadableDiagram with one sentence. */
export async function readDiagram(xml: string): Promise<Diagram> {
  return graphOf(await readTree(xml))
}

let lastRead: { xml: string; tree: Promise<object> } | undefined

/**
 * The moddle tree of a text, to be read and never changed: a publication asks for the same one three times in a row and gets what was
 * read at first. @throws UnreadableDiagram. A parser's warning is refused too: it would run otherwise than it was drawn.
 */
export function readTree(xml: string): Promise<object> {
  if (lastRead?.xml !== xml) lastRead = { xml, tree: parsed(xml) }
  return lastRead.tree
}

async function parsed(xml: string): Promise<object> {
  if (xml.length > MAX_BYTES) throw new UnreadableDiagram(say`A diagram may have ${MAX_BYTES} characters, this one has ${xml.length}. Split the process.`)
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new UnreadableDiagram(say`A diagram must not carry a DOCTYPE or entities. Save it again with a BPMN modeler.`)
  if (xmlDepth(xml) > MAX_XML_DEPTH) throw new UnreadableDiagram(say`Elements are nested more than ${MAX_XML_DEPTH} deep. Flatten the diagram.`)
  try {
    const { rootElement, warnings } = (await moddle.fromXML(xml)) as { rootElement: Moddle; warnings: { message: string; element?: Moddle }[] }
    if (warnings.length > 0) throw new UnreadableDiagram(say`${warnings[0]!.message.replace(/\s+/g, ' ')}`, warnings[0]!.element?.id)
    return rootElement
  } catch (error) {
    if (error instanceof UnreadableDiagram) throw error
    throw new UnreadableDiagram(say`The diagram is no BPMN: ${(error as Error).message.replace(/\s+/g, ' ')}. Save it again with a BPMN modeler.`)
  }
}

/** The graph of a tree. @throws UnreadableDiagram */
export function graphOf(tree: object): Diagram {
  const definitions = tree as Moddle
  const process = onlyProcess(definitions)
  const diagram: Diagram = {
    processId: process.id, name: process.name ?? '', executable: process.isExecutable === true,
    platform: definitions.$attrs?.['modeler:executionPlatform'] ?? null, nodes: new Map(), flows: new Map(), expressions: [],
  }
  collect(process, [], diagram)
  for (const flow of diagram.flows.values()) if (flow.condition !== undefined) bounded(flow.id, flow.condition)
  for (const { element, text } of diagram.expressions) bounded(element, text)
  if (diagram.nodes.size > MAX_NODES) throw new UnreadableDiagram(say`A diagram may have ${MAX_NODES} elements, this one has ${diagram.nodes.size}. Split the process.`)
  return diagram
}

/** A parser of FEEL takes a second for 20,000 parentheses, and some of those who read it recurse: what nobody writes is not read. */
function bounded(element: string, text: string): void {
  if (text.length > MAX_EXPRESSION) throw new UnreadableDiagram(say`An expression may have ${MAX_EXPRESSION} characters, one of ${element} has ${text.length}. Shorten it.`, element)
  let depth = 0
  for (const character of text) {
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    if (depth > MAX_NESTING) throw new UnreadableDiagram(say`An expression may be nested ${MAX_NESTING} deep, one of ${element} is deeper. Take it apart.`, element)
  }
}

/** The deepest nesting of tags, reckoned without recursion: a tree deeper than the stack would end whoever walks it. */
export function xmlDepth(xml: string): number {
  let depth = 0
  let deepest = 0
  for (const [tag] of xml.matchAll(/<[/!?]?[A-Za-z](?:"[^"<]*"|'[^'<]*'|[^"'<>])*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>') && !tag.startsWith('<!') && !tag.startsWith('<?')) deepest = Math.max(deepest, ++depth)
  }
  return deepest
}

/** A process too many is shown by its pool, which is what can be seen of it. */
function onlyProcess(definitions: Moddle): Moddle {
  const processes = list(definitions.rootElements).filter((element) => element.$type === 'bpmn:Process')
  const [process, second] = processes
  if (!process) throw new UnreadableDiagram(say`A matter's diagram holds exactly one process, this one holds none. Draw one.`)
  if (!second) return process
  const pools = list(definitions.rootElements).flatMap((element) => list(element.participants))
  const poolOf = (one: Moddle): Moddle | undefined => pools.find(({ processRef }) => processRef === one)
  const names = processes.map((one) => `"${poolOf(one)?.name ?? one.name ?? one.id}"`).join(', ')
  throw new UnreadableDiagram(say`A matter's diagram holds exactly one process, this one holds ${processes.length}: ${names}. Keep one.`, (poolOf(second) ?? second).id)
}

const containers = new Set(['bpmn:SubProcess', 'bpmn:Transaction', 'bpmn:AdHocSubProcess'])

function collect(container: Moddle, scopes: string[], diagram: Diagram): void {
  if (scopes.length > 20) throw new UnreadableDiagram(say`Sub-process ${container.id} is nested more than 20 deep. Flatten the diagram.`, container.id)
  for (const element of list(container.flowElements)) {
    if (element.$type === 'bpmn:SequenceFlow') {
      const condition = (element.conditionExpression as Moddle | undefined)?.body as string | undefined
      diagram.flows.set(element.id, {
        id: element.id, from: end(element, 'sourceRef'), to: end(element, 'targetRef'), name: element.name ?? '',
        ...(condition === undefined ? {} : { condition: condition.trim() }),
      })
      continue
    }
    diagram.nodes.set(element.id, nodeOf(element, scopes))
    diagram.expressions.push(...expressionsOf(element))
    if (containers.has(element.$type)) collect(element, [...scopes, element.id], diagram)
  }
}

function end(flow: Moddle, side: 'sourceRef' | 'targetRef'): string {
  const node = flow[side] as Moddle | undefined
  if (!node) throw new UnreadableDiagram(say`Sequence flow ${flow.id} has no ${side}. Connect it at both ends.`, flow.id)
  return node.id
}

function nodeOf(element: Moddle, scopes: string[]): Node {
  const extensions = list((element.extensionElements as Moddle | undefined)?.values)
  const extension = (type: string) => extensions.find((one) => one.$type === `zeebe:${type}`)
  const text = (type: string, property: string) => extension(type)?.[property] as string | undefined
  return {
    id: element.id,
    name: element.name ?? '',
    type: element.$type.replace('bpmn:', ''),
    scopes,
    outgoing: list(element.outgoing).map((flow) => flow.id),
    incoming: list(element.incoming).map((flow) => flow.id),
    ...(element.default ? { defaultFlow: (element.default as Moddle).id } : {}),
    ...(element.attachedToRef ? { attachedTo: (element.attachedToRef as Moddle).id, interrupting: element.cancelActivity !== false } : {}),
    ...(element.$type === 'bpmn:StartEvent' && element.isInterrupting === false ? { interrupting: false } : {}),
    ...(element.$type.endsWith('Event') ? { event: eventOf(element) } : {}),
    ...present('jobType', text('TaskDefinition', 'type')),
    ...present('formKey', text('FormDefinition', 'formKey')),
    ...present('candidateGroups', text('AssignmentDefinition', 'candidateGroups')),
    headers: headersOf(extension('TaskHeaders')),
    ...present('documentation', documentationOf(element)),
    outputs: mappings(extension('IoMapping')?.outputParameters),
    inputs: mappings(extension('IoMapping')?.inputParameters),
    ...present('message', (element.messageRef as Moddle | undefined)?.name),
    ...present('loop', loopOf(element.loopCharacteristics as Moddle | undefined)),
    ...present('decision', element.$type === 'bpmn:BusinessRuleTask' ? text('CalledDecision', 'decisionId') : undefined),
    ...present('result', text('Script', 'resultVariable') ?? text('CalledDecision', 'resultVariable')),
    repeatsOrInterrupts: element.loopCharacteristics !== undefined || element.triggeredByEvent === true,
    eventSubProcess: element.triggeredByEvent === true,
    forCompensation: element.isForCompensation === true,
    nativeUserTask: extension('UserTask') !== undefined,
  }
}

function mappings(parameters: unknown): { source: string; target: string }[] {
  return list(parameters).map((one) => ({ source: String(one.source), target: String(one.target) }))
}

function loopOf(characteristics: Moddle | undefined): Node['loop'] {
  if (!characteristics) return undefined
  const zeebeLoop = list((characteristics.extensionElements as Moddle | undefined)?.values).find((one) => one.$type === 'zeebe:LoopCharacteristics')
  return { ...present('element', zeebeLoop?.inputElement as string | undefined), ...present('collection', zeebeLoop?.outputCollection as string | undefined) }
}

function documentationOf(element: Moddle): string | undefined {
  return list(element.documentation).map((one) => String(one.text ?? '')).join('\n').trim() || undefined
}

function headersOf(headers: Moddle | undefined): Record<string, string> {
  const entries = list(headers?.values).map((header) => [String(header.key), String(header.value ?? '')] as const)
  return Object.fromEntries(entries.filter(([key]) => key !== '__proto__'))
}

function eventOf(element: Moddle): EventOf {
  const [definition] = list(element.eventDefinitions)
  switch (definition?.$type) {
    case undefined: return { kind: 'none' }
    case 'bpmn:MessageEventDefinition': {
      const message = definition.messageRef as Moddle | undefined
      const subscription = list((message?.extensionElements as Moddle | undefined)?.values).find((one) => one.$type === 'zeebe:Subscription')
      return { kind: 'message', ...present('messageName', message?.name), ...present('correlationKey', subscription?.correlationKey as string | undefined) }
    }
    case 'bpmn:ErrorEventDefinition': return { kind: 'error', ...present('errorCode', (definition.errorRef as Moddle | undefined)?.errorCode as string | undefined) }
    case 'bpmn:TimerEventDefinition': return { kind: 'timer', ...present('timer', ((definition.timeDuration ?? definition.timeDate ?? definition.timeCycle) as Moddle | undefined)?.body as string | undefined) }
    case 'bpmn:TerminateEventDefinition': return { kind: 'terminate' }
    case 'bpmn:LinkEventDefinition': return { kind: 'link', ...present('linkName', definition.name) }
    case 'bpmn:CompensateEventDefinition': return { kind: 'compensation' }
    default: return { kind: 'other' }
  }
}

function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V }
}

function list(value: unknown): Moddle[] {
  return Array.isArray(value) ? (value as Moddle[]) : []
}
