/**
 * The outbox: what a transaction wants sent is written in it (`enqueue`) and sent after the commit by a relay (`startRelay`).
 * Delivery is at least once, in order within a lane; what a topic means is its handler's affair.
 */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { crashpoint } from './crashpoint.ts'
import { change, inTransaction, later, row, rows, type Db, type Tx } from './pool.ts'

export interface OutboxRow {
  id: string
  topic: string
  caseId: string | null
  payload: any
  /** 1 for the first attempt. */
  attempt: number
  /** An earlier attempt may have reached its receiver: "not found" then means "already done". */
  maybeSent: boolean
}

/** What was returned is kept as the row's answer. A throw means: again later, with backoff, until it succeeds. */
export type TopicHandler = (row: OutboxRow, ctx: Context) => Promise<Handled | string | void>

export interface Handled {
  answer: string
  /** What belongs to the row's end: written in one transaction with it. */
  also(tx: Tx): Promise<void>
}

/** Thrown by a handler when nothing reached the receiver for certain (no connection, refused before it was looked at). */
export class NotSent extends Error {}

export interface Relay {
  /** Runs all that is due, and what that enqueues; resolves with how many rows it handled. */
  drain(): Promise<number>
  /** Takes no more rows and resolves when those in hand are finished. */
  stop(): Promise<void>
}

/** Payloads carry ids and a few routing values; documents stay in their tables. */
const LARGEST_PAYLOAD_BYTES = 64 * 1024

/** Longer than any handler takes (engine calls give up after 20 s); after a crash its rows wait so long. */
const LEASE_MS = 30_000
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 60_000
/** Slow letters must not hold up the engine: each group has hands of its own. */
const HANDS = { engine: 12, other: 6 }

const listeners = new WeakMap<Db, Set<(topic: string) => void>>()

function listen(db: Db, wake: (topic: string) => void): void {
  if (!listeners.has(db)) listeners.set(db, new Set())
  listeners.get(db)!.add(wake)
}

/**
 * Writes down that something is to be sent once this transaction has committed. Rows of a case must be written under the case's row lock.
 * @throws Refusal payload-too-large over 64 KB.
 */
export async function enqueue(
  tx: Tx,
  ctx: Context,
  message: { topic: string; caseId?: string | null; payload: object; dueAt?: Date },
): Promise<void> {
  const payload = JSON.stringify(message.payload)
  const bytes = Buffer.byteLength(payload)
  if (bytes > LARGEST_PAYLOAD_BYTES) throw refuse('payload-too-large', { topic: message.topic, bytes, limit: LARGEST_PAYLOAD_BYTES })
  const now = ctx.now()
  later(tx, 'insert into outbox (topic, case_id, payload, created_at, due_at) values (?, ?, ?, ?, ?)', [message.topic, message.caseId ?? null, payload, now, message.dueAt ?? now])
  // A hint only: relays of other processes find the row by polling.
  tx.afterCommit(() => listeners.get(ctx.db)?.forEach((wake) => wake(message.topic)))
}

/**
 * Sends what is due until stopped. Any number of relays may work on one database: rows are claimed by lease.
 * `poll: false` sends only when `drain` is called (stories in virtual time).
 */
export function startRelay(ctx: Context, handlers: Record<string, TopicHandler>, options: { poll?: boolean; pollMs?: number } = {}): Relay {
  const polls = options.poll !== false
  const isEngine = (topic: string): boolean => topic.startsWith('engine:')
  const topics = Object.keys(handlers)
  const crews = [
    crew(ctx, handlers, topics.filter(isEngine), HANDS.engine, polls),
    crew(ctx, handlers, topics.filter((topic) => !isEngine(topic)), HANDS.other, polls),
  ]
  const wake = (topic?: string): void => {
    for (const each of crews) if (topic === undefined || each.serves(topic)) each.take().catch((error) => complain(ctx, error))
  }
  const timer = polls ? setInterval(() => wake(), options.pollMs ?? 500) : undefined
  if (polls) {
    listen(ctx.db, wake)
    wake()
  }

  return {
    drain: async () => {
      for (let total = 0; ; ) {
        const handled = await Promise.all(crews.map((each) => each.exhaust()))
        const sum = handled.reduce((a, b) => a + b, 0)
        if (sum === 0) return total
        total += sum
      }
    },
    stop: async () => {
      clearInterval(timer)
      listeners.get(ctx.db)?.delete(wake)
      await Promise.all(crews.map((each) => each.rest()))
    },
  }
}

/** How much waits, since when, and what keeps failing: for the operators' page and readiness. */
export async function backlog(db: Db, now: Date): Promise<{ waiting: number; oldest: Date | null; failing: Array<{ id: string; topic: string; caseId: string | null; attempt: number; error: string }> }> {
  const sum = await row<{ waiting: string; oldest: Date | null }>(db, "select count(*) as waiting, min(due_at) as oldest from outbox where state = 'waiting' and due_at <= ?", [now])
  const failing = await rows<{ id: string; topic: string; caseId: string | null; attempt: number; error: string }>(
    db,
    `select id, topic, case_id as "caseId", attempt, last_error as error
       from outbox where state = 'waiting' and last_error is not null and attempt >= 5 order by id limit 100`,
  )
  return { waiting: Number(sum!.waiting), oldest: sum!.oldest, failing }
}

/** Sent rows are kept a while as evidence, then removed; call it now and then. Resolves with how many went. */
export async function pruneOutbox(db: Db, before: Date): Promise<number> {
  return change(db, "delete from outbox where id in (select id from outbox where state = 'done' and done_at < ? order by done_at limit 10000)", [before])
}

