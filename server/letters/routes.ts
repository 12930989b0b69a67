/**
 * Letters over HTTP: print page, sealed PDF and signature, for officers of the case and for the applicant with the case's pass.
 * Who may see a case is handed in by app.ts (`Ports`), since cases and tasks are rooms above.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction, type Db, type Tx } from '../db/pool.ts'
import { instantAt } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import * as files from '../files/service.ts'
import { actorOf, bodiesOf, findBody, officerOf, passedCaseOf, type Officer } from '../people/service.ts'
import type { Room } from '../web/http.ts'
import { view } from '../web/views.ts'
import { withoutQueryCode } from './blocks.ts'
import { isTheApplicantsOwn, rulesOf } from './kinds.ts'
import { pageModel } from './page.ts'
import { correctService } from './correcting.ts'
import { correctionBody, keyParams, recordParams, serviceBody, type CorrectionForm, type ServiceForm } from './schemas.ts'
import { seal } from './seal/seal.ts'
import { renderAgain } from './service.ts'
import { serve } from './serving.ts'
import * as store from './store.ts'
import type { Letter } from './store.ts'

export interface Ports {
  maySee(db: Db, officer: Officer, caseId: string): Promise<boolean>
  /** They are of the side that leads the case, and not only asked for an opinion. */
  onLeadSide(db: Db, officer: Officer, caseId: string): Promise<boolean>
  /** Locks the case's row until commit. */
  lockCase(tx: Tx, caseId: string): Promise<unknown>
}

export function letterPages(ports: Ports): Room {
  return async (app, ctx) => {
    const officers = (request: FastifyRequest) => forOfficer(ctx, ports, request)
    reading(app, ctx, '/office/letters/:key', 'officer', officers)
    reading(app, ctx, '/follow/letters/:key', 'applicant-case', (request) => forApplicant(ctx, request))

    app.post('/office/letters/:key/service', { config: { access: 'officer' }, schema: { params: keyParams, body: serviceBody } }, async (request, reply) => {
      const letter = await forIssuingBody(ctx, ports, request)
      const form = request.body as ServiceForm
      await inTransaction(ctx.db, async (tx) => {
        await ports.lockCase(tx, letter.caseId)
        await serve(tx, ctx, { letterId: letter.id, way: form.way, outcome: form.outcome, by: actorOf(officerOf(request)), ...text(form), ...(form.at ? { at: instantOf(form.at) } : {}) })
      })
      return reply.redirect(`/office/cases/${letter.caseId}?tab=letters`, 303)
    })

    app.post('/office/letters/:key/service/:attempt/correction', { config: { access: 'officer' }, schema: { params: recordParams, body: correctionBody } }, async (request, reply) => {
      const letter = await forIssuingBody(ctx, ports, request)
      const form = request.body as CorrectionForm
      await inTransaction(ctx.db, async (tx) => {
        await ports.lockCase(tx, letter.caseId)
        await correctService(tx, ctx, { letterId: letter.id, attempt: attemptOf(request), way: form.way, at: instantOf(form.at), why: form.why, by: actorOf(officerOf(request)), ...text(form) })
      })
      return reply.redirect(`/office/cases/${letter.caseId}?tab=letters`, 303)
    })

    app.post('/office/letters/:key/render', { config: { access: 'officer' }, schema: { params: keyParams } }, async (request, reply) => {
      const letter = await forIssuingBody(ctx, ports, request)
      await inTransaction(ctx.db, async (tx) => {
        await ports.lockCase(tx, letter.caseId)
        await renderAgain(tx, ctx, { letterId: letter.id, by: actorOf(officerOf(request)) })
      })
      return reply.redirect(`/office/cases/${letter.caseId}?tab=letters`, 303)
    })
  }
}

type Finder = (request: FastifyRequest) => Promise<Letter>

