/** Jobs waiting for a worker, by type, the oldest key first as Zeebe offers them. */
import type { Key } from '../state.ts'
import { Heap } from './heap.ts'

interface Queue { order: Heap<Key>; waiting: Set<Key> }

interface Offered { type: string; key: Key }
const NONE_OFFERED: Offered[] = []

export class JobQueues {
  private readonly queues = new Map<string, Queue>()
  private readonly typeOf = new Map<Key, string>()
  /** Jobs not to be given out for now: their instance is being stepped elsewhere. */
  private readonly held = new Set<Key>()
  /** Types that got a job since `takeFresh` was last asked: somebody may be waiting for them. */
  private fresh = new Set<string>()

  /** Types whose jobs a stream takes as they come. */
  private streamed: (type: string) => boolean = () => false
  private forStreams: Offered[] = []

  /** A job that can be worked on: for a stream of its type, else for whoever polls. */
  offer(type: string, key: Key): void {
    if (this.streamed(type)) this.forStreams.push({ type, key })
    else this.wait(type, key)
  }

  streamTo(streamed: (type: string) => boolean): void {
    this.streamed = streamed
  }

  takeForStreams(): Offered[] {
    return this.forStreams.length === 0 ? NONE_OFFERED : this.forStreams.splice(0)
  }

  /** The job waits for a poll, whatever streams there are. */
  wait(type: string, key: Key): void {
    const queue = this.queue(type)
    if (queue.waiting.has(key)) return
    queue.waiting.add(key)
    queue.order.push(key)
    this.typeOf.set(key, type)
    this.fresh.add(type)
  }

  withdraw(key: Key): void {
    if (this.forStreams.length > 0) this.forStreams = this.forStreams.filter((each) => each.key !== key)
    const type = this.typeOf.get(key)
    if (type === undefined) return
    this.typeOf.delete(key)
    const queue = this.queue(type)
    queue.waiting.delete(key)
    if (queue.waiting.size === 0) this.queues.delete(type)
  }

  hold(keys: readonly Key[]): void {
    for (const key of keys) this.held.add(key)
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) {
      this.held.delete(key)
      const type = this.typeOf.get(key)
      if (type !== undefined) this.fresh.add(type)
    }
  }

  /** Up to `max` waiting jobs of the type, oldest first. They stay in the queue until they are withdrawn. */
  first(type: string, max: number): Key[] {
    const queue = this.queues.get(type)
    const found: Key[] = []
    const passed: Key[] = []
    while (queue && found.length < max) {
      const key = queue.order.pop()
      if (key === undefined) break
      if (!queue.waiting.has(key) || found.at(-1) === key || passed.at(-1) === key) continue
      if (this.held.has(key)) passed.push(key)
      else found.push(key)
    }
    for (const key of [...found, ...passed]) queue!.order.push(key)
    return found
  }

  has(type: string): boolean {
    return this.queues.has(type) && (this.held.size === 0 || this.first(type, 1).length > 0)
  }

  /** How many jobs of each type wait. */
  sizes(): Record<string, number> {
    return Object.fromEntries([...this.queues].map(([type, queue]) => [type, queue.waiting.size]))
  }

  takeFresh(): Set<string> {
    const { fresh } = this
    this.fresh = new Set()
    return fresh
  }

  private queue(type: string): Queue {
    let queue = this.queues.get(type)
    if (!queue) this.queues.set(type, (queue = { order: new Heap<Key>((a, b) => a < b), waiting: new Set() }))
    return queue
  }
}
