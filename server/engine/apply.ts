/**
 * (state, event) -> state: the only code that changes an instance. It decides nothing and refuses nothing;
 * every entity is replaced, never mutated, inside the Maps of a draft that belongs to one step.
 */
import type { Event } from './events.ts'
import { NONE, type Called, type Compensation, type ElementInstance, type Incident, type Instance, type Job, type Key, type LoopState, type Subscription, type Timer, type Variables } from './state.ts'

/** An instance whose Maps may be written: one step's own copy. */
export interface Draft extends Instance {
  readonly elements: Map<Key, ElementInstance>
  readonly variables: Map<Key, Variables>
  readonly jobs: Map<Key, Job>
  readonly timers: Map<Key, Timer>
  readonly subscriptions: Map<Key, Subscription>
  readonly incidents: Map<Key, Incident>
}

export function draftOf(instance: Instance): Draft {
  return {
    ...instance,
    elements: new Map(instance.elements),
    variables: new Map(instance.variables),
    jobs: new Map(instance.jobs),
    timers: new Map(instance.timers),
    subscriptions: new Map(instance.subscriptions),
    incidents: new Map(instance.incidents),
  }
}

export function apply(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'ElementActivating': return activating(draft, event)
    case 'ElementActivated': return activated(draft, event.key)
    case 'InstanceMigrated': return instanceMigrated(draft, event.key, event.called)
    case 'ElementMigrated': return elementMigrated(draft, event.key, event.elementId)
    case 'TimerMigrated': return void draft.timers.set(event.key, { ...draft.timers.get(event.key)!, elementId: event.elementId })
    case 'SubscriptionMigrated': return void draft.subscriptions.set(event.key, { ...draft.subscriptions.get(event.key)!, elementId: event.elementId, interrupting: event.interrupting })
    case 'JoinLeft': return joinLeft(draft, event)
    case 'CompensationsMigrated': return element(draft, event.root, { compensations: event.compensations })
    case 'CallDelayed': return element(draft, event.key, { awaits: event.processKey })
    case 'LoopStarted': return element(draft, event.key, { loop: { kind: 'body', items: event.items, size: event.items.length, created: 0, completed: 0, terminated: 0 } })
    case 'ElementCompleting': return element(draft, event.key, { phase: 'completing' })
    case 'ElementTerminating': return element(draft, event.key, { phase: 'terminating', trigger: null })
    case 'ElementCompleted': return gone(draft, event.key, 'completed')
    case 'ElementTerminated': return gone(draft, event.key, 'terminated')
    case 'SequenceFlowTaken': return flowTaken(draft, event)
    case 'TokenDropped': return tokens(draft, event.scope, -1)
    case 'ScopeInterrupted': return element(draft, event.key, { interrupted: event.by, tokens: 0, joins: {} })
    case 'ScopeReopened': return element(draft, event.key, { interrupted: '' })
    case 'Triggered': return element(draft, event.key, { trigger: event.trigger })
    case 'CompensationNoted': return compensations(draft, event.root, (all) => [...all, event.compensation])
    case 'CompensationThrown': return compensations(draft, event.root, (all) => all.map((each) => (each.key === event.key ? { ...each, thrownBy: event.by } : each)))
    case 'CompensationsEnded': return compensations(draft, event.root, (all) => all.filter((each) => !event.keys.includes(each.key)))
    case 'VariablesSet': return variablesSet(draft, event.scope, event.variables)
    case 'JobCreated':
      draft.jobs.set(event.job.key, event.job)
      return element(draft, event.job.element, { job: event.job.key })
    case 'JobActivated': return job(draft, event.key, { state: 'activated', worker: event.worker, due: event.deadline })
    case 'JobYielded':
    case 'JobTimedOut':
    case 'JobRecurred': return job(draft, event.key, { state: 'activatable', due: 0 })
    case 'JobTimeoutUpdated': return job(draft, event.key, { due: event.deadline })
    case 'JobRetriesUpdated': return job(draft, event.key, { retries: event.retries })
    case 'JobFailed': return job(draft, event.key, { state: 'failed', retries: event.retries, due: event.recurAt })
    case 'JobErrorThrown': return job(draft, event.key, { state: 'error-thrown', due: 0 })
    case 'JobCompleted':
    case 'JobCanceled': return jobGone(draft, event.key)
    case 'TimerCreated': return void draft.timers.set(event.timer.key, event.timer)
    case 'TimerTriggered':
    case 'TimerCanceled': return void draft.timers.delete(event.key)
    case 'SubscriptionOpened': return void draft.subscriptions.set(event.subscription.key, event.subscription)
    case 'MessageCorrelated':
    case 'SignalBroadcast': return
    case 'SubscriptionClosed': return void draft.subscriptions.delete(event.key)
    case 'IncidentCreated': return void draft.incidents.set(event.incident.key, event.incident)
    case 'IncidentResolved': return void draft.incidents.delete(event.key)
    default: return exhausted(event)
  }
}

