/** Calls that must be answered within one time, the same for all: who came first is looked at first. No timer a call. */
import { status } from '@grpc/grpc-js'
import type { Failure } from './status.ts'

interface Waiting { call: string; until: number; refuse(failure: Failure): void }

const SWEEP_MS = 250

export class Deadlines {
  private readonly waiting = new Set<Waiting>()
  private sweeper: NodeJS.Timeout | null = null

  constructor(private readonly timeout: number) {}

  /** @returns to be called when the call is answered */
  watch(call: string, refuse: Waiting['refuse']): () => void {
    const entry: Waiting = { call, until: performance.now() + this.timeout, refuse }
    this.waiting.add(entry)
    this.sweeper ??= setInterval(() => this.sweep(), Math.min(SWEEP_MS, this.timeout))
    this.sweeper.unref()
    return () => void this.waiting.delete(entry)
  }

  close(): void {
    if (this.sweeper) clearInterval(this.sweeper)
  }

  private sweep(): void {
    const now = performance.now()
    for (const entry of this.waiting) {
      if (entry.until > now) return
      this.waiting.delete(entry)
      entry.refuse({ code: status.DEADLINE_EXCEEDED, details: `Time out between gateway and broker: ${entry.call} was not answered within ${this.timeout} ms. It may still be carried out.` })
    }
  }
}
