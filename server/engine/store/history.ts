/**
 * The history's ring: eight partitions of which one is written. When that is full, by age or by number of rows, the oldest is emptied
 * and written next: pruning costs one truncate, whatever it holds, and its disk space is free at once.
 */
import type pg from 'pg'
import { History, type HistoryRow } from '../machine/history.ts'
import { LeaseLost, type Lease } from './lease.ts'
import { storable } from './rows.ts'

/** What is kept: an event at least `days` (unless there are too many) and at most a seventh longer; `rows` rows, and what comes until somebody looks whether a slot is full. */
export interface HistoryPolicy { days: number; rows: number }

export const DEFAULT_HISTORY: HistoryPolicy = { days: 90, rows: 2_000_000 }

const SLOTS = 8
const DAY = 86_400_000

/** The history as the ring stands; null where the policy keeps none, and then what was kept before goes. The lease is held. */
export async function openHistory(client: pg.ClientBase, policy: HistoryPolicy, now: number): Promise<History | null> {
  if (policy.days <= 0 || policy.rows <= 0) {
    await client.query('truncate engine.history')
    return null
  }
  await client.query('update engine.history_ring set since = $1 where id = 1 and since = 0', [now])
  const { rows: [ring] } = await client.query<{ slot: number; since: string }>('select slot, since from engine.history_ring where id = 1')
  const { rows: [count] } = await client.query<{ count: string }>('select count(*) from engine.history where slot = $1', [ring!.slot])
  return new History(ring!.slot, Number(ring!.since), Number(count!.count))
}

/** Turns the ring when its present slot is full. Resolves with true when it did. @throws LeaseLost, or when somebody reads the oldest slot for over a second: ask again later */
export async function turnWhenFull(client: pg.ClientBase, lease: Lease, history: History, policy: HistoryPolicy, now: number): Promise<boolean> {
  const old = now - history.since >= (policy.days * DAY) / (SLOTS - 1)
  if (!old && history.written < policy.rows / SLOTS) return false
  const next = (history.slot + 1) % SLOTS
  try {
    await client.query('select engine.turn_history($1, $2, $3)', [lease.epoch, next, now])
  } catch (error) {
    throw (error as { code?: string }).code === 'TB001' ? new LeaseLost() : error
  }
  Object.assign(history, { slot: next, since: now, written: 0 })
  return true
}

/** Arguments of engine.write_history. */
export function historyArguments(slot: number, rows: readonly HistoryRow[]): unknown[] {
  return [
    slot, rows.map((row) => row.instance), rows.map((row) => row.at), rows.map((row) => row.kind),
    rows.map((row) => (row.kind === 0 ? null : row.process)), rows.map((row) => storable(row.events.join('\n'))),
  ]
}
