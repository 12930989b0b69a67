/** Addresses of the matters room: the diagram of a matter in force, as the public may read it. Its pages are intake's. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import * as matters from './service.ts'

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  app.get<{ Params: { code: string } }>('/matters/:code/diagram.bpmn', { config: { access: 'public' } }, async (request, reply) => {
    const version = await matters.effective(ctx.db, request.params.code, ctx.now())
    if (!version) throw refuse('not-found')
    return reply.type('application/xml; charset=utf-8').header('etag', `"${version.hash}"`).header('x-content-type-options', 'nosniff').send(version.bundle.diagram)
  })
}
