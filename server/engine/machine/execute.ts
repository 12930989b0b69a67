/** Requests carried out on the machine, whole and at once: a request's instances are in memory before it comes here (plan.ts). */
import { visible } from '../behaviors/variables.ts'
import { reject, type Command, type Rejection } from '../commands.ts'
import { after, emptyInstance, type Instance, type Key, NONE, placeOf, type Variables } from '../state.ts'
import type { StepResult } from '../step.ts'
import { beginByMessage, fireStart, nextInLine, startsFor } from './begin.ts'
import { broadcast, deliver } from './broadcast.ts'
import type { Definition } from './definitions.ts'
import { deleteResource } from './deletion.ts'
import { deploy } from './deploy.ts'
import { migrate } from './migrate.ts'
import { evaluate } from './evaluate.ts'
import type { Machine } from './machine.ts'
import type { Waiting } from './messages.ts'
import type { ActivatedJob, Answer, PushJob, Request } from './requests.ts'

/** Steps that were taken in the sandbox, by instance. */
export type Prepared = ReadonlyMap<Key, StepResult>

const NOTHING: Prepared = new Map()

/** One activation's jobs stay well below gRPC's limit of 4 MiB a message. */
const MAX_ANSWER_BYTES = 3_500_000

export function execute(machine: Machine, request: Request, prepared: Prepared = NOTHING): Answer {
  switch (request.type) {
    case 'Deploy': return deploy(machine, request.resources)
    case 'Evaluate': return evaluate(machine, request)
    case 'Delete': return deleteResource(machine, request.resource)
    case 'Create': return create(machine, request, prepared)
    case 'ActivateJobs': return activateJobs(machine, request)
    case 'PushJob': return pushJob(machine, request)
    case 'Publish': return publish(machine, request, prepared)
    case 'Broadcast': return broadcastSignal(machine, request)
    case 'Deliver': return deliverSignal(machine, request, prepared)
    case 'NextInLine': return beginNext(machine, request, prepared)
    case 'Instance': return forInstance(machine, request, prepared)
    case 'Correlate': return correlate(machine, request, prepared)
    case 'Due': return fire(machine, request, prepared)
  }
}

const done = (key: Key): Answer => ({ ok: true, answer: 'done', key })
const refused = (rejection: Rejection): Answer => ({ ok: false, rejection })

type Create = Extract<Request, { type: 'Create' }>

/** The definition a create names, or the refusal in Zeebe's words. */
export function definitionFor(machine: Machine, { definitionKey, bpmnProcessId, version }: Create): Definition | Rejection {
  const { definitions } = machine
  const none = (what: string) => reject('CREATE', 'NOT_FOUND', `Expected to find process definition with ${what}, but none found`)
  if (bpmnProcessId === '' && definitionKey < 0) return reject('CREATE', 'INVALID_ARGUMENT', 'Expected at least a bpmnProcessId or a key greater than -1, but none given')
  if (bpmnProcessId === '') return definitions.byDefinitionKey(definitionKey) ?? none(`key '${definitionKey}'`)
  if (version < 0) return definitions.latest(bpmnProcessId) ?? none(`process ID '${bpmnProcessId}'`)
  return definitions.version(bpmnProcessId, version) ?? none(`process ID '${bpmnProcessId}' and version '${version}'`)
}

function create(machine: Machine, request: Create, prepared: Prepared): Answer {
  const definition = definitionFor(machine, request)
  if ('reason' in definition) return refused(definition)
  const key = request.key ?? machine.nextKey()
  const instance = emptyInstance(key, definition.key, definition.bpmnProcessId, definition.version)
  machine.changes.created.add(key)
  if (request.awaited) machine.results.await(key)
  const result = machine.perform(instance, { type: 'CreateInstance', variables: request.variables, at: request.at ?? [] }, prepared.get(key))
  return result.ok ? { ok: true, answer: 'created', definition, key } : refused(result.rejection)
}

function activateJobs(machine: Machine, request: Extract<Request, { type: 'ActivateJobs' }>): Answer {
  const jobs: ActivatedJob[] = []
  let bytes = 0
  for (const key of machine.queues.first(request.jobType, request.max)) {
    const job = activate(machine, key, request)
    if (!job) continue
    jobs.push(job)
    bytes += request.max > 1 ? JSON.stringify(job.variables).length * 3 : 0
    if (bytes > MAX_ANSWER_BYTES) break
  }
  return { ok: true, answer: 'jobs', jobs }
}

/** One job or none: it may be gone by now, or not be offered any more. */
function pushJob(machine: Machine, request: PushJob): Answer {
  const job = activate(machine, request.key, request)
  return { ok: true, answer: 'jobs', jobs: job ? [job] : [] }
}

function activate(machine: Machine, key: Key, { worker, timeout, fetch }: Pick<PushJob, 'worker' | 'timeout' | 'fetch'>): ActivatedJob | null {
  const before = instanceOf(machine, key)
  const result = before && machine.perform(before, { type: 'ActivateJob', key, worker, deadline: after(machine.now(), timeout) })
  return result?.ok ? activated(result.instance, key, fetch) : null
}

function activated(instance: Instance, key: Key, fetch: readonly string[]): ActivatedJob {
  const job = instance.jobs.get(key)!
  const variables = visible(instance, job.element)
  const place = placeOf(instance, job.element)
  return {
    key, type: job.type, instance: place.key, bpmnProcessId: place.bpmnProcessId, version: place.version,
    definitionKey: place.processKey, elementId: job.elementId, element: job.element, headers: job.headers,
    worker: job.worker, retries: job.retries, deadline: job.due, variables: fetch.length === 0 ? variables : only(variables, fetch),
  }
}

