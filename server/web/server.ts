/**
 * The HTTP server without any business in it: limits, headers, cookies, language, errors, assets, health.
 * `guard` (people/guard.ts) decides who a request belongs to; rooms bring the pages.
 */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { measureRequests } from './measure.ts'
import { recordRoutes } from './access.ts'
import { serveAssets } from './assets.ts'
import { compressPages } from './compress.ts'
import { readQuery, refuseHostileText } from './edge.ts'
import { countWaiting } from './frame.ts'
import { setHeaders } from './headers.ts'
import { serveHealth } from './health.ts'
import type { Room } from './http.ts'
import { requireKeys } from './idempotency.ts'
import { endSlowRequests } from './patience.ts'
import { answerErrors, answerUnreadable } from './problems.ts'
import { describeInterface } from './openapi.ts'
import { readerOf } from './reader.ts'

export interface House {
  /** Sessions, form tokens, who may pass: applies to every route. */
  guard: Room
  rooms: Room[]
}

const BODY_LIMIT_BYTES = 1024 * 1024
const HANDLER_MS = 30_000

/** @returns a server that is ready for `inject` or `listen`. @throws when a route does not say who may use it. */
export async function webServer(ctx: Context, house: House): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    trustProxy: ctx.config.trustProxy.length > 0 ? ctx.config.trustProxy : false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 60_000,
    genReqId: () => ctx.random(9).toString('base64url'),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true, querystringParser: readQuery },
    return503OnClosing: true,
    frameworkErrors: (_error, _request, reply) => answerUnreadable(reply),
  })
  app.removeContentTypeParser('text/plain')
  recordRoutes(app)
  endSlowRequests(app, HANDLER_MS)
  measureRequests(app)
  answerErrors(app, ctx)
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: BODY_LIMIT_BYTES })
  app.decorateRequest('reader')
  app.decorateRequest('signedIn', null)
  app.addHook('onRequest', async (request, reply) => { request.reader = readerOf(request, reply) })
  await setHeaders(app, ctx)
  compressPages(app)
  logRequests(app, ctx)
  app.addHook('preValidation', refuseHostileText)
  await house.guard(app, ctx)
  requireKeys(app)
  app.addHook('preHandler', countWaiting)
  serveAssets(app)
  serveHealth(app, ctx)
  await describeInterface(app)
  for (const room of house.rooms) await app.register(async (scope) => room(scope, ctx))
  await app.ready()
  return app
}

/** The route's pattern is logged, never the address itself: a query code is personal. */
function logRequests(app: FastifyInstance, ctx: Context): void {
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url === '/assets/*') return
    ctx.log.info({ requestId: request.id, method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
  })
}
