/** Zeebe's names of element and event types, as its messages print them. */
import type { Node, NodeType } from './types.ts'

const NAMES: Readonly<Record<NodeType, string>> = {
  process: 'PROCESS', subProcess: 'SUB_PROCESS', eventSubProcess: 'EVENT_SUB_PROCESS',
  startEvent: 'START_EVENT', endEvent: 'END_EVENT', intermediateThrowEvent: 'INTERMEDIATE_THROW_EVENT', intermediateCatchEvent: 'INTERMEDIATE_CATCH_EVENT', boundaryEvent: 'BOUNDARY_EVENT', messageEvent: 'INTERMEDIATE_THROW_EVENT',
  serviceTask: 'SERVICE_TASK', userTask: 'USER_TASK', sendTask: 'SEND_TASK', businessRuleTask: 'BUSINESS_RULE_TASK', decisionTask: 'BUSINESS_RULE_TASK', scriptTask: 'SCRIPT_TASK', feelTask: 'SCRIPT_TASK',
  plainTask: 'TASK', receiveTask: 'RECEIVE_TASK', callActivity: 'CALL_ACTIVITY', multiInstanceBody: 'MULTI_INSTANCE_BODY',
  exclusiveGateway: 'EXCLUSIVE_GATEWAY', inclusiveGateway: 'INCLUSIVE_GATEWAY', parallelGateway: 'PARALLEL_GATEWAY', eventBasedGateway: 'EVENT_BASED_GATEWAY',
}

/** A message event that leads nowhere is taken for an end event: it is one, or might as well be. */
export function typeName(node: Node): string {
  return node.type === 'messageEvent' && node.outgoing.length === 0 ? 'END_EVENT' : NAMES[node.type]
}

/** What an event waits for. */
export function eventName(node: Node): string {
  if (node.type === 'receiveTask') return 'MESSAGE'
  return 'trigger' in node ? node.trigger.toUpperCase() : 'NONE'
}
