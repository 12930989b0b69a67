/** The lead department's acts on a running sheet. Each asks for a reason and goes back to the board. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { officerOf } from '../people/service.ts'
import { addDepartment, askAgain, removeDepartment } from './changes.ts'
import { additionBody, reasonBody } from './schemas.ts'
import * as store from './store.ts'

const config = { access: 'officer' } as const

interface AdditionForm { body: string; days?: string; materials?: string | string[]; reason: string }

export async function routes(app: FastifyInstance, ctx: Context): Promise<void> {
  app.post<{ Params: { id: string }; Body: AdditionForm }>('/office/sheets/:id/departments', { config, schema: { body: additionBody } }, async (request, reply) => {
    const { body, days, materials, reason } = request.body
    const department = {
      body,
      ...(days ? { limit: { amount: Number(days), unit: 'wd' as const } } : {}),
      ...(materials ? { materials: [materials].flat() } : {}),
    }
    await inTransaction(ctx.db, (tx) => addDepartment(tx, ctx, { officer: officerOf(request), sheetId: request.params.id, department, reason }))
    return reply.redirect(await boardOf(ctx, request.params.id), 303)
  })

  app.post<{ Params: { id: string }; Body: { reason: string } }>('/office/sheet-rows/:id/removal', { config, schema: { body: reasonBody } }, async (request, reply) => {
    await inTransaction(ctx.db, (tx) => removeDepartment(tx, ctx, { officer: officerOf(request), rowId: request.params.id, reason: request.body.reason }))
    return reply.redirect(await boardOfRow(ctx, request.params.id), 303)
  })

  app.post<{ Params: { id: string }; Body: { reason: string } }>('/office/sheet-rows/:id/renewal', { config, schema: { body: reasonBody } }, async (request, reply) => {
    await inTransaction(ctx.db, (tx) => askAgain(tx, ctx, { officer: officerOf(request), rowId: request.params.id, reason: request.body.reason }))
    return reply.redirect(await boardOfRow(ctx, request.params.id), 303)
  })
}

async function boardOf(ctx: Context, sheetId: string): Promise<string> {
  const sheet = await store.byId(ctx.db, sheetId)
  if (!sheet) throw refuse('not-found')
  return `/office/cases/${sheet.caseId}?tab=board`
}

async function boardOfRow(ctx: Context, rowId: string): Promise<string> {
  const row = await store.rowById(ctx.db, rowId)
  if (!row) throw refuse('not-found')
  return boardOf(ctx, row.sheetId)
}