/** The three ways to read a letter, below one address. */
function reading(app: FastifyInstance, ctx: Context, base: string, access: 'officer' | 'applicant-case', find: Finder): void {
  const options = { config: { access }, schema: { params: keyParams } }
  const office = access === 'officer'
  const findFile = async (request: FastifyRequest): Promise<Letter> => {
    const letter = await find(request)
    if (office && isTheApplicantsOwn(letter.kind)) throw refuse('not-found')
    return letter
  }
  app.get(base, options, async (request, reply) => page(ctx, reply, await find(request), office))
  app.get(`${base}/pdf`, options, async (request, reply) => {
    const letter = await findFile(request)
    return files.serve(reply, ctx, sealedFile(letter), { name: `${letter.title}（${letter.number}）.pdf`, inline: true, ours: true })
  })
  app.get(`${base}/signature`, options, async (request, reply) => {
    const letter = await findFile(request)
    sealedFile(letter)
    return reply.type('application/pkcs7-signature').header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="letter.p7s"').send(await store.signatureOf(ctx.db, letter.id))
  })
}

/** Which letters of a case an officer reads who may see it (domain H12): the lead's side all, a co-department the shared kinds and its own. */
export async function lettersSeen(db: Db, { onLeadSide }: Pick<Ports, 'onLeadSide'>, officer: Officer | null, caseId: string): Promise<(letter: Pick<Letter, 'kind' | 'bodyId'>) => boolean> {
  if (officer === null || (await onLeadSide(db, officer, caseId))) return () => true
  const own = bodiesOf(officer)
  return ({ kind, bodyId }) => rulesOf(kind).shared || own.includes(bodyId)
}

/** The letter of the address, for an officer who may see its case. @throws Refusal not-found */
export async function forOfficer(ctx: Context, ports: Ports, request: FastifyRequest): Promise<Letter> {
  const letter = await byKey(ctx, request)
  if (!(await ports.maySee(ctx.db, officerOf(request), letter.caseId))) throw refuse('not-found')
  if (!(await lettersSeen(ctx.db, ports, officerOf(request), letter.caseId))(letter)) throw refuse('not-found')
  return letter
}

/** What is recorded of a letter is the affair of the body that issued it; a co-department reads. */
export async function forIssuingBody(ctx: Context, ports: Ports, request: FastifyRequest): Promise<Letter> {
  const letter = await forOfficer(ctx, ports, request)
  if (!bodiesOf(officerOf(request)).includes(letter.bodyId)) throw refuse('not-found')
  return letter
}

async function forApplicant(ctx: Context, request: FastifyRequest): Promise<Letter> {
  const letter = await byKey(ctx, request)
  if (letter.caseId !== passedCaseOf(request)) throw refuse('not-found')
  return letter
}

async function byKey(ctx: Context, request: FastifyRequest): Promise<Letter> {
  const letter = await store.byKey(ctx.db, (request.params as { key: string }).key)
  if (!letter) throw refuse('not-found')
  return letter
}

/** @throws Refusal letter-waiting, letter-missing-glyph: there is no sealed file yet. */
function sealedFile(letter: Letter): string {
  if (letter.state === 'flagged') throw refuse('letter-missing-glyph', { number: letter.number, characters: letter.missing.map(({ character, codePoint }) => `${character}（${codePoint}）`).join('、') })
  if (letter.pdfHash === null) throw refuse('letter-waiting', { number: letter.number })
  return letter.pdfHash
}

async function page(ctx: Context, reply: FastifyReply, letter: Letter, office: boolean): Promise<FastifyReply> {
  const body = (await findBody(ctx.db, letter.bodyId))!
  const mark = letter.state === 'ready' ? seal.mark(body) : null
  const document = await store.documentOf(ctx.db, letter.id)
  const shown = office && isTheApplicantsOwn(letter.kind) ? withoutQueryCode(document) : document
  return view(reply, 'letters/letter', { title: `${letter.title} ${letter.number}`, letter, ...pageModel(shown, mark) }, { layout: 'print' })
}

export function attemptOf(request: FastifyRequest): number {
  return Number((request.params as { attempt: string }).attempt)
}

export function text({ receiver, address, evidence, reason }: Pick<ServiceForm, 'receiver' | 'address' | 'evidence' | 'reason'>): { receiver?: string; address?: string; evidence?: string; reason?: string } {
  return { ...(receiver ? { receiver } : {}), ...(address ? { address } : {}), ...(evidence ? { evidence } : {}), ...(reason ? { reason } : {}) }
}

/** What a datetime-local field sends, read as the clock on a wall in China. */
export function instantOf(local: string): Date {
  const [day, clock] = local.split('T') as [string, string]
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return instantAt(day, hours * 60 + minutes)
}
