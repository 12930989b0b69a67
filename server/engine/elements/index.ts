/** Element type -> what it does. A new element is one new file and one line here. */
import type { Node } from '../model/types.ts'
import type { ElementType, ElementTypes } from './element.ts'
import { callActivity } from './callActivity.ts'
import { decisionTask } from './decisionTask.ts'
import { endEvent } from './endEvent.ts'
import { eventGateway } from './eventGateway.ts'
import { exclusiveGateway } from './exclusiveGateway.ts'
import { feelTask } from './feelTask.ts'
import { inclusiveGateway } from './inclusiveGateway.ts'
import { multiInstanceBody } from './multiInstanceBody.ts'
import { jobTask } from './jobTask.ts'
import { parallelGateway } from './parallelGateway.ts'
import { passing } from './passing.ts'
import { plainTask } from './plainTask.ts'
import { scope } from './scope.ts'
import { startEvent } from './startEvent.ts'
import { throwEvent } from './throwEvent.ts'
import { waiting } from './waiting.ts'

const types: ElementTypes = {
  process: scope,
  subProcess: scope,
  eventSubProcess: scope,
  startEvent,
  endEvent,
  intermediateThrowEvent: throwEvent,
  intermediateCatchEvent: waiting,
  boundaryEvent: passing,
  messageEvent: jobTask,
  serviceTask: jobTask,
  userTask: jobTask,
  sendTask: jobTask,
  businessRuleTask: jobTask,
  scriptTask: jobTask,
  feelTask,
  decisionTask,
  plainTask,
  receiveTask: waiting,
  exclusiveGateway,
  inclusiveGateway,
  parallelGateway,
  eventBasedGateway: eventGateway,
  multiInstanceBody,
  callActivity,
}

export function typeOf(node: Node): ElementType {
  return types[node.type] as ElementType
}
