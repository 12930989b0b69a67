/** Pages of the modeler: the list of matters to draw, and the program with one matter's files. For analysts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal, refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { isAnalyst, officerOf } from '../people/service.ts'
import { asset, COMPILING_WORKER } from '../web/assets.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { beginMatter, type Beginning } from './beginning.ts'
import { draftsOf, findDraft } from './drafts.ts'
import { doors } from './doors.ts'
import { reviewOf } from './review.ts'
import { beginningForm, params } from './schemas.ts'
import { guideOf, openMatter, placeOf, proposalUnderWay } from './service.ts'

const config = { access: 'analyst' } as const
/** A matter's code begins with a letter, so none is in the way of this. */
const NEW = '/office/modeler/-/new'
/** bpmn-js places its parts by style attributes; scripts and style sheets stay files of ours. */
const programConfig = { ...config, styles: 'inline' } as const

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, {
    area: 'office', href: '/office/modeler', text: 'modeler.list.title', icon: 'topology-star-3', order: 20, home: true,
    visible: (request) => request.officer !== null && isAnalyst(request.officer),
  })

  app.get('/office/modeler', { config }, async (request, reply) => {
    return view(reply, 'modeler/list', { title: say(request, 'modeler.list.title'), matters: await drawable(ctx, officerOf(request).id) })
  })

  app.get(NEW, { config }, async (request, reply) => newPage(ctx, request, reply))

  app.post<{ Body: Beginning }>(NEW, { config, schema: { body: beginningForm } }, async (request, reply) => {
    const wish = { ...request.body, code: request.body.code.trim(), name: request.body.name.trim(), uscc: request.body.uscc.trim() }
    try {
      await beginMatter(ctx, officerOf(request), wish)
      return await reply.redirect(`/office/modeler/${wish.code}`, 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 403) throw error
      return newPage(ctx, request, reply, { refusal: error, form: wish })
    }
  })

  app.get('/office/modeler/:matter', { config: programConfig, schema: { params } }, async (request, reply) => {
    const officer = officerOf(request)
    const matter = await openMatter(ctx, matterOf(request))
    const [place, draft] = await Promise.all([placeOf(ctx), findDraft(ctx, matter.code, officer.id)])
    const name = isNew(matter) ? guideOf(draft?.files['matter.json']).name ?? matter.name : matter.name
    const review = await reviewOf(ctx, matter.code)
    if (isNew(matter) && !draft && !review) return await elsewhere(ctx, matter.code, reply)
    const model = {
      matter: { ...matter, name }, place: { ...place, shared: matter.shared }, draft: draft ?? null, review, me: { id: officer.id, name: officer.name }, locale: request.reader.locale, token: request.formToken(reply),
      worker: asset('modeler/worker.js'), tablesStyle: asset('modeler/tables.css'), player: asset(COMPILING_WORKER),
    }
    return view(reply, 'modeler/program', { model, name }, { layout: 'tool', title: say(request, 'modeler.title', { matter: name }) })
  })

  doors(app, ctx)
}

/** The matters in force, then those that this officer alone is beginning. */
async function drawable(ctx: Context, officerId: string): Promise<object[]> {
  const [all, drafts] = await Promise.all([matters.list(ctx.db, ctx.now()), draftsOf(ctx, officerId)])
  const inForce = new Set(all.map(({ code }) => code))
  const begun = drafts.filter(({ code }) => !inForce.has(code))
  return [
    ...all.map((matter) => ({ ...matter, draft: drafts.find(({ code }) => code === matter.code)?.savedAt ?? null })),
    ...begun.map(({ code, guide, savedAt }) => ({ code, name: guideOf(guide).name ?? code, effectiveFrom: null, draft: savedAt })),
  ]
}

async function newPage(ctx: Context, request: FastifyRequest, reply: FastifyReply, tried?: { refusal: Refusal; form: Beginning }): Promise<FastifyReply> {
  const { bodies } = await placeOf(ctx)
  return view(reply, 'modeler/new', {
    title: say(request, 'modeler.new.title'), action: NEW, form: tried?.form ?? {}, refusal: tried?.refusal.sentence(request.reader.locale) ?? null, issues: tried?.refusal.issues ?? [],
    sources: matters.SOURCES.map((id) => ({ id, chosen: id === (tried?.form.source ?? matters.SOURCES[0]) })),
    bodies: bodies.map(({ id, name }) => ({ id, name, chosen: id === tried?.form.body })),
  }, { status: tried?.refusal.status ?? 200 })
}

/** A matter that is not published and of which this officer has no draft: it is proposed, or somebody else draws it. */
async function elsewhere(ctx: Context, code: string, reply: FastifyReply): Promise<FastifyReply> {
  const proposal = await proposalUnderWay(ctx, code)
  if (!proposal) throw refuse('no-such-matter', { matter: code })
  return reply.redirect(`/office/publication/proposals/${proposal.id}`, 303)
}

const isNew = ({ files }: { files: object }): boolean => Object.keys(files).length === 0

function matterOf(request: FastifyRequest): string {
  return (request.params as { matter: string }).matter
}
