/**
 * Every error a request can end with, as problem+json (RFC 9457) or as a page. A refusal is said in the reader's language;
 * anything unexpected is logged whole and shown as a plain 500 with the request's id, never with its stack.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal, catalogue, refuse, type Issue } from '../errors.ts'
import { programLanguage, wantsJson } from './http.ts'
import { say } from './reader.ts'
import { view } from './views.ts'

const UNSTORABLE_SQL = new Set(['22021', '22P05', '22P02', '22003'])
const DATABASE_AWAY = /^(ECONNREFUSED|ECONNRESET|57P0[1-3]|08\d\d\d|53300)$/
const RETRY_SECONDS = 5

export function answerErrors(app: FastifyInstance, ctx: Context): void {
  app.setNotFoundHandler(async (request, reply) => answer(request, reply, refuse('not-found')))
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const refusal = asRefusal(error)
    if (refusal) return answer(request, reply, refusal)
    ctx.log.error({ requestId: request.id, method: request.method, route: request.routeOptions.url, error }, 'a request failed')
    return answerUnexpected(request, reply)
  })
}

/** An address that cannot even be decoded: answered before any hook ran, so without language, cookies or echo of the address. */
export function answerUnreadable(reply: FastifyReply): void {
  const { zh, en } = catalogue['bad-request']
  const detail = `${zh} ${en}`.replaceAll('{detail}', 'URL')
  reply.status(400).header('x-content-type-options', 'nosniff').type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'urn:tongban:problem:bad-request', title: 'Bad request', status: 400, code: 'bad-request', detail }))
}

/** What is a refusal in other words; undefined for a bug. */
export function asRefusal(error: Partial<FastifyError> & { code?: string }): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error.validation) return refuse('invalid-input', { detail: error.message ?? '' }, error.validation.map(schemaIssue))
  if (error.statusCode === 413) return refuse('too-large')
  if (error.statusCode === 415) return refuse('wrong-type')
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return refuse('bad-request', { detail: error.message ?? '' })
  if (error.statusCode === 503 || error.name === 'KnexTimeoutError' || DATABASE_AWAY.test(error.code ?? '')) return refuse('busy')
  if (UNSTORABLE_SQL.has(error.code ?? '')) return refuse('bad-request', { detail: 'a value cannot be stored' })
  return undefined
}

async function answer(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): Promise<FastifyReply> {
  if (refusal.status === 503) reply.header('retry-after', String(RETRY_SECONDS))
  const retryAfter = refusal.details.retryAfterSeconds
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter))
  const sentence = refusal.sentence(request.reader.locale)
  if (wantsJson(request)) return sendProblem(request, reply, refusal.status, refusal.code, sentence, issuesIn(programLanguage(request), refusal.issues))
  const action = refusal.status === 401 ? { href: '/office/sign-in', text: say(request, 'web.error.signIn') } : undefined
  return view(reply, 'web/error', {
    title: say(request, `web.error.title.${titleOf(refusal.status)}`),
    sentence, issues: issuesIn(request.reader.locale === 'en' ? 'en' : 'zh', refusal.issues), status: refusal.status, requestId: request.id, action, home: homeFor(request),
  }, { status: refusal.status, layout: layoutFor(request) })
}

async function answerUnexpected(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const sentence = say(request, 'web.error.unexpected', { id: request.id })
  if (wantsJson(request)) return sendProblem(request, reply, 500, 'unexpected', sentence, [])
  return view(reply, 'web/error', { title: say(request, 'web.error.title.500'), sentence, status: 500, requestId: request.id, home: homeFor(request) }, { status: 500, layout: layoutFor(request) })
}

/** Whoever judged may have said it in Chinese besides; only one of the two is sent. */
function issuesIn(language: 'zh' | 'en', issues: Issue[]): Issue[] {
  return issues.map(({ zh, ...issue }) => (language === 'zh' && zh !== undefined ? { ...issue, message: zh } : issue))
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, status: number, code: string, detail: string, issues: Issue[]): FastifyReply {
  const title = say(request, `web.error.title.${titleOf(status)}`)
  const problem = { type: `urn:tongban:problem:${code}`, title, status, code, detail, instance: `urn:tongban:request:${request.id}`, ...(issues.length ? { issues } : {}) }
  return reply.status(status).header('cache-control', 'no-store').type('application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}

function schemaIssue(found: NonNullable<FastifyError['validation']>[number]): Issue {
  const missing = found.params.missingProperty as string | undefined
  return { pointer: missing ? `${found.instancePath}/${missing}` : found.instancePath, message: found.message ?? '' }
}

const TITLES = new Set([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503])

function titleOf(status: number): number {
  return TITLES.has(status) ? status : status >= 500 ? 500 : 400
}

/** An officer stays in the office frame; a visitor without a session sees no office furniture. */
function layoutFor(request: FastifyRequest): 'office' | 'public' {
  return request.signedIn ? 'office' : 'public'
}

/** Back to one's work, or to the public's first page. */
function homeFor(request: FastifyRequest): string {
  return request.signedIn ? '/office' : '/'
}
