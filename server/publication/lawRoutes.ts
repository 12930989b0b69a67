/** Pages of a change of law: the list, one with the matters that stand on the law and the cases a person decides on. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import { Refusal, refuse } from '../errors.ts'
import { hasRole, officerOf } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { concernedMatters, decideCase, openLawChange, relist, type LawWish } from './lawChange.ts'
import type { LawDecision } from './lawStore.ts'
import * as store from './lawStore.ts'
import { frameOf, HOME } from './pages.ts'
import { id, lawCaseForm, lawForm } from './schemas.ts'

const config = { access: 'publication' } as const
const PATH = `${HOME}/law-changes`
const DECISIONS: LawDecision[] = ['as-accepted', 'new-law', 'ask-applicant']

export function lawPages(app: FastifyInstance, ctx: Context): void {
  app.get(PATH, { config }, async (request, reply) => listPage(request, reply))

  app.post(PATH, { config, schema: { body: lawForm } }, async (request, reply) => {
    const form = request.body as LawWish
    try {
      const made = await inTransaction(ctx.db, (tx) => openLawChange(tx, ctx, officerOf(request), form))
      return await reply.redirect(`${PATH}/${made}`, 303)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 403) throw error
      return listPage(request, reply, error, form)
    }
  })

  app.get(`${PATH}/:id`, { config, schema: { params: id } }, async (request, reply) => onePage(request, reply))

  act('listing', { type: 'object' }, (request) => inTransaction(ctx.db, (tx) => relist(tx, ctx, officerOf(request), idOf(request))))
  act('decision', lawCaseForm, (request) => {
    const { caseId, decision, remarks } = request.body as { caseId: string; decision: LawDecision; remarks: string }
    return inTransaction(ctx.db, (tx) => decideCase(tx, ctx, officerOf(request), { lawChange: idOf(request), caseId, decision, remarks }))
  })

  function act(name: string, body: object, work: (request: FastifyRequest) => Promise<unknown>): void {
    app.post(`${PATH}/:id/${name}`, { config, schema: { params: id, body } }, async (request, reply) => {
      try {
        await work(request)
        return await reply.redirect(`${PATH}/${idOf(request)}?done=${name}`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.status === 404 || error.status === 403) throw error
        return onePage(request, reply, error)
      }
    })
  }

  async function listPage(request: FastifyRequest, reply: FastifyReply, refusal?: Refusal, form?: LawWish): Promise<FastifyReply> {
    const changes = (await store.list(ctx.db)).map((one) => ({ ...one, href: `${PATH}/${one.id}`, tone: one.undecided > 0 ? 'soon' : 'done' }))
    return view(reply, 'publication/law-changes', {
      ...frameOf(request, 'law-changes'), changes, mayOpen: hasRole(officerOf(request), 'legal-reviewer'), form: form ?? { inForceOn: dayOf(ctx.now()) }, refusal: refusal?.sentence(request.reader.locale) ?? null,
    }, { status: refusal?.status ?? 200 })
  }

  async function onePage(request: FastifyRequest, reply: FastifyReply, refusal?: Refusal): Promise<FastifyReply> {
    const found = await store.byId(ctx.db, idOf(request))
    if (!found) throw refuse('not-found')
    const cases = (await store.casesOf(ctx.db, found.id)).map((one) => ({ ...one, tone: one.decision ? 'done' : 'soon', word: say(request, one.decision ? `publication.law.decision.${one.decision}` : 'publication.law.undecided') }))
    const { done } = request.query as { done?: string }
    return view(reply, 'publication/law-change', {
      ...frameOf(request, 'law-changes'), title: found.law, change: found, cases, concerned: (await concernedMatters(ctx, found)).map((one) => ({ ...one, href: `${HOME}/matters/${one.code}` })),
      mayDecide: hasRole(officerOf(request), 'legal-reviewer'), action: `${PATH}/${found.id}`, decisions: DECISIONS.map((value) => ({ value, text: say(request, `publication.law.decision.${value}`) })),
      refusal: refusal?.sentence(request.reader.locale) ?? null, done: done && /^[a-z]+$/.test(done) ? done : null,
    }, { status: refusal?.status ?? 200 })
  }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
