/**
 * Start events of the latest versions that wait for a message, signal or timer, and the locks of instances a message with a
 * correlation key has started: one at a time a process id and key (Zeebe).
 */
import type { Key, Timer } from '../state.ts'

export interface StartEvent {
  readonly key: Key
  /** The definition it starts. */
  readonly definition: Key
  readonly bpmnProcessId: string
  readonly elementId: string
  readonly kind: 'message' | 'signal' | 'timer'
  /** Of the message or signal; empty for a timer. */
  readonly name: string
  /** Only of a timer. */
  readonly at: Pick<Timer, 'due' | 'repetitions' | 'every'> | null
}

export interface Lock { readonly instance: Key; readonly bpmnProcessId: string; readonly correlationKey: string }

export class Starts {
  private readonly byKey = new Map<Key, StartEvent>()
  private readonly byName = new Map<string, StartEvent[]>()
  private readonly byProcess = new Map<string, StartEvent[]>()
  private readonly locks = new Map<Key, Lock>()
  private readonly held = new Map<string, Key>()

  get(key: Key): StartEvent | undefined {
    return this.byKey.get(key)
  }

  put(start: StartEvent): void {
    this.remove(start.key)
    this.byKey.set(start.key, start)
    add(this.byName, `${start.kind} ${start.name}`, start)
    add(this.byProcess, start.bpmnProcessId, start)
  }

  remove(key: Key): void {
    const start = this.byKey.get(key)
    if (!start) return
    this.byKey.delete(key)
    drop(this.byName, `${start.kind} ${start.name}`, start)
    drop(this.byProcess, start.bpmnProcessId, start)
  }

  /** Those a message or signal of this name starts, one a process id, the oldest first. */
  named(kind: 'message' | 'signal', name: string): readonly StartEvent[] {
    return this.byName.get(`${kind} ${name}`) ?? []
  }

  of(bpmnProcessId: string): readonly StartEvent[] {
    return this.byProcess.get(bpmnProcessId) ?? []
  }

  isLocked(bpmnProcessId: string, correlationKey: string): boolean {
    return this.held.has(JSON.stringify([bpmnProcessId, correlationKey]))
  }

  lock(lock: Lock): void {
    this.locks.set(lock.instance, lock)
    this.held.set(JSON.stringify([lock.bpmnProcessId, lock.correlationKey]), lock.instance)
  }

  lockOf(instance: Key): Lock | undefined {
    return this.locks.get(instance)
  }

  unlock(instance: Key): void {
    const lock = this.locks.get(instance)
    if (!lock) return
    this.locks.delete(instance)
    this.held.delete(JSON.stringify([lock.bpmnProcessId, lock.correlationKey]))
  }

  allLocks(): Iterable<Lock> {
    return this.locks.values()
  }
}

function add(index: Map<string, StartEvent[]>, at: string, start: StartEvent): void {
  index.set(at, [...(index.get(at) ?? []), start].sort((a, b) => a.key - b.key))
}

function drop(index: Map<string, StartEvent[]>, at: string, start: StartEvent): void {
  const left = (index.get(at) ?? []).filter((each) => each.key !== start.key)
  if (left.length > 0) index.set(at, left)
  else index.delete(at)
}
