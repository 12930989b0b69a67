/** Element type -> what it does. A new element is one new file and one line here. */
import type { Node } from '../model/types.ts'
import type { ElementType, ElementTypes } from './element.ts'
import { endEvent } from './endEvent.ts'
import { exclusiveGateway } from './exclusiveGateway.ts'
import { multiInstanceBody } from './multiInstanceBody.ts'
import { jobTask } from './jobTask.ts'
import { parallelGateway } from './parallelGateway.ts'
import { passing } from './passing.ts'
import { scope } from './scope.ts'
import { waiting } from './waiting.ts'

const types: ElementTypes = {
  process: scope,
  subProcess: scope,
  startEvent: passing,
  endEvent,
  serviceTask: jobTask,
  userTask: jobTask,
  receiveTask: waiting,
  intermediateCatchEvent: waiting,
  boundaryEvent: passing,
  exclusiveGateway,
  parallelGateway,
  multiInstanceBody,
}

export function typeOf(node: Node): ElementType {
  return types[node.type] as ElementType
}
