/**
 * Following a case without an account: number and query code open a pass to this one case. Here the applicant answers a notice of
 * gaps, hands in what was promised, reads the letters and withdraws.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { agentOf } from '../cases/agent.ts'
import type { Case } from '../cases/case.ts'
import type { CasePanel } from '../cases/panels.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { refuse, Refusal, type Issue } from '../errors.ts'
import { actionOf, applyAction } from '../forms/actions.ts'
import { parseForm, type Body } from '../forms/parse.ts'
import { renderForm } from '../forms/render.ts'
import type { FormData } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { givePass, heldPass, passedCaseOf, refuseEndedPass, takePass, throttle } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { safeHtml, view } from '../web/views.ts'
import { endAgency } from './agency.ts'
import { related } from './family.ts'
import { followPage } from './followPage.ts'
import { asked, handIn, keepStaged, receiveStaged, unstage, type Asked } from './handIn.ts'
import { itemOf, type Material } from './materials.ts'
import * as store from './store.ts'
import { takeUpload } from './upload.ts'
import { withdraw } from './withdraw.ts'

const open = { access: 'public' } as const
const own = { access: 'applicant-case' } as const

/** @param panels tabs of other rooms that the applicant may see as well (letters, joint board, proof of dates). */
export function followRoutes(app: FastifyInstance, ctx: Context, panels: readonly CasePanel[]): void {
  app.get('/follow', { config: open }, async (request, reply) => view(reply, 'intake/follow', { held: await held(request) }))

  app.post('/follow', { config: open }, async (request, reply) => {
    const body = request.body as { number?: unknown; code?: unknown }
    const given = { number: plain(body.number, 40).replace(/\D/g, ''), code: plain(body.code, 20).replace(/\D/g, '') }
    try {
      const file = await cases.byNumberAndCode(ctx.db, ctx, given.number, given.code, request.ip)
      await inTransaction(ctx.db, async (tx) => {
        await cases.holdCode(tx, given.number, given.code)
        await givePass(ctx, request, reply, file.id, tx)
      })
      return reply.redirect('/follow/case', 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error
      return view(reply, 'intake/follow', { given: { number: given.number }, refusal: error.sentence(request.reader.locale) }, { status: error.status })
    }
  })

  app.post('/follow/end', { config: open }, async (request, reply) => {
    await takePass(ctx, request, reply)
    return reply.redirect('/follow', 303)
  })

  app.get('/follow/case', { config: own }, async (request, reply) => {
    const { file, version } = await mine(request)
    const wanted = (request.query as { tab?: string }).tab
    const shown = await shownPanels(file, version)
    const panel = shown.find(({ id }) => id === wanted)
    const model = await followPage(ctx, request, file, version)
    return view(reply, 'intake/case', {
      ...model,
      tabs: [{ text: say(request, 'intake.tab.overview'), href: '/follow/case', current: !panel },
        ...shown.map(({ id, title }) => ({ text: say(request, title), href: `/follow/case?tab=${id}`, current: id === panel?.id }))],
      panel: panel ? safeHtml(await panel.html(ctx, { case: file, version, officer: null }, request, reply)) : null,
    })
  })

  /** Opens another case of the same joint case: who holds the key of one holds that of all. */
  app.post<{ Params: { id: string } }>('/follow/case/family/:id', { config: own }, async (request, reply) => {
    const [own, wanted] = [passedCaseOf(request), (await cases.get(ctx.db, request.params.id)).id]
    await inTransaction(ctx.db, async (tx) => {
      for (const id of [own, wanted].sort((a, b) => Number(a) - Number(b))) await cases.lock(tx, id)
      await refuseEndedPass(tx, ctx, request, own)
      await refuseUnrelated(tx, own, wanted)
      await givePass(ctx, request, reply, wanted, tx)
    })
    return reply.redirect('/follow/case', 303)
  })

  /** What the page asks again and again while a certificate is being made; says only that something changed. */
  app.get('/follow/case/state', { config: own }, async (request, reply) => {
    const { file } = await mine(request)
    return reply.header('cache-control', 'no-store').send({ state: file.state, decided: file.decidedAt !== null, closed: file.closedAt !== null })
  })

  app.get('/follow/case/answer', { config: own }, async (request, reply) => answerPage(request, reply, {}))

  app.post('/follow/case/answer', { config: own }, async (request, reply) => {
    const { file, version } = await mine(request)
    const body = request.body as Body
    const schema = matters.form(version, version.bundle.matter.form)
    const wanted = await asked(ctx.db, file, version)
    const fields = wanted?.fields ?? []
    const data = fields.length > 0 ? parseForm(schema, body, { only: fields, base: file.data }) : file.data
    const note = plain(body.note, 2000)
    const action = actionOf(body)
    if (action) return answerPage(request, reply, { data: applyAction(schema, data, action, body), note })
    try {
      await act(request, (tx, caseId) => handIn(tx, ctx, { caseId, data, note }))
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 422) throw error
      return answerPage(request, reply, { data, note, issues: error.issues, refusal: error })
    }
    return reply.redirect('/follow/case?handed-in=1', 303)
  })

  app.post<{ Params: { code: string } }>('/follow/case/materials/:code', { config: { access: 'applicant-case', csrf: 'handler' } }, async (request, reply) => {
    await throttle(ctx, { key: `upload:${request.ip}`, tries: 300, seconds: 3600 })
    const { file } = await mine(request)
    try {
      await takeUpload(request, async (upload) => {
        const received = await receiveStaged(ctx, file, { ...upload, itemCode: request.params.code })
        await act(request, (tx, caseId) => keepStaged(tx, ctx, caseId, received))
      })
    } catch (error) {
      if (!(error instanceof Refusal) || !/^(file-|too-many-files)/.test(error.code)) throw error
      return answerPage(request, reply, { refusal: error, item: request.params.code })
    }
    return reply.redirect(`/follow/case/answer#item-${encodeURIComponent(request.params.code)}`, 303)
  })

  app.post<{ Params: { id: string } }>('/follow/case/materials/:id/remove', { config: own }, async (request, reply) => {
    await act(request, (tx, caseId) => unstage(tx, caseId, request.params.id))
    return reply.redirect('/follow/case/answer', 303)
  })

  app.get('/follow/case/withdraw', { config: own }, async (request, reply) => {
    const { file, version } = await mine(request)
    return view(reply, 'intake/withdraw', { title: say(request, 'intake.withdraw.title'), case: file, matter: version.bundle.matter, may: file.decidedAt === null && file.closedAt === null })
  })

  app.post('/follow/case/withdraw', { config: own }, async (request, reply) => {
    const body = request.body as { reason?: unknown }
    await act(request, (tx, caseId) => withdraw(tx, ctx, { caseId, reason: plain(body.reason, 500) }))
    return reply.redirect('/follow/case', 303)
  })

  app.get('/follow/case/agency', { config: own }, async (request, reply) => {
    const { file, version } = await mine(request)
    return view(reply, 'intake/agency', { title: say(request, 'intake.agency.title'), case: file, matter: version.bundle.matter, agent: agentOf(file.applicant) })
  })

  app.post('/follow/case/agency', { config: own }, async (request, reply) => {
    await act(request, (tx, caseId) => endAgency(tx, ctx, caseId), cases.lockFamily)
    await takePass(ctx, request, reply)
    return view(reply, 'intake/agencyEnded', { title: say(request, 'intake.agency.endedTitle') })
  })

  /** What this browser has just submitted or opened: its number is there without being typed again. */
  async function held(request: FastifyRequest): Promise<Record<string, unknown> | null> {
    const id = await heldPass(ctx, request)
    if (id === undefined) return null
    const file = await cases.get(ctx.db, id)
    return { number: file.number, matter: (await matters.version(ctx.db, file.versionId)).bundle.matter.name, receivedAt: file.receivedAt }
  }

  /** A change by whoever holds the pass: under the case's lock, and only if the pass still stands once the lock is had. */
  function act<T>(request: FastifyRequest, verb: (tx: Tx, caseId: string) => Promise<T>, lock: (tx: Tx, caseId: string) => Promise<unknown> = cases.lock): Promise<T> {
    const caseId = passedCaseOf(request)
    return inTransaction(ctx.db, async (tx) => {
      await lock(tx, caseId)
      await refuseEndedPass(tx, ctx, request, caseId)
      return verb(tx, caseId)
    })
  }

  async function refuseUnrelated(tx: Tx, own: string, wanted: string): Promise<void> {
    if (!related(await cases.lock(tx, own), await cases.lock(tx, wanted))) throw refuse('not-found')
  }

  async function mine(request: FastifyRequest): Promise<{ file: Case; version: MatterVersion }> {
    const file = await cases.get(ctx.db, passedCaseOf(request))
    return { file, version: await matters.version(ctx.db, file.versionId) }
  }

  async function shownPanels(file: Case, version: MatterVersion): Promise<CasePanel[]> {
    const shown: CasePanel[] = []
    for (const panel of [...panels].sort((a, b) => a.order - b.order)) {
      if (!panel.shown || (await panel.shown(ctx, { case: file, version, officer: null }))) shown.push(panel)
    }
    return shown
  }

  async function answerPage(request: FastifyRequest, reply: FastifyReply, given: { data?: FormData; note?: string; issues?: readonly Issue[]; refusal?: Refusal; item?: string }): Promise<FastifyReply> {
    const { file, version } = await mine(request)
    const wanted = await asked(ctx.db, file, version)
    if (!wanted || (wanted.kind === 'gaps' && !wanted.task)) return view(reply, 'intake/nothingAsked', { title: say(request, 'intake.answer.title'), case: file })
    const { matter } = version.bundle
    const all = await store.materialsOfCase(ctx.db, file.id)
    const form = wanted.fields.length === 0 ? null : renderForm(matters.form(version, matter.form), {
      data: given.data ?? file.data, issues: given.issues ?? [], only: wanted.fields, locale: request.reader.locale, validator: `/forms/${version.id}/${matter.form}.js`,
    })
    return view(reply, 'intake/answer', {
      title: say(request, 'intake.answer.title'), case: file, matter, note: given.note ?? '', gaps: wanted.gaps, tolerant: wanted.kind === 'tolerant', step: wanted.kind === 'step' ? wanted.task?.name : undefined,
      refusal: given.refusal && !given.item && !given.issues?.length ? given.refusal.sentence(request.reader.locale) : null,
      form: form === null ? null : safeHtml(form),
      items: wanted.items.map((code) => itemModel(matter, wanted, all, code, given.item === code ? given.refusal?.sentence(request.reader.locale) : undefined)),
    }, { status: given.refusal?.status ?? 200 })
  }
}

function itemModel(matter: MatterVersion['bundle']['matter'], wanted: Asked, all: readonly Material[], code: string, error?: string): Record<string, unknown> {
  const of = (state: string) => all.filter((file) => file.itemCode === code && file.state === state)
  return {
    ...(itemOf(matter, code) ?? { code, name: code }), error, staged: of('staged'), before: of('current'),
    promisedOn: wanted.owed.find(({ itemCode }) => itemCode === code)?.promisedOn,
  }
}

function plain(value: unknown, longest: number): string {
  return typeof value === 'string' ? value.trim().slice(0, longest) : ''
}
