/** Pages of generated views: the slip for everybody, the manual and the list of manuals for officers. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { listBodies } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { namesIn } from './names.ts'
import { manualOf } from './manual.ts'
import { slipOf } from './slip.ts'

const config = { access: 'officer' } as const

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, { area: 'office', href: '/office/manuals', text: 'manuals.list.title', icon: 'book', order: 60 })

  app.get<{ Params: { code: string } }>('/matters/:code/slip', { config: { access: 'public' } }, async (request, reply) => {
    const version = await inForce(ctx, request.params.code)
    const guideUrl = `${ctx.config.publicUrl}/matters/${version.code}`
    const slip = await slipOf(version.bundle, { names: await namesIn(ctx.db, version.bundle), locale: request.reader.locale, guideUrl })
    return view(reply, 'manuals/slip', { title: `${slip.title} ${say(request, 'manuals.slip.name')}`, view: slip }, { layout: 'print' })
  })

  app.get('/office/manuals', { config }, async (request, reply) => {
    const bodies = new Map((await listBodies(ctx.db)).map(({ id, name }) => [id, name]))
    const rows = (await matters.list(ctx.db, ctx.now())).map(({ code, name, bodyId }) => ({ code, name, bodyName: bodies.get(bodyId) ?? bodyId }))
    return view(reply, 'manuals/list', { title: say(request, 'manuals.list.title'), rows })
  })

  app.get<{ Params: { code: string }; Querystring: { version?: string } }>('/office/manuals/:code', { config }, async (request, reply) => {
    const version = await asked(ctx, request.params.code, request.query.version)
    const manual = await manualOf(version.bundle, { names: await namesIn(ctx.db, version.bundle), locale: request.reader.locale })
    return view(reply, 'manuals/manual', { title: manual.title, view: manual, code: version.code })
  })
}

async function inForce(ctx: Context, code: string): Promise<MatterVersion> {
  const version = await matters.effective(ctx.db, code, ctx.now())
  if (!version) throw refuse('not-found')
  return version
}

/** The version a case is pinned to, or the one in force. @throws Refusal not-found also for a version of another matter */
async function asked(ctx: Context, code: string, id: string | undefined): Promise<MatterVersion> {
  if (id === undefined) return inForce(ctx, code)
  const version = await matters.version(ctx.db, id)
  if (version.code !== code) throw refuse('not-found')
  return version
}