function instanceMigrated(draft: Draft, key: Key, called: Called): void {
  if (key === draft.key) Object.assign(draft, called)
  else element(draft, key, { called })
}

function elementMigrated(draft: Draft, key: Key, elementId: string): void {
  element(draft, key, { elementId })
  const found = draft.elements.get(key)
  if (found && found.job !== NONE) job(draft, found.job, { elementId })
  for (const incident of draft.incidents.values()) if (incident.element === key) draft.incidents.set(incident.key, { ...incident, elementId })
}

function joinLeft(draft: Draft, { scope, joinId, flowId }: Extract<Event, { type: 'JoinLeft' }>): void {
  const found = draft.elements.get(scope)
  if (found) draft.elements.set(scope, { ...found, tokens: less(found, 1), joins: consume(found.joins, joinId, [flowId]) })
}

/** What an inner instance was given is no longer needed for another try. */
function activated(draft: Draft, key: Key): void {
  const loop = draft.elements.get(key)?.loop
  element(draft, key, { phase: 'activated', awaits: NONE, ...(loop?.kind === 'inner' && { loop: { kind: 'inner', counter: loop.counter } }) })
}

function activating(draft: Draft, event: Extract<Event, { type: 'ElementActivating' }>): void {
  draft.elements.set(event.element.key, event.element)
  const scope = draft.elements.get(event.element.scope)
  if (!scope) return
  const consumed = event.joined.length > 0 ? event.joined.length : event.byFlow ? 1 : 0
  const joins = event.joined.length > 0 ? consume(scope.joins, event.element.elementId, event.joined) : scope.joins
  draft.elements.set(scope.key, { ...scope, children: scope.children + 1, tokens: less(scope, consumed), joins, loop: counted(scope.loop, 'created') })
}

/** Never less than none: what is activated by order takes the place of a token that may wait at a join (Zeebe). */
function less({ tokens }: ElementInstance, consumed: number): number {
  return Math.max(0, tokens - consumed)
}

function counted(loop: LoopState | null, what: 'created' | 'completed' | 'terminated'): LoopState | null {
  if (loop?.kind !== 'body') return loop
  return { ...loop, items: what === 'created' ? loop.items.slice(1) : loop.items, [what]: loop[what] + 1 }
}

/** One token of each joined flow is used up; surplus tokens wait for the next join. */
function consume(joins: ElementInstance['joins'], gatewayId: string, joined: readonly string[]): ElementInstance['joins'] {
  const left = Object.fromEntries(Object.entries(joins[gatewayId] ?? {}).map(([id, count]) => [id, joined.includes(id) ? count - 1 : count]).filter(([, count]) => Number(count) > 0)) as Record<string, number>
  const { [gatewayId]: _, ...others } = joins
  return Object.keys(left).length > 0 ? { ...others, [gatewayId]: left } : others
}

function flowTaken(draft: Draft, event: Extract<Event, { type: 'SequenceFlowTaken' }>): void {
  const scope = draft.elements.get(event.scope)
  if (!scope) return
  if (event.joinId === null) return element(draft, event.scope, { tokens: scope.tokens + 1 })
  const waiting = scope.joins[event.joinId] ?? {}
  const join = { ...waiting, [event.flowId]: (waiting[event.flowId] ?? 0) + 1 }
  element(draft, event.scope, { tokens: scope.tokens + 1, joins: { ...scope.joins, [event.joinId]: join } })
}

function gone(draft: Draft, key: Key, how: 'completed' | 'terminated'): void {
  const found = draft.elements.get(key)
  draft.elements.delete(key)
  draft.variables.delete(key)
  const scope = found && draft.elements.get(found.scope)
  if (scope) draft.elements.set(scope.key, { ...scope, children: scope.children - 1, loop: counted(scope.loop, how) })
}

function tokens(draft: Draft, key: Key, change: number): void {
  const scope = draft.elements.get(key)
  if (scope) draft.elements.set(key, { ...scope, tokens: less(scope, -change) })
}

function element(draft: Draft, key: Key, change: Partial<ElementInstance>): void {
  const found = draft.elements.get(key)
  if (found) draft.elements.set(key, { ...found, ...change })
}

function compensations(draft: Draft, root: Key, change: (all: readonly Compensation[]) => readonly Compensation[]): void {
  const found = draft.elements.get(root)
  if (found) draft.elements.set(root, { ...found, compensations: change(found.compensations) })
}

function variablesSet(draft: Draft, scope: Key, variables: Variables): void {
  draft.variables.set(scope, Object.freeze({ ...draft.variables.get(scope), ...variables }))
}

function job(draft: Draft, key: Key, change: Partial<Job>): void {
  const found = draft.jobs.get(key)
  if (found) draft.jobs.set(key, { ...found, ...change })
}

function jobGone(draft: Draft, key: Key): void {
  const found = draft.jobs.get(key)
  draft.jobs.delete(key)
  if (found) element(draft, found.element, { job: 0 })
}

function exhausted(event: never): never {
  throw new Error(`apply does not know ${JSON.stringify(event)}`)
}
