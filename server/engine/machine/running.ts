/** How many process instances follow each definition, called ones included: what is followed is not deleted. */
import type { Event } from '../events.ts'
import { type ElementInstance, type Instance, isOver, type Key, NONE } from '../state.ts'

export class Running {
  private readonly counts = new Map<Key, number>()
  /** Of called processes: the definition, by the key of their outermost element. */
  private readonly called = new Map<Key, Key>()

  has(definition: Key): boolean {
    return this.counts.has(definition)
  }

  /** A step has made `after` of `before`. */
  note(before: Instance, after: Instance, events: readonly Event[]): void {
    const [was, is] = [before.elements.size > 0 ? before.processKey : NONE, isOver(after) ? NONE : after.processKey]
    if (was !== is) {
      this.count(is, 1)
      this.count(was, -1)
    }
    for (const event of events) {
      if (event.type === 'ElementActivating') this.enter(event.element)
      else if (event.type === 'InstanceMigrated') this.move(event.key, event.called.processKey)
      else if (this.called.size > 0 && (event.type === 'ElementCompleted' || event.type === 'ElementTerminated')) this.leave(event.key)
    }
  }

  /** An instance that was running when the engine ended. */
  recovered(definition: Key, elements: Iterable<ElementInstance>): void {
    this.count(definition, 1)
    for (const element of elements) this.enter(element)
  }

  private enter({ key, called }: ElementInstance): void {
    if (!called) return
    this.called.set(key, called.processKey)
    this.count(called.processKey, 1)
  }

  /** The outermost element of a called process follows another definition. */
  private move(key: Key, definition: Key): void {
    if (!this.called.has(key)) return
    this.leave(key)
    this.called.set(key, definition)
    this.count(definition, 1)
  }

  private leave(key: Key): void {
    const definition = this.called.get(key)
    if (definition === undefined) return
    this.called.delete(key)
    this.count(definition, -1)
  }

  private count(definition: Key, change: number): void {
    if (definition === NONE) return
    const count = (this.counts.get(definition) ?? 0) + change
    if (count > 0) this.counts.set(definition, count)
    else this.counts.delete(definition)
  }
}
