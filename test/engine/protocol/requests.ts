/**
 * Requests that a client should not send, and some it may: what Zeebe answers was recorded (record.ts), ours answers the same.
 * A word in braces stands for a key of what is `given`; `{nobody}` for a key nobody has.
 */
import { bpmn } from '../support/diagram.ts'

/** What is there before the request; `id` is the process id and the job type of the one case. */
export type Given = 'nothing' | 'a deployment' | 'an instance' | 'a job' | 'a failed job' | 'a job with an incident' | 'a job that threw' | 'a completed job' | 'a cancelled instance' | 'an incident of an expression'

export interface WrongRequest {
  name: string
  given?: Given
  call: string
  message: Record<string, unknown>
  /** Sent so many times; the last answer counts. */
  times?: number
  /** Ours says it in words of its own (deployment: clearer ones): the code alone is compared. */
  codeOnly?: true
  /** Whose recorded answer counts; both in-memory engines' unless said otherwise. */
  by?: readonly Line[]
  /** Where no engine that can be had answers as the product does: what its public source (gateway of 8.5 to 8.8) says. */
  source?: { code: string; begins: string }
}

/** In-memory engines behind the test library's gateway, which reads no documents and knows no tenants; the durable product of 2022 has its own. */
export const LINES = ['8.0', '8.5', '8.8'] as const
export type Line = (typeof LINES)[number]

const ENGINES = ['8.5', '8.8'] as const
const PRODUCT = ['8.0'] as const
/** Where the engines differ, the newer one is followed. */
const NEWEST = ['8.8'] as const

export const decides = ({ by, source }: WrongRequest): readonly Line[] => by ?? (source ? [] : ENGINES)

export const oneTask = (id: string) => bpmn(id, { nodes: { s: 'start', a: { service: id }, e: 'end' }, flows: ['s a e'] })
export const brokenExpression = (id: string) => bpmn(id, { nodes: { s: 'start', a: { service: id, retries: '=missing' }, e: 'end' }, flows: ['s a e'] })

const file = (name: string, content: string) => ({ name, content: Buffer.from(content) })
const deploy = (...resources: object[]) => ({ resources })

/** What may stand where variables are wanted. Zeebe 8.0 answers INTERNAL to what is no JSON; its successors' error mapper makes that an INVALID_ARGUMENT. */
const documents: [what: string, text: string, decided: Pick<WrongRequest, 'by' | 'source'>][] = [
  ...([['no JSON', 'hello'], ['broken JSON', '{"a":'], ['names without quotes', '{a:1}']] as const).map(([what, text]): [string, string, Pick<WrongRequest, 'source'>] =>
    [what, text, { source: { code: 'INVALID_ARGUMENT', begins: `Invalid JSON value: ${text}\n` } }]),
  ...([['a list', '[1]'], ['a number', '1'], ['a fraction', '1.5'], ['text', '"s"'], ['true', 'true'], ['null', 'null'], ['nothing', ''], ['an empty object', '{}'],
    ['a name twice', '{"a":1,"a":2}'], ['a blank', ' ']] as const).map(([what, text]): [string, string, Pick<WrongRequest, 'by'>] => [what, text, { by: PRODUCT }]),
]

const NO_JSON = { code: 'INVALID_ARGUMENT', begins: 'Invalid JSON value: hello\n' }
const A_LIST = { code: 'INVALID_ARGUMENT', begins: "Property 'variables' is invalid: Expected document to be a root level object, but was 'ARRAY'" }
const NO_TENANTS = (call: string) => ({ code: 'INVALID_ARGUMENT', begins: `Expected to handle gRPC request ${call} with tenant identifier 'other', but multi-tenancy is disabled` })

