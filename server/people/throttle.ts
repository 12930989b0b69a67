/**
 * One counter for everything that must not be tried too often (sign-in, query codes, submissions), in PostgreSQL,
 * so that all server processes share it. Fixed windows: simple, and one row a window.
 */
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { change, row } from '../db/pool.ts'
import { refuse } from '../errors.ts'

export interface Limit {
  /** What is counted, for instance `follow:203.0.113.7`. Only its hash is stored. */
  key: string
  tries: number
  seconds: number
}

/**
 * Counts one try, in a transaction of its own: a refused try counts although the caller's transaction rolls back.
 * @throws Refusal `too-many` (429 with Retry-After) when the window is full.
 */
export async function throttle(ctx: Context, limit: Limit): Promise<void> {
  const now = ctx.now().getTime()
  const start = now - (now % (limit.seconds * 1000))
  const counted = await row<{ tries: number }>(ctx.db, `
    insert into attempt (key, window_start, tries) values (?, ?, 1)
    on conflict (key, window_start) do update set tries = attempt.tries + 1
    returning tries`, [hashed(limit.key), new Date(start)])
  if (counted!.tries > limit.tries) {
    throw refuse('too-many', { retryAfterSeconds: Math.ceil((start + limit.seconds * 1000 - now) / 1000) })
  }
}

/** Windows older than a day count for nothing any more. Called by the server's housekeeping. */
export async function forgetOldAttempts(ctx: Context): Promise<number> {
  const dayAgo = new Date(ctx.now().getTime() - 24 * 3600 * 1000)
  return change(ctx.db, 'delete from attempt where window_start < ?', [dayAgo])
}

function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
