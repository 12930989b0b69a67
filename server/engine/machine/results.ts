/** Results of instances whose end a client waits for. Only in memory: who waits loses its connection when the engine ends. */
import type { Event } from '../events.ts'
import type { Instance, Key, Variables } from '../state.ts'

export interface Result { instance: Key; variables: Variables }

export class Results {
  private readonly awaited = new Set<Key>()
  private fresh: Result[] = []

  await(instance: Key): void {
    this.awaited.add(instance)
  }

  forget(instance: Key): void {
    this.awaited.delete(instance)
  }

  /** An instance that is cancelled has no result, and nobody is told (Zeebe). */
  note(instance: Instance, event: Event): void {
    if (this.awaited.size === 0 || !('key' in event) || event.key !== instance.key) return
    if (event.type === 'ElementCompleted' && this.awaited.delete(instance.key)) this.fresh.push({ instance: instance.key, variables: event.variables ?? {} })
    if (event.type === 'ElementTerminated') this.awaited.delete(instance.key)
  }

  /** Those since it was last asked; they may be told once what brought them is on disk. */
  take(): Result[] {
    return this.fresh.splice(0)
  }
}
