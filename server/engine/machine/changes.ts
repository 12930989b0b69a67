/** What has changed in memory since the last commit: only keys, so that a thing changed ten times is written once, as it is then. */
import type { Event } from '../events.ts'
import { type Instance, type Key, NONE } from '../state.ts'
import type { DecisionDefinition, StoredGraph } from './decisions.ts'
import type { StoredDefinition } from './definitions.ts'

export type Family = 'jobs' | 'timers' | 'subscriptions' | 'incidents'

/** Entity key -> the instance it belongs to. */
type Touched = Map<Key, Key>

export class Changes {
  readonly families: Record<Family, Touched> = { jobs: new Map(), timers: new Map(), subscriptions: new Map(), incidents: new Map() }
  readonly elements = new Set<Key>()
  readonly variables = new Set<Key>()
  readonly messages = new Set<Key>()
  readonly starts = new Set<Key>()
  /** By the instance that holds the lock. */
  readonly locks = new Set<Key>()
  readonly signals = new Set<Key>()
  readonly definitions: StoredDefinition[] = []
  /** Moved to another definition or element: rows that are there and change what never changes otherwise. */
  readonly migrated = { instances: new Set<Key>(), jobs: new Map<Key, Key>(), timers: new Map<Key, Key>(), subscriptions: new Map<Key, Key>(), incidents: new Map<Key, Key>() }
  graphs: StoredGraph[] = []
  decisions: DecisionDefinition[] = []
  readonly processesGone: Key[] = []
  readonly graphsGone: Key[] = []
  /** Every instance with a change; it must stay in memory until the commit. */
  readonly instances = new Set<Key>()
  /** Made since the last commit: if they are gone again, no row knows of them. */
  readonly created = new Set<Key>()

  get empty(): boolean {
    return this.elements.size === 0 && this.variables.size === 0 && this.messages.size === 0 && this.starts.size + this.locks.size + this.signals.size === 0 && this.definitions.length + this.graphs.length + this.processesGone.length + this.graphsGone.length === 0 && Object.values(this.families).every((family) => family.size === 0)
  }

  note(instance: Instance, event: Event): void {
    const owner = instance.key
    this.instances.add(owner)
    switch (event.type) {
      case 'JobCreated': return this.made('jobs', event.job.key, owner, true)
      case 'TimerCreated': return this.made('timers', event.timer.key, owner)
      case 'SubscriptionOpened': return this.made('subscriptions', event.subscription.key, owner)
      case 'IncidentCreated': return this.made('incidents', event.incident.key, owner)
      case 'IncidentResolved': return void this.families.incidents.set(event.key, owner)
      case 'TimerTriggered':
      case 'TimerCanceled': return void this.families.timers.set(event.key, owner)
      case 'SubscriptionClosed': return void this.families.subscriptions.set(event.key, owner)
      case 'MessageCorrelated':
      case 'SignalBroadcast': return
      case 'InstanceMigrated':
        this.elements.add(owner)
        return void (event.key === owner && this.migrated.instances.add(owner))
      case 'ElementMigrated': return this.movedElement(instance, event.key)
      case 'TimerMigrated': return void this.migrated.timers.set(event.key, owner)
      case 'SubscriptionMigrated': return void this.migrated.subscriptions.set(event.key, owner)
      case 'VariablesSet': return void this.variables.add(owner)
      case 'JobCompleted':
      case 'JobCanceled':
        this.elements.add(owner) // the element forgets its job
        return void this.families.jobs.set(event.key, owner)
      case 'JobActivated':
      case 'JobYielded':
      case 'JobTimedOut':
      case 'JobTimeoutUpdated':
      case 'JobRetriesUpdated':
      case 'JobFailed':
      case 'JobRecurred':
      case 'JobErrorThrown': return void this.families.jobs.set(event.key, owner)
      default: return void this.elements.add(owner)
    }
  }

  private movedElement(instance: Instance, key: Key): void {
    this.elements.add(instance.key)
    const job = instance.elements.get(key)?.job ?? NONE
    if (job !== NONE) this.migrated.jobs.set(job, instance.key)
    for (const incident of instance.incidents.values()) if (incident.element === key) this.migrated.incidents.set(incident.key, instance.key)
  }

  private made(family: Family, key: Key, owner: Key, changesElement = false): void {
    this.families[family].set(key, owner)
    this.created.add(key)
    if (changesElement) this.elements.add(owner)
  }
}
