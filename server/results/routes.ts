/** The public verify page, and the office's acts on a result: record a payment, cancel a permit. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { officerOf } from '../people/guard.ts'
import { throttle } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import { once } from '../web/idempotency.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import * as results from './service.ts'

const params = { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9]{1,18}$' } }, required: ['id'] } as const
const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength })

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  navigate(app, { area: 'public', href: '/verify', text: 'results.verify', icon: 'qrcode', order: 40 })

  app.get('/verify', { config: { access: 'public' } }, async (request, reply) => {
    const { code } = request.query as { code?: string }
    if (typeof code === 'string' && code.trim() !== '') return reply.redirect(`/verify/${encodeURIComponent(clean(code))}`, 303)
    return view(reply, 'results/verify', { title: say(request, 'results.verify') })
  })

  app.get('/verify/:code', { config: { access: 'public' } }, async (request, reply) => {
    await throttle(ctx, { key: `verify:${request.ip}`, tries: 60, seconds: 600 })
    const code = clean((request.params as { code: string }).code)
    const found = await results.verify(ctx.db, code, ctx.now())
    return view(reply, 'results/verify', { title: say(request, 'results.verify'), code, found, tone: tones[found.state] }, { status: found.state === 'foreign' ? 404 : 200 })
  })

  app.get('/v1/permits/:code', { config: { access: 'public' }, schema: { tags: ['results'], summary: 'Whether a permit is ours and holds' } }, async (request) => {
    await throttle(ctx, { key: `verify:${request.ip}`, tries: 60, seconds: 600 })
    const found = await results.verify(ctx.db, clean((request.params as { code: string }).code), ctx.now())
    if (found.state === 'foreign') return { state: 'foreign' }
    const { number, title, holderName, bodyName, scope, validFrom, validTo } = found.permit
    return { state: found.state, number, title, holder: holderName, body: bodyName, scope, validFrom, validTo }
  })

  app.post('/office/cases/:id/payment', { config: { access: 'officer' }, schema: { params, body: { type: 'object', required: ['receiptNumber'], properties: { receiptNumber: text(60) } } } }, async (request, reply) => {
    const caseId = (request.params as { id: string }).id
    await inTransaction(ctx.db, (tx) => results.recordPayment(tx, ctx, { officer: officerOf(request), caseId, receiptNumber: (request.body as { receiptNumber: string }).receiptNumber }))
    return reply.redirect(`/office/cases/${caseId}?tab=result`, 303)
  })

  app.post('/v1/cases/:id/payment', { config: { access: 'officer' }, schema: { tags: ['cases'], summary: 'The window records that the fee was paid', params, body: { type: 'object', required: ['receiptNumber'], additionalProperties: false, properties: { receiptNumber: text(60) } } } }, async (request, reply) => {
    const [officer, caseId] = [officerOf(request), (request.params as { id: string }).id]
    return once(ctx, request, reply, officer.login, async (tx) => {
      await results.recordPayment(tx, ctx, { officer, caseId, receiptNumber: (request.body as { receiptNumber: string }).receiptNumber })
      return { status: 204 }
    })
  })

  app.post('/office/cases/:id/permit-cancellation', { config: { access: 'officer' }, schema: { params, body: { type: 'object', required: ['why'], properties: { why: text(500) } } } }, async (request, reply) => {
    const caseId = (request.params as { id: string }).id
    await inTransaction(ctx.db, (tx) => results.cancelPermit(tx, ctx, { officer: officerOf(request), caseId, why: (request.body as { why: string }).why }))
    return reply.redirect(`/office/cases/${caseId}?tab=result`, 303)
  })

  app.post('/v1/cases/:id/permit-cancellation', { config: { access: 'officer' }, schema: { tags: ['cases'], summary: 'The head of the body cancels the case\'s permit (注销, 行政许可法 70)', params, body: { type: 'object', required: ['why'], additionalProperties: false, properties: { why: text(500) } } } }, async (request, reply) => {
    const [officer, caseId] = [officerOf(request), (request.params as { id: string }).id]
    return once(ctx, request, reply, officer.login, async (tx) => {
      await results.cancelPermit(tx, ctx, { officer, caseId, why: (request.body as { why: string }).why })
      return { status: 204 }
    })
  })
}

const tones = { valid: 'ok', expired: 'warn', 'not-yet': 'warn', cancelled: 'danger', revoked: 'danger', foreign: 'danger' } as const

/** As people type it: small letters, spaces and dashes do not matter. */
function clean(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').slice(0, 40)
}
