/**
 * What goes on without end though nobody outside does anything: a loop over a timer of zero, and instances that signals begin or wake and
 * that throw signals in turn. Each turn is a command of its own, so no budget of a command ends it. The timers of one instance fire once a
 * second after a hundred in a row; of such echoes of signals a hundred a second are let go, all instances together (they may double).
 */
import type { Key } from '../state.ts'

const IN_A_ROW = 100
const PAUSE_MS = 1_000
const ECHOES_A_PAUSE = 100

export class Restless {
  private readonly fired = new Map<Key, number>()
  /** Begun or woken by a signal, and nobody has worked on them since. */
  private readonly woken = new Set<Key>()
  private echoes = 0
  private echoesAt = 0

  /** The instant at which a timer of the instance that is due at `due` is let fire. */
  notBefore(instance: Key, due: number, now: number): number {
    if (due > now) return due
    const count = (this.fired.get(instance) ?? 0) + 1
    this.fired.set(instance, count)
    return count <= IN_A_ROW ? due : now + PAUSE_MS
  }

  /** A signal begins or wakes the instance. */
  wake(instance: Key): void {
    this.woken.add(instance)
  }

  /** The instant at which a signal thrown by the instance is let go; null: at once. */
  echoNotBefore(thrower: Key, now: number): number | null {
    if (!this.woken.has(thrower)) return null
    if (this.echoesAt + PAUSE_MS <= now) [this.echoesAt, this.echoes] = [now, 0]
    if (++this.echoes > ECHOES_A_PAUSE) [this.echoesAt, this.echoes] = [this.echoesAt + PAUSE_MS, 1]
    return this.echoesAt <= now ? null : this.echoesAt
  }

  /** Something came from outside, or the instance is over: it starts afresh. */
  calm(instance: Key): void {
    this.fired.delete(instance)
    this.woken.delete(instance)
  }
}
