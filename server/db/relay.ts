/**
 * Sends what the outbox holds: rows claimed by lease, or handed over by the transaction of this process that wrote them.
 * What an outcome does to a row is in outcomes.ts; what a topic means is its handler's affair.
 */
import type { Context } from '../context.ts'
import { crashpoint } from './crashpoint.ts'
import { Lanes } from './lanes.ts'
import { LEASE_MS, register, type Ahead, type OutboxRow, type TakenRow, type TopicHandler } from './outbox.ts'
import { Finished, giveBack, postpone } from './outcomes.ts'
import { rows } from './pool.ts'

export interface Relay {
  /** Runs all that is due, and what that enqueues; resolves with how many rows it handled. */
  drain(): Promise<number>
  /** Takes no more rows and resolves when those in hand are finished. */
  stop(): Promise<void>
}

/** Slow letters must not hold up the engine: each group has hands of its own. */
const HANDS = { engine: 12, other: 6 }
/** A row that was handed over and has waited longer for a free hand is given back: its handler would not be done before the lease runs out. */
const FRESH_MS = LEASE_MS / 6

/**
 * Sends what is due until stopped. Any number of relays may work on one database: rows are claimed by lease.
 * `poll: false` sends only when `drain` is called (stories in virtual time).
 */
export function startRelay(ctx: Context, handlers: Record<string, TopicHandler>, options: { poll?: boolean; pollMs?: number } = {}): Relay {
  const polls = options.poll !== false
  const isEngine = (topic: string): boolean => topic.startsWith('engine:')
  const topics = Object.keys(handlers)
  const crews = [
    new Crew(ctx, handlers, topics.filter(isEngine), HANDS.engine, polls),
    new Crew(ctx, handlers, topics.filter((topic) => !isEngine(topic)), HANDS.other, polls),
  ]
  const leave = polls ? crews.map((crew) => register(ctx.db, crew)) : []
  const look = (): void => crews.forEach((crew) => crew.wake())
  const timer = polls ? setInterval(look, options.pollMs ?? 500) : undefined
  if (polls) look()

  return {
    drain: async () => {
      for (let total = 0; ; ) {
        const handled = await Promise.all(crews.map((crew) => crew.exhaust()))
        const sum = handled.reduce((a, b) => a + b, 0)
        if (sum === 0) return total
        total += sum
      }
    },
    stop: async () => {
      clearInterval(timer)
      for (const one of leave) one()
      await Promise.all(crews.map((crew) => crew.rest()))
    },
  }
}

class Crew {
  private readonly busy = new Set<Promise<void>>()
  /** Handed over, waiting for a hand or for those before them in their lane. */
  private waiting: TakenRow[] = []
  private readonly lanes = new Lanes()
  private readonly finished: Finished
  private resting = false
  private claims = 0
  /** The last claim took all it could: more may be due. */
  private full = false
  private running: Promise<number> | undefined
  private next: Promise<number> | undefined

  /** @param restless a hand that becomes free looks for the next row by itself */
  constructor(
    private readonly ctx: Context, private readonly handlers: Record<string, TopicHandler>, private readonly topics: string[],
    private readonly hands: number, private readonly restless: boolean,
  ) {
    this.finished = new Finished(ctx, restless)
  }

  serves(topic: string): boolean {
    return this.topics.includes(topic)
  }

  ahead(lane: string): Ahead {
    return this.lanes.of(lane)
  }

  /** A row that was written as ours. */
  take(row: TakenRow, ahead: Ahead): void {
    if (this.resting || ahead.broken) return void giveBack(this.ctx, [row])
    this.lanes.enter(row)
    if (!this.lanes.isFirst(row) || this.allTaken()) this.finished.hurry()
    this.waiting.push(row)
    this.startWaiting()
  }

  wake(): void {
    this.claimSome().catch((error) => this.ctx.log.error({ error: String(error) }, 'The outbox cannot be read; it is tried again at the next poll.'))
  }

  /** Handles all that is due, and what becomes due meanwhile. */
  async exhaust(): Promise<number> {
    for (let total = 0; ; ) {
      const taken = await this.claimSome()
      total += taken
      if (taken === 0 && this.busy.size === 0) return total
      await Promise.all(this.busy)
    }
  }

