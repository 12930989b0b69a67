/**
 * Signing in and out, and what slows down guessing. An unknown login, a wrong password and a disabled account look and
 * take the same from outside; the log for operators tells them apart.
 */
import type { Context } from '../context.ts'
import { change, inTransaction, row, type Db } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'
import type { Officer } from './officer.ts'
import { fits } from './password.ts'
import { logSignIn } from './signInLog.ts'
import { endSession, endSessionById, openSession } from './sessionStore.ts'
import { findOfficer } from './store.ts'
import { throttle } from './throttle.ts'

export interface Attempt {
  login: string
  password: string
  address: string
  agent: string
  /** The session cookie the browser already had: it ends, a new one begins (ASVS 7.2.4, session fixation). */
  earlierToken?: string | undefined
}

/** GB/T 22239-2019 8.1.4.1 (登录失败处理): five failures in a row lock the login for thirty minutes. */
const MAX_FAILURES = 5
const LOCK = "interval '30 minutes'"
const PER_ADDRESS = { tries: 100, seconds: 600 }
const EVERYWHERE = { tries: 600, seconds: 60 }

/**
 * @returns the token for the session cookie, and the officer.
 * @throws Refusal `sign-in-failed`, `sign-in-locked`, `too-many`, `busy`
 */
export async function signIn(ctx: Context, attempt: Attempt): Promise<{ token: string; officer: Officer }> {
  const login = attempt.login.normalize('NFKC').trim().toLowerCase().slice(0, 64)
  await slowDown(ctx, login, attempt.address)
  await reserveFailure(ctx, login, attempt.address)
  const found = await row<{ id: string; hash: string | null; state: string }>(ctx.db, 'select id, password_hash as hash, state from officer where login = ?', [login])
  const right = await fits(found?.hash ?? null, attempt.password)
  if (!found || !right || found.state !== 'active') {
    await logSignIn(ctx.db, ctx, { login, officerId: found?.id, result: right ? 'disabled' : 'failed', address: attempt.address })
    throw refuse('sign-in-failed')
  }
  const token = await inTransaction(ctx.db, async (tx) => {
    await change(tx, 'delete from sign_in_failure where login = ?', [login])
    if (attempt.earlierToken) await endSession(tx, ctx, attempt.earlierToken)
    await logSignIn(tx, ctx, { login, officerId: found.id, result: 'signed-in', address: attempt.address })
    return openSession(tx, ctx, found.id, attempt)
  })
  return { token, officer: (await findOfficer(ctx.db, found.id))! }
}

export async function signOut(ctx: Context, officer: Officer, sessionId: string, address: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await endSessionById(tx, ctx, sessionId)
    await logSignIn(tx, ctx, { login: officer.login, officerId: officer.id, result: 'signed-out', address })
  })
}

/** An operator lets a locked login try again. */
export async function unlock(db: Db, login: string): Promise<void> {
  await change(db, 'delete from sign_in_failure where login = ?', [login])
}

async function slowDown(ctx: Context, login: string, address: string): Promise<void> {
  try {
    await throttle(ctx, { key: `sign-in:${address}`, ...PER_ADDRESS })
    await throttle(ctx, { key: 'sign-in', ...EVERYWHERE })
  } catch (error) {
    if (error instanceof Refusal) await logSignIn(ctx.db, ctx, { login, result: 'throttled', address })
    throw error
  }
}

/**
 * Counts a failure before the password is looked at and takes it back on success, so that a hundred tries sent at
 * the same moment are not all looked at before the first of them has failed.
 */
async function reserveFailure(ctx: Context, login: string, address: string): Promise<void> {
  const now = ctx.now()
  const counted = await change(ctx.db, `
    insert into sign_in_failure as f (login, failures, last_at) values (?, 1, ?)
    on conflict (login) do update set
      failures = case when f.last_at < excluded.last_at - ${LOCK} or f.locked_until is not null then 1 else f.failures + 1 end,
      locked_until = case when f.last_at >= excluded.last_at - ${LOCK} and f.locked_until is null and f.failures + 1 >= ? then excluded.last_at + ${LOCK} end,
      last_at = excluded.last_at
    where f.locked_until is null or f.locked_until <= excluded.last_at`, [login, now, MAX_FAILURES])
  if (counted > 0) return
  await logSignIn(ctx.db, ctx, { login, result: 'locked', address })
  const lock = await row<{ until: Date | null }>(ctx.db, 'select locked_until as until from sign_in_failure where login = ?', [login])
  const minutes = Math.max(1, Math.ceil(((lock?.until ?? now).getTime() - now.getTime()) / 60_000))
  throw refuse('sign-in-locked', { minutes })
}
