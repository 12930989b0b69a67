/** Creating and cancelling instances. */
import { noInstance } from '../../handlers/instance.ts'
import type { Answer, Request } from '../../machine/requests.ts'
import { ONE_TENANT, tenant, text, variables } from '../arguments.ts'
import { command, nothing, type Calls, type Message, type Ok } from './call.ts'

type Create = Extract<Request, { type: 'Create' }>

export const instanceCalls: Calls = {
  CreateProcessInstance: { request: (message) => creation('CreateProcessInstance', message), reply: created },
  CancelProcessInstance: {
    request: ({ processInstanceKey: key }) => command(key, { type: 'CancelInstance', key }, noInstance(key)),
    reply: nothing,
  },
}

/** What both ways of creating an instance ask. @throws BadRequest */
export function creation(call: string, message: Message): Create {
  tenant(call, message.tenantId)
  return {
    type: 'Create', definitionKey: message.processDefinitionKey, bpmnProcessId: text(message.bpmnProcessId, 'bpmnProcessId'), version: message.version,
    variables: variables(message.variables), at: startInstructions(message),
  }
}

/** Ids of the elements an instance starts before; none: at its start event. */
export function startInstructions({ startInstructions }: Message): string[] {
  return (startInstructions as Message[]).map(({ elementId }) => text(elementId, 'elementId'))
}

/** The head of both answers. */
export function created(answer: Ok): Message {
  const { definition, key } = answer as Extract<Answer, { answer: 'created' }>
  return { processDefinitionKey: definition.key, bpmnProcessId: definition.bpmnProcessId, version: definition.version, processInstanceKey: key, tenantId: ONE_TENANT }
}

export interface ResultRequest {
  create: Create
  /** How long to wait for the end, ms; 0: the gateway's own time. */
  timeout: number
  /** Names of the variables to answer with; none: all. */
  fetch: readonly string[]
}

/** A request without the inner one asks for what nobody is. */
const NOBODY: Message = { processDefinitionKey: 0, bpmnProcessId: '', version: 0, variables: '', startInstructions: [], tenantId: '' }

/** @throws BadRequest */
export function withResult({ request, requestTimeout, fetchVariables }: Message): ResultRequest {
  return { create: creation('CreateProcessInstanceWithResult', request ?? NOBODY), timeout: Math.max(0, requestTimeout), fetch: fetchVariables }
}
