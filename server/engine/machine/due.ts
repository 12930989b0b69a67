/** What the clock will set going: timers, lapsing job locks, ended backoffs, expiring messages, in the order of their instants. */
import { type Key, NONE } from '../state.ts'
import { Heap } from './heap.ts'

/** `start`: a timer start event of a process; `signal`: a broadcast that was put off. */
export type DueKind = 'timer' | 'job' | 'message' | 'start' | 'signal'
/** `element`: of a timer, whose it is. */
export interface Due { at: number; kind: DueKind; key: Key; element: Key }

export class DueList {
  /** Of timers due at one instant the one of the older element goes first, a start event's (which has none) before all others: so they are kept in Zeebe. */
  private readonly heap = new Heap<Due>((a, b) => a.at < b.at || (a.at === b.at && (a.element < b.element || (a.element === b.element && a.key < b.key))))
  /** The instant that counts for a key; entries of the heap with another one are stale. */
  private readonly current = new Map<Key, number>()

  set(kind: DueKind, key: Key, at: number, element: Key = kind === 'start' ? NONE : key): void {
    this.current.set(key, at)
    this.heap.push({ at, kind, key, element })
  }

  clear(key: Key): void {
    this.current.delete(key)
  }

  /** When the next thing is due; null when nothing is. */
  next(): number | null {
    this.dropStale()
    return this.heap.peek()?.at ?? null
  }

  /** Takes one thing that is due at `now`. */
  take(now: number): Due | null {
    this.dropStale()
    const top = this.heap.peek()
    if (!top || top.at > now) return null
    this.heap.pop()
    this.current.delete(top.key)
    return top
  }

  private dropStale(): void {
    for (let top = this.heap.peek(); top && this.current.get(top.key) !== top.at; top = this.heap.peek()) this.heap.pop()
  }
}
