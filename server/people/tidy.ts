/** Housekeeping: what no longer opens or counts for anything is forgotten (PIPL 47). The sign-in log stays. */
import type { Context } from '../context.ts'
import { change } from '../db/pool.ts'
import { forgetOldAttempts } from './throttle.ts'

/** Idempotent, cheap, safe to run in several processes; once an hour is plenty. */
export async function tidy(ctx: Context): Promise<void> {
  const dayAgo = new Date(ctx.now().getTime() - 24 * 3600 * 1000)
  await forgetOldAttempts(ctx)
  await change(ctx.db, 'delete from session where expires_at < ? or ended_at < ?', [dayAgo, dayAgo])
  await change(ctx.db, 'delete from case_pass where expires_at < ?', [dayAgo])
  await change(ctx.db, 'delete from sign_in_failure where last_at < ?', [dayAgo])
}
