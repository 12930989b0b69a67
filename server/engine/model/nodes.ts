/** One moddle element -> one node. A kind that is not in the table is refused by name. */
import { checkExtensions, mappings } from './extensions.ts'
import { boundaryEvent, catchEvent, endEvent, startEvent, throwEvent } from './events.ts'
import type { Findings } from './findings.ts'
import { callActivity } from './calls.ts'
import { repeated } from './loops.ts'
import type { Moddle } from './read.ts'
import { plainTask, receiveTask, ruleTask, scriptTask, sendTask, serviceTask, userTask } from './tasks.ts'
import type { Node, ScopeNode } from './types.ts'

/** A node while it is built. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] }

export type CommonParts = ReturnType<typeof common>
type Build = (element: Moddle, common: CommonParts, findings: Findings) => Node | null

const KINDS: Readonly<Record<string, Build>> = {
  'bpmn:StartEvent': startEvent,
  'bpmn:EndEvent': endEvent,
  'bpmn:IntermediateCatchEvent': catchEvent,
  'bpmn:IntermediateThrowEvent': throwEvent,
  'bpmn:BoundaryEvent': boundaryEvent,
  'bpmn:UserTask': userTask,
  'bpmn:ServiceTask': serviceTask,
  'bpmn:SendTask': sendTask,
  'bpmn:BusinessRuleTask': ruleTask,
  'bpmn:ScriptTask': scriptTask,
  'bpmn:ReceiveTask': receiveTask,
  'bpmn:Task': plainTask,
  'bpmn:ManualTask': plainTask,
  'bpmn:ExclusiveGateway': (_, common) => ({ ...common, type: 'exclusiveGateway', default: null }),
  'bpmn:InclusiveGateway': (_, common) => ({ ...common, type: 'inclusiveGateway', default: null }),
  'bpmn:ParallelGateway': (_, common) => ({ ...common, type: 'parallelGateway' }),
  'bpmn:EventBasedGateway': (_, common) => ({ ...common, type: 'eventBasedGateway' }),
  'bpmn:CallActivity': callActivity,
}

/** null when the kind is not carried (which is then a finding). */
export function compileNode(element: Moddle, parent: ScopeNode, findings: Findings): Node | null {
  const build = Object.hasOwn(KINDS, element.$type) ? KINDS[element.$type] : undefined
  if (!build) {
    findings.refuse(element, `Elements of type ${element.$type} are not carried. Use one of ${Object.keys(KINDS).join(', ')}, bpmn:SubProcess.`)
    return null
  }
  const node = build(element, common(element, parent, findings), findings)
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
    undoes: element.isForCompensation === true,
  }
}
