/**
 * SQL of sessions and case passes. Both end by idleness, by an absolute limit, or by hand; an ended one never comes back.
 */
import type { Context } from '../context.ts'
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Officer, Post } from './officer.ts'
import { forgetSessions, recall, remember } from './sessionMemory.ts'
import { POSTS } from './store.ts'
import { newToken, tokenHash } from './token.ts'

const MINUTE_MS = 60_000
/** GB/T 22239-2019 8.1.4.1 (登录连接超时自动退出): customarily 30 minutes idle; the absolute limit is one long working day. */
export const IDLE_MINUTES = 30
export const ABSOLUTE_HOURS = 12
/** An applicant who follows a case: long enough to answer a notice of gaps at one sitting. */
const PASS_IDLE_MINUTES = 60

export interface Session {
  id: string
  officer: Officer
}

/** Opens a session and returns the token for the cookie; the token itself is stored nowhere. */
export async function openSession(tx: Tx, ctx: Context, officerId: string, from: { address: string; agent: string }): Promise<string> {
  const token = newToken(ctx)
  const now = ctx.now()
  await change(tx, `
    insert into session (token_hash, officer_id, created_at, seen_at, expires_at, address, agent) values (?, ?, ?, ?, ?, ?, ?)`,
  [tokenHash(token), officerId, now, now, new Date(now.getTime() + ABSOLUTE_HOURS * 60 * MINUTE_MS), from.address, from.agent.slice(0, 200)])
  return token
}

interface Found { sessionId: string; seenAt: Date; expiresAt: Date; id: string; login: string; name: string; posts: Post[] }

/** The living session of a token, of an officer who is still active; undefined otherwise. One statement a request at most. */
export async function findSession(ctx: Context, token: string): Promise<Session | undefined> {
  const now = ctx.now()
  const hash = tokenHash(token)
  const found = recall<Found>(ctx, hash) ?? (await read(ctx, hash))
  if (!found || found.expiresAt <= now) return undefined
  if (now.getTime() - found.seenAt.getTime() > MINUTE_MS) { // once a minute is exact enough for an idle limit of 30
    await change(ctx.db, 'update session set seen_at = ? where id = ? and seen_at < ?', [now, found.sessionId, now])
  }
  return { id: found.sessionId, officer: { id: found.id, login: found.login, name: found.name, posts: found.posts } }
}

async function read(ctx: Context, hash: Buffer): Promise<Found | undefined> {
  const now = ctx.now()
  const found = await row<Found>(ctx.db, `
    select s.id as "sessionId", s.seen_at as "seenAt", s.expires_at as "expiresAt", o.id, o.login, o.name, ${POSTS} as posts
    from session s join officer o on o.id = s.officer_id
    where s.token_hash = ? and s.ended_at is null and s.expires_at > ? and s.seen_at > ? and o.state = 'active'`,
  [hash, now, new Date(now.getTime() - IDLE_MINUTES * MINUTE_MS)])
  if (found) remember(ctx, hash, found)
  return found
}

export async function endSession(db: Db, ctx: Context, token: string): Promise<void> {
  await change(db, 'update session set ended_at = ? where token_hash = ? and ended_at is null', [ctx.now(), tokenHash(token)])
  forgetSessions(db)
}

export async function endSessionById(db: Db, ctx: Context, id: string): Promise<void> {
  await change(db, 'update session set ended_at = ? where id = ? and ended_at is null', [ctx.now(), id])
  forgetSessions(db)
}

/** Ends every session of an officer, but the one kept: after a new password, or when the account is disabled. */
export async function endSessionsOf(db: Db, ctx: Context, officerId: string, keepId: string | null = null): Promise<number> {
  const ended = await change(db, 'update session set ended_at = ? where officer_id = ? and ended_at is null and id is distinct from ?', [ctx.now(), officerId, keepId])
  forgetSessions(db)
  return ended
}

export async function livingSessions(ctx: Context, officerId: string): Promise<{ id: string; createdAt: Date; seenAt: Date; address: string; agent: string }[]> {
  const now = ctx.now()
  return rows(ctx.db, `
    select id, created_at as "createdAt", seen_at as "seenAt", address, agent from session
    where officer_id = ? and ended_at is null and expires_at > ? and seen_at > ? order by seen_at desc limit 20`,
  [officerId, now, new Date(now.getTime() - IDLE_MINUTES * MINUTE_MS)])
}

export async function openPass(db: Db, ctx: Context, caseId: string): Promise<string> {
  const token = newToken(ctx)
  const now = ctx.now()
  await change(db, 'insert into case_pass (token_hash, case_id, created_at, seen_at, expires_at) values (?, ?, ?, ?, ?)',
    [tokenHash(token), caseId, now, now, new Date(now.getTime() + ABSOLUTE_HOURS * 60 * MINUTE_MS)])
  return token
}

export async function findPass(ctx: Context, token: string, db: Db = ctx.db): Promise<string | undefined> {
  const now = ctx.now()
  const hash = tokenHash(token)
  const found = await row<{ caseId: string; seenAt: Date }>(db, `
    select case_id as "caseId", seen_at as "seenAt" from case_pass where token_hash = ? and expires_at > ? and seen_at > ?`,
  [hash, now, new Date(now.getTime() - PASS_IDLE_MINUTES * MINUTE_MS)])
  if (found && now.getTime() - found.seenAt.getTime() > MINUTE_MS) {
    await change(db, 'update case_pass set seen_at = ? where token_hash = ? and seen_at < ?', [now, hash, now])
  }
  return found?.caseId
}

/** Everybody who has this case open, on whatever device, must show number and code again. */
export function endPassesOf(db: Db, caseId: string): Promise<number> {
  return change(db, 'delete from case_pass where case_id = ?', [caseId])
}

export async function endPass(db: Db, token: string): Promise<void> {
  await change(db, 'delete from case_pass where token_hash = ?', [tokenHash(token)])
}
