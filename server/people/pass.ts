/**
 * The pass of an applicant: after number and query code of a case were shown (cases.byNumberAndCode), a cookie opens that
 * one case on the `applicant-case` routes. So neither number nor code ever stands in an address.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { afterCommit, type Db, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { cookies, clearCookie, readCookie, setCookie } from './cookies.ts'
import { endPass, findPass, openPass } from './sessionStore.ts'

/**
 * Call only after number and code were checked. A pass to another case is replaced.
 * @param db the transaction that holds the case's row, so that a mandate that ends meanwhile ends this pass too.
 */
export async function givePass(ctx: Context, request: FastifyRequest, reply: FastifyReply, caseId: string, db: Db = ctx.db): Promise<void> {
  const earlier = readCookie(ctx, request, cookies.pass)
  if (earlier) await endPass(db, earlier)
  const token = await openPass(db, ctx, caseId)
  afterCommit(db, () => setCookie(ctx, reply, cookies.pass, token)) // what is rolled back leaves the browser the pass it had
}

/**
 * The pass still opens the case, asked again under the case's lock: the request was let in before it, and the pass may have ended since.
 * @throws Refusal no-such-case
 */
export async function refuseEndedPass(tx: Tx, ctx: Context, request: FastifyRequest, caseId: string): Promise<void> {
  const token = readCookie(ctx, request, cookies.pass)
  if (!token || (await findPass(ctx, token, tx)) !== caseId) throw refuse('no-such-case')
}

/** The applicant is done (on a shared computer). */
export async function takePass(ctx: Context, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const token = readCookie(ctx, request, cookies.pass)
  if (token) await endPass(ctx.db, token)
  clearCookie(ctx, reply, cookies.pass)
}

/** The case this browser may open already, for pages that anybody may see. */
export async function heldPass(ctx: Context, request: FastifyRequest): Promise<string | undefined> {
  const token = readCookie(ctx, request, cookies.pass)
  return token ? findPass(ctx, token) : undefined
}