  async rest(): Promise<void> {
    this.resting = true
    const unsent = this.waiting.splice(0)
    for (const row of unsent) this.lanes.leave(row, 'failed')
    await giveBack(this.ctx, unsent)
    await this.running?.catch(() => 0)
    await Promise.all(this.busy)
  }

  /** Takes as many due rows as there are free hands and lets them run. Asked again while it is at it, it looks once more. */
  private claimSome(): Promise<number> {
    if (!this.running) return (this.running = this.claimAndRun().finally(() => { this.running = undefined }))
    this.next ??= this.running.catch(() => 0).then(() => {
      this.next = undefined
      return this.claimSome()
    })
    return this.next
  }

  private async claimAndRun(): Promise<number> {
    const free = this.hands - this.busy.size - this.waiting.length
    if (this.resting || this.topics.length === 0) return 0
    this.full = free <= 0
    if (this.full) return 0
    this.claims++
    const claimed = await claim(this.ctx, this.topics, free)
    this.full = claimed.length === free
    for (const row of claimed) {
      this.lanes.enter(row)
      this.start(row)
    }
    return claimed.length
  }

  /** Then an outcome that waits to be written with others keeps a hand from its work. */
  private allTaken(): boolean {
    return this.busy.size >= this.hands
  }

  private start(row: OutboxRow): void {
    const work: Promise<void> = this.handle(row).then((more) => {
      this.busy.delete(work)
      this.startWaiting()
      if (this.restless && (more || this.full)) this.wake()
    })
    this.busy.add(work)
  }

  /** Those handed over whose turn it is, as far as there are hands. */
  private startWaiting(): void {
    const stale: TakenRow[] = []
    const now = this.ctx.now().getTime()
    this.waiting = this.waiting.filter((row) => {
      if (this.lanes.isBroken(row) || now - row.leasedAt.getTime() > FRESH_MS) return stale.push(row) === 0
      if (this.allTaken() || !this.lanes.isFirst(row)) return true
      this.start(row)
      return false
    })
    for (const row of stale) this.lanes.leave(row, 'failed')
    if (stale.length > 0) void giveBack(this.ctx, stale).then(() => this.wake())
  }

  /** Never throws. Resolves with whether another row may have become free by this one. */
  private async handle(row: OutboxRow): Promise<boolean> {
    crashpoint('outbox:claimed')
    try {
      const handled = await this.handlers[row.topic]!(row, this.ctx)
      crashpoint('outbox:handled')
      const before = this.claims
      const { written, successor } = await this.finished.add(row, typeof handled === 'object' ? handled : { answer: handled ?? null }, this.lanes.isAwaited(row) || (this.allTaken() && (this.full || this.waiting.length > 0)))
      this.lanes.leave(row, written ? 'sent' : 'failed')
      return successor || before !== this.claims // a claim that ran meanwhile may have seen this row still waiting before its successor
    } catch (error) {
      this.lanes.leave(row, 'failed')
      await postpone(this.ctx, row, error)
      return false
    }
  }
}

/** A row is free when it is due, nobody holds its lease, and nothing of its lane waits before it. */
const CLAIM = `
  with due as (
    select id, maybe_sent from outbox o
     where state = 'waiting' and due_at <= :now and (locked_until is null or locked_until <= :now) and topic = any(:topics)
       and (lane is null or not exists (select 1 from outbox p where p.lane = o.lane and p.state = 'waiting' and p.id < o.id))
     order by id limit :free
     for update skip locked
  )
  update outbox o set attempt = o.attempt + 1, locked_until = :until, maybe_sent = true
    from due where o.id = due.id
  returning o.id, o.topic, o.case_id as "caseId", o.payload, o.attempt, due.maybe_sent as "maybeSent"`

async function claim(ctx: Context, topics: string[], free: number): Promise<OutboxRow[]> {
  const now = ctx.now()
  return rows<OutboxRow>(ctx.db, CLAIM, { now, topics, free, until: new Date(now.getTime() + LEASE_MS) })
}
