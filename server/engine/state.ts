/**
 * The state of one process instance: its active elements, variables, jobs, timers, subscriptions and incidents.
 * Entities are never changed in place, only replaced (apply.ts), so an earlier state stays what it was.
 */
import type { FeelValue } from './feel/values.ts'

/**
 * Zeebe's key: partition << 51 plus a counter. Ours is always partition 1, so a key stays below 2^53 and a plain number
 * holds it exactly; it becomes int64 on the wire and bigint in SQL.
 */
export type Key = number

export const FIRST_KEY: Key = 2 ** 51 + 1
/** Stands for "none" where a key may be missing. */
export const NONE: Key = 0

/** The last instant a date can tell; a lock or timer set beyond it is set to it. */
const LAST_INSTANT = 8_640_000_000_000_000

/** `milliseconds` after `now`, whatever a client asks for: a number too large for a row would refuse the whole commit. */
export function after(now: number, milliseconds: number): number {
  return Math.min(now + Math.max(0, milliseconds), LAST_INSTANT)
}

export type Variables = Readonly<Record<string, FeelValue>>

export type Phase = 'activating' | 'activated' | 'completing' | 'terminating'

/** What came to an element from outside and waits to be used: a job's or message's variables, or the boundary event that interrupted. */
export interface Trigger {
  /** The event that goes on when the element is gone (a boundary event) or all inside it is (the start of an event sub-process); null when the element itself was triggered. */
  eventId: string | null
  variables: Variables
}

export interface ElementInstance {
  readonly key: Key
  readonly elementId: string
  /** The element instance around this one; NONE for the process instance itself. */
  readonly scope: Key
  readonly phase: Phase
  /** Active element instances directly inside. */
  readonly children: number
  /** Tokens on flows directly inside: taken, target not yet activated. A scope with any cannot complete. */
  readonly tokens: number
  /** Tokens waiting at the joins inside: gateway id -> flow id -> how many. */
  readonly joins: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly job: Key
  readonly trigger: Trigger | null
  /** The terminate end event or event sub-process's start event that interrupted what runs inside: nothing else begins or completes there. '' while none has. */
  readonly interrupted: string
  readonly loop: LoopState | null
  /** Of the outermost element of a called process: whose instance it is. Its key is that process instance's key, its scope the call activity. */
  readonly called: Called | null
  /** A call activity whose process, or a task whose decision, is not in memory (or needs the sandbox) goes on when it is; NONE for all others. */
  readonly awaits: Key
  /** Of a compensation handler: which compensation it carries out; NONE for all others. */
  readonly undoes: Key
  /** Of the outermost element of a process, called or not: what is done in it and can be undone, the first done first. */
  readonly compensations: readonly Compensation[]
}

/** An activity that is done and can be undone, or a scope with such activities inside. */
export interface Compensation {
  readonly key: Key
  /** The element instance that is done and gone, and the scope it was in. */
  readonly element: Key
  readonly elementId: string
  readonly scope: Key
  /** It has a handler of its own. */
  readonly handled: boolean
  /** The event that has asked for it; NONE while nobody has. */
  readonly thrownBy: Key
}

export interface Called { readonly processKey: Key; readonly bpmnProcessId: string; readonly version: number }

/** Of an inner instance of a multi-instance body: its number from 1. Of the body: the items not yet handed out (Zeebe reads the collection once), how many there are, and what has become of them. */
export type LoopState =
  /** `item`: what it is given, kept until it is active (rows of earlier versions lack it). */
  | { readonly kind: 'inner'; readonly counter: number; readonly item?: FeelValue }
  | { readonly kind: 'body'; readonly items: readonly FeelValue[]; readonly size: number; readonly created: number; readonly completed: number; readonly terminated: number }

export type JobState = 'activatable' | 'activated' | 'failed' | 'error-thrown'

export interface Job {
  readonly key: Key
  readonly type: string
  readonly element: Key
  readonly elementId: string
  readonly state: JobState
  readonly retries: number
  readonly worker: string
  /** Instant at which the lock lapses (activated) or the backoff ends (failed); 0: none. */
  readonly due: number
  /** customHeaders as JSON text, as it travels. */
  readonly headers: string
}

export interface Timer {
  readonly key: Key
  readonly element: Key
  /** The event it triggers: the element itself or one of its boundary events. */
  readonly elementId: string
  readonly due: number
  /** How often it still fires; -1 for ever. */
  readonly repetitions: number
  /** Of a cycle: months and milliseconds between two firings. */
  readonly every: { readonly months: number; readonly milliseconds: number } | null
}

export interface Subscription {
  readonly key: Key
  readonly element: Key
  readonly elementId: string
  readonly name: string
  /** null: the name is a signal's. */
  readonly correlationKey: string | null
  readonly interrupting: boolean
}

export type ErrorType = 'UNKNOWN' | 'IO_MAPPING_ERROR' | 'JOB_NO_RETRIES' | 'CONDITION_ERROR' | 'EXTRACT_VALUE_ERROR' | 'UNHANDLED_ERROR_EVENT' | 'CALLED_ELEMENT_ERROR' | 'CALLED_DECISION_ERROR' | 'DECISION_EVALUATION_ERROR'

export interface Incident {
  readonly key: Key
  readonly element: Key
  readonly elementId: string
  readonly job: Key
  readonly errorType: ErrorType
  readonly errorMessage: string
  readonly createdAt: number
}

/** With all process instances it has called, directly or not: they live and end in one step. */
export interface Instance {
  readonly key: Key
  readonly processKey: Key
  readonly bpmnProcessId: string
  readonly version: number
  readonly elements: ReadonlyMap<Key, ElementInstance>
  readonly variables: ReadonlyMap<Key, Variables>
  readonly jobs: ReadonlyMap<Key, Job>
  readonly timers: ReadonlyMap<Key, Timer>
  readonly subscriptions: ReadonlyMap<Key, Subscription>
  readonly incidents: ReadonlyMap<Key, Incident>
}

/** What an instance is before its first event. */
export function emptyInstance(key: Key, processKey: Key, bpmnProcessId: string, version: number): Instance {
  return {
    key, processKey, bpmnProcessId, version,
    elements: new Map(), variables: new Map(), jobs: new Map(), timers: new Map(), subscriptions: new Map(), incidents: new Map(),
  }
}

/** The process instance an element belongs to: the instance itself, or one that was called within it. */
export function placeOf(instance: Called & Pick<Instance, 'key' | 'elements'>, element: Key): Called & { key: Key } {
  for (let at = instance.elements.get(element); at; at = instance.elements.get(at.scope)) {
    if (at.called) return { ...at.called, key: at.key }
  }
  return instance
}

/** The outermost element of the process instance an element belongs to. @throws when the element is gone */
export function rootOf({ elements }: Pick<Instance, 'elements'>, element: Key): ElementInstance {
  let at = elements.get(element)
  while (at && at.scope !== NONE && !at.called) at = elements.get(at.scope)
  if (!at) throw new Error(`Element instance ${element} is gone`)
  return at
}

/** Every definition, of a process or of decisions, whose graph a step on the instance may need. */
export function definitionsOf(instance: Instance): Key[] {
  const found = new Set([instance.processKey])
  for (const element of instance.elements.values()) {
    if (element.called) found.add(element.called.processKey)
    if (element.awaits !== NONE) found.add(element.awaits)
  }
  return [...found]
}

/** True when nothing is left: the instance has completed or was terminated. */
export function isOver(instance: Instance): boolean {
  return instance.elements.size === 0
}
