/** Zeebe's unary calls: message in, request to the runner, message out. No rule of the engine lives here. */
import { noInstance, noElement } from '../handlers/instance.ts'
import { noIncident } from '../handlers/incidents.ts'
import { noJob } from '../handlers/jobs.ts'
import type { Answer, Request } from '../machine/requests.ts'
import type { Definition } from '../machine/definitions.ts'
import type { Command, Rejection } from '../commands.ts'
import type { Key } from '../state.ts'
import { sentence, text, variables } from './arguments.ts'
import { compileResources, type Resource } from './deploy.ts'

type Message = Record<string, any>
type Ok = Extract<Answer, { ok: true }>

export interface Call {
  /** @throws BadRequest */
  request(message: Message): Request | Promise<Request>
  reply(answer: Ok): Message
}

const nothing = () => ({})
const keyOf = (answer: Ok) => ({ key: (answer as { key: Key }).key, tenantId: '' })

/** A command for the instance that owns `target`; `missing` is said when nobody does. */
function command(target: Key, command: Command, missing: Rejection): Request {
  return { type: 'Instance', target, command, missing }
}

export const calls: Readonly<Record<string, Call>> = {
  DeployResource: {
    request: async ({ resources }) => ({ type: 'Deploy', resources: await compileResources(resources as Resource[]) }),
    reply: (answer) => {
      const { key, definitions } = answer as Extract<Answer, { answer: 'deployed' }>
      return { key, tenantId: '', deployments: definitions.map((definition) => ({ process: metadata(definition) })) }
    },
  },
  DeployProcess: {
    request: async ({ processes }) => ({
      type: 'Deploy',
      resources: await compileResources((processes as { name: string; definition: Buffer }[]).map(({ name, definition }) => ({ name, content: definition }))),
    }),
    reply: (answer) => {
      const { key, definitions } = answer as Extract<Answer, { answer: 'deployed' }>
      return { key, processes: definitions.map(metadata) }
    },
  },
  CreateProcessInstance: {
    request: ({ processDefinitionKey, bpmnProcessId, version, variables: document }) => ({
      type: 'Create', definitionKey: processDefinitionKey, bpmnProcessId: text(bpmnProcessId, 'bpmnProcessId'), version, variables: variables(document),
    }),
    reply: (answer) => {
      const { definition, key } = answer as Extract<Answer, { answer: 'created' }>
      return { processDefinitionKey: definition.key, bpmnProcessId: definition.bpmnProcessId, version: definition.version, processInstanceKey: key, tenantId: '' }
    },
  },
  CancelProcessInstance: {
    request: ({ processInstanceKey: key }) => command(key, { type: 'CancelInstance', key }, noInstance(key)),
    reply: nothing,
  },
  CompleteJob: {
    request: ({ jobKey: key, variables: document }) => command(key, { type: 'CompleteJob', key, variables: variables(document) }, noJob('CompleteJob', key)),
    reply: nothing,
  },
  FailJob: {
    request: ({ jobKey: key, retries, errorMessage, retryBackOff, variables: document }) =>
      command(key, { type: 'FailJob', key, retries, errorMessage: sentence(errorMessage), backoff: retryBackOff, variables: variables(document) }, noJob('FailJob', key)),
    reply: nothing,
  },
  ThrowError: {
    request: ({ jobKey: key, errorCode, errorMessage, variables: document }) =>
      command(key, { type: 'ThrowError', key, errorCode: text(errorCode, 'errorCode'), errorMessage: sentence(errorMessage), variables: variables(document) }, noJob('ThrowError', key)),
    reply: nothing,
  },
  UpdateJobRetries: {
    request: ({ jobKey: key, retries }) => command(key, { type: 'UpdateJobRetries', key, retries }, noJob('UpdateJobRetries', key)),
    reply: nothing,
  },
  UpdateJobTimeout: {
    request: ({ jobKey: key, timeout }) => command(key, { type: 'UpdateJobTimeout', key, timeout }, noJob('UpdateJobTimeout', key)),
    reply: nothing,
  },
  ResolveIncident: {
    request: ({ incidentKey: key }) => command(key, { type: 'ResolveIncident', key }, noIncident(key)),
    reply: nothing,
  },
  SetVariables: {
    request: ({ elementInstanceKey: element, variables: document, local }) =>
      command(element, { type: 'SetVariables', element, variables: variables(document), local }, noElement(element)),
    reply: (answer) => ({ key: (answer as { key: Key }).key }),
  },
  PublishMessage: {
    request: ({ name, correlationKey, messageId, timeToLive, variables: document }) => ({
      type: 'Publish', name: text(name, 'name'), correlationKey: text(correlationKey, 'correlationKey'), messageId: text(messageId, 'messageId'), timeToLive, variables: variables(document),
    }),
    reply: keyOf,
  },
}

function metadata(definition: Definition): Message {
  return { bpmnProcessId: definition.bpmnProcessId, version: definition.version, processDefinitionKey: definition.key, resourceName: definition.resourceName, tenantId: '' }
}

/** Calls of the protocol that this engine does not answer yet, and what to do instead. */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  StreamActivatedJobs: 'Job streams are not carried yet. Poll with ActivateJobs, which waits for jobs.',
  CreateProcessInstanceWithResult: 'Waiting for a result is not carried yet. Create the instance and let its last task report.',
  EvaluateDecision: 'Decisions are not carried yet. Use conditions in the diagram.',
  ModifyProcessInstance: 'Modifying instances is not carried yet. Draw the way back in the diagram, or cancel and start again.',
  DeleteResource: 'Deleting resources is not carried yet. Deploy a newer version instead.',
  BroadcastSignal: 'Signals are not carried yet. Publish a message.',
}
