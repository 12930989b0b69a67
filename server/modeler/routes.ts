/** Pages of the modeler: the list of matters to draw, and the program with one matter's files. For analysts. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import { isAnalyst, officerOf } from '../people/service.ts'
import { asset, COMPILING_WORKER } from '../web/assets.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { draftsOf, findDraft } from './drafts.ts'
import { doors } from './doors.ts'
import { params } from './schemas.ts'
import { openMatter, placeOf } from './service.ts'

const config = { access: 'analyst' } as const
/** bpmn-js places its parts by style attributes; scripts and style sheets stay files of ours. */
const programConfig = { ...config, styles: 'inline' } as const

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, {
    area: 'office', href: '/office/modeler', text: 'modeler.list.title', icon: 'topology-star-3', order: 69,
    visible: (request) => request.officer !== null && isAnalyst(request.officer),
  })

  app.get('/office/modeler', { config }, async (request, reply) => {
    const [all, drafts] = await Promise.all([matters.list(ctx.db, ctx.now()), draftsOf(ctx, officerOf(request).id)])
    return view(reply, 'modeler/list', { title: say(request, 'modeler.list.title'), matters: all.map((matter) => ({ ...matter, draft: drafts.get(matter.code) ?? null })) })
  })

  app.get('/office/modeler/:matter', { config: programConfig, schema: { params } }, async (request, reply) => {
    const officer = officerOf(request)
    const matter = await openMatter(ctx, matterOf(request))
    const [place, draft] = await Promise.all([placeOf(ctx), findDraft(ctx, matter.code, officer.id)])
    const model = {
      matter, place: { ...place, shared: matter.shared }, draft: draft ?? null, me: { id: officer.id, name: officer.name }, locale: request.reader.locale, token: request.formToken(reply),
      worker: asset('modeler/worker.js'), player: asset(COMPILING_WORKER),
    }
    return view(reply, 'modeler/program', { model, name: matter.name }, { layout: 'tool', title: say(request, 'modeler.title', { matter: matter.name }) })
  })

  doors(app, ctx)
}

function matterOf(request: FastifyRequest): string {
  return (request.params as { matter: string }).matter
}
