/**
 * Camunda's own rules of what Zeebe 8.5 takes, by the names of their configuration; listed one by one so that they can be bundled for a
 * browser. Its no-loop is left out: it lists paths, and does not come back from a dense diagram (loops-have-a-wait says the same and does). */
import compat from 'bpmnlint-plugin-camunda-compat'
import calledElement from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/called-element.js'
import connectorProperties from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/connector-properties/index.js'
import duplicateTaskHeaders from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/duplicate-task-headers.js'
import elementType from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/element-type/index.js'
import errorReference from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/error-reference.js'
import escalationBoundaryEventAttachedToRef from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/escalation-boundary-event-attached-to-ref.js'
import escalationReference from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/escalation-reference.js'
import eventBasedGatewayTarget from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/event-based-gateway-target.js'
import executableProcess from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/executable-process.js'
import feel from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/feel.js'
import feelCompatibility from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/feel-compatibility.js'
import implementation from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/implementation/index.js'
import inclusiveGateway from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/inclusive-gateway.js'
import ioMapping from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/io-mapping.js'
import linkEvent from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/link-event.js'
import loopCharacteristics from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/loop-characteristics.js'
import messageReference from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/message-reference.js'
import noBindingType from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-binding-type.js'
import noBusinessId from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-business-id.js'
import noCancelExecutionListener from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-cancel-execution-listener.js'
import noExecutionListenerHeaders from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-execution-listener-headers.js'
import noExecutionListeners from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-execution-listeners.js'
import noExpression from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-expression.js'
import noJobPriorityDefinition from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-job-priority-definition.js'
import noMultipleNoneStartEvents from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-multiple-none-start-events.js'
import noPriorityDefinition from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-priority-definition.js'
import noTaskListeners from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-task-listeners.js'
import noVersionTag from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/no-version-tag.js'
import secrets from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/secrets.js'
import sequenceFlowCondition from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/sequence-flow-condition.js'
import signalReference from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/signal-reference.js'
import startEventForm from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/start-event-form.js'
import subscription from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/subscription.js'
import taskSchedule from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/task-schedule.js'
import timer from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/timer/index.js'
import userTaskDefinition from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/user-task-definition.js'
import userTaskForm from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/user-task-form.js'
import variableName from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/variable-name.js'
import waitForCompletion from 'bpmnlint-plugin-camunda-compat/rules/camunda-cloud/wait-for-completion.js'
import type { Fact } from '../rule.ts'
import type { Factory } from './lint.ts'

const factories: Record<string, Factory> = {
  implementation, 'called-element': calledElement, 'duplicate-task-headers': duplicateTaskHeaders, 'element-type': elementType,
  'error-reference': errorReference, 'event-based-gateway-target': eventBasedGatewayTarget, 'executable-process': executableProcess,
  'loop-characteristics': loopCharacteristics, 'message-reference': messageReference, 'io-mapping': ioMapping, 'no-binding-type': noBindingType,
  'no-business-id': noBusinessId, 'no-cancel-execution-listener': noCancelExecutionListener,
  'no-execution-listener-headers': noExecutionListenerHeaders, 'no-execution-listeners': noExecutionListeners, 'no-expression': noExpression,
  'no-job-priority-definition': noJobPriorityDefinition, 'no-multiple-none-start-events': noMultipleNoneStartEvents,
  'no-priority-definition': noPriorityDefinition, 'no-task-listeners': noTaskListeners, 'no-version-tag': noVersionTag,
  'sequence-flow-condition': sequenceFlowCondition, 'start-event-form': startEventForm, subscription, timer,
  'user-task-definition': userTaskDefinition, 'user-task-form': userTaskForm, 'variable-name': variableName, feel,
  'feel-compatibility': feelCompatibility, 'connector-properties': connectorProperties, 'inclusive-gateway': inclusiveGateway,
  'escalation-boundary-event-attached-to-ref': escalationBoundaryEventAttachedToRef, 'escalation-reference': escalationReference,
  'link-event': linkEvent, 'task-schedule': taskSchedule, secrets, 'signal-reference': signalReference, 'wait-for-completion': waitForCompletion,
}

/** Name and factory with the version it is asked for. bpmnlint's own that Camunda names too are in bpmnlintRules.ts. */
export const camundaRules: [name: string, factory: Factory, config: unknown][] = Object.entries(compat.configs['camunda-cloud-8-5']!.rules)
  .filter(([name]) => Object.hasOwn(factories, name)).map(([name, config]) => [name, factories[name]!, Array.isArray(config) ? config[1] : undefined])

/** The fact that one speaks of, where it is always the same. */
export const camundaFacts: Readonly<Record<string, Fact>> = {
  implementation: 'jobType', 'called-element': 'calledElement', 'error-reference': 'error', 'io-mapping': 'inputs', 'link-event': 'link', 'loop-characteristics': 'multiInstance',
  'message-reference': 'message', 'sequence-flow-condition': 'condition', 'signal-reference': 'signal', subscription: 'correlationKey', timer: 'timer', 'user-task-definition': 'implementation', 'user-task-form': 'formKey',
}
