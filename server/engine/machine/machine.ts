/**
 * The engine in memory: instances, what is looked up across them, and what has changed since the last commit.
 * It does no input or output; run.ts brings instances in, takes requests through it and writes the changes.
 */
import { reject, type Command } from '../commands.ts'
import { plainFeel } from '../decisions/feel.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import type { Event } from '../events.ts'
import type { Process } from '../model/types.ts'
import { FIRST_KEY, isOver, type Instance, type Key, NONE, placeOf } from '../state.ts'
import { ACTIVATION_BUDGET, step, type StepResult } from '../step.ts'
import { MAX_INSTANCE_CHARACTERS, type Deployed, type Environment, type Line } from '../work.ts'
import { broadcast } from './broadcast.ts'
import { InstanceCache } from './cache.ts'
import { Changes } from './changes.ts'
import { Decisions } from './decisions.ts'
import { Definitions } from './definitions.ts'
import { DueList } from './due.ts'
import type { History } from './history.ts'
import { JobQueues } from './jobQueues.ts'
import { Messages } from './messages.ts'
import type { Request } from './requests.ts'
import { Results } from './results.ts'
import { Restless } from './restless.ts'
import { Running } from './running.ts'
import { Signals } from './signals.ts'
import { Starts } from './starts.ts'

export class Machine {
  readonly instances = new InstanceCache()
  readonly definitions = new Definitions()
  readonly decisions = new Decisions()
  readonly running = new Running()
  readonly queues = new JobQueues()
  readonly due = new DueList()
  readonly restless = new Restless()
  readonly messages = new Messages()
  readonly results = new Results()
  readonly signals = new Signals()
  readonly starts = new Starts()
  /** Element, job, timer and incident key -> process instance key. */
  readonly owners = new Map<Key, Key>()
  /** Requests the last one brought about; to be carried out before the commit. */
  readonly followUps: Request[] = []
  changes = new Changes()
  /** Null: none is kept. */
  history: History | null = null
  nextFreeKey: Key = FIRST_KEY
  /** Told of every event, for counting. */
  counted: ((events: readonly Event[]) => void) | null = null
  /** Told of every event, for tests and traces. */
  onEvents: ((instance: Instance, events: readonly Event[]) => void) | null = null

  /** @param line only a comparison with a Zeebe of that line gives one */
  constructor(readonly now: () => number, private readonly line: Line = '8.8') {}

  nextKey = (): Key => this.nextFreeKey++

  /** The instance a key belongs to, an instance's own key included. */
  ownerOf(key: Key): Key | undefined {
    return this.owners.get(key)
  }

  /** One step of one instance. A result prepared elsewhere (the sandbox) is taken as it is. */
  perform(instance: Instance, command: Command, prepared?: StepResult): StepResult {
    const process = this.definitions.process(instance.processKey)
    if (!process) throw new Error(`Process ${instance.processKey} is not in memory`)
    if ('variables' in command && this.room(instance.key) === 0 && Object.keys(command.variables).length > 0) return { ok: false, rejection: noRoom(command.type) }
    const result = prepared ?? step(process, instance, command, this.environment(instance.key))
    if (result.ok) {
      this.running.note(instance, result.instance, result.events)
      this.accept(result.instance, result.events)
      this.history?.note(instance, result.instance, result.events, this.now())
    }
    return result
  }

  /** How many characters of variables an instance may still be given. */
  room(key: Key): number {
    return Math.max(0, MAX_INSTANCE_CHARACTERS - this.instances.weight(key))
  }

  private environment(key: Key): Environment {
    return { now: this.now(), nextKey: this.nextKey, feel: outsideSandbox, raw: plainFeel, deployed: this.deployed, buffered: this.buffered, budget: ACTIVATION_BUDGET, room: this.room(key), line: this.line }
  }

  private readonly buffered: Environment['buffered'] = (wanted, taken) => this.messages.bufferedFor(wanted, wanted.bpmnProcessId, this.now(), taken)

  private readonly deployed: Deployed = {
    ...this.definitions.asDeployed(),
    ready: (key) => this.definitions.process(key)?.needsSandbox === false,
    graph: (key) => {
      const process = this.definitions.process(key)
      if (!process) throw new Error(`Process ${key} is not in memory`)
      return process
    },
    ...this.decisions.asDeployed((process) => this.definitions.byDefinitionKey(process)?.deployment ?? NONE),
    decisionReady: (key) => this.decisions.graph(key)?.needsSandbox === false,
    decisionGraph: (key) => {
      const graph = this.decisions.graph(key)
      if (!graph) throw new Error(`Decision graph ${key} is not in memory`)
      return graph
    },
  }

  /** False for what was deleted while somebody waited for it: it is looked for anew then. */
  isDeployed(key: Key): boolean {
    return this.decisions.has(key) || this.definitions.byDefinitionKey(key) !== undefined
  }

  /** What is compiled of a definition, a process or decisions, when it is in memory. */
  graph(key: Key): Process | DecisionGraph | undefined {
    return this.decisions.has(key) ? this.decisions.graph(key) : this.definitions.process(key)
  }

  takeChanges(): Changes {
    const { changes } = this
    this.changes = new Changes()
    return changes
  }

  private accept(instance: Instance, events: readonly Event[]): void {
    if (isOver(instance)) this.ended(instance.key)
    else this.instances.set(instance)
    for (const event of events) {
      this.changes.note(instance, event)
      this.results.note(instance, event)
      this.index(instance, event)
    }
    if (isOver(instance)) this.restless.calm(instance.key) // last: the signals it threw are judged by what it was
    this.counted?.(events)
    this.onEvents?.(instance, events)
  }

