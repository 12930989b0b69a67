/** Catch, boundary and end events, and the message, timer and error definitions they carry. */
import { attribute, extension } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { Moddle } from './read.ts'
import { addInterval, parseCycle, parseDuration, parseInstant } from './time.ts'
import type { BoundaryNode, CatchNode, EndNode, MessageDefinition, Node, ScopeNode, TimerDefinition } from './types.ts'

type CommonParts = Omit<Extract<Node, { type: 'startEvent' }>, 'type'> & { parent: ScopeNode | null }

/** A cycle repeats at most once a minute: `R/PT0S` would keep the engine busy for ever. */
export const MIN_REPEAT = 60_000

function definition(element: Moddle, findings: Findings): Moddle | undefined {
  const all = (element.eventDefinitions as Moddle[] | undefined) ?? []
  if (all.length > 1) findings.refuse(element, `Must have one event definition, but has ${all.length}.`)
  return all[0]
}

export function catchEvent(element: Moddle, common: CommonParts, findings: Findings): CatchNode | null {
  const event = definition(element, findings)
  switch (event?.$type) {
    case 'bpmn:MessageEventDefinition':
      return { ...common, type: 'intermediateCatchEvent', trigger: 'message', message: messageOf(element, event.messageRef as Moddle | undefined, findings) }
    case 'bpmn:TimerEventDefinition': {
      const timer = timerOf(element, event, findings)
      if (timer.kind === 'cycle') findings.refuse(element, 'An intermediate timer event takes a duration or a date, not a cycle.')
      return { ...common, type: 'intermediateCatchEvent', trigger: 'timer', timer }
    }
    default:
      findings.refuse(element, `An intermediate catch event must be a message or timer event; ${event?.$type ?? 'a none event'} is not carried.`)
      return null
  }
}

export function boundaryEvent(element: Moddle, common: CommonParts, findings: Findings): BoundaryNode | null {
  const event = definition(element, findings)
  const base = {
    ...common,
    type: 'boundaryEvent' as const,
    attachedTo: (element.attachedToRef as Moddle | undefined)?.id ?? '',
    interrupting: element.cancelActivity !== false,
  }
  switch (event?.$type) {
    case 'bpmn:MessageEventDefinition':
      return { ...base, trigger: 'message', message: messageOf(element, event.messageRef as Moddle | undefined, findings) }
    case 'bpmn:TimerEventDefinition': {
      const timer = timerOf(element, event, findings)
      if (timer.kind === 'cycle' && base.interrupting) findings.refuse(element, 'An interrupting timer event must be a duration or a date, not a cycle.')
      return { ...base, trigger: 'timer', timer }
    }
    case 'bpmn:ErrorEventDefinition':
      if (!base.interrupting) findings.refuse(element, 'An error boundary event must be interrupting.')
      return { ...base, trigger: 'error', code: caughtCode(element, event, findings) }
    default:
      findings.refuse(element, `A boundary event must be a message, timer or error event; ${event?.$type ?? 'a none event'} is not carried.`)
      return null
  }
}

export function endEvent(element: Moddle, common: CommonParts, findings: Findings): EndNode | null {
  const event = definition(element, findings)
  switch (event?.$type) {
    case undefined:
      return { ...common, type: 'endEvent', end: { kind: 'none' } }
    case 'bpmn:TerminateEventDefinition':
      return { ...common, type: 'endEvent', end: { kind: 'terminate' } }
    case 'bpmn:ErrorEventDefinition': {
      const code = attribute(event.errorRef as Moddle | undefined, 'errorCode')
      if (!code) findings.refuse(element, 'An error end event needs an error with a code.')
      return { ...common, type: 'endEvent', end: { kind: 'error', code: findings.expression(element, code ?? '') } }
    }
    default:
      findings.refuse(element, `An end event must be a none, terminate or error event; ${event?.$type} is not carried.`)
      return null
  }
}

/** No error reference, or one without a code, catches all. An expression is not allowed on the catching side. */
function caughtCode(element: Moddle, event: Moddle, findings: Findings): string | null {
  const code = attribute(event.errorRef as Moddle | undefined, 'errorCode')
  if (code?.startsWith('=')) findings.refuse(element, 'The error code of a catch event must be static.')
  return code || null
}

export function messageOf(element: Moddle, message: Moddle | undefined, findings: Findings): MessageDefinition {
  const name = attribute(message, 'name')
  const key = message && attribute(extension(message, 'zeebe:Subscription'), 'correlationKey')
  if (!name) findings.refuse(element, 'Must refer to a message with a name. Choose or create a message on the element.')
  if (!key) findings.refuse(element, 'Must have a correlation key. Set Subscription correlation key on the message.')
  return {
    name: findings.expression(element, name ?? ''),
    correlationKey: findings.feel(element, key ?? '=null', 'Correlation key'),
  }
}

function timerOf(element: Moddle, event: Moddle, findings: Findings): TimerDefinition {
  const kinds = [['duration', 'timeDuration'], ['date', 'timeDate'], ['cycle', 'timeCycle']] as const
  const given = kinds.filter(([, property]) => event[property] !== undefined)
  const [kind, property] = given[0] ?? ['duration', 'timeDuration']
  const source = attribute(event[property] as Moddle | undefined, 'body')?.trim() ?? ''
  if (given.length !== 1 || source === '') findings.refuse(element, 'A timer must have exactly one of duration, date or cycle.')
  const expression = findings.expression(element, source)
  if (expression.kind === 'static' && source !== '') checkStatic(element, kind, source, findings)
  return { kind, expression }
}

function checkStatic(element: Moddle, kind: TimerDefinition['kind'], text: string, findings: Findings): void {
  if (kind === 'duration' && !parseDuration(text)) findings.refuse(element, `Timer: '${text}' is no ISO 8601 duration (for instance PT1H).`)
  if (kind === 'date' && parseInstant(text) === null) findings.refuse(element, `Timer: '${text}' is no ISO 8601 date and time with its offset (for instance 2026-01-31T09:00:00+08:00).`)
  if (kind !== 'cycle') return
  const cycle = parseCycle(text)
  if (!cycle) findings.refuse(element, `Timer: '${text}' is no repetition (for instance R3/PT1H); cron is not carried.`)
  else if (addInterval(0, cycle.interval) < MIN_REPEAT) findings.refuse(element, `Timer: '${text}' repeats faster than once a minute.`)
}