/** Puts sent rows of a case back whose payload holds these fields; a "not found" then means that the receiver had them after all. */
export async function sendAgain(tx: Tx, ctx: Context, caseId: string, topics: string[], payload: Record<string, string>): Promise<void> {
  await change(
    tx,
    `update outbox set state = 'waiting', due_at = ?, maybe_sent = true, locked_until = null
      where state = 'done' and case_id = ? and topic = any(?) and payload @> ?::jsonb`,
    [ctx.now(), caseId, topics, JSON.stringify(payload)],
  )
}

interface Crew {
  serves(topic: string): boolean
  /** Takes as many due rows as there are free hands and lets them run; the claim starts after this call. */
  take(): Promise<number>
  /** Handles all that is due, and what becomes due meanwhile. */
  exhaust(): Promise<number>
  rest(): Promise<void>
}

/** `restless`: a hand that becomes free looks for the next row by itself. */
function crew(ctx: Context, handlers: Record<string, TopicHandler>, topics: string[], hands: number, restless: boolean): Crew {
  const busy = new Set<Promise<void>>()
  let resting = false
  let claims = 0
  /** The last claim took all it could: more may be due. */
  let full = false
  let running: Promise<number> | undefined
  let next: Promise<number> | undefined

  function take(): Promise<number> {
    if (!running) return (running = claimAndRun().finally(() => { running = undefined }))
    next ??= running.catch(() => 0).then(() => {
      next = undefined
      return take()
    })
    return next
  }

  async function claimAndRun(): Promise<number> {
    const free = hands - busy.size
    if (resting || topics.length === 0) return 0
    full = free <= 0
    if (full) return 0
    claims++
    const claimed = await claim(ctx, topics, free)
    full = claimed.length === free
    for (const each of claimed) {
      const work: Promise<void> = one(each).then((more) => {
        busy.delete(work)
        if (restless && (more || full)) take().catch((error) => complain(ctx, error))
      })
      busy.add(work)
    }
    return claimed.length
  }

  /** Resolves with whether another row may have become free by this one. */
  async function one(each: OutboxRow): Promise<boolean> {
    const outcome = await attempt(ctx, handlers[each.topic]!, each)
    const before = claims
    const successor = await writeDown(ctx, each, outcome)
    return successor || claims !== before // a claim that ran meanwhile may have seen this row still waiting before its successor
  }

  return {
    serves: (topic) => topics.includes(topic),
    take,
    exhaust: async () => {
      for (let total = 0; ; ) {
        const taken = await take()
        total += taken
        if (taken === 0 && busy.size === 0) return total
        await Promise.all(busy)
      }
    },
    rest: async () => {
      resting = true
      await running?.catch(() => 0)
      await Promise.all(busy)
    },
  }
}

function complain(ctx: Context, error: unknown): void {
  ctx.log.error({ error: String(error) }, 'The outbox cannot be read; it is tried again at the next poll.')
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

const DONE = `
  update outbox o set state = 'done', done_at = ?, answer = ?, locked_until = null, last_error = null where id = ? and attempt = ?
  returning exists (select 1 from outbox p where p.lane = o.lane and p.state = 'waiting' and p.id > o.id) as successor`

async function claim(ctx: Context, topics: string[], free: number): Promise<OutboxRow[]> {
  const now = ctx.now()
  return rows<OutboxRow>(ctx.db, CLAIM, { now, topics, free, until: new Date(now.getTime() + LEASE_MS) })
}

type Outcome = { answer: string | null; also?: Handled['also'] } | { error: unknown }

async function attempt(ctx: Context, handler: TopicHandler, each: OutboxRow): Promise<Outcome> {
  crashpoint('outbox:claimed')
  try {
    const handled = await handler(each, ctx)
    crashpoint('outbox:handled')
    return typeof handled === 'object' ? handled : { answer: handled ?? null }
  } catch (error) {
    return { error }
  }
}

/** Never throws. Resolves with whether a row of the same lane was waiting behind this one. */
async function writeDown(ctx: Context, each: OutboxRow, outcome: Outcome): Promise<boolean> {
  try {
    if ('error' in outcome) {
      await postpone(ctx, each, outcome.error)
      return false
    }
    const { answer, also } = outcome
    const end = (db: Db): Promise<{ successor: boolean } | undefined> => row(db, DONE, [ctx.now(), answer, each.id, each.attempt])
    const ended = also === undefined ? await end(ctx.db) : await inTransaction(ctx.db, async (tx) => (await Promise.all([end(tx), also(tx)]))[0])
    return ended?.successor ?? false
  } catch (error) {
    ctx.log.error({ id: each.id, error: String(error) }, 'The outcome of an outbox row could not be written; its lease will run out.')
    return false
  }
}

async function postpone(ctx: Context, each: OutboxRow, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  const due = new Date(ctx.now().getTime() + retryAfter(each.attempt, ctx.random(2).readUInt16BE() / 65536))
  await change(ctx.db, 'update outbox set locked_until = null, due_at = ?, last_error = ?, maybe_sent = ? where id = ? and attempt = ?', [
    due, message.slice(0, 2000), each.maybeSent || !(error instanceof NotSent), each.id, each.attempt,
  ])
  ctx.log.warn({ id: each.id, topic: each.topic, caseId: each.caseId, attempt: each.attempt, error: message }, 'An outbox row was not delivered; it is tried again.')
}

/** Milliseconds to the next attempt: doubling to a minute, half of it by chance so that many do not come back at once. */
export function retryAfter(attempt: number, chance: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 20)) * (0.5 + chance / 2)
}
