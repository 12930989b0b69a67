/**
 * Pages leave compressed when the browser takes it. The token in a form is masked anew in every page, so the length of a
 * compressed page tells nothing of it (BREACH). Files under /assets were compressed when they were built.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const pack = promisify(gzip)
const WORTH_IT_BYTES = 1500
const TEXT = /^(text\/|application\/(problem\+)?json|image\/svg)/

export function compressPages(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < WORTH_IT_BYTES) return payload
    if (reply.hasHeader('content-encoding') || !TEXT.test(String(reply.getHeader('content-type')))) return payload
    reply.header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload
    reply.header('content-encoding', 'gzip').removeHeader('content-length')
    return pack(payload, { level: 5 })
  })
}
