/**
 * The outbox: what a transaction wants sent is written in it (`enqueue`) and sent after the commit by a relay (relay.ts).
 * Delivery is at least once, in order within a lane; what a topic means is its handler's affair.
 */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { change, later, row, rows, type Db, type Tx } from './pool.ts'

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

/** Ours for LEASE_MS from then on. */
export interface TakenRow extends OutboxRow { leasedAt: Date }

/** What was returned is kept as the row's answer. A throw means: again later, with backoff, until it succeeds. */
export type TopicHandler = (row: OutboxRow, ctx: Context) => Promise<Handled | string | void>

export interface Handled {
  answer: string
  /** What belongs to the row's end: written in one transaction with it. */
  also(tx: Tx): Promise<void>
}

/** Thrown by a handler when nothing reached the receiver for certain (no connection, refused before it was looked at). */
export class NotSent extends Error {}

/** Payloads carry ids and a few routing values; documents stay in their tables. */
const LARGEST_PAYLOAD_BYTES = 64 * 1024

/** Longer than any handler takes (engine calls give up after 20 s); after a crash its rows wait so long. */
export const LEASE_MS = 30_000

/** A relay of this process, as a transaction sees it that writes a row. */
export interface Taker {
  serves(topic: string): boolean
  /** What it has in hand of a lane; a row may be written as taken behind these and nothing else. */
  ahead(lane: string): Ahead
  /** The row is committed, and ours by the lease it was written with. */
  take(row: TakenRow, ahead: Ahead): void
  /** There may be a row to claim. */
  wake(topic: string): void
}

export interface Ahead {
  ids: readonly string[]
  /** One of them has failed since: what was to follow it must wait with it. */
  broken: boolean
}

const takers = new WeakMap<Db, Set<Taker>>()

/** From now on rows written by this process on this database are handed over; call the answer to end that. */
export function register(db: Db, taker: Taker): () => void {
  const known = takers.get(db) ?? new Set()
  takers.set(db, known.add(taker))
  return () => void known.delete(taker)
}

/**
 * Writes down that something is to be sent once this transaction has committed. Rows of a case must be written under the case's row lock.
 * Where a relay of this process will send it and nothing else of its lane waits before it, the row is written as taken, which saves the claim.
 * @throws Refusal payload-too-large over 64 KB.
 */
export async function enqueue(
  tx: Tx,
  ctx: Context,
  message: { topic: string; caseId?: string | null; payload: object; dueAt?: Date },
): Promise<void> {
  const { topic, caseId = null } = message
  const payload = JSON.stringify(message.payload)
  const bytes = Buffer.byteLength(payload)
  if (bytes > LARGEST_PAYLOAD_BYTES) throw refuse('payload-too-large', { topic, bytes, limit: LARGEST_PAYLOAD_BYTES })
  const now = ctx.now()
  const taker = [...(takers.get(ctx.db) ?? [])].find((one) => one.serves(topic))
  if (taker && (message.dueAt === undefined || message.dueAt <= now)) return writeTaken(tx, taker, { topic, caseId, payload }, now)
  later(tx, 'insert into outbox (topic, case_id, payload, created_at, due_at) values (?, ?, ?, ?, ?)', [topic, caseId, payload, now, message.dueAt ?? now])
  // A hint only: relays of other processes find the row by polling.
  if (taker) tx.afterCommit(() => taker.wake(topic))
}

/** The lease begins in the transaction itself: should this process end before it sends, another finds the row when it has run out. */
const INSERT_TAKEN = `
  insert into outbox (topic, case_id, payload, created_at, due_at, attempt, locked_until, maybe_sent)
  select ?, ?::bigint, ?::jsonb, ?::timestamptz, ?::timestamptz, free::int, case when free then ?::timestamptz end, free
    from (select not exists (select 1 from outbox where lane = ? and state = 'waiting' and id <> all(?::bigint[])) as free) f
  returning id, attempt = 1 as taken`

function writeTaken(tx: Tx, taker: Taker, { topic, caseId, payload }: { topic: string; caseId: string | null; payload: string }, now: Date): void {
  const lane = laneOf(topic, caseId)
  const ahead: Ahead = lane === null ? { ids: [], broken: false } : taker.ahead(lane)
  const written = row<{ id: string; taken: boolean }>(tx, INSERT_TAKEN, [topic, caseId, payload, now, now, new Date(now.getTime() + LEASE_MS), lane, [...ahead.ids]])
  written.catch(() => undefined) // then the commit fails
  tx.afterCommit(() => void written.then((one) => {
    if (one!.taken) taker.take({ id: one!.id, topic, caseId, payload: JSON.parse(payload) as unknown, attempt: 1, maybeSent: false, leasedAt: now }, ahead)
    else taker.wake(topic)
  }))
}

/** As the table's generated column has it; null: the row waits for no other. */
export function laneOf(topic: string, caseId: string | null): string | null {
  return caseId === null ? null : `${topic.split(':')[0]}/${caseId}`
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

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 60_000

/** Milliseconds to the next attempt: doubling to a minute, half of it by chance so that many do not come back at once. */
export function retryAfter(attempt: number, chance: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 20)) * (0.5 + chance / 2)
}
