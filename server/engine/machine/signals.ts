/** What waits for signals, by name, and the broadcasts that are still on their way to it. */
import type { Key, Variables } from '../state.ts'

/** A signal that was thrown or sent. It is a row until everybody has got it, so that none is lost when the engine ends meanwhile. */
export interface Broadcast {
  readonly key: Key
  readonly name: string
  readonly variables: Variables
  /** The instance that threw it: its own elements have it already. 0: a client sent it. */
  readonly thrower: Key
  /** Start events that have yet to create their instance. */
  readonly starts: readonly Key[]
  /** Subscriptions up to this one have it. */
  readonly after: Key
}

export class Signals {
  private readonly waiting = new Map<string, Map<Key, Key>>()
  private readonly names = new Map<Key, string>()
  readonly pending = new Map<Key, Broadcast>()

  open(subscription: Key, instance: Key, name: string): void {
    this.waiting.set(name, (this.waiting.get(name) ?? new Map<Key, Key>()).set(subscription, instance))
    this.names.set(subscription, name)
  }

  close(subscription: Key): void {
    const name = this.names.get(subscription)
    if (name === undefined) return
    this.names.delete(subscription)
    const others = this.waiting.get(name)
    others?.delete(subscription)
    if (others?.size === 0) this.waiting.delete(name)
  }

  /** The next to get the signal: some instances, and the last of their subscriptions this time. Those opened after it was thrown do not. */
  receivers(broadcast: Broadcast, max: number): { instances: ReadonlySet<Key>; upTo: Key } {
    const instances = new Set<Key>()
    let upTo = broadcast.key
    for (const [subscription, instance] of this.waiting.get(broadcast.name) ?? []) {
      if (subscription <= broadcast.after || subscription > broadcast.key || instance === broadcast.thrower) continue
      if (instances.size === max && !instances.has(instance)) return { instances, upTo }
      instances.add(instance)
      upTo = subscription
    }
    return { instances, upTo: broadcast.key }
  }
}
