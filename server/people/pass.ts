/**
 * The pass of an applicant: after number and query code of a case were shown (cases.byNumberAndCode), a cookie opens that
 * one case on the `applicant-case` routes. So neither number nor code ever stands in an address.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { cookies, clearCookie, readCookie, setCookie } from './cookies.ts'
import { endPass, findPass, openPass } from './sessionStore.ts'

/** Call only after number and code were checked. A pass to another case is replaced. */
export async function givePass(ctx: Context, request: FastifyRequest, reply: FastifyReply, caseId: string): Promise<void> {
  const earlier = readCookie(ctx, request, cookies.pass)
  if (earlier) await endPass(ctx.db, earlier)
  setCookie(ctx, reply, cookies.pass, await openPass(ctx.db, ctx, caseId))
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
