/** The officer's messages, and what could not be sent for the operators. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { isOperator } from '../people/service.ts'
import { officerOf } from '../people/guard.ts'
import { navigate } from '../web/frame.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import * as store from './store.ts'

const SHOWN = 100

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, {
    area: 'office', href: '/office/notices', text: 'notices.title', icon: 'bell', order: 30,
    waiting: async (request) => ({ count: await store.unreadCount(ctx.db, officerOf(request).id), label: say(request, 'notices.unread') }),
  })

  app.get('/office/notices', { config: { access: 'officer' } }, async (request, reply) => {
    const officer = officerOf(request)
    const notices = await store.ofOfficer(ctx.db, officer.id, SHOWN)
    const failing = isOperator(officer) ? await store.failing(ctx.db, SHOWN) : []
    return view(reply, 'notices/list', { title: say(request, 'notices.title'), notices, unread: notices.some((notice) => notice.readAt === null), newest: notices[0]?.id ?? null, failing })
  })

  app.post('/office/notices/read', { config: { access: 'officer' }, schema: { body: { type: 'object', required: ['upTo'], properties: { upTo: { type: 'string', pattern: '^[0-9]{1,18}$' } } } } }, async (request, reply) => {
    await store.markRead(ctx.db, officerOf(request).id, (request.body as { upTo: string }).upTo, ctx.now())
    return reply.redirect('/office/notices', 303)
  })
}
