/** Event definitions: what a message, timer, signal, error or escalation event waits for or throws. Which event may carry which is said in events.ts. */
import { evaluate, type Expression } from '../feel/expression.ts'
import { compensatingOf } from './compensation.ts'
import { nextCron, parseCron } from './cron.ts'
import { attribute, extension } from './extensions.ts'
import type { Findings } from './findings.ts'
import type { Moddle } from './read.ts'
import { addInterval, parseCycle, parseDuration, parseInstant } from './time.ts'
import type { Caught, MessageDefinition, Thrown, TimerDefinition, Trigger } from './types.ts'

/** A cycle repeats at most once a minute: `R/PT0S` would keep the engine busy for ever. */
export const MIN_REPEAT = 60_000

/** The one event definition of an event; undefined for a none event. */
export function definitionOf(element: Moddle, findings: Findings): Moddle | undefined {
  const all = (element.eventDefinitions as Moddle[] | undefined) ?? []
  if (all.length > 1) findings.refuse(element, `Must have one event definition, but has ${all.length}.`)
  return all[0]
}

/** @param asStart of a process: messages have no correlation key there, and nothing may depend on variables. null: another kind of event */
export function triggerOf(element: Moddle, event: Moddle | undefined, findings: Findings, asStart = false): Trigger | null {
  switch (event?.$type) {
    case 'bpmn:MessageEventDefinition': {
      const message = messageOf(element, event.messageRef as Moddle | undefined, findings, asStart)
      return { trigger: 'message', message: asStart ? { ...message, name: constant(element, message.name, findings) } : message }
    }
    case 'bpmn:TimerEventDefinition': return { trigger: 'timer', timer: timerOf(element, event, findings, asStart) }
    case 'bpmn:SignalEventDefinition': {
      const signal = signalOf(element, event, findings)
      return { trigger: 'signal', signal: asStart ? constant(element, signal, findings) : signal }
    }
    default: return null
  }
}

/** null: another kind of event. No reference, or one without a code, catches all; an expression is not allowed on the catching side. */
export function caughtOf(element: Moddle, event: Moddle | undefined, findings: Findings): Caught | null {
  const trigger = event?.$type === 'bpmn:ErrorEventDefinition' ? 'error' : event?.$type === 'bpmn:EscalationEventDefinition' ? 'escalation' : null
  if (trigger === null) return null
  const code = attribute(event![`${trigger}Ref`] as Moddle | undefined, `${trigger}Code`)
  if (code?.startsWith('=')) findings.refuse(element, `The ${trigger}Code of the ${trigger} catch event is not allowed to be an expression.`)
  return { trigger, code: code || null }
}

/** null: another kind of event. */
export function thrownOf(element: Moddle, event: Moddle | undefined, findings: Findings): Thrown | null {
  switch (event?.$type) {
    case 'bpmn:SignalEventDefinition': return { kind: 'signal', name: signalOf(element, event, findings) }
    case 'bpmn:ErrorEventDefinition': return { kind: 'error', code: codeOf(element, event, 'error', findings) }
    case 'bpmn:EscalationEventDefinition': return { kind: 'escalation', code: codeOf(element, event, 'escalation', findings) }
    case 'bpmn:CompensateEventDefinition': return compensatingOf(element, event, findings)
    default: return null
  }
}

function codeOf(element: Moddle, event: Moddle, kind: 'error' | 'escalation', findings: Findings): Expression {
  const code = attribute(event[`${kind}Ref`] as Moddle | undefined, `${kind}Code`)
  if (!code) findings.refuse(element, `Must reference an ${kind} with a code. Choose or create one on the element.`)
  return findings.expression(element, code ?? '')
}

function signalOf(element: Moddle, event: Moddle, findings: Findings): Expression {
  const name = attribute(event.signalRef as Moddle | undefined, 'name')
  if (!name) findings.refuse(element, 'Must reference a signal with a name. Choose or create a signal on the element.')
  return findings.expression(element, name ?? '')
}

export function messageOf(element: Moddle, message: Moddle | undefined, findings: Findings, asStart = false): MessageDefinition {
  const name = attribute(message, 'name')
  const key = message && attribute(extension(message, 'zeebe:Subscription'), 'correlationKey')
  if (!name) findings.refuse(element, 'Must refer to a message with a name. Choose or create a message on the element.')
  if (!key && !asStart) findings.refuse(element, 'Must have a correlation key. Set Subscription correlation key on the message.')
  return {
    name: findings.expression(element, name ?? ''),
    correlationKey: asStart ? null : findings.feel(element, key ?? '=null', 'Correlation key'),
  }
}

/** What a start event of a process waits for is fixed at deployment: an expression is evaluated there, without any variable. */
function constant(element: Moddle, expression: Expression, findings: Findings): Expression {
  if (expression.kind === 'static') return expression
  const refuse = (why: string): Expression => {
    findings.refuse(element, `Expected the expression '${expression.text}' of a start event to be a text that needs no variables, but ${why}.`)
    return { kind: 'static', text: '' }
  }
  if (expression.kind === 'sandboxed') return refuse('it uses functions that are not evaluated at deployment')
  const { value } = evaluate(expression, { get: () => undefined, all: () => ({}) }, () => ({ value: null, warnings: [] }))
  return typeof value === 'string' ? { kind: 'static', text: value } : refuse(`it is ${JSON.stringify(value)}`)
}

function timerOf(element: Moddle, event: Moddle, findings: Findings, asStart: boolean): TimerDefinition {
  const kinds = [['duration', 'timeDuration'], ['date', 'timeDate'], ['cycle', 'timeCycle']] as const
  const given = kinds.filter(([, property]) => event[property] !== undefined)
  const [kind, property] = given[0] ?? ['duration', 'timeDuration']
  const source = attribute(event[property] as Moddle | undefined, 'body')?.trim() ?? ''
  if (given.length !== 1 || source === '') findings.refuse(element, 'A timer must have exactly one of duration, date or cycle.')
  const written = findings.expression(element, source)
  const expression = asStart ? constant(element, written, findings) : written
  if (expression.kind === 'static' && expression.text !== '') checkStatic(element, kind, expression.text, findings)
  return { kind, expression }
}

function checkStatic(element: Moddle, kind: TimerDefinition['kind'], text: string, findings: Findings): void {
  if (kind === 'duration' && !parseDuration(text)) findings.refuse(element, `Timer: '${text}' is no ISO 8601 duration (for instance PT1H).`)
  if (kind === 'date' && parseInstant(text) === null) findings.refuse(element, `Timer: '${text}' is no ISO 8601 date and time with its offset (for instance 2026-01-31T09:00:00+08:00).`)
  if (kind !== 'cycle') return
  const [cycle, cron] = [parseCycle(text), parseCron(text)]
  if (!cycle && !cron) findings.refuse(element, `Timer: '${text}' is no repetition (for instance R3/PT1H) and no cron that is carried (for instance 0 0 9 * * MON-FRI; one number as second, no L, W or #).`)
  else if (cycle && addInterval(0, cycle.interval) < MIN_REPEAT) findings.refuse(element, `Timer: '${text}' repeats faster than once a minute.`)
  else if (cron && nextCron(cron, 0) === null) findings.refuse(element, `Timer: '${text}' names a day that never comes.`)
}
