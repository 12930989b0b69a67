/**
 * Instances whose timers are due the moment they are made, again and again: a loop over a timer of zero.
 * Each firing is a command of its own, so no budget of a command ends it; after a hundred in a row they fire once a second.
 */
import type { Key } from '../state.ts'

const IN_A_ROW = 100
const PAUSE_MS = 1_000

export class Restless {
  private readonly fired = new Map<Key, number>()

  /** The instant at which a timer of the instance that is due at `due` is let fire. */
  notBefore(instance: Key, due: number, now: number): number {
    if (due > now) return due
    const count = (this.fired.get(instance) ?? 0) + 1
    this.fired.set(instance, count)
    return count <= IN_A_ROW ? due : now + PAUSE_MS
  }

  /** Something came from outside, or the instance is over: it starts afresh. */
  calm(instance: Key): void {
    this.fired.delete(instance)
  }
}
