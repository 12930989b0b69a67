/** The instances in memory, the least recently used first. Bounded by number and by the size of their variables. */
import type { Instance, Key } from '../state.ts'

const MAX_INSTANCES = 5_000
const MAX_CHARACTERS = 32_000_000

export class InstanceCache {
  private readonly instances = new Map<Key, Instance>()
  private readonly weights = new Map<Key, number>()
  private total = 0

  get size(): number {
    return this.instances.size
  }

  get(key: Key): Instance | undefined {
    return this.instances.get(key)
  }

  set(instance: Instance): void {
    this.instances.delete(instance.key)
    this.instances.set(instance.key, instance)
  }

  delete(key: Key): void {
    this.instances.delete(key)
    this.weigh(key, 0)
  }

  weight(key: Key): number {
    return this.weights.get(key) ?? 0
  }

  /** @param characters of the instance's variables as text */
  weigh(key: Key, characters: number): void {
    this.total += characters - (this.weights.get(key) ?? 0)
    if (characters > 0) this.weights.set(key, characters)
    else this.weights.delete(key)
  }

  /** Lets go of the longest unused ones that nobody needs, until the bounds hold. */
  shrink(needed: (key: Key) => boolean): void {
    for (const key of this.instances.keys()) {
      if (this.instances.size <= MAX_INSTANCES && this.total <= MAX_CHARACTERS) return
      if (!needed(key)) this.delete(key)
    }
  }
}
