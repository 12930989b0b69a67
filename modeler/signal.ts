/** A value that tells when it changes; what the parts of the frame share. */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>()

  constructor(private value: T) {}

  get(): T {
    return this.value
  }

  set(value: T): void {
    this.value = value
    for (const listener of [...this.listeners]) listener(value)
  }

  /** @returns an end to listening */
  on(listener: (value: T) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
}
