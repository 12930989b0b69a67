/**
 * Published messages that still live, and the subscriptions that wait for one. A message correlates once per process id;
 * a second one with the same id is refused while the first lives (Zeebe).
 */
import type { Key, Variables } from '../state.ts'
import { takenBy } from '../work.ts'

export interface Message {
  readonly key: Key
  readonly name: string
  readonly correlationKey: string
  readonly messageId: string
  readonly expiresAt: number
  readonly variables: Variables
  /** Process ids it has correlated to. */
  readonly correlated: readonly string[]
}

/** A subscription as the messages see it. */
export interface Waiting {
  subscription: Key
  element: Key
  instance: Key
  bpmnProcessId: string
  name: string
  correlationKey: string
}

const NOT_TAKEN: ReadonlySet<string> = new Set()

const address = (name: string, correlationKey: string) => `${name.length}:${name}${correlationKey}`

export class Messages {
  private readonly byKey = new Map<Key, Message>()
  private readonly buffered = new Map<string, Set<Key>>()
  private readonly ids = new Map<string, Key>()
  private readonly waiting = new Map<string, Map<Key, Waiting>>()
  private readonly addresses = new Map<Key, string>()

  get(key: Key): Message | undefined {
    return this.byKey.get(key)
  }

  all(): Iterable<Message> {
    return this.byKey.values()
  }

  lives(name: string, correlationKey: string, messageId: string): boolean {
    return messageId !== '' && this.ids.has(identity(name, correlationKey, messageId))
  }

  put(message: Message): void {
    this.byKey.set(message.key, message)
    const at = address(message.name, message.correlationKey)
    this.buffered.set(at, (this.buffered.get(at) ?? new Set()).add(message.key))
    if (message.messageId !== '') this.ids.set(identity(message.name, message.correlationKey, message.messageId), message.key)
  }

  remove(key: Key): void {
    const message = this.byKey.get(key)
    if (!message) return
    this.byKey.delete(key)
    const at = address(message.name, message.correlationKey)
    const others = this.buffered.get(at)
    others?.delete(key)
    if (others?.size === 0) this.buffered.delete(at)
    this.ids.delete(identity(message.name, message.correlationKey, message.messageId))
  }

  open(waiting: Waiting): void {
    const at = address(waiting.name, waiting.correlationKey)
    this.waiting.set(at, (this.waiting.get(at) ?? new Map()).set(waiting.subscription, waiting))
    this.addresses.set(waiting.subscription, at)
  }

  close(subscription: Key): void {
    const at = this.addresses.get(subscription)
    if (at === undefined) return
    this.addresses.delete(subscription)
    const others = this.waiting.get(at)
    others?.delete(subscription)
    if (others?.size === 0) this.waiting.delete(at)
  }

  /** Who gets a newly published message: of each process id the subscription of the oldest element, whenever that was opened (Zeebe). */
  receivers(name: string, correlationKey: string): Waiting[] {
    const found = new Map<string, Waiting>()
    for (const waiting of byElement(this.waiting.get(address(name, correlationKey)))) {
      if (!found.has(waiting.bpmnProcessId)) found.set(waiting.bpmnProcessId, waiting)
    }
    return [...found.values()]
  }

  /** The oldest buffered message for a subscription that its process id has not had yet. */
  bufferedFor(subscription: Pick<Message, 'name' | 'correlationKey'>, bpmnProcessId: string, now: number, taken: ReadonlySet<string> = NOT_TAKEN): Message | null {
    for (const key of this.buffered.get(address(subscription.name, subscription.correlationKey)) ?? []) {
      const message = this.byKey.get(key)!
      if (message.expiresAt > now && !message.correlated.includes(bpmnProcessId) && !taken.has(takenBy(key, bpmnProcessId))) return message
    }
    return null
  }

  waitingFor(subscription: Key): Waiting | undefined {
    const at = this.addresses.get(subscription)
    return at === undefined ? undefined : this.waiting.get(at)?.get(subscription)
  }

  everyone(): Waiting[] {
    return [...this.waiting.values()].flatMap((each) => [...each.values()])
  }
}

/** Most often there is one. */
function byElement(waiting: ReadonlyMap<Key, Waiting> | undefined): Waiting[] {
  const all = [...(waiting?.values() ?? [])]
  return all.length > 1 ? all.sort((a, b) => a.element - b.element) : all
}

function identity(name: string, correlationKey: string, messageId: string): string {
  return JSON.stringify([name, correlationKey, messageId])
}
