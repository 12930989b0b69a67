/**
 * The headers that keep a page to itself: a strict content security policy (nothing inline, nothing from elsewhere),
 * no framing, no sniffing, no referrer to others. A route may ask for style attributes (`styles: 'inline'`), nothing more.
 */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'

const SELF = ["'self'"]
const NONE = ["'none'"]
const directives = {
  defaultSrc: NONE,
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: ["'self'", 'data:', 'blob:'], // data: = the small marks inside the style sheet; blob: = a picture looked at before it is sent
  fontSrc: ["'self'", 'data:'],
  connectSrc: SELF,
  workerSrc: SELF,
  frameSrc: SELF,
  manifestSrc: SELF,
  formAction: SELF,
  frameAncestors: SELF, // a letter is shown inside its own case page
  baseUri: NONE,
  objectSrc: NONE,
}

export async function setHeaders(app: FastifyInstance, ctx: Context): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // the sample runs on plain http on loopback; an installation stands behind TLS
    strictTransportSecurity: ctx.config.sample ? false : { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'sameorigin' },
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (request.routeOptions.config.styles !== 'inline') return
    const policy = String(reply.getHeader('content-security-policy'))
    reply.header('content-security-policy', `${policy};style-src-attr 'unsafe-inline'`)
  })
}
