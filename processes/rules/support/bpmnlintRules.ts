/** bpmnlint's own rules of good drawing that fit approval matters: not its fake-join (returns meet at the step they return to) nor label-required (a start inside a sub-process needs no name). */
import conditionalFlows from 'bpmnlint/rules/conditional-flows.js'
import endEventRequired from 'bpmnlint/rules/end-event-required.js'
import eventSubProcessTypedStartEvent from 'bpmnlint/rules/event-sub-process-typed-start-event.js'
import global from 'bpmnlint/rules/global.js'
import linkEvent from 'bpmnlint/rules/link-event.js'
import noComplexGateway from 'bpmnlint/rules/no-complex-gateway.js'
import noDisconnected from 'bpmnlint/rules/no-disconnected.js'
import noDuplicateSequenceFlows from 'bpmnlint/rules/no-duplicate-sequence-flows.js'
import noGatewayJoinFork from 'bpmnlint/rules/no-gateway-join-fork.js'
import noImplicitEnd from 'bpmnlint/rules/no-implicit-end.js'
import noImplicitSplit from 'bpmnlint/rules/no-implicit-split.js'
import noImplicitStart from 'bpmnlint/rules/no-implicit-start.js'
import noOverlappingElements from 'bpmnlint/rules/no-overlapping-elements.js'
import singleBlankStartEvent from 'bpmnlint/rules/single-blank-start-event.js'
import singleEventDefinition from 'bpmnlint/rules/single-event-definition.js'
import startEventRequired from 'bpmnlint/rules/start-event-required.js'
import subProcessBlankStartEvent from 'bpmnlint/rules/sub-process-blank-start-event.js'
import superfluousGateway from 'bpmnlint/rules/superfluous-gateway.js'
import superfluousTermination from 'bpmnlint/rules/superfluous-termination.js'
import type { Fact } from '../rule.ts'
import type { Factory } from './lint.ts'

export const bpmnlintRules: [name: string, factory: Factory][] = [
  ['conditional-flows', conditionalFlows],
  ['end-event-required', endEventRequired],
  ['event-sub-process-typed-start-event', eventSubProcessTypedStartEvent],
  ['global', global],
  ['link-event', linkEvent],
  ['no-complex-gateway', noComplexGateway],
  ['no-disconnected', noDisconnected],
  ['no-duplicate-sequence-flows', noDuplicateSequenceFlows],
  ['no-gateway-join-fork', noGatewayJoinFork],
  ['no-implicit-end', noImplicitEnd],
  ['no-implicit-split', noImplicitSplit],
  ['no-implicit-start', noImplicitStart],
  ['no-overlapping-elements', noOverlappingElements],
  ['single-blank-start-event', singleBlankStartEvent],
  ['single-event-definition', singleEventDefinition],
  ['start-event-required', startEventRequired],
  ['sub-process-blank-start-event', subProcessBlankStartEvent],
  ['superfluous-gateway', superfluousGateway],
  ['superfluous-termination', superfluousTermination],
]

export const bpmnlintFacts: Readonly<Record<string, Fact>> = { 'conditional-flows': 'condition', 'link-event': 'link' }
