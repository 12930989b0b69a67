/** Between state and rows: what a column holds and how it is read again. */
import type { Message } from '../machine/messages.ts'
import type { ElementInstance, Incident, Instance, Job, JobState, Key, Subscription, Timer, Variables } from '../state.ts'

const STATES: readonly JobState[] = ['activatable', 'activated', 'failed', 'error-thrown']
export const stateCode = (state: JobState): number => STATES.indexOf(state)
export const ACTIVATABLE = stateCode('activatable')
export const FAILED = stateCode('failed')

/** PostgreSQL's text takes neither NUL nor half a surrogate pair; one of them in a row would refuse the whole batch. */
export function storable(text: string): string {
  return /[\u0000\ud800-\udfff]/.test(text) ? Buffer.from(text.replaceAll('\u0000', '\ufffd')).toString() : text
}

/** The default element is the common one: only what differs is written. */
export function elementsText(instance: Instance): string {
  return JSON.stringify([...instance.elements.values()].map(({ key, elementId, scope, phase, children, tokens, joins, job, trigger, interrupted, loop, called, awaits, undoes, compensations }) => ({
    key, elementId, scope, phase,
    ...(children && { children }), ...(tokens && { tokens }), ...(job && { job }), ...(trigger && { trigger }), ...(interrupted && { interrupted }), ...(loop && { loop }), ...(called && { called }), ...(awaits && { awaits }), ...(undoes && { undoes }),
    ...(compensations.length > 0 && { compensations }),
    ...(Object.keys(joins).length > 0 && { joins }),
  })))
}

/** Rows of earlier versions tell `interrupted: true`, which is the id of no element: nothing begins there either. */
export function readElements(text: string): Map<Key, ElementInstance> {
  const list = JSON.parse(text) as (Pick<ElementInstance, 'key' | 'elementId' | 'scope' | 'phase'> & Partial<ElementInstance>)[]
  return new Map(list.map((each) => [each.key, { children: 0, tokens: 0, joins: {}, job: 0, trigger: null, interrupted: '', loop: null, called: null, awaits: 0, undoes: 0, compensations: [], ...each }]))
}

export function variablesText(instance: Instance): string {
  return JSON.stringify([...instance.variables])
}

/** Scopes that have gone since the text was written are left out: their variables went with them. */
export function readVariables(text: string, elements: ReadonlyMap<Key, unknown>): Map<Key, Variables> {
  const list = JSON.parse(text) as [Key, Variables][]
  return new Map(list.filter(([scope]) => elements.has(scope)).map(([scope, variables]) => [scope, Object.freeze(variables)]))
}

export interface InstanceRow { key: string; process_key: string; elements: string; variables: string; bpmn_process_id: string; version: number }
export interface JobRow { key: string; instance_key: string; element_key: string; element_id: string; type: string; state: number; retries: number; worker: string; due: string; headers: string }
export interface TimerRow { key: string; instance_key: string; element_key: string; element_id: string; due: string; repetitions: number; every_months: number | null; every_milliseconds: string | null }
export interface SubscriptionRow { key: string; instance_key: string; element_key: string; element_id: string; name: string; correlation_key: string | null; interrupting: boolean }
export interface IncidentRow { key: string; instance_key: string; element_key: string; element_id: string; job_key: string; error_type: Incident['errorType']; error_message: string; created_at: string }
export interface MessageRow { key: string; name: string; correlation_key: string; message_id: string; expires_at: string; variables: string; correlated: string }

export const readJob = (row: JobRow): Job => ({
  key: Number(row.key), type: row.type, element: Number(row.element_key), elementId: row.element_id, state: STATES[row.state]!,
  retries: row.retries, worker: row.worker, due: Number(row.due), headers: row.headers,
})

export const timerRow = (timer: Timer, instance: Key) => ({
  key: timer.key, instance_key: instance, element_key: timer.element, element_id: timer.elementId, due: timer.due,
  repetitions: timer.repetitions, every_months: timer.every?.months ?? null, every_milliseconds: timer.every?.milliseconds ?? null,
})

export const readTimer = (row: TimerRow): Timer => ({
  key: Number(row.key), element: Number(row.element_key), elementId: row.element_id, due: Number(row.due), repetitions: row.repetitions,
  every: row.every_months === null ? null : { months: row.every_months, milliseconds: Number(row.every_milliseconds) },
})

export const subscriptionRow = (subscription: Subscription, instance: Key) => ({
  key: subscription.key, instance_key: instance, element_key: subscription.element, element_id: subscription.elementId,
  name: storable(subscription.name), correlation_key: subscription.correlationKey === null ? null : storable(subscription.correlationKey), interrupting: subscription.interrupting,
})

export const readSubscription = (row: SubscriptionRow): Subscription => ({
  key: Number(row.key), element: Number(row.element_key), elementId: row.element_id,
  name: row.name, correlationKey: row.correlation_key, interrupting: row.interrupting,
})

export const incidentRow = (incident: Incident, instance: Key) => ({
  key: incident.key, instance_key: instance, element_key: incident.element, element_id: incident.elementId, job_key: incident.job,
  error_type: incident.errorType, error_message: storable(incident.errorMessage), created_at: incident.createdAt,
})

export const readIncident = (row: IncidentRow): Incident => ({
  key: Number(row.key), element: Number(row.element_key), elementId: row.element_id, job: Number(row.job_key),
  errorType: row.error_type, errorMessage: row.error_message, createdAt: Number(row.created_at),
})

export const messageRow = (message: Message) => ({
  key: message.key, name: storable(message.name), correlation_key: storable(message.correlationKey), message_id: storable(message.messageId),
  expires_at: message.expiresAt, variables: JSON.stringify(message.variables), correlated: JSON.stringify(message.correlated),
})

export const readMessage = (row: MessageRow): Message => ({
  key: Number(row.key), name: row.name, correlationKey: row.correlation_key, messageId: row.message_id, expiresAt: Number(row.expires_at),
  variables: JSON.parse(row.variables) as Variables, correlated: JSON.parse(row.correlated) as string[],
})