function only(variables: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.includes(name)))
}

type Publish = Extract<Request, { type: 'Publish' }>

function publish(machine: Machine, request: Publish, prepared: Prepared): Answer {
  const { name, correlationKey, messageId, variables } = request
  if (machine.messages.lives(name, correlationKey, messageId)) {
    return refused(reject('PUBLISH', 'ALREADY_EXISTS', `Expected to publish a new message with id '${messageId}', but a message with that id was already published`))
  }
  const key = request.key ?? machine.nextKey()
  if (request.timeToLive > 0) {
    const expiresAt = after(machine.now(), request.timeToLive)
    machine.messages.put({ key, name, correlationKey, messageId, expiresAt, variables, correlated: [] })
    machine.changes.messages.add(key)
    machine.changes.created.add(key)
    machine.due.set('message', key, expiresAt)
  }
  const receivers = machine.messages.receivers(name, correlationKey)
  const starts = startsFor(machine, request, receivers.map((each) => each.bpmnProcessId))
  for (const [receiver, command] of correlations(receivers, { key, variables })) {
    const instance = machine.instances.get(receiver)
    if (instance) machine.perform(instance, command, prepared.get(receiver))
  }
  for (const start of starts) {
    const instance = request.begun?.get(start.key) ?? machine.nextKey()
    beginByMessage(machine, start, instance, { key, correlationKey, variables }, prepared.get(instance))
  }
  return done(key)
}

function broadcastSignal(machine: Machine, { name, variables }: Extract<Request, { type: 'Broadcast' }>): Answer {
  const key = machine.nextKey()
  broadcast(machine, { key, name, variables }, NONE)
  return done(key)
}

function deliverSignal(machine: Machine, request: Extract<Request, { type: 'Deliver' }>, prepared: Prepared): Answer {
  deliver(machine, request.signal, request.key ?? machine.nextKey(), prepared)
  return done(request.signal)
}

/** The lock goes with the message that took its place, in one commit. */
function beginNext(machine: Machine, { ended, key = machine.nextKey() }: Extract<Request, { type: 'NextInLine' }>, prepared: Prepared): Answer {
  const next = nextInLine(machine, ended)
  machine.starts.unlock(ended)
  machine.changes.locks.add(ended)
  if (next) beginByMessage(machine, next.start, key, next.message, prepared.get(key))
  return done(key)
}

function correlate(machine: Machine, request: Extract<Request, { type: 'Correlate' }>, prepared: Prepared): Answer {
  const waiting = machine.messages.waitingFor(request.subscription)
  const message = machine.messages.get(request.message)
  const instance = waiting && machine.instances.get(waiting.instance)
  if (!instance || !message || message.correlated.includes(waiting.bpmnProcessId)) return done(request.message)
  return answer(machine.perform(instance, correlation([request.subscription], message), prepared.get(instance.key)), message.key)
}

export function correlation(subscriptions: readonly Key[], message: { key: Key; variables: Variables }): Command {
  return { type: 'CorrelateMessage', subscriptions, message: message.key, variables: message.variables }
}

/** One command an instance, however many of its subscriptions a message reaches: a call and what it calls may wait for the same. */
export function correlations(receivers: readonly Waiting[], message: { key: Key; variables: Variables }): Map<Key, Command> {
  const reached = new Map<Key, Key[]>()
  for (const { instance, subscription } of receivers) reached.set(instance, [...(reached.get(instance) ?? []), subscription])
  return new Map([...reached].map(([instance, subscriptions]) => [instance, correlation(subscriptions, message)]))
}

function forInstance(machine: Machine, request: Extract<Request, { type: 'Instance' }>, prepared: Prepared): Answer {
  const instance = instanceOf(machine, request.target)
  if (!instance) return refused(request.missing)
  const { command } = request
  const result = command.type === 'MigrateInstance' ? migrate(machine, instance, command, prepared.get(instance.key)) : machine.perform(instance, command, prepared.get(instance.key))
  return result.ok ? done(machine.nextKey()) : refused(result.rejection)
}

function fire(machine: Machine, { due, key }: Extract<Request, { type: 'Due' }>, prepared: Prepared): Answer {
  if (due.kind === 'message') {
    machine.messages.remove(due.key)
    machine.changes.messages.add(due.key)
    return done(due.key)
  }
  if (due.kind === 'signal') {
    machine.followUps.push({ type: 'Deliver', signal: due.key })
    return done(due.key)
  }
  if (due.kind === 'start') {
    const start = machine.starts.get(due.key)
    const begun = key ?? machine.nextKey()
    if (start) fireStart(machine, start, begun, prepared.get(begun))
    return done(due.key)
  }
  const instance = instanceOf(machine, due.key)
  const command = instance && dueCommand(instance, due.key)
  return command ? answer(machine.perform(instance, command, prepared.get(instance.key)), due.key) : done(due.key)
}

/** A job that is due has a lock that lapses or a backoff that ends. */
export function dueCommand(instance: Instance, key: Key): Command | null {
  if (instance.timers.has(key)) return { type: 'TriggerTimer', key }
  const job = instance.jobs.get(key)
  if (!job) return null
  return job.state === 'failed' ? { type: 'RecurJob', key } : { type: 'TimeOutJob', key }
}

function answer(result: StepResult, key: Key): Answer {
  return result.ok ? done(key) : refused(result.rejection)
}

function instanceOf(machine: Machine, key: Key): Instance | undefined {
  const owner = machine.ownerOf(key)
  return owner === undefined ? undefined : machine.instances.get(owner)
}