  private ended(key: Key): void {
    this.instances.delete(key)
    if (this.starts.lockOf(key)) this.followUps.push({ type: 'NextInLine', ended: key })
  }

  private index(instance: Instance, event: Event): void {
    switch (event.type) {
      case 'ElementActivating': return void this.owners.set(event.element.key, instance.key)
      case 'ElementCompleted':
      case 'ElementTerminated': return void this.owners.delete(event.key)
      case 'CallDelayed': return this.resumeCall(event.key)
      case 'JobCreated':
        this.owners.set(event.job.key, instance.key)
        return this.queues.offer(event.job.type, event.job.key)
      case 'JobActivated':
        this.queues.withdraw(event.key)
        return this.due.set('job', event.key, event.deadline)
      case 'JobTimeoutUpdated': return this.due.set('job', event.key, event.deadline)
      case 'JobYielded': return this.offerAgain(instance, event.key, 'polls')
      case 'JobTimedOut':
      case 'JobRecurred': return this.offerAgain(instance, event.key)
      case 'JobFailed':
        this.stopJob(event.key)
        return event.recurAt > 0 ? this.due.set('job', event.key, event.recurAt) : undefined
      case 'JobErrorThrown': return this.stopJob(event.key)
      case 'JobCompleted':
      case 'JobCanceled':
        this.stopJob(event.key)
        if (event.type === 'JobCompleted') this.restless.calm(instance.key)
        return void this.owners.delete(event.key)
      case 'TimerCreated':
        this.owners.set(event.timer.key, instance.key)
        return this.due.set('timer', event.timer.key, this.restless.notBefore(instance.key, event.timer.due, this.now()), event.timer.element)
      case 'TimerTriggered':
      case 'TimerCanceled':
        this.due.clear(event.key)
        return void this.owners.delete(event.key)
      case 'SubscriptionOpened': return this.subscribed(instance, event.subscription.key)
      case 'InstanceMigrated': return this.reopened(instance, event.key)
      case 'SubscriptionClosed':
        this.signals.close(event.key)
        return this.messages.close(event.key)
      case 'SignalBroadcast': return broadcast(this, event, instance.key)
      case 'MessageCorrelated': return this.correlated(instance, event)
      case 'IncidentCreated': return void this.owners.set(event.incident.key, instance.key)
      case 'IncidentResolved': return void this.owners.delete(event.key)
      default: return
    }
  }

  /** As soon as its graph is in memory (plan.ts sees to that). */
  resumeCall(key: Key): void {
    this.followUps.push({ type: 'Instance', target: key, command: { type: 'ResumeCall', key }, missing: reject('ACTIVATE_ELEMENT', 'NOT_FOUND', `Call activity ${key} is gone`) })
  }

  private stopJob(key: Key): void {
    this.queues.withdraw(key)
    this.due.clear(key)
  }

  /** What a stream gave back goes to polls, or it would come and go for ever (Zeebe). */
  private offerAgain(instance: Instance, key: Key, to: 'anybody' | 'polls' = 'anybody'): void {
    this.due.clear(key)
    const job = instance.jobs.get(key)
    if (job?.state !== 'activatable') return
    if (to === 'polls') this.queues.wait(job.type, key)
    else this.queues.offer(job.type, key)
  }

  private subscribed(instance: Instance, key: Key): void {
    const subscription = instance.subscriptions.get(key)
    if (!subscription) return
    const { name, correlationKey } = subscription
    if (correlationKey === null) return this.signals.open(key, instance.key, name)
    const { bpmnProcessId } = placeOf(instance, subscription.element)
    this.messages.open({ subscription: key, element: subscription.element, instance: instance.key, bpmnProcessId, name, correlationKey })
    this.offerBuffered(instance, key)
  }

  /** Messages correlate once per process id: those that wait do it under another one now. */
  private reopened(instance: Instance, key: Key): void {
    for (const { key: subscription, element, name, correlationKey } of instance.subscriptions.values()) {
      const place = placeOf(instance, element)
      if (correlationKey === null || place.key !== key) continue
      this.messages.open({ subscription, element, instance: instance.key, bpmnProcessId: place.bpmnProcessId, name, correlationKey })
      this.offerBuffered(instance, subscription)
    }
  }

  private correlated(instance: Instance, { message: key, subscription, bpmnProcessId }: Extract<Event, { type: 'MessageCorrelated' }>): void {
    const message = this.messages.get(key)
    if (message) {
      this.messages.put({ ...message, correlated: [...message.correlated, bpmnProcessId] })
      this.changes.messages.add(key)
    }
    this.offerBuffered(instance, subscription) // a non-interrupting event takes the next one too
  }

  private offerBuffered(instance: Instance, key: Key): void {
    const subscription = instance.subscriptions.get(key)
    if (!subscription || subscription.correlationKey === null) return
    const message = this.messages.bufferedFor({ name: subscription.name, correlationKey: subscription.correlationKey }, placeOf(instance, subscription.element).bpmnProcessId, this.now())
    if (message) this.followUps.push({ type: 'Correlate', subscription: key, message: message.key })
  }
}

function noRoom(command: string) {
  return reject(command, 'INVALID_STATE', `Expected to set variables, but those of this process instance have ${MAX_INSTANCE_CHARACTERS} characters already. Keep documents elsewhere and only what decides in the process.`)
}

function outsideSandbox(text: string): never {
  throw new Error(`Expression '${text}' is off the safe list and must be evaluated in the sandbox`)
}
