/**
 * Sessions read within the last second, kept in memory: officers come with several calls at once, and each would read the same rows.
 * A session ended by this process is forgotten at once; one ended by another process, or an account closed in the tables, ends within that second.
 */
import type { Context } from '../context.ts'
import { afterCommit, poolOf, type Db } from '../db/pool.ts'

const KEPT_MS = 1000
/** More sessions than are used within a second. */
const MOST = 5000

interface Kept { found: unknown; at: number }

const kept = new WeakMap<object, Map<string, Kept>>()

export function remember(ctx: Context, tokenHash: Buffer, found: unknown): void {
  const pool = poolOf(ctx.db)
  const sessions = kept.get(pool) ?? new Map<string, Kept>()
  if (sessions.size >= MOST) sessions.clear()
  kept.set(pool, sessions.set(tokenHash.toString('latin1'), { found, at: ctx.now().getTime() }))
}

export function recall<T>(ctx: Context, tokenHash: Buffer): T | undefined {
  const one = kept.get(poolOf(ctx.db))?.get(tokenHash.toString('latin1'))
  if (!one) return undefined
  const age = ctx.now().getTime() - one.at
  return age >= 0 && age < KEPT_MS ? (one.found as T) : undefined
}

/** After a change of sessions or accounts: nobody passes by what was read before. In a transaction also at its commit. */
export function forgetSessions(db: Db): void {
  const forget = (): void => void kept.delete(poolOf(db))
  forget()
  afterCommit(db, forget)
}
