/**
 * The acts of named persons on a case's clock for programs: extension by the head, green channel by the deputy head, each with its
 * reason. Whether an act is allowed is judged in cases/clock.ts and deadlines; the page is supervision's.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as clock from '../cases/clock.ts'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { officerOf } from '../people/guard.ts'
import type { Officer } from '../people/service.ts'
import { once } from '../web/idempotency.ts'
import * as tasks from './service.ts'

const params = { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9]{1,18}$' } }, required: ['id'] } as const
const reason = { type: 'string', minLength: 1, maxLength: 500 } as const
const extension = { type: 'object', required: ['amount', 'reason'], properties: { amount: { type: 'number', exclusiveMinimum: 0, maximum: 365 }, reason } } as const
const grant = { type: 'object', required: ['reason'], properties: { reason } } as const

/** Each act once: its path, its body, its verb. */
const acts = {
  extension: { body: extension, run: (tx, ctx, by, body) => clock.extend(tx, ctx, { ...by, amount: Number(body.amount), reason: body.reason }) },
  'green-channel': { body: grant, run: (tx, ctx, by, body) => clock.grantGreen(tx, ctx, { ...by, reason: body.reason }) },
  'green-channel-removal': { body: grant, run: (tx, ctx, by, body) => clock.removeGreen(tx, ctx, { ...by, reason: body.reason }) },
} satisfies Record<string, { body: object; run: (tx: Parameters<typeof clock.extend>[0], ctx: Context, by: { officer: Officer; caseId: string }, body: { amount?: number; reason: string }) => Promise<void> }>

export async function clockActs(app: FastifyInstance, ctx: Context): Promise<void> {
  for (const [name, act] of Object.entries(acts)) {
    app.post(`/v1/cases/:id/${name}`, { config: { access: 'officer' }, schema: { tags: ['cases'], summary: `Clock of a case: ${name}`, params, body: act.body } }, async (request, reply) => {
      const by = await seen(request)
      return once(ctx, request, reply, by.officer.login, async (tx) => { await act.run(tx, ctx, by, request.body as { reason: string }); return { status: 204 } })
    })
  }

  async function seen(request: FastifyRequest): Promise<{ officer: Officer; caseId: string }> {
    const officer = officerOf(request)
    const caseId = (request.params as { id: string }).id
    if (!(await tasks.mayOfficerSee(ctx.db, officer, caseId))) throw refuse('not-found')
    return { officer, caseId }
  }
}
