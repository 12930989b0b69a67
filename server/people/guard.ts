/**
 * Who a request belongs to and whether it may pass: sessions, case passes, form tokens, origin. Applies to every route by
 * what the route declares (`config.access`), never by its path. What somebody may see inside a page is the room's to ask.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../config.ts'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { wantsJson } from '../web/http.ts'
import { isOffice } from '../web/views.ts'
import { cookies, readCookie, setCookie } from './cookies.ts'
import { isAnalyst, isOperator, mayPublication, type Officer } from './officer.ts'
import { findPass, findSession } from './sessionStore.ts'
import { installationKey } from './installationKey.ts'
import { isFormToken, makeFormToken, newToken } from './token.ts'

declare module 'fastify' {
  interface FastifyRequest {
    officer: Officer | null
    sessionId: string | null
    /** Id of the case whose number and query code this visitor has shown. */
    passedCaseId: string | null
    /** A program that sent its token as a header, not a browser that sends cookies by itself. */
    byBearer: boolean
    tokenChecked: boolean
    /** The cookie that a visitor's form tokens are bound to. */
    visitor: string | null
    /** One token serves all forms of a page. */
    shownToken: string | null
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export async function guard(app: FastifyInstance, ctx: Context): Promise<void> {
  const key = await installationKey(ctx, 'form-token')
  for (const [name, value] of Object.entries({ officer: null, sessionId: null, passedCaseId: null, byBearer: false, tokenChecked: false, visitor: null, shownToken: null })) app.decorateRequest(name, value)
  app.decorateRequest('formToken', function (this: FastifyRequest, reply: FastifyReply) {
    this.shownToken ??= makeFormToken(ctx, key, tokenSecret(ctx, this) ?? newVisitor(ctx, this, reply))
    return this.shownToken
  })
  app.decorateRequest('checkToken', function (this: FastifyRequest, token: unknown) {
    const secret = tokenSecret(ctx, this)
    if (!secret || !isFormToken(key, secret, token)) throw refuse('form-expired')
    this.tokenChecked = true
  })
  app.addHook('onRequest', async (request, reply) => letPass(ctx, request, reply))
  app.addHook('preValidation', async (request) => checkForm(request))
  app.addHook('onSend', async (request, reply) => holdHandlersToTheirWord(request, reply))
}

/** The signed-in officer of an `officer`, `operator` or `publication` route. */
export function officerOf(request: FastifyRequest): Officer {
  if (!request.officer) throw new Error(`The route ${request.routeOptions.url} asks for an officer but its access is "${request.routeOptions.config.access}". Declare access: 'officer'.`)
  return request.officer
}

/** The id of the one case an `applicant-case` route may show. */
export function passedCaseOf(request: FastifyRequest): string {
  if (!request.passedCaseId) throw new Error(`The route ${request.routeOptions.url} asks for a followed case but its access is "${request.routeOptions.config.access}". Declare access: 'applicant-case'.`)
  return request.passedCaseId
}

/** Loads the session into the request; also for pages that only want to know whether somebody is signed in. */
export async function recogniseOfficer(ctx: Context, request: FastifyRequest): Promise<Officer | null> {
  const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
  const token = bearer ?? readCookie(ctx, request, cookies.session)
  const session = token ? await findSession(ctx, token) : undefined
  if (!session) return null
  request.officer = session.officer
  request.sessionId = session.id
  request.byBearer = bearer !== undefined
  request.signedIn = { name: session.officer.name, post: session.officer.posts.map((post) => `${post.bodyName} ${post.roleName}`).join('、') }
  return session.officer
}

async function letPass(ctx: Context, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.is404) return isOffice(request) ? void await recogniseOfficer(ctx, request) : undefined
  const { access } = request.routeOptions.config
  if (access === 'public') return
  if (access === 'applicant-case') return letApplicantPass(ctx, request, reply)
  if (request.routeOptions.config.loopback && fromThisMachine(request)) return
  const officer = await recogniseOfficer(ctx, request)
  if (!officer) return askToSignIn(request, reply)
  if (access === 'operator' && !isOperator(officer)) throw refuse('forbidden')
  if (access === 'analyst' && !isAnalyst(officer)) throw refuse('forbidden')
  if (access === 'publication' && !mayPublication(officer)) throw refuse('forbidden')
}

/** A proxy on this machine says for whom it asks; then it is not this machine that asks. */
function fromThisMachine(request: FastifyRequest): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => request.headers[name] !== undefined)
  return !forwarded && isLoopback(request.ip.replace(/^::ffff:/, ''))
}

async function letApplicantPass(ctx: Context, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const token = readCookie(ctx, request, cookies.pass)
  request.passedCaseId = (token && (await findPass(ctx, token))) || null
  if (request.passedCaseId) return
  if (request.method === 'GET' && !wantsJson(request)) return reply.redirect('/follow', 303)
  throw refuse('no-such-case')
}

function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method !== 'GET' || wantsJson(request)) throw refuse('sign-in-required')
  return reply.redirect(`/office/sign-in?next=${encodeURIComponent(request.url)}`, 303)
}

/**
 * No page of another origin may act with our cookies: the browser's own word on the origin, and a token only our form has.
 * @throws Refusal `form-expired`
 */
function checkForm(request: FastifyRequest): void {
  const { csrf = 'body' } = request.routeOptions.config
  if (SAFE_METHODS.has(request.method) || request.is404 || csrf === 'none' || request.byBearer) return
  const isProgram = request.url.startsWith('/v1') && request.headers.cookie === undefined
  if (isProgram) return
  if (!isOurOwnOrigin(request)) throw refuse('form-expired')
  if (csrf === 'handler') return
  const body = request.body as { _csrf?: unknown } | null | undefined
  request.checkToken(request.headers['x-csrf-token'] ?? body?._csrf)
}

/** Compared by host and port: behind a TLS proxy we cannot know the scheme the browser used. */
function isOurOwnOrigin(request: FastifyRequest): boolean {
  const origin = request.headers.origin ?? request.headers.referer
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.headers.host
}

/** A multipart handler that forgot to check its token must not look as if all were well. */
async function holdHandlersToTheirWord(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.routeOptions.config?.csrf !== 'handler' || SAFE_METHODS.has(request.method)) return
  if (reply.statusCode >= 400 || request.tokenChecked || request.byBearer) return
  throw new Error(`The handler of ${request.method} ${request.routeOptions.url} did not call request.checkToken(). Call it before anything is changed.`)
}

/** A signed-in officer's tokens are bound to the session, everybody else's to a cookie made for that alone. */
function tokenSecret(ctx: Context, request: FastifyRequest): string | undefined {
  if (request.sessionId) return `session:${request.sessionId}`
  return request.visitor ?? readCookie(ctx, request, cookies.visitor)
}

function newVisitor(ctx: Context, request: FastifyRequest, reply: FastifyReply): string {
  const token = newToken(ctx)
  setCookie(ctx, reply, cookies.visitor, token)
  request.visitor = token
  return token
}
