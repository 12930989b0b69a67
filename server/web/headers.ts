/**
 * The headers that keep a page to itself: a strict content security policy (nothing inline, nothing from elsewhere),
 * no framing, no sniffing, no referrer to others. A route may ask for style attributes (`styles: 'inline'`), nothing more.
 */
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance } from 'fastify'
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
  const standing = await helmetHeaders(ctx)
  const inlineStyles = `${standing['content-security-policy']};style-src-attr 'unsafe-inline'`
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(standing).header('x-request-id', request.id)
    if (request.routeOptions.config.styles === 'inline') reply.header('content-security-policy', inlineStyles)
    done()
  })
}

/** Helmet's headers are the same for every answer, and it puts them together anew for each: it is asked once. */
async function helmetHeaders(ctx: Context): Promise<Record<string, string>> {
  const asked = fastify()
  await asked.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // the sample runs on plain http on loopback; an installation stands behind TLS
    strictTransportSecurity: ctx.config.sample ? false : { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'sameorigin' },
  })
  asked.get('/', (_request, reply) => reply.status(204).send())
  const { headers } = await asked.inject('/')
  await asked.close()
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_HELMETS.has(name)).map(([name, value]) => [name, String(value)]))
}

/** What an answer has of itself. */
const NOT_HELMETS = new Set(['date', 'connection', 'content-length', 'content-type', 'keep-alive', 'transfer-encoding'])
