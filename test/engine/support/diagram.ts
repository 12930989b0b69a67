/** Shapes -> BPMN XML. Only what scenarios use; real diagrams come from a modeler. */
import { jobTypeOf, type Event, type Message, type Multi, type NodeSpec, type Shape, type Thrown } from './shape.ts'

export type { NodeSpec, Shape } from './shape.ts'

/** Messages, errors, signals and escalations stand beside the process, by id. */
type Roots = Map<string, string>

/** @param id of the process. @param scenario what `{scenario}` stands for: the id of the scenario's main process */
export function bpmn(id: string, shape: Shape, more = '', scenario = id): string {
  return bpmnOf({ [id]: shape }, scenario, more)
}

/** Several processes in one file, by their ids: one deployment, for which the schema is read once. Their elements' ids must differ. */
export function bpmnOf(processes: Readonly<Record<string, Shape>>, scenario: string, more = ''): string {
  const roots: Roots = new Map()
  const all = Object.entries(processes).map(([id, shape]) => {
    const tag = shape.versionTag === undefined ? '' : `<bpmn:extensionElements><zeebe:versionTag value="${xml(shape.versionTag)}" /></bpmn:extensionElements>`
    return `<bpmn:process id="${id}" isExecutable="true">${tag}${scope(shape, roots)}</bpmn:process>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="tongban">
${[...roots.values()].join('\n')}${all.join('')}${more}</bpmn:definitions>`.replaceAll('{scenario}', scenario)
}

function scope(shape: Shape, roots: Roots): string {
  const nodes = Object.entries(shape.nodes).map(([id, spec]) => node(id, spec, shape, roots))
  const flows = shape.flows.flatMap((chain) => {
    const ids = chain.trim().split(/\s+/)
    return ids.slice(1).map((to, i) => flow(ids[i]!, to, shape.when?.[`${ids[i]} ${to}`]))
  })
  const handlers = Object.entries(shape.nodes).map(([id, spec]) => handler(id, spec))
  return [...nodes, ...flows, ...handlers].join('\n') // BPMN's schema wants associations last
}

function handler(id: string, spec: NodeSpec): string {
  if (typeof spec === 'string' || !('boundary' in spec) || !('handler' in spec.boundary)) return ''
  return `<bpmn:association ${attributes({ id: `${id}_handler`, associationDirection: 'One', sourceRef: id, targetRef: spec.boundary.handler })} />`
}

function flow(from: string, to: string, condition: string | undefined): string {
  const inner = condition === undefined ? '' : `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=${xml(condition)}</bpmn:conditionExpression>`
  return `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${inner}</bpmn:sequenceFlow>`
}

const PLAIN = { start: 'startEvent', end: 'endEvent', and: 'parallelGateway', task: 'task', manual: 'manualTask' } as const
const JOBS = { service: 'serviceTask', send: 'sendTask', scriptJob: 'scriptTask', ruleJob: 'businessRuleTask' } as const

/** The BPMN element of a task that is a job; null for others. */
function jobTag(spec: Object): string | null {
  for (const [word, tag] of Object.entries(JOBS)) if (word in spec) return tag
  return null
}

function node(id: string, spec: NodeSpec, shape: Shape, roots: Roots): string {
  if (typeof spec === 'string') return plain(id, spec, shape)
  if ('xml' in spec) return spec.xml
  const tag = jobTag(spec)
  if (tag !== null) return task(tag, id, spec, [definition(id, jobTypeOf(spec)!, spec as Worked)])
  if ('user' in spec) return task('userTask', id, spec, userParts(spec))
  if ('script' in spec) return task('scriptTask', id, spec, [`<zeebe:script ${attributes({ expression: spec.script, resultVariable: spec.result })} />`])
  if ('rule' in spec) return task('businessRuleTask', id, spec, [`<zeebe:calledDecision ${attributes({ decisionId: spec.rule, resultVariable: spec.result, bindingType: spec.binding, versionTag: spec.versionTag })} />`])
  if ('call' in spec) return task('callActivity', id, spec, [called(spec)])
  if ('receive' in spec) return task('receiveTask', id, spec, [], { messageRef: message(id, spec.receive, roots) })
  if ('sub' in spec) return task('subProcess', id, spec, [], { triggeredByEvent: spec.event && 'true' }, scope(spec.sub, roots))
  return eventNode(id, spec as EventSpec, roots)
}

type Object = Exclude<NodeSpec, string | { xml: string }>
type Worked = { retries?: string; headers?: Readonly<Record<string, string>> }

function plain(id: string, word: Extract<NodeSpec, string>, shape: Shape): string {
  if (word === 'terminate') return `<bpmn:endEvent id="${id}"><bpmn:terminateEventDefinition /></bpmn:endEvent>`
  if (word === 'event') return `<bpmn:eventBasedGateway id="${id}">${outgoing(id, shape)}</bpmn:eventBasedGateway>` // Zeebe counts its outgoing elements
  if (word !== 'xor' && word !== 'or') return `<bpmn:${PLAIN[word]} id="${id}" />`
  const otherwise = shape.otherwise?.[id]
  return `<bpmn:${word === 'xor' ? 'exclusive' : 'inclusive'}Gateway ${attributes({ id, default: otherwise && `${id}_${otherwise}` })} />`
}

function outgoing(id: string, shape: Shape): string {
  const targets = shape.flows.flatMap((chain) => chain.trim().split(/\s+/).flatMap((from, i, ids) => (from === id && ids[i + 1] ? [ids[i + 1]] : [])))
  return targets.map((to) => `<bpmn:outgoing>${id}_${to}</bpmn:outgoing>`).join('')
}

function task(tag: string, id: string, spec: Object, parts: string[], more: Record<string, string | undefined> = {}, inner = ''): string {
  const { multi, compensation } = spec as { multi?: Multi; compensation?: true }
  const all = attributes({ id, isForCompensation: compensation && 'true', ...more })
  return `<bpmn:${tag} ${all}>${extensions(...parts, io(spec))}${multi ? loop(multi) : ''}${inner}</bpmn:${tag}>`
}

function loop({ over, as, sequential, collect, until }: Multi): string {
  const list = attributes({ inputCollection: over, inputElement: as, outputCollection: collect?.[0], outputElement: collect?.[1] })
  const condition = until === undefined ? '' : `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${xml(until)}</bpmn:completionCondition>`
  return `<bpmn:multiInstanceLoopCharacteristics${sequential ? ' isSequential="true"' : ''}>${extensions(`<zeebe:loopCharacteristics ${list} />`)}${condition}</bpmn:multiInstanceLoopCharacteristics>`
}

function definition(id: string, type: string | true, { retries, headers: all }: Worked): string {
  return `<zeebe:taskDefinition ${attributes({ type: type === true ? id : type, retries })} />${headers(all)}`
}

function userParts(spec: Extract<Object, { user: unknown }>): string[] {
  const { formKey, dueDate, followUpDate, ...assignment } = spec.user
  return [
    Object.keys(assignment).length > 0 ? `<zeebe:assignmentDefinition ${attributes(assignment)} />` : '',
    formKey ? `<zeebe:formDefinition ${attributes({ formKey })} />` : '',
    dueDate || followUpDate ? `<zeebe:taskSchedule ${attributes({ dueDate, followUpDate })} />` : '',
    headers(spec.headers),
  ]
}

function called(spec: Extract<Object, { call: string }>): string {
  const processId = spec.call.startsWith('=') ? spec.call : `{scenario}_${spec.call}`
  const flags = { propagateAllChildVariables: spec.children?.toString(), propagateAllParentVariables: spec.parent?.toString() }
  return `<zeebe:calledElement ${attributes({ processId, ...flags, bindingType: spec.binding, versionTag: spec.versionTag })} />`
}

type EventSpec = Extract<Object, { start: unknown } | { catch: unknown } | { throw: unknown } | { end: unknown } | { boundary: unknown } | { error: unknown }>

function eventNode(id: string, spec: EventSpec, roots: Roots): string {
  const element = (tag: string, inner: string, more: Record<string, string | undefined> = {}, parts: string[] = []) =>
    `<bpmn:${tag} ${attributes({ id, ...more })}>${extensions(...parts, io(spec))}${inner}</bpmn:${tag}>`
  if ('start' in spec) return element('startEvent', event(id, spec.start, roots), { isInterrupting: spec.beside && 'false' })
  if ('catch' in spec) return element('intermediateCatchEvent', event(id, spec.catch, roots))
  if ('boundary' in spec) return element('boundaryEvent', event(id, spec.boundary, roots), { attachedToRef: spec.on, cancelActivity: spec.beside && 'false' })
  const [tag, what]: [string, Thrown] = 'throw' in spec ? ['intermediateThrowEvent', spec.throw] : ['endEvent', 'end' in spec ? spec.end : { error: spec.error }]
  const parts = typeof what === 'object' && 'job' in what ? [definition(id, what.job, what)] : []
  return element(tag, thrown(id, what, roots), {}, parts)
}

function event(id: string, what: Event, roots: Roots): string {
  if ('message' in what) return `<bpmn:messageEventDefinition messageRef="${message(id, what.message, roots)}" />`
  if ('anyError' in what) return '<bpmn:errorEventDefinition />'
  if ('anyEscalation' in what) return '<bpmn:escalationEventDefinition />'
  if ('compensation' in what) return compensation(id)
  if ('error' in what || 'signal' in what || 'escalation' in what || 'link' in what) return referring(id, what, roots)
  const [tag, text] = 'timer' in what ? ['timeDuration', what.timer] : 'date' in what ? ['timeDate', what.date] : ['timeCycle', what.cycle]
  return `<bpmn:timerEventDefinition><bpmn:${tag} xsi:type="bpmn:tFormalExpression">${xml(text)}</bpmn:${tag}></bpmn:timerEventDefinition>`
}

function thrown(id: string, what: Thrown, roots: Roots): string {
  if (what === 'none') return ''
  if ('job' in what) return `<bpmn:messageEventDefinition messageRef="${message(id, { name: id }, roots)}" />`
  if ('compensate' in what) return compensation(id, what.compensate === true ? undefined : what.compensate)
  return referring(id, what, roots)
}

/** Zeebe's transformer fails on one without an id. */
function compensation(id: string, activityRef?: string): string {
  return `<bpmn:compensateEventDefinition ${attributes({ id: `${id}_compensation`, activityRef })} />`
}

/** Errors and escalations are told apart by code, signals and links by name. */
function referring(id: string, what: { error: string } | { signal: string } | { escalation: string } | { link: string }, roots: Roots): string {
  if ('link' in what) return `<bpmn:linkEventDefinition ${attributes({ id: `${id}_link`, name: what.link })} />`
  const [kind, text] = Object.entries(what)[0]!
  const ref = /^\w+$/.test(text) ? `${kind}_${text}` : `${kind}_${id}`
  roots.set(ref, `<bpmn:${kind} ${attributes({ id: ref, name: text, [`${kind}Code`]: kind === 'signal' ? undefined : text })} />`)
  return `<bpmn:${kind}EventDefinition ${kind}Ref="${ref}" />`
}

function message(id: string, { name, key }: Message, roots: Roots): string {
  const subscription = key === undefined ? '' : extensions(`<zeebe:subscription correlationKey="${xml(key)}" />`)
  roots.set(`message_${id}`, `<bpmn:message id="message_${id}" name="${xml(name)}">${subscription}</bpmn:message>`)
  return `message_${id}`
}

function extensions(...parts: string[]): string {
  const inner = parts.join('')
  return inner === '' ? '' : `<bpmn:extensionElements>${inner}</bpmn:extensionElements>`
}

function headers(all: Readonly<Record<string, string>> | undefined): string {
  if (!all) return ''
  return `<zeebe:taskHeaders>${Object.entries(all).map(([key, value]) => `<zeebe:header key="${xml(key)}" value="${xml(value)}" />`).join('')}</zeebe:taskHeaders>`
}

function io(spec: Object): string {
  const mapped = spec as Extract<Object, { service: unknown }>
  const lines = [...(mapped.in ?? []).map((pair) => ['input', ...pair]), ...(mapped.out ?? []).map((pair) => ['output', ...pair])]
  return lines.length === 0 ? '' : `<zeebe:ioMapping>${lines.map(([tag, source, target]) => `<zeebe:${tag} source="${xml(source!)}" target="${xml(target!)}" />`).join('')}</zeebe:ioMapping>`
}

/** Those that are undefined are left out. */
function attributes(all: Record<string, string | undefined>): string {
  return Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined).map(([name, value]) => `${name}="${xml(value)}"`).join(' ')
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
