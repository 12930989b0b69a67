/**
 * Applying, page by page, without an account and without JavaScript. The draft's number and code are in a cookie and shown on
 * every page, so that it can be taken up again on another device.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { refuse, Refusal } from '../errors.ts'
import * as files from '../files/service.ts'
import { actionOf, applyAction } from '../forms/actions.ts'
import { issuesOfPage } from '../forms/pages.ts'
import { parseForm, type Body } from '../forms/parse.ts'
import type { FormSchema } from '../forms/schema.ts'
import { validate } from '../forms/validate.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import { clearCookie, cookies, readCookie, setCookie } from '../people/cookies.ts'
import { findBody, givePass, throttle } from '../people/service.ts'
import { view } from '../web/views.ts'
import { applicantForm, judgeAgent } from './applicantForm.ts'
import { type Filling, applicantPage, checkPage, formPage, keepOf, materialsPage, pageAfter, pagesOfFilling } from './applyPages.ts'
import type { DraftPage, PageKey, Wishes } from './draft.ts'
import * as drafts from './drafts.ts'
import { mayApplyOnline, withSituation } from './guidePage.ts'
import { itemOf, toUpload } from './materials.ts'
import { sharedFor, type Shared } from './sharing.ts'
import { submit } from './submit.ts'
import { takeUpload } from './upload.ts'

const config = { access: 'public' } as const
const uploadConfig = { access: 'public', csrf: 'handler' } as const

export function applyRoutes(app: FastifyInstance, ctx: Context): void {
  app.get<{ Params: { code: string } }>('/apply/:code', { config }, async (request, reply) => {
    const version = await matters.effective(ctx.db, request.params.code, ctx.now())
    if (!version) throw refuse('not-found')
    if (!mayApplyOnline(version)) throw refuse('matter-not-open')
    const begun = await fillingOf(request)
    return view(reply, 'intake/applyStart', {
      title: version.bundle.matter.name, matter: version.bundle.matter, bodyName: (await findBody(ctx.db, version.bodyId))?.name ?? '',
      items: toUpload(version.bundle.matter).filter(({ later }) => later === undefined || later.field !== undefined).map((item) => withSituation(version, item)), continues: begun?.draft.matterCode === version.code && begun.draft.state === 'draft',
    })
  })

  app.post<{ Params: { code: string } }>('/apply/:code', { config }, async (request, reply) => {
    await throttle(ctx, { key: `apply:${request.ip}`, tries: 60, seconds: 3600 })
    const version = await matters.effective(ctx.db, request.params.code, ctx.now())
    if (!version || !mayApplyOnline(version)) throw refuse('matter-not-open')
    const { number, code } = await drafts.begin(ctx.db, ctx, request.params.code)
    setCookie(ctx, reply, cookies.draft, `${number}.${code}`)
    return reply.redirect('/apply/draft/applicant', 303)
  })

  app.get('/apply/resume', { config }, async (_request, reply) => view(reply, 'intake/resume', {}))

  app.post('/apply/resume', { config }, async (request, reply) => {
    await throttle(ctx, { key: `resume:${request.ip}`, tries: 20, seconds: 900 })
    const body = request.body as { number?: unknown; code?: unknown }
    const given = { number: text(body.number, 40), code: text(body.code, 40) }
    try {
      const draft = await drafts.resume(ctx.db, given.number, given.code)
      if (draft.state !== 'draft') throw refuse('draft-submitted')
      setCookie(ctx, reply, cookies.draft, `${draft.number}.${given.code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`)
      return reply.redirect('/apply/draft/check', 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error
      return view(reply, 'intake/resume', { given, refusal: error.sentence(request.reader.locale) }, { status: error.status })
    }
  })

  app.get('/apply/saved', { config }, async (request, reply) => {
    const filling = await fillingOf(request)
    if (!filling) return reply.redirect('/apply/resume', 303)
    return view(reply, 'intake/saved', { matter: filling.version.bundle.matter, keep: keepOf(filling) })
  })

  app.get<{ Params: { page: string } }>('/apply/draft/:page', { config }, async (request, reply) => {
    const filling = await open(request, reply)
    if (!filling) return reply
    const page = pageOf(filling, request.params.page)
    const shown = await pageModel(request, filling, page)
    return view(reply, shown.name, shown.data)
  })

  app.post<{ Params: { page: string } }>('/apply/draft/:page', { config }, async (request, reply) => {
    const filling = await open(request, reply)
    if (!filling) return reply
    const page = pageOf(filling, request.params.page)
    switch (page.key) {
      case 'applicant': return saveApplicant(request, reply, filling)
      case 'materials': return saveWishes(request, reply, filling)
      case 'check': return send(request, reply, filling)
      default: return saveForm(request, reply, filling, page)
    }
  })

  app.post<{ Params: { code: string } }>('/apply/draft/materials/:code', { config: uploadConfig }, async (request, reply) => {
    await throttle(ctx, { key: `upload:${request.ip}`, tries: 300, seconds: 3600 })
    const filling = await open(request, reply)
    if (!filling) { request.checkToken(undefined); return reply }
    const { code } = request.params
    try {
      await takeUpload(request, (file) => drafts.addMaterial(ctx, filling.draft, { ...file, itemCode: code }))
    } catch (error) {
      if (!(error instanceof Refusal) || !/^(file-|too-many-files)/.test(error.code)) throw error
      const there = await drafts.materials(ctx.db, filling.draft)
      return view(reply, 'intake/materials', materialsPage(ctx, request, filling, there, { item: code, message: error.sentence(request.reader.locale) }), { status: error.status })
    }
    return reply.redirect(`/apply/draft/materials#item-${itemOf(filling.version.bundle.matter, code)!.code}`, 303)
  })

  app.get<{ Params: { id: string } }>('/apply/draft/materials/:id', { config }, async (request, reply) => {
    const filling = await fillingOf(request)
    const file = filling && (await drafts.materials(ctx.db, filling.draft)).find(({ id }) => id === request.params.id)
    if (!file) throw refuse('not-found')
    return files.serve(reply, ctx, file.hash, { name: file.name, inline: file.type.startsWith('image/') })
  })

  app.post<{ Params: { id: string } }>('/apply/draft/materials/:id/remove', { config }, async (request, reply) => {
    const filling = await open(request, reply)
    if (!filling) return reply
    await drafts.removeMaterial(ctx.db, filling.draft, request.params.id)
    return reply.redirect('/apply/draft/materials', 303)
  })

  /** The draft of this browser's cookie, with the version in force. */
  async function fillingOf(request: FastifyRequest): Promise<Filling | undefined> {
    const [number, code] = (readCookie(ctx, request, cookies.draft) ?? '').split('.')
    if (!number || !code) return undefined
    try {
      const draft = await drafts.resume(ctx.db, number, code)
      return { draft, version: await drafts.versionOf(ctx.db, ctx, draft), key: { number, code, days: ctx.config.draftDays } }
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }

  /** As above; without a draft, or with one that was submitted, the reply leads where one can go on. */
  async function open(request: FastifyRequest, reply: FastifyReply): Promise<Filling | undefined> {
    const filling = await fillingOf(request)
    if (filling?.draft.state === 'draft') return filling
    void reply.redirect(filling ? '/follow' : '/apply/resume', 303)
    return undefined
  }

  function shared({ draft, version }: Filling): Promise<Shared> {
    return sharedFor(ctx.db, ctx, inSituation(version.bundle.matter, draft.data), draft.applicant)
  }

  function pageOf(filling: Filling, key: string): DraftPage {
    const page = pagesOfFilling(filling).find((one) => one.key === key)
    if (!page) throw refuse('not-found')
    return page
  }

  async function pageModel(request: FastifyRequest, filling: Filling, page: DraftPage): Promise<{ name: string; data: Record<string, unknown> }> {
    switch (page.key) {
      case 'applicant': return { name: 'intake/applyForm', data: applicantPage(request, filling, filling.draft.applicant, []) }
      case 'materials': return { name: 'intake/materials', data: materialsPage(ctx, request, filling, await drafts.materials(ctx.db, filling.draft)) }
      case 'check': return { name: 'intake/check', data: checkPage(ctx, request, filling, await drafts.materials(ctx.db, filling.draft), await shared(filling)) }
      default: return { name: 'intake/applyForm', data: formPage(request, filling, page, filling.draft.data, []) }
    }
  }

  async function saveApplicant(request: FastifyRequest, reply: FastifyReply, filling: Filling): Promise<FastifyReply> {
    const body = request.body as Body
    const schema = applicantForm(filling.version.bundle.matter)
    const applicant = parseForm(schema, body)
    if (actionOf(body)) return view(reply, 'intake/applyForm', applicantPage(request, filling, applicant, []))
    await drafts.save(ctx.db, ctx, filling.draft, { applicant, versionId: filling.version.id })
    const issues = [...validate(schema, applicant, request.reader.locale), ...judgeAgent(applicant, request.reader.locale)]
    return goOn(request, reply, filling, 'applicant', issues.length === 0, () => view(reply, 'intake/applyForm', applicantPage(request, filling, applicant, issues), { status: 422 }))
  }

  async function saveForm(request: FastifyRequest, reply: FastifyReply, filling: Filling, page: DraftPage): Promise<FastifyReply> {
    const body = request.body as Body
    const schema: FormSchema = matters.form(filling.version, filling.version.bundle.matter.form)
    const data = parseForm(schema, body, { only: page.form!.properties, base: filling.draft.data })
    const action = actionOf(body)
    if (action) return view(reply, 'intake/applyForm', formPage(request, filling, page, applyAction(schema, data, action, body), []))
    await drafts.save(ctx.db, ctx, filling.draft, { data, versionId: filling.version.id })
    const issues = issuesOfPage(page.form!, validate(schema, data, request.reader.locale))
    const saved = { ...filling, draft: { ...filling.draft, data } }
    return goOn(request, reply, saved, page.key, issues.length === 0, () => view(reply, 'intake/applyForm', formPage(request, saved, page, data, issues), { status: 422 }))
  }

  async function saveWishes(request: FastifyRequest, reply: FastifyReply, filling: Filling): Promise<FastifyReply> {
    const wishes = wishesIn(request.body as Body, filling)
    await drafts.save(ctx.db, ctx, filling.draft, { wishes, versionId: filling.version.id })
    const saved = { ...filling, draft: { ...filling.draft, wishes } }
    const there = await drafts.materials(ctx.db, filling.draft)
    const { faults } = checkPage(ctx, request, saved, there, await shared(filling)) as { faults: { message: string; href: string }[] }
    const issues = faults.filter(({ href }) => href.startsWith('/apply/draft/materials')).map(({ message, href }) => ({ pointer: `/${href.split('#item-')[1]}`, message }))
    return goOn(request, reply, saved, 'materials', issues.length === 0, () => view(reply, 'intake/materials', materialsPage(ctx, request, saved, there, { issues }), { status: 422 }))
  }

  function wishesIn(body: Body, filling: Filling): Wishes {
    const { matter } = filling.version.bundle
    const dates = matter.tolerant ? toUpload(matter).filter(({ need }) => need === 'tolerant').map(({ code }) => [code, text(body[`owe:${code}`], 10)] as const).filter(([, day]) => /^\d{4}-\d{2}-\d{2}$/.test(day)) : []
    const green = matter.green ? text(body.green, 500) : ''
    return { ...(dates.length > 0 ? { tolerant: Object.fromEntries(dates) } : {}), ...(green === '' ? {} : { green }) }
  }

  /** Saved in any case: on to the next page, away with what is there, or the page again with its mistakes. */
  function goOn(request: FastifyRequest, reply: FastifyReply, filling: Filling, key: PageKey, fits: boolean, again: () => FastifyReply): FastifyReply {
    const body = request.body as Body
    if (body._save !== undefined) return reply.redirect('/apply/saved', 303)
    return fits ? reply.redirect(pageAfter(filling, key, body._back === 'check'), 303) : again()
  }

  async function send(request: FastifyRequest, reply: FastifyReply, filling: Filling): Promise<FastifyReply> {
    await throttle(ctx, { key: `submit:${request.ip}`, tries: 60, seconds: 3600 })
    const body = request.body as Body
    const declaration = { truthful: body.truthful === 'true', electronicService: body.electronicService === 'true', postalAddress: text(body.postalAddress, 1000) }
    try {
      const { case: file, queryCode, version } = await inTransaction(ctx.db, async (tx) => {
        const made = await submit(tx, ctx, filling.draft.id, declaration)
        await givePass(ctx, request, reply, made.case.id, tx)
        return made
      })
      clearCookie(ctx, reply, cookies.draft)
      return view(reply, 'intake/submitted', { title: file.number, case: file, queryCode, matter: version.bundle.matter, instant: version.bundle.matter.kind === 'instant', bodyName: (await findBody(ctx.db, file.bodyId))?.name ?? '' }, { status: 201 })
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'draft-incomplete') throw error
      const more = error.issues.filter(({ pointer }) => pointer.startsWith('/declaration'))
      return view(reply, 'intake/check', { ...checkPage(ctx, request, filling, await drafts.materials(ctx.db, filling.draft), await shared(filling), more), given: declaration }, { status: 422 })
    }
  }
}

function text(value: unknown, longest: number): string {
  return typeof value === 'string' ? value.trim().slice(0, longest) : ''
}
