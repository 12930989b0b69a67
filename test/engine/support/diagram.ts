/** Diagrams as short data -> BPMN XML, so that a scenario reads at a glance. Only what scenarios use; real diagrams come from a modeler. */
type Pairs = readonly (readonly [source: string, target: string])[]

interface Mapped { in?: Pairs; out?: Pairs }
interface Message { name: string; key: string }

export type NodeSpec =
  | 'start' | 'end' | 'terminate' | 'xor' | 'and'
  | ({ service: string | true; retries?: string; headers?: Record<string, string> } & Mapped)
  | ({ user: Partial<Record<'assignee' | 'candidateGroups' | 'candidateUsers' | 'formKey' | 'dueDate', string>>; headers?: Record<string, string> } & Mapped)
  | ({ receive: Message } & Mapped)
  | ({ catch: Event } & Mapped)
  | ({ boundary: Event; on: string; beside?: true } & Mapped)
  | ({ error: string } & Mapped)
  | ({ sub: Shape } & Mapped)

export type Event = { message: Message } | { timer: string } | { date: string } | { cycle: string } | { error: string } | { anyError: true }

/** `flows`: chains of ids, `s a e`; `when`: `from to` -> FEEL without its `=`; `otherwise`: gateway -> target of its default flow. */
export interface Shape {
  nodes: Readonly<Record<string, NodeSpec>>
  flows: readonly string[]
  when?: Readonly<Record<string, string>>
  otherwise?: Readonly<Record<string, string>>
}

interface Roots { messages: Map<string, Message>; errors: Set<string> }

export function bpmn(id: string, shape: Shape, more = ''): string {
  const roots: Roots = { messages: new Map(), errors: new Set() }
  const body = scope(shape, roots)
  const messages = [...roots.messages].map(([ref, { name, key }]) =>
    `<bpmn:message id="${ref}" name="${xml(name)}"><bpmn:extensionElements><zeebe:subscription correlationKey="${xml(key)}" /></bpmn:extensionElements></bpmn:message>`)
  const errors = [...roots.errors].map((code) => `<bpmn:error id="error_${code}" name="${code}" errorCode="${code}" />`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="tongban">
${[...messages, ...errors].join('\n')}<bpmn:process id="${id}" isExecutable="true">${body}</bpmn:process>${more}</bpmn:definitions>`
}

function scope(shape: Shape, roots: Roots): string {
  const nodes = Object.entries(shape.nodes).map(([id, spec]) => node(id, spec, shape, roots))
  const flows = shape.flows.flatMap((chain) => {
    const ids = chain.trim().split(/\s+/)
    return ids.slice(1).map((to, i) => flow(ids[i]!, to, shape.when?.[`${ids[i]} ${to}`]))
  })
  return [...nodes, ...flows].join('\n')
}

function flow(from: string, to: string, condition: string | undefined): string {
  const inner = condition === undefined ? '' : `<bpmn:conditionExpression>=${xml(condition)}</bpmn:conditionExpression>`
  return `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${inner}</bpmn:sequenceFlow>`
}

function node(id: string, spec: NodeSpec, shape: Shape, roots: Roots): string {
  if (spec === 'start') return `<bpmn:startEvent id="${id}" />`
  if (spec === 'end') return `<bpmn:endEvent id="${id}" />`
  if (spec === 'terminate') return `<bpmn:endEvent id="${id}"><bpmn:terminateEventDefinition /></bpmn:endEvent>`
  if (spec === 'and') return `<bpmn:parallelGateway id="${id}" />`
  if (spec === 'xor') return `<bpmn:exclusiveGateway id="${id}"${shape.otherwise?.[id] ? ` default="${id}_${shape.otherwise[id]}"` : ''} />`
  if ('service' in spec) {
    const type = spec.service === true ? id : spec.service
    const definition = `<zeebe:taskDefinition type="${xml(type)}"${spec.retries ? ` retries="${xml(spec.retries)}"` : ''} />`
    return `<bpmn:serviceTask id="${id}">${extensions(definition, headers(spec.headers), io(spec))}</bpmn:serviceTask>`
  }
  if ('user' in spec) {
    const { formKey, dueDate, ...assignment } = spec.user
    const parts = [
      Object.keys(assignment).length > 0 ? `<zeebe:assignmentDefinition ${attributes(assignment)} />` : '',
      formKey ? `<zeebe:formDefinition formKey="${xml(formKey)}" />` : '', dueDate ? `<zeebe:taskSchedule dueDate="${xml(dueDate)}" />` : '',
    ]
    return `<bpmn:userTask id="${id}">${extensions(...parts, headers(spec.headers), io(spec))}</bpmn:userTask>`
  }
  if ('receive' in spec) return `<bpmn:receiveTask id="${id}" messageRef="${message(id, spec.receive, roots)}">${extensions(io(spec))}</bpmn:receiveTask>`
  if ('catch' in spec) return `<bpmn:intermediateCatchEvent id="${id}">${extensions(io(spec))}${event(id, spec.catch, roots)}</bpmn:intermediateCatchEvent>`
  if ('boundary' in spec) {
    return `<bpmn:boundaryEvent id="${id}" attachedToRef="${spec.on}"${spec.beside ? ' cancelActivity="false"' : ''}>${extensions(io(spec))}${event(id, spec.boundary, roots)}</bpmn:boundaryEvent>`
  }
  if ('error' in spec) return `<bpmn:endEvent id="${id}">${extensions(io(spec))}${event(id, { error: spec.error }, roots)}</bpmn:endEvent>`
  return `<bpmn:subProcess id="${id}">${extensions(io(spec))}${scope(spec.sub, roots)}</bpmn:subProcess>`
}

function event(id: string, what: Event, roots: Roots): string {
  if ('message' in what) return `<bpmn:messageEventDefinition messageRef="${message(id, what.message, roots)}" />`
  if ('anyError' in what) return '<bpmn:errorEventDefinition />'
  if ('error' in what) {
    roots.errors.add(what.error)
    return `<bpmn:errorEventDefinition errorRef="error_${what.error}" />`
  }
  const [tag, text] = 'timer' in what ? ['timeDuration', what.timer] : 'date' in what ? ['timeDate', what.date] : ['timeCycle', what.cycle]
  return `<bpmn:timerEventDefinition><bpmn:${tag}>${xml(text)}</bpmn:${tag}></bpmn:timerEventDefinition>`
}

function message(id: string, definition: Message, roots: Roots): string {
  roots.messages.set(`message_${id}`, definition)
  return `message_${id}`
}

function extensions(...parts: string[]): string {
  const inner = parts.join('')
  return inner === '' ? '' : `<bpmn:extensionElements>${inner}</bpmn:extensionElements>`
}

function headers(all: Record<string, string> | undefined): string {
  if (!all) return ''
  return `<zeebe:taskHeaders>${Object.entries(all).map(([key, value]) => `<zeebe:header key="${xml(key)}" value="${xml(value)}" />`).join('')}</zeebe:taskHeaders>`
}

function io(spec: Mapped): string {
  const lines = [...(spec.in ?? []).map((pair) => ['input', ...pair]), ...(spec.out ?? []).map((pair) => ['output', ...pair])]
  return lines.length === 0 ? '' : `<zeebe:ioMapping>${lines.map(([tag, source, target]) => `<zeebe:${tag} source="${xml(source!)}" target="${xml(target!)}" />`).join('')}</zeebe:ioMapping>`
}

const attributes = (all: Record<string, string | undefined>) => Object.entries(all).map(([name, value]) => `${name}="${xml(value ?? '')}"`).join(' ')
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
