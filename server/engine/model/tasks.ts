/** Tasks, and what of a message throw or end event is one: a job for a worker, a FEEL script, a message to wait for, or nothing at all. */
import type { Expression } from '../feel/expression.ts'
import { bindingOf } from './calls.ts'
import { messageOf } from './definitions.ts'
import { attribute, extension, headers } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { CommonParts } from './nodes.ts'
import type { Moddle } from './read.ts'
import type { DecisionNode, JobDefinition, JobNode, PlainTaskNode, ReceiveNode, ScriptNode } from './types.ts'

export function serviceTask(element: Moddle, common: CommonParts, findings: Findings): JobNode {
  return { ...common, type: 'serviceTask', job: workerJob(element, findings) }
}

export function sendTask(element: Moddle, common: CommonParts, findings: Findings): JobNode {
  return { ...common, type: 'sendTask', job: workerJob(element, findings) }
}

/** A rule is a decision (zeebe:calledDecision) or a worker's affair (zeebe:taskDefinition). */
export function ruleTask(element: Moddle, common: CommonParts, findings: Findings): JobNode | DecisionNode {
  const called = extension(element, 'zeebe:CalledDecision')
  if (!called) return { ...common, type: 'businessRuleTask', job: workerJob(element, findings) }
  if (extension(element, 'zeebe:TaskDefinition')) findings.refuse(element, "Must have either one 'zeebe:calledDecision' or one 'zeebe:taskDefinition' extension element.")
  const id = attribute(called, 'decisionId') ?? ''
  const result = attribute(called, 'resultVariable') ?? ''
  if (id === '') findings.refuse(element, "Attribute 'decisionId' must be present and not empty. Set Called decision: Decision ID on the task.")
  if (result === '') findings.refuse(element, "Attribute 'resultVariable' must be present and not empty. Set Called decision: Result variable on the task.")
  return { ...common, type: 'decisionTask', decisionId: findings.expression(element, id), binding: bindingOf(element, called, findings), result }
}

/** A script is FEEL (zeebe:script) or a worker's affair (zeebe:taskDefinition). */
export function scriptTask(element: Moddle, common: CommonParts, findings: Findings): JobNode | ScriptNode {
  const script = extension(element, 'zeebe:Script')
  if (!script) return { ...common, type: 'scriptTask', job: workerJob(element, findings) }
  if (extension(element, 'zeebe:TaskDefinition')) findings.refuse(element, "Must have either one 'zeebe:script' or one 'zeebe:taskDefinition' extension element.")
  const result = attribute(script, 'resultVariable') ?? ''
  if (result === '') findings.refuse(element, 'Must have a result variable. Set Result variable on the task.')
  return { ...common, type: 'feelTask', script: findings.feel(element, attribute(script, 'expression') ?? '', 'Script'), result }
}

export function plainTask(_element: Moddle, common: CommonParts): PlainTaskNode {
  return { ...common, type: 'plainTask' }
}

/** Of a message event too: the worker sends the message, and the event goes on when its job is done. */
export function workerJob(element: Moddle, findings: Findings): JobDefinition {
  const definition = extension(element, 'zeebe:TaskDefinition')
  const type = attribute(definition, 'type')
  if (!type) findings.refuse(element, "Must have exactly one 'zeebe:taskDefinition' extension element with a type. Set Task definition: Type on the element.")
  return {
    type: findings.expression(element, type ?? ''),
    retries: retries(element, attribute(definition, 'retries') ?? '3', findings),
    headers: headers(element),
    computed: [],
  }
}

function retries(element: Moddle, source: string, findings: Findings): Expression {
  const expression = findings.expression(element, source)
  if (expression.kind === 'static' && !/^\d{1,9}$/.test(expression.text)) findings.refuse(element, `Retries must be a number or an expression, but is '${source}'.`)
  return expression
}

/** Zeebe's job-based user task: what the task is to people travels in the job's headers. */
export function userTask(element: Moddle, common: CommonParts, findings: Findings): JobNode {
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
    ...common,
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

export function receiveTask(element: Moddle, common: CommonParts, findings: Findings): ReceiveNode {
  return { ...common, type: 'receiveTask', message: messageOf(element, element.messageRef as Moddle | undefined, findings) }
}
