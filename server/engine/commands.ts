/** What can be asked of one instance, in the imperative. Commands from clients and from the clock alike; refused with a `Rejection`. */
import type { Placement } from './behaviors/placement.ts'
import { definitionsOf, type Instance, type Key, type Variables } from './state.ts'

export type Command =
  /** `by`: the start event that has happened, and what it brought; without it the none start event begins. */
  /** `at`: start instructions, the elements to start before; none: at the start event. */
  | { type: 'CreateInstance'; variables: Variables; by?: { eventId: string; variables: Variables }; at?: readonly string[] }
  /** `key`: of a process instance, a called one too. */
  | { type: 'ModifyInstance'; key: Key; activate: readonly Placement[]; terminate: readonly Key[] }
  /** To the definition `target`, element by element. */
  | { type: 'MigrateInstance'; key: Key; target: Key; mappings: readonly { source: string; target: string }[] }
  | { type: 'CancelInstance'; key: Key }
  | { type: 'ResumeCall'; key: Key }
  | { type: 'ActivateJob'; key: Key; worker: string; deadline: number }
  | { type: 'YieldJob'; key: Key }
  | { type: 'CompleteJob'; key: Key; variables: Variables }
  | { type: 'FailJob'; key: Key; retries: number; errorMessage: string; backoff: number; variables: Variables }
  | { type: 'ThrowError'; key: Key; errorCode: string; errorMessage: string; variables: Variables }
  | { type: 'UpdateJobRetries'; key: Key; retries: number }
  | { type: 'UpdateJobTimeout'; key: Key; timeout: number }
  | { type: 'TimeOutJob'; key: Key }
  | { type: 'RecurJob'; key: Key }
  | { type: 'TriggerTimer'; key: Key }
  /** `subscriptions`: of this instance and what it calls, one a process id, the one of the oldest element first. */
  | { type: 'CorrelateMessage'; subscriptions: readonly Key[]; message: Key; variables: Variables }
  /** For the instance's subscriptions with keys above `after`, up to `upTo`. */
  | { type: 'ReceiveSignal'; name: string; variables: Variables; after: Key; upTo: Key }
  | { type: 'SetVariables'; element: Key; variables: Variables; local: boolean }
  | { type: 'ResolveIncident'; key: Key }

export type RejectionCode = 'NOT_FOUND' | 'ALREADY_EXISTS' | 'INVALID_ARGUMENT' | 'INVALID_STATE'

/** Every definition whose graph a step with the command may need. */
export function definitionsFor(instance: Instance, command: Command): Key[] {
  return [...new Set([...definitionsOf(instance), ...(command.type === 'MigrateInstance' ? [command.target] : [])])]
}

/** An expected no, in Zeebe's words. `command` is Zeebe's intent (COMPLETE, FAIL, ...). */
export interface Rejection {
  command: string
  code: RejectionCode
  reason: string
}

export function reject(command: string, code: RejectionCode, reason: string): Rejection {
  return { command, code, reason }
}
