/**
 * Pages of the people room: sign-in, sign-out, the officer's own account; and the token for programs under /v1.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { firstOfficePage } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { changePassword } from './account.ts'
import { clearCookie, cookies, readCookie, setCookie } from './cookies.ts'
import { deviceName } from './device.ts'
import { officerOf, recogniseOfficer } from './guard.ts'
import { SAMPLE_PASSWORD } from './organisationFile.ts'
import { sampleAccounts } from './sampleAccounts.ts'
import { accountBody, credentials, passwordBody, type Credentials, type PasswordChange } from './schemas.ts'
import { livingSessions } from './sessionStore.ts'
import { signIn, signOut } from './signIn.ts'

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  app.get('/office/sign-in', { config: { access: 'public' } }, async (request, reply) => {
    const next = safeNext((request.query as { next?: unknown }).next)
    if (await recogniseOfficer(ctx, request)) return reply.redirect(next ?? homeOf(request), 303)
    const { find } = request.query as { find?: unknown }
    return signInPage(ctx, reply, { next, find: typeof find === 'string' ? find.trim().slice(0, 40) : '' })
  })

  app.post<{ Body: Credentials }>('/office/sign-in', { config: { access: 'public' }, schema: { body: accountBody } }, async (request, reply) => {
    const next = safeNext(request.body.next)
    try {
      const { token } = await signIn(ctx, { ...attemptOf(request), earlierToken: readCookie(ctx, request, cookies.session) })
      setCookie(ctx, reply, cookies.session, token)
      clearCookie(ctx, reply, cookies.visitor)
      return reply.redirect(next ?? '/office', 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error
      return signInPage(ctx, reply, { next, login: request.body.login, refusal: error.sentence(request.reader.locale) }, error.status)
    }
  })

  app.post('/office/sign-out', { config: { access: 'officer' } }, async (request, reply) => {
    await signOut(ctx, officerOf(request), request.sessionId!, request.ip)
    clearCookie(ctx, reply, cookies.session)
    return reply.redirect('/office/sign-in', 303)
  })

  app.get('/office', { config: { access: 'officer' } }, async (request, reply) => reply.redirect(homeOf(request), 303))

  app.get('/office/me', { config: { access: 'officer' } }, async (request, reply) => accountPage(ctx, request, reply, {}))

  app.post<{ Body: PasswordChange }>('/office/me/password', { config: { access: 'officer' }, schema: { body: passwordBody } }, async (request, reply) => {
    try {
      await changePassword(ctx, officerOf(request), request.sessionId!, request.body)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error
      return accountPage(ctx, request, reply.status(error.status), { refusal: error.sentence(request.reader.locale), issues: error.issues })
    }
    return reply.redirect('/office/me?changed=1', 303)
  })

  // Programs: a token in the Authorization header instead of a cookie, so no page elsewhere can make a browser send it.
  app.post<{ Body: Credentials }>('/v1/sessions', { config: { access: 'public', csrf: 'none' }, schema: { tags: ['sessions'], summary: 'Sign in: a token for the Authorization header', body: credentials } }, async (request, reply) => {
    const { token, officer } = await signIn(ctx, attemptOf(request))
    return reply.status(201).header('cache-control', 'no-store').send({ token, officer: { id: officer.id, login: officer.login, name: officer.name, posts: officer.posts } })
  })

  app.delete('/v1/sessions/current', { config: { access: 'officer' }, schema: { tags: ['sessions'], summary: 'Sign out: the token ends' } }, async (request, reply) => {
    await signOut(ctx, officerOf(request), request.sessionId!, request.ip)
    return reply.status(204).send()
  })
}

function attemptOf(request: FastifyRequest<{ Body: Credentials }>) {
  return { login: request.body.login, password: request.body.password, address: request.ip, agent: String(request.headers['user-agent'] ?? '') }
}

async function signInPage(ctx: Context, reply: FastifyReply, model: Record<string, unknown> & { find?: string }, status = 200): Promise<FastifyReply> {
  const sample = ctx.config.sample ? { password: SAMPLE_PASSWORD, all: `/office/sign-in${typeof model.next === 'string' ? `?next=${encodeURIComponent(model.next)}` : ''}`, ...(await sampleAccounts(ctx, model.find)) } : null
  return view(reply, 'people/sign-in', { ...model, sample }, { layout: 'public', status, title: say(reply.request, 'people.signIn.title') })
}

async function accountPage(ctx: Context, request: FastifyRequest, reply: FastifyReply, model: Record<string, unknown>): Promise<FastifyReply> {
  const officer = officerOf(request)
  const sessions = (await livingSessions(ctx, officer.id)).map((session) => ({ ...session, device: deviceName(session.agent), current: session.id === request.sessionId }))
  const changed = (request.query as { changed?: unknown }).changed === '1'
  return view(reply, 'people/account', { ...model, officer, sessions, changed }, { title: say(request, 'people.account.title') })
}

function homeOf(request: FastifyRequest): string {
  return firstOfficePage(request) ?? '/office/me'
}

/** Only our own office pages: an address handed in must not lead elsewhere (open redirect). */
function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/office\/[\w\-./?=&%]*$/.test(next) && !next.includes('//') && !next.startsWith('/office/sign-') ? next : undefined
}
