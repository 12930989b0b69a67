/** One moddle element -> one node. A kind that is not in the table is refused by name. */
import type { Expression } from '../feel/expression.ts'
import { attribute, checkExtensions, extension, headers, mappings } from './extensions.ts'
import { boundaryEvent, catchEvent, endEvent, messageOf } from './events.ts'
import type { Findings } from './findings.ts'
import { repeated } from './loops.ts'
import type { Moddle } from './read.ts'
import type { ExclusiveNode, JobDefinition, JobNode, Node, ParallelNode, ReceiveNode, ScopeNode, StartNode } from './types.ts'

/** A node while it is built. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] }

type Build = (element: Moddle, parent: ScopeNode, findings: Findings) => Node | null

const KINDS: Readonly<Record<string, Build>> = {
  'bpmn:StartEvent': startEvent,
  'bpmn:EndEvent': (element, parent, findings) => endEvent(element, common(element, parent, findings), findings),
  'bpmn:UserTask': userTask,
  'bpmn:ServiceTask': serviceTask,
  'bpmn:ReceiveTask': receiveTask,
  'bpmn:ExclusiveGateway': (element, parent, findings): ExclusiveNode => ({ ...common(element, parent, findings), type: 'exclusiveGateway', default: null }),
  'bpmn:ParallelGateway': (element, parent, findings): ParallelNode => ({ ...common(element, parent, findings), type: 'parallelGateway' }),
  'bpmn:IntermediateCatchEvent': (element, parent, findings) => catchEvent(element, common(element, parent, findings), findings),
  'bpmn:BoundaryEvent': (element, parent, findings) => boundaryEvent(element, common(element, parent, findings), findings),
}

/** null when the kind is not carried (which is then a finding). */
export function compileNode(element: Moddle, parent: ScopeNode, findings: Findings): Node | null {
  const build = Object.hasOwn(KINDS, element.$type) ? KINDS[element.$type] : undefined
  if (!build) {
    findings.refuse(element, `Elements of type ${element.$type} are not carried. Use one of ${Object.keys(KINDS).join(', ')}, bpmn:SubProcess.`)
    return null
  }
  if (element.isForCompensation === true) findings.refuse(element, 'Compensation is not carried yet. Remove it.')
  const node = build(element, parent, findings)
  return node && repeated(element, node, findings)
}

const ID = /^[\p{L}_][\p{L}\p{N}\-._]*$/u
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

export function common(element: Moddle, parent: ScopeNode | null, findings: Findings) {
  const id = element.id ?? ''
  if (!ID.test(id) || id.length > 255 || RESERVED.has(id)) {
    findings.refuse(element, `'${id.slice(0, 60)}' is no usable id. Begin with a letter or _, go on with letters, digits, - . _`)
  }
  checkExtensions(element, findings)
  return {
    id,
    name: element.name ?? '',
    parent,
    incoming: [],
    outgoing: [],
    inputs: mappings(element, 'inputParameters', findings),
    outputs: mappings(element, 'outputParameters', findings),
    boundary: [],
  }
}

function startEvent(element: Moddle, parent: ScopeNode, findings: Findings): StartNode | null {
  if ((element.eventDefinitions as unknown[] | undefined)?.length) {
    findings.refuse(element, 'Only none start events are carried yet. Remove the event definition and start the process by command.')
    return null
  }
  return { ...common(element, parent, findings), type: 'startEvent' }
}

function serviceTask(element: Moddle, parent: ScopeNode, findings: Findings): JobNode {
  const definition = extension(element, 'zeebe:TaskDefinition')
  const type = attribute(definition, 'type')
  if (!type) findings.refuse(element, 'Must have exactly one zeebe:taskDefinition with a type. Set Task definition: Type on the task.')
  return {
    ...common(element, parent, findings),
    type: 'serviceTask',
    job: {
      type: findings.expression(element, type ?? ''),
      retries: retries(element, attribute(definition, 'retries') ?? '3', findings),
      headers: headers(element),
      computed: [],
    },
  }
}

function retries(element: Moddle, source: string, findings: Findings): Expression {
  const expression = findings.expression(element, source)
  if (expression.kind === 'static' && !/^\d{1,9}$/.test(expression.text)) findings.refuse(element, `Retries must be a number or an expression, but is '${source}'.`)
  return expression
}

/** Zeebe's job-based user task: what the task is to people travels in the job's headers. */
function userTask(element: Moddle, parent: ScopeNode, findings: Findings): JobNode {
  const assignment = extension(element, 'zeebe:AssignmentDefinition')
  const schedule = extension(element, 'zeebe:TaskSchedule')
  const computed: JobDefinition['computed'][number][] = []
  const add = (owner: Moddle | undefined, name: string, kind: 'text' | 'list' | 'date') => {
    const source = attribute(owner, name)
    if (source !== undefined) computed.push({ header: `io.camunda.zeebe:${name}`, expression: findings.expression(element, source), kind })
  }
  add(assignment, 'assignee', 'text')
  add(assignment, 'candidateGroups', 'list')
  add(assignment, 'candidateUsers', 'list')
  add(schedule, 'dueDate', 'date')
  add(schedule, 'followUpDate', 'date')
  return {
    ...common(element, parent, findings),
    type: 'userTask',
    job: {
      type: { kind: 'static', text: 'io.camunda.zeebe:userTask' },
      retries: { kind: 'static', text: '1' },
      headers: { ...headers(element), ...formHeader(element, findings) },
      computed,
    },
  }
}

function formHeader(element: Moddle, findings: Findings): Record<string, string> {
  const form = extension(element, 'zeebe:FormDefinition')
  const formKey = attribute(form, 'formKey')
  if (attribute(form, 'formId') !== undefined || attribute(form, 'externalReference') !== undefined) {
    findings.refuse(element, 'Linked forms (formId, externalReference) are not carried. Use a form key.')
  }
  return formKey ? { 'io.camunda.zeebe:formKey': formKey } : {}
}

function receiveTask(element: Moddle, parent: ScopeNode, findings: Findings): ReceiveNode {
  return { ...common(element, parent, findings), type: 'receiveTask', message: messageOf(element, element.messageRef as Moddle | undefined, findings) }
}
