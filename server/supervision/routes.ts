/**
 * Pages of the clock: the printable proof of a case's dates, and the forms by which a head grants an extension or the green channel.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as acts from '../cases/clock.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { account } from '../deadlines/service.ts'
import { refuse } from '../errors.ts'
import { ofCase as lettersOf } from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { findBody, officerOf, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { proofs } from './panel.ts'
import { extensionBody, reasonBody } from './schemas.ts'

const config = { access: 'officer' } as const

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  app.get('/office/cases/:id/proof', { config }, async (request, reply) => {
    const officer = officerOf(request)
    const caseId = idOf(request)
    if (!(await tasks.mayOfficerSee(ctx.db, officer, caseId))) throw refuse('not-found')
    const file = await cases.get(ctx.db, caseId)
    const version = await matters.version(ctx.db, file.versionId)
    const found = await account(ctx.db, ctx, caseId)
    const wanted = (request.query as { limit?: string }).limit
    const all = await proofs(ctx, { case: file, version }, found)
    const shown = all.filter(({ id }) => wanted === undefined || id === wanted).map((proof) => ({ ...proof, open: true }))
    if (shown.length === 0) throw refuse('not-found')
    return view(reply, 'supervision/proof', {
      title: say(request, 'supervision.sheet.title'), case: file, matter: version.bundle.matter,
      body: (await findBody(ctx.db, file.bodyId))?.name ?? file.bodyId, proofs: shown, pauses: found.pauses, extension: found.extension, greens: found.greens,
      letters: await lettersOf(ctx.db, caseId), printedAt: ctx.now(), printedBy: officer.name,
    }, { layout: 'print' })
  })

  // who sees the case is asked first, so that nobody else can tell it from none; who may act is judged by the acts themselves
  app.post('/office/cases/:id/extension', { config, schema: { body: extensionBody } }, async (request, reply) => {
    const { amount, reason } = request.body as { amount: string; reason: string }
    const by = await seen(request)
    await inTransaction(ctx.db, (tx) => acts.extend(tx, ctx, { ...by, amount: Number(amount), reason }))
    return reply.redirect(back(request), 303)
  })

  app.post('/office/cases/:id/green-channel', { config, schema: { body: reasonBody } }, async (request, reply) => {
    const { reason } = request.body as { reason: string }
    const by = await seen(request)
    await inTransaction(ctx.db, (tx) => acts.grantGreen(tx, ctx, { ...by, reason }))
    return reply.redirect(back(request), 303)
  })

  app.post('/office/cases/:id/green-channel/removal', { config, schema: { body: reasonBody } }, async (request, reply) => {
    const { reason } = request.body as { reason: string }
    const by = await seen(request)
    await inTransaction(ctx.db, (tx) => acts.removeGreen(tx, ctx, { ...by, reason }))
    return reply.redirect(back(request), 303)
  })

  async function seen(request: FastifyRequest): Promise<{ officer: Officer; caseId: string }> {
    const by = { officer: officerOf(request), caseId: idOf(request) }
    if (!(await tasks.mayOfficerSee(ctx.db, by.officer, by.caseId))) throw refuse('not-found')
    return by
  }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
const back = (request: FastifyRequest): string => `/office/cases/${idOf(request)}?tab=clock`
