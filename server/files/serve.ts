/**
 * Sends a stored file to somebody who may see it: the calling route has authorised this very request, also each range of it.
 * What comes from strangers is sandboxed; what we made ourselves is not, because some viewers refuse a sandboxed PDF. Neither may run or load anything,
 * neither is sniffed or kept by caches.
 */
import type { FastifyReply } from 'fastify'
import type { Context } from '../context.ts'
import { describe, open } from './service.ts'
import { contentDisposition } from './names.ts'

export interface Serving {
  /** As the applicant sees it; already made safe by `store`. */
  name: string
  /** Shown in the page (PDF, picture) instead of downloaded. */
  inline?: boolean
  /** Made by this platform (a letter), never by an applicant. */
  ours?: boolean
}

const STRANGERS = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
/** No script, no connection, no form; `object-src` is what lets a browser's own viewer show the document. */
const OURS = "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** Answers 200, 206 for one range, or 416. @throws Refusal not-found. */
export async function serve(reply: FastifyReply, ctx: Context, hash: string, serving: Serving): Promise<FastifyReply> {
  const file = await describe(ctx.db, hash)
  void reply
    .type(file.type)
    .header('content-disposition', contentDisposition(serving.name, serving.inline === true))
    .header('content-security-policy', serving.ours === true ? OURS : STRANGERS)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes')
  const asked = reply.request.headers.range
  if (asked === undefined) return reply.header('content-length', file.size).send(open(ctx, hash))
  const range = rangeOf(asked, file.size)
  if (!range) return reply.status(416).header('content-range', `bytes */${file.size}`).send()
  return reply
    .status(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
    .header('content-length', range.end - range.start + 1)
    .send(open(ctx, hash, range))
}

/** One range of RFC 9110 (`bytes=0-99`, `bytes=100-`, `bytes=-50`), or undefined when it cannot be met. */
export function rangeOf(text: string, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text.trim())
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return start <= end && start < size ? { start, end } : undefined
}
