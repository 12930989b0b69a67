/** The public side: home, catalogue, guides, applying, following; and the judges of forms as files for the browser. */
import type { FastifyInstance } from 'fastify'
import type { CasePanel } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { validatorSource } from '../forms/standalone.ts'
import * as matters from '../matters/service.ts'
import { findBody } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import { view } from '../web/views.ts'
import { applicantForm } from './applicantForm.ts'
import { applyRoutes } from './applyRoutes.ts'
import { homePage, listPage, queryOf } from './catalogue.ts'
import { followRoutes } from './followRoutes.ts'
import { guidePage } from './guidePage.ts'
import { panels as ownPanels } from './panels.ts'
import { paperRoutes } from './paperRoutes.ts'
import { acceptUploads } from './upload.ts'
import { viewingRoutes } from './viewing.ts'

const config = { access: 'public' } as const

/** @param panels tabs of other rooms which the applicant sees beside intake's own. */
export function intakePages({ panels }: { panels: readonly CasePanel[] }): (app: FastifyInstance, ctx: Context) => Promise<void> {
  return async (app, ctx) => {
    await acceptUploads(app)
    navigate(app, { area: 'public', href: '/', text: 'intake.nav.home', icon: 'home', order: 10 })
    navigate(app, { area: 'public', href: '/matters', text: 'intake.nav.matters', icon: 'list-search', order: 20 })
    navigate(app, { area: 'public', href: '/follow', text: 'intake.nav.follow', icon: 'route', order: 30 })

    app.get('/', { config }, async (_request, reply) => view(reply, 'intake/home', await homePage(ctx)))

    app.get('/matters', { config }, async (request, reply) => view(reply, 'intake/matters', await listPage(ctx, queryOf(request.query as Record<string, unknown>))))

    app.get<{ Params: { code: string } }>('/matters/:code', { config }, async (request, reply) => {
      const version = await matters.effective(ctx.db, request.params.code, ctx.now())
      if (!version) throw refuse('not-found')
      const children = (version.bundle.matter.children ?? []).map(async ({ matter }) => ({ code: matter, name: (await matters.nameOf(ctx.db, matter)) ?? matter }))
      return view(reply, 'intake/guide', guidePage(version, (await findBody(ctx.db, version.bodyId))?.name ?? '', await Promise.all(children)))
    })

    app.get('/forms/applicant.js', { config }, async (request, reply) => {
      const { matter } = request.query as { matter?: unknown }
      const version = typeof matter === 'string' ? await matters.effective(ctx.db, matter, ctx.now()) : undefined
      return reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=300').send(validatorSource(applicantForm(version?.bundle.matter ?? { subjects: ['1', '2'] })))
    })
    // a version never changes, so neither does its judge
    app.get<{ Params: { version: string; form: string } }>('/forms/:version/:form.js', { config }, async (request, reply) => {
      if (!/^\d{1,18}$/.test(request.params.version)) throw refuse('not-found')
      const version = await matters.version(ctx.db, request.params.version)
      if (request.params.form !== version.bundle.matter.form) throw refuse('not-found') // an officer's forms are no public matter
      return reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable').send(validatorSource(matters.form(version, request.params.form)))
    })

    paperRoutes(app, ctx)
    applyRoutes(app, ctx)
    followRoutes(app, ctx, [...ownPanels, ...panels])
    viewingRoutes(app, ctx)
  }
}

export const routes = intakePages({ panels: [] })
