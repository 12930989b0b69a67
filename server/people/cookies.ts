/**
 * The cookies with a secret in them. In an installation they carry the `__Host-` prefix and `Secure` (ASVS 5.0, 3.3);
 * the sample on plain http on loopback cannot.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'

export const cookies = {
  /** An officer's session. */
  session: 'tongban-session',
  /** An applicant's pass to one case. */
  pass: 'tongban-case',
  /** The draft an applicant is filling in: its number and code. */
  draft: 'tongban-draft',
  /** Any visitor's: form tokens are bound to it, nothing else. */
  visitor: 'tongban-visitor',
} as const

export type CookieName = (typeof cookies)[keyof typeof cookies]

export function readCookie(ctx: Context, request: FastifyRequest, name: CookieName): string | undefined {
  return request.cookies[fullName(ctx, name)]
}

/** A session cookie: the browser forgets it when it closes, the server after its own limits. */
export function setCookie(ctx: Context, reply: FastifyReply, name: CookieName, value: string): void {
  reply.setCookie(fullName(ctx, name), value, { path: '/', httpOnly: true, sameSite: 'lax', secure: !ctx.config.sample })
}

export function clearCookie(ctx: Context, reply: FastifyReply, name: CookieName): void {
  reply.clearCookie(fullName(ctx, name), { path: '/', httpOnly: true, sameSite: 'lax', secure: !ctx.config.sample })
}

function fullName(ctx: Context, name: CookieName): string {
  return ctx.config.sample ? name : `__Host-${name}`
}
