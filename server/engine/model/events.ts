/** Start, catch, boundary, throw and end events: which kinds each position carries. What an event definition says is read in definitions.ts. */
import { compensationOf } from './compensation.ts'
import { caughtOf, definitionOf, thrownOf, triggerOf } from './definitions.ts'
import { attribute } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { CommonParts } from './nodes.ts'
import type { Moddle } from './read.ts'
import { workerJob } from './tasks.ts'
import type { BoundaryNode, CatchNode, EndNode, JobNode, StartNode, ThrowNode } from './types.ts'

/** In an event sub-process it says what the sub-process waits for, on the process what creates an instance; elsewhere it is a none event. */
export function startEvent(element: Moddle, common: CommonParts, findings: Findings): StartNode | null {
  const event = definitionOf(element, findings)
  const place = common.parent?.type
  const base = { ...common, type: 'startEvent' as const, interrupting: place === 'eventSubProcess' && element.isInterrupting !== false }
  if (place === 'eventSubProcess') {
    const kind = triggerOf(element, event, findings) ?? caughtOf(element, event, findings)
    if (kind) return checkInterrupting(element, { ...base, ...kind }, findings)
    findings.refuse(element, 'Start events in event subprocesses must be one of: message, timer, error, signal or escalation.')
    return null
  }
  if (!event) return { ...base, trigger: 'none' }
  const trigger = place === 'process' ? triggerOf(element, event, findings, true) : null
  if (trigger) return { ...base, ...trigger }
  findings.refuse(element, place === 'process' ? `A start event must be a none, message, timer or signal event; ${event.$type} is not carried.` : 'Start events in subprocesses must be of type none.')
  return null
}

export function catchEvent(element: Moddle, common: CommonParts, findings: Findings): CatchNode | null {
  const event = definitionOf(element, findings)
  const base = { ...common, type: 'intermediateCatchEvent' as const, awaitedBy: null }
  if (event?.$type === 'bpmn:LinkEventDefinition') return { ...base, trigger: 'link', link: linkOf(element, event, findings) }
  const trigger = triggerOf(element, event, findings)
  if (!trigger) {
    findings.refuse(element, `An intermediate catch event must be a message, timer, signal or link event; ${event?.$type ?? 'a none event'} is not carried.`)
    return null
  }
  if (trigger.trigger === 'timer' && trigger.timer.kind === 'cycle') findings.refuse(element, 'An intermediate timer event takes a duration or a date, not a cycle.')
  return { ...base, ...trigger }
}

export function boundaryEvent(element: Moddle, common: CommonParts, findings: Findings): BoundaryNode | null {
  const event = definitionOf(element, findings)
  const kind = triggerOf(element, event, findings) ?? caughtOf(element, event, findings) ?? compensationOf(element, event)
  if (!kind) {
    findings.refuse(element, `Boundary events must be one of: timer, message, error, signal, escalation, compensation; ${event?.$type ?? 'a none event'} is not carried.`)
    return null
  }
  const attachedTo = (element.attachedToRef as Moddle | undefined)?.id ?? ''
  return checkInterrupting(element, { ...common, type: 'boundaryEvent', attachedTo, interrupting: element.cancelActivity !== false, ...kind }, findings)
}

function checkInterrupting<N extends BoundaryNode | StartNode>(element: Moddle, node: N, findings: Findings): N {
  if (node.trigger === 'error' && !node.interrupting) findings.refuse(element, 'Non-Interrupting event of this type is not allowed: an error always interrupts.')
  if (node.trigger === 'timer' && node.timer.kind === 'cycle' && node.interrupting) findings.refuse(element, 'Interrupting timer event with time cycle is not allowed.')
  return node
}

export function throwEvent(element: Moddle, common: CommonParts, findings: Findings): ThrowNode | JobNode | null {
  const event = definitionOf(element, findings)
  const base = { ...common, type: 'intermediateThrowEvent' as const }
  if (!event) return { ...base, throws: { kind: 'none' } }
  if (event.$type === 'bpmn:MessageEventDefinition') return { ...common, type: 'messageEvent', job: workerJob(element, findings) }
  if (event.$type === 'bpmn:LinkEventDefinition') return { ...base, throws: { kind: 'link', name: linkOf(element, event, findings) } }
  const thrown = thrownOf(element, event, findings)
  if (thrown && thrown.kind !== 'error') return { ...base, throws: thrown }
  findings.refuse(element, `Intermediate throw events must be one of: none, message, signal, link, escalation or compensation; ${event.$type} is not carried.`)
  return null
}

export function endEvent(element: Moddle, common: CommonParts, findings: Findings): EndNode | JobNode | null {
  const event = definitionOf(element, findings)
  if (!event) return { ...common, type: 'endEvent', end: { kind: 'none' } }
  if (event.$type === 'bpmn:TerminateEventDefinition') return { ...common, type: 'endEvent', end: { kind: 'terminate' } }
  if (event.$type === 'bpmn:MessageEventDefinition') return { ...common, type: 'messageEvent', job: workerJob(element, findings) }
  const thrown = thrownOf(element, event, findings)
  if (thrown) return { ...common, type: 'endEvent', end: thrown }
  findings.refuse(element, `End events must be one of: none, error, message, terminate, signal, escalation or compensation; ${event.$type} is not carried.`)
  return null
}

function linkOf(element: Moddle, event: Moddle, findings: Findings): string {
  const name = attribute(event, 'name')
  if (!name) findings.refuse(element, 'Link name must be present and not empty.')
  return name ?? ''
}