export const wrongRequests: readonly WrongRequest[] = [
  // what is deployed
  { name: 'deploy nothing', call: 'DeployResource', message: deploy() },
  { name: 'deploy no processes', call: 'DeployProcess', message: { processes: [] } },
  { name: 'deploy an empty file', call: 'DeployResource', message: deploy(file('empty.bpmn', '')), codeOnly: true },
  { name: 'deploy what is no XML', call: 'DeployResource', message: deploy(file('hello.bpmn', 'hello')), codeOnly: true },
  { name: 'deploy an unknown kind', call: 'DeployResource', message: deploy(file('x.txt', 'hello')), codeOnly: true },
  { name: 'deploy a file without a name', call: 'DeployResource', message: deploy(file('', oneTask('nameless'))), codeOnly: true },
  { name: 'deploy one process twice', call: 'DeployResource', message: deploy(file('a.bpmn', oneTask('twice')), file('b.bpmn', oneTask('twice'))), codeOnly: true },
  { name: 'deploy a task without a type', call: 'DeployResource', message: deploy(file('t.bpmn', oneTask('typeless').replace(/<zeebe:taskDefinition[^>]*>/, ''))), codeOnly: true },
  { name: 'deploy a flow to nowhere', call: 'DeployResource', message: deploy(file('t.bpmn', oneTask('nowhere').replace('targetRef="e"', 'targetRef="x"'))), codeOnly: true },
  { name: 'deploy a good and a bad one', call: 'DeployResource', message: deploy(file('good.bpmn', oneTask('good')), file('bad.bpmn', 'x')), codeOnly: true },

  // who is created
  { name: 'create nothing', call: 'CreateProcessInstance', message: {} },
  { name: 'create an unknown id', call: 'CreateProcessInstance', message: { bpmnProcessId: 'unknown', version: -1 } },
  { name: 'create an unknown id of a version', call: 'CreateProcessInstance', message: { bpmnProcessId: 'unknown', version: 3 } },
  { name: 'create an unknown key', call: 'CreateProcessInstance', message: { processDefinitionKey: '{nobody}' } },
  { name: 'create a version that is not there', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: 2 } },
  { name: 'create version 0', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: 0 } },
  { name: 'create version -2', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -2 } },
  { name: 'create by key and id', given: 'a deployment', call: 'CreateProcessInstance', message: { processDefinitionKey: '{definition}', bpmnProcessId: 'other', version: 7 } },
  { name: 'create with key -1', given: 'a deployment', call: 'CreateProcessInstance', message: { processDefinitionKey: -1, bpmnProcessId: '{id}', version: 1 } },
  { name: 'create with a job key', given: 'a job', call: 'CreateProcessInstance', message: { processDefinitionKey: '{job}' } },
  ...documents.map(([what, variables, decided]): WrongRequest => ({ name: `create with ${what}`, given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -1, variables }, ...decided })),
  { name: 'create before an unknown element', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -1, startInstructions: [{ elementId: 'x' }] } },
  { name: 'create before no element', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -1, startInstructions: [{}] } },

  // with result
  { name: 'with result: nothing', call: 'CreateProcessInstanceWithResult', message: { request: {} } },
  { name: 'with result: no request', call: 'CreateProcessInstanceWithResult', message: {} },
  { name: 'with result: an unknown id', call: 'CreateProcessInstanceWithResult', message: { request: { bpmnProcessId: 'unknown', version: -1 } } },
  { name: 'with result: a list', given: 'a deployment', call: 'CreateProcessInstanceWithResult', message: { request: { bpmnProcessId: '{id}', version: -1, variables: '[1]' } }, by: PRODUCT },
  { name: 'with result: the end does not come in time', given: 'a deployment', call: 'CreateProcessInstanceWithResult', message: { request: { bpmnProcessId: '{id}', version: -1 }, requestTimeout: 300 }, by: PRODUCT, codeOnly: true },

  // who is cancelled
  { name: 'cancel nobody', call: 'CancelProcessInstance', message: { processInstanceKey: '{nobody}' } },
  { name: 'cancel 0', call: 'CancelProcessInstance', message: {} },
  { name: 'cancel -1', call: 'CancelProcessInstance', message: { processInstanceKey: -1 } },
  { name: 'cancel twice', given: 'an instance', call: 'CancelProcessInstance', message: { processInstanceKey: '{instance}' }, times: 2 },
  { name: 'cancel one that completed', given: 'a completed job', call: 'CancelProcessInstance', message: { processInstanceKey: '{instance}' } },
  { name: 'cancel an element', given: 'a job', call: 'CancelProcessInstance', message: { processInstanceKey: '{element}' } },
  { name: 'cancel a job', given: 'a job', call: 'CancelProcessInstance', message: { processInstanceKey: '{job}' } },
  { name: 'cancel a definition', given: 'a deployment', call: 'CancelProcessInstance', message: { processInstanceKey: '{definition}' } },

  // what workers say
  ...(['CompleteJob', 'FailJob', 'ThrowError'] as const).flatMap((call): WrongRequest[] => {
    const more = call === 'FailJob' ? { retries: 1 } : call === 'ThrowError' ? { errorCode: 'x' } : {}
    return [
      { name: `${call} of nobody's`, call, message: { jobKey: '{nobody}', ...more } },
      { name: `${call} of 0`, call, message: { ...more } },
      { name: `${call} of an element`, given: 'a job', call, message: { jobKey: '{element}', ...more } },
      { name: `${call} of an instance`, given: 'an instance', call, message: { jobKey: '{instance}', ...more } },
      { name: `${call} of a failed job`, given: 'a failed job', call, message: { jobKey: '{job}', ...more } },
      { name: `${call} of a job with an incident`, given: 'a job with an incident', call, message: { jobKey: '{job}', ...more } },
      { name: `${call} of a job that threw`, given: 'a job that threw', call, message: { jobKey: '{job}', ...more } },
      { name: `${call} of a completed job`, given: 'a completed job', call, message: { jobKey: '{job}', ...more } },
      { name: `${call} of a cancelled job`, given: 'a cancelled instance', call, message: { jobKey: '{job}', ...more } },
      // Zeebe 8.0 took variables with CompleteJob alone
      { name: `${call} with a list`, given: 'a job', call, message: { jobKey: '{job}', ...more, variables: '[1]' }, ...(call === 'CompleteJob' ? { by: PRODUCT } : { source: A_LIST }) },
      { name: `${call} with no JSON`, given: 'a job', call, message: { jobKey: '{job}', ...more, variables: 'hello' }, source: NO_JSON },
      { name: `${call} with null`, given: 'a job', call, message: { jobKey: '{job}', ...more, variables: 'null' } },
    ]
  }),
  { name: 'complete a job nobody has yet', given: 'an instance', call: 'CompleteJob', message: { jobKey: '{instance}' } },
  { name: 'fail with -1 retries', given: 'a job', call: 'FailJob', message: { jobKey: '{job}', retries: -1 } },
  { name: 'fail with a negative backoff', given: 'a job', call: 'FailJob', message: { jobKey: '{job}', retries: 1, retryBackOff: -5 } },
  { name: 'throw no code', given: 'a job', call: 'ThrowError', message: { jobKey: '{job}' } },
  { name: 'throw what nobody catches', given: 'a job', call: 'ThrowError', message: { jobKey: '{job}', errorCode: 'nobody' } },
  { name: 'retries of nobody\'s', call: 'UpdateJobRetries', message: { jobKey: '{nobody}', retries: 1 }, by: NEWEST },
  { name: 'no retries of nobody\'s', call: 'UpdateJobRetries', message: { jobKey: '{nobody}', retries: 0 }, by: NEWEST },
  { name: 'retries 0', given: 'a job', call: 'UpdateJobRetries', message: { jobKey: '{job}', retries: 0 } },
  { name: 'retries -1', given: 'a job', call: 'UpdateJobRetries', message: { jobKey: '{job}', retries: -1 } },
  { name: 'retries of a failed job', given: 'a failed job', call: 'UpdateJobRetries', message: { jobKey: '{job}', retries: 5 } },
  { name: 'retries of a completed job', given: 'a completed job', call: 'UpdateJobRetries', message: { jobKey: '{job}', retries: 5 }, by: NEWEST },
  { name: 'timeout of nobody\'s', call: 'UpdateJobTimeout', message: { jobKey: '{nobody}', timeout: 1000 }, by: NEWEST },
  { name: 'timeout of a failed job', given: 'a failed job', call: 'UpdateJobTimeout', message: { jobKey: '{job}', timeout: 1000 } },
  { name: 'timeout of a job with an incident', given: 'a job with an incident', call: 'UpdateJobTimeout', message: { jobKey: '{job}', timeout: 1000 } },
  { name: 'timeout of a completed job', given: 'a completed job', call: 'UpdateJobTimeout', message: { jobKey: '{job}', timeout: 1000 }, by: NEWEST },
  { name: 'timeout 0', given: 'a job', call: 'UpdateJobTimeout', message: { jobKey: '{job}', timeout: 0 } },
  { name: 'timeout -1', given: 'a job', call: 'UpdateJobTimeout', message: { jobKey: '{job}', timeout: -1 } },

  // incidents and variables
  { name: 'resolve nobody\'s', call: 'ResolveIncident', message: { incidentKey: '{nobody}' } },
  { name: 'resolve 0', call: 'ResolveIncident', message: {} },
  { name: 'resolve a job', given: 'a job', call: 'ResolveIncident', message: { incidentKey: '{job}' } },
  { name: 'resolve without retries', given: 'a job with an incident', call: 'ResolveIncident', message: { incidentKey: '{incident}' }, by: NEWEST },
  { name: 'resolve what is not mended', given: 'an incident of an expression', call: 'ResolveIncident', message: { incidentKey: '{incident}' } },
  { name: 'resolve twice', given: 'an incident of an expression', call: 'ResolveIncident', message: { incidentKey: '{incident}' }, times: 2 },
  { name: 'variables of nobody', call: 'SetVariables', message: { elementInstanceKey: '{nobody}', variables: '{}' } },
  { name: 'variables of a job', given: 'a job', call: 'SetVariables', message: { elementInstanceKey: '{job}', variables: '{"x":1}' } },
  { name: 'variables of a completed instance', given: 'a completed job', call: 'SetVariables', message: { elementInstanceKey: '{instance}', variables: '{"x":1}' } },
  ...documents.map(([what, variables, decided]): WrongRequest => ({ name: `variables: ${what}`, given: 'an instance', call: 'SetVariables', message: { elementInstanceKey: '{instance}', variables }, ...decided })),

  // messages and signals
  { name: 'a message without a name', call: 'PublishMessage', message: { correlationKey: 'k' } },
  { name: 'a message without a key', call: 'PublishMessage', message: { name: 'm' } },
  { name: 'a message id twice', call: 'PublishMessage', message: { name: 'm', correlationKey: '{id}', messageId: 'same', timeToLive: 3_600_000 }, times: 2 },
  { name: 'a message id twice without time to live', call: 'PublishMessage', message: { name: 'm', correlationKey: '{id}', messageId: 'same' }, times: 2 },
  { name: 'a message with negative time to live', call: 'PublishMessage', message: { name: 'm', correlationKey: 'k', timeToLive: -1 } },
  { name: 'a message with a list', call: 'PublishMessage', message: { name: 'm', correlationKey: 'k', variables: '[1]' }, by: PRODUCT },
  { name: 'a message with no JSON', call: 'PublishMessage', message: { name: 'm', correlationKey: 'k', variables: 'hello' }, source: NO_JSON },
  { name: 'a message with a name and a key of all kinds of signs', call: 'PublishMessage', message: { name: '办结 🏛', correlationKey: '{id} 键\n"<&>\u2028', messageId: '号', timeToLive: 3_600_000 }, by: LINES, times: 2 },
  { name: 'a message id twice, for another key', call: 'PublishMessage', message: { name: 'm', correlationKey: '{id} {id}', messageId: 'same', timeToLive: 3_600_000 }, by: LINES },
  { name: 'a signal without a name', call: 'BroadcastSignal', message: {} },
  { name: 'a signal nobody waits for', call: 'BroadcastSignal', message: { signalName: 'nobody' } },
  { name: 'a signal with a list', call: 'BroadcastSignal', message: { signalName: 's', variables: '[1]' }, source: A_LIST },

  // asking for jobs
  { name: 'jobs of no type', call: 'ActivateJobs', message: { worker: 'w', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1 } },
  { name: 'jobs of a blank type', call: 'ActivateJobs', message: { type: '  ', worker: 'w', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1 } },
  { name: 'jobs for no worker', call: 'ActivateJobs', message: { type: 't', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1 } },
  { name: 'jobs for no time', call: 'ActivateJobs', message: { type: 't', worker: 'w', maxJobsToActivate: 1, requestTimeout: -1 } },
  { name: 'jobs for negative time', call: 'ActivateJobs', message: { type: 't', worker: 'w', timeout: -1, maxJobsToActivate: 1, requestTimeout: -1 } },
  // the product's gateway asks no partition for less than one job and answers with none; the engine refuses, as the protocol's description says
  { name: 'no jobs', call: 'ActivateJobs', message: { type: 't', worker: 'w', timeout: 1000, requestTimeout: -1 } },
  { name: 'negative jobs', call: 'ActivateJobs', message: { type: 't', worker: 'w', timeout: 1000, maxJobsToActivate: -1, requestTimeout: -1 } },
  { name: 'everything wrong with jobs', call: 'ActivateJobs', message: { requestTimeout: -1 } },
  { name: 'as many jobs as a number can tell', given: 'an instance', call: 'ActivateJobs', message: { type: '{id}', worker: 'w', timeout: 1000, maxJobsToActivate: 2 ** 31 - 1, requestTimeout: -1 }, by: LINES },
  { name: 'jobs with variables nobody has', given: 'an instance', call: 'ActivateJobs', message: { type: '{id}', worker: 'w', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1, fetchVariable: ['nobody', 'nobody', '键'] }, by: LINES },
  { name: 'a stream of no type', call: 'StreamActivatedJobs', message: { worker: 'w', timeout: 1000 }, source: { code: 'INVALID_ARGUMENT', begins: 'Expected to stream activated jobs with type to be present, but it was blank' } },
  { name: 'a stream for no time', call: 'StreamActivatedJobs', message: { type: 't', worker: 'w' }, source: { code: 'INVALID_ARGUMENT', begins: 'Expected to stream activated jobs with timeout to be greater than zero, but it was 0' } },

  // changing instances
  { name: 'modify nobody', call: 'ModifyProcessInstance', message: { processInstanceKey: '{nobody}', activateInstructions: [{ elementId: 'a' }] } },
  { name: 'modify nothing', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}' } },
  { name: 'modify to an unknown element', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 'x' }] } },
  { name: 'modify to no element', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{}] } },
  { name: 'modify to the start', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 's' }] }, by: NEWEST },
  { name: 'modify in an unknown scope', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 'a', ancestorElementInstanceKey: '{nobody}' }] } },
  { name: 'modify with variables of an unknown scope', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 'a', variableInstructions: [{ variables: '{"x":1}', scopeId: 'x' }] }] } },
  { name: 'modify with variables that are a list', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 'a', variableInstructions: [{ variables: '[1]' }] }] }, source: A_LIST },
  { name: 'modify: terminate nobody', given: 'an instance', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', terminateInstructions: [{ elementInstanceKey: '{nobody}' }] } },
  { name: 'modify: terminate a job', given: 'a job', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', terminateInstructions: [{ elementInstanceKey: '{job}' }] } },
  { name: 'modify a completed one', given: 'a completed job', call: 'ModifyProcessInstance', message: { processInstanceKey: '{instance}', activateInstructions: [{ elementId: 'a' }] } },
  { name: 'migrate nobody', given: 'a deployment', call: 'MigrateProcessInstance', message: { processInstanceKey: '{nobody}', migrationPlan: { targetProcessDefinitionKey: '{definition}' } } },
  { name: 'migrate to nowhere', given: 'an instance', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{nobody}' } } },
  { name: 'migrate without a plan', given: 'an instance', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}' } },
  { name: 'migrate without a mapping', given: 'a job', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{definition}' } } },
  { name: 'migrate from an unknown element', given: 'an instance', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{definition}', mappingInstructions: [{ sourceElementId: 'x', targetElementId: 'a' }] } } },
  { name: 'migrate to an unknown element', given: 'an instance', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{definition}', mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'x' }] } } },
  { name: 'migrate one element twice', given: 'an instance', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{definition}', mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'a' }, { sourceElementId: 'a', targetElementId: 'e' }] } } },
  { name: 'migrate to another kind of element', given: 'a job', call: 'MigrateProcessInstance', message: { processInstanceKey: '{instance}', migrationPlan: { targetProcessDefinitionKey: '{definition}', mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'e' }] } } },

  // resources and decisions
  { name: 'delete nobody\'s', call: 'DeleteResource', message: { resourceKey: '{nobody}' } },
  { name: 'delete an instance', given: 'an instance', call: 'DeleteResource', message: { resourceKey: '{instance}' } },
  { name: 'delete twice', given: 'a deployment', call: 'DeleteResource', message: { resourceKey: '{definition}' }, times: 2, source: { code: 'NOT_FOUND', begins: "Command 'DELETE' rejected with code 'NOT_FOUND': Expected to delete resource but no resource found with key `{definition}`" } },
  { name: 'evaluate nothing', call: 'EvaluateDecision', message: {} },
  { name: 'evaluate an unknown id', call: 'EvaluateDecision', message: { decisionId: 'unknown' }, by: NEWEST },
  { name: 'evaluate an unknown key', call: 'EvaluateDecision', message: { decisionKey: '{nobody}' }, by: NEWEST },
  { name: 'evaluate by id and key', call: 'EvaluateDecision', message: { decisionKey: '{nobody}', decisionId: 'unknown' }, by: NEWEST },
  { name: 'evaluate with a list', call: 'EvaluateDecision', message: { decisionId: 'unknown', variables: '[1]' }, source: A_LIST },

  // tenants, of which there is one
  ...([
    ['DeployResource', { resources: [file('t.bpmn', oneTask('tenant'))], tenantId: 'other' }],
    ['CreateProcessInstance', { bpmnProcessId: 'unknown', version: -1, tenantId: 'other' }],
    ['CreateProcessInstanceWithResult', { request: { bpmnProcessId: 'unknown', version: -1, tenantId: 'other' } }],
    ['PublishMessage', { name: 'm', correlationKey: 'k', tenantId: 'other' }],
    ['BroadcastSignal', { signalName: 's', tenantId: 'other' }],
    ['EvaluateDecision', { decisionId: 'unknown', tenantId: 'other' }],
    ['ActivateJobs', { type: 't', worker: 'w', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1, tenantIds: ['<default>', 'other'] }],
    ['StreamActivatedJobs', { type: 't', worker: 'w', timeout: 1000, tenantIds: ['other'] }],
  ] as const).map(([call, message]): WrongRequest => ({ name: `${call} of another tenant`, call, message, source: NO_TENANTS(call) })),
  { name: 'create of the one tenant', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -1, tenantId: '<default>' } },
  { name: 'create of a blank tenant', given: 'a deployment', call: 'CreateProcessInstance', message: { bpmnProcessId: '{id}', version: -1, tenantId: ' ' }, source: { code: 'OK', begins: '' } },
  { name: 'jobs of the one tenant', call: 'ActivateJobs', message: { type: 't', worker: 'w', timeout: 1000, maxJobsToActivate: 1, requestTimeout: -1, tenantIds: ['<default>'] } },
]
