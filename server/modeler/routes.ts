/** Pages of the modeler: the list of matters to draw, and the program with one matter's files. For analysts. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import { isAnalyst, officerOf } from '../people/service.ts'
import type { Files } from './files.ts'
import { judgeElsewhere } from './judge.ts'
import { asset } from '../web/assets.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { letterKinds, preview, type PreviewBody } from './preview.ts'
import { filesBody, params, previewBody } from './schemas.ts'
import { openMatter, placeOf } from './service.ts'

const config = { access: 'analyst' } as const
/** bpmn-js places its parts by style attributes; scripts and style sheets stay files of ours. */
const programConfig = { ...config, styles: 'inline' } as const

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, {
    area: 'office', href: '/office/modeler', text: 'modeler.list.title', icon: 'topology-star-3', order: 70,
    visible: (request) => request.officer !== null && isAnalyst(request.officer),
  })

  app.get('/office/modeler', { config }, async (request, reply) => {
    const all = await matters.list(ctx.db, ctx.now())
    return view(reply, 'modeler/list', { title: say(request, 'modeler.list.title'), matters: all })
  })

  app.get<{ Params: { matter: string } }>('/office/modeler/:matter', { config: programConfig, schema: { params } }, async (request, reply) => {
    const [matter, place] = await Promise.all([openMatter(ctx, request.params.matter), placeOf(ctx)])
    const officer = officerOf(request)
    const model = {
      matter, place, me: { id: officer.id, name: officer.name }, locale: request.reader.locale, token: request.formToken(reply),
      worker: asset('modeler/worker.js'),
    }
    return view(reply, 'modeler/program', { model, name: matter.name }, { layout: 'tool', title: say(request, 'modeler.title', { matter: matter.name }) })
  })
  // A strict browser cannot compile a form's schema, and letters are set here: these rules are asked for.
  app.post<{ Body: { files: Files } }>('/office/modeler/:matter/judgement', { config, schema: { params, body: filesBody } }, async (request) => ({ problems: await judgeElsewhere(ctx, request.body.files) }))
  app.post<{ Body: PreviewBody }>('/office/modeler/:matter/preview', { config, schema: { params, body: previewBody } }, async (request, reply) => preview(ctx, request, reply, request.body))
  app.get('/office/modeler/:matter/letters', { config, schema: { params } }, async () => ({ kinds: letterKinds() }))
}
