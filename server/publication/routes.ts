/**
 * Pages of publication: proposals with their comparison, check and remarks; the matters with their history. What a form asks is done by the
 * verbs of this room; a no is said on the page it came from, with what was typed.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'
import { manualOf, namesIn } from '../manuals/service.ts'
import { compareBundles } from '../matters/changes/compare.ts'
import * as matters from '../matters/service.ts'
import type { Deploy } from '../matters/service.ts'
import { hasRole, mayPublication, officerOf } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import type { Room } from '../web/http.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { mattersWithState, openCasesByVersion } from './books.ts'
import { comparisonOf, contentOf } from './content.ts'
import type { MigrateInstance } from './migrating.ts'
import { migrationPages } from './migrationRoutes.ts'
import { lawPages } from './lawRoutes.ts'
import { changesByArea, frameOf, historyRows, HOME, LISTS, matterRows, mayDo, proposalModel, proposalRow, waitingStates } from './pages.ts'
import { refresh, withdraw } from './proposing.ts'
import { publish } from './publishing.ts'
import { openRepository } from './repository/repository.ts'
import { giveBack, sign } from './reviewing.ts'
import { rollBack, withdrawPublication } from './rollback.ts'
import { code, id, judgeForm, publishForm, reasonForm } from './schemas.ts'
import * as store from './store.ts'
import { togetherWith } from './together.ts'
import { togetherPages } from './togetherPages.ts'

const config = { access: 'publication' } as const

interface Form { revision?: string; remarks?: string; reason?: string; effectiveFrom?: string; version?: string; publication?: string }

/** @param deploy gives a diagram to the engine on which new cases start; @param migrate moves an instance on its engine */
export function publicationPages(deploy: Deploy, migrate: MigrateInstance): Room {
  return async (app, ctx) => {
    navigate(app, {
      area: 'office', href: HOME, text: 'publication.title', icon: 'git-merge', order: 22, home: true,
      visible: ({ officer }) => officer !== null && mayPublication(officer),
      waiting: async (request) => ({ count: await store.countIn(ctx.db, waitingStates(request.officer!)), label: say(request, 'publication.waiting') }),
    })
    proposalPages(app, ctx, deploy)
    togetherPages(app, ctx)
    matterPages(app, ctx)
    lawPages(app, ctx)
    migrationPages(app, ctx, migrate)
  }
}

function proposalPages(app: FastifyInstance, ctx: Context, deploy: Deploy): void {
  app.get(HOME, { config }, async (request, reply) => {
    const { list: wanted = 'open' } = request.query as { list?: string }
    const list = Object.hasOwn(LISTS, wanted) ? wanted : 'open'
    const found = await store.list(ctx.db, { states: LISTS[list]! }, 200)
    const mine = waitingStates(officerOf(request))
    return view(reply, 'publication/proposals', {
      ...frameOf(request, 'proposals'), list, noRepository: openRepository(ctx.config) === null,
      lists: Object.keys(LISTS).map((name) => ({ href: `${HOME}?list=${name}`, text: say(request, `publication.list.${name}`), current: name === list })),
      proposals: found.map((proposal) => ({ ...proposalRow(proposal), waits: mine.includes(proposal.state) })),
    })
  })

  app.get(`${HOME}/proposals/:id`, { config, schema: { params: id } }, async (request, reply) => proposalPage(request, reply))

  // who signs a matter's first version, or wants the whole of a change, reads it in words, not in its files
  app.get(`${HOME}/proposals/:id/manual`, { config, schema: { params: id } }, async (request, reply) => {
    const proposal = await store.byId(ctx.db, idOf(request))
    const repository = openRepository(ctx.config)
    const content = proposal && repository && store.OPEN.includes(proposal.state) ? await contentOf(ctx.db, repository, proposal) : null
    if (!proposal || !content?.bundle) throw refuse('not-found')
    const manual = await manualOf({ ...content.bundle, hash: '' }, { names: await namesIn(ctx.db, content.bundle), locale: request.reader.locale })
    return view(reply, 'manuals/manual', { title: manual.title, view: manual, back: { href: `${HOME}/proposals/${proposal.id}`, text: say(request, 'publication.proposalNumber', { number: proposal.id, revision: proposal.revision }) } })
  })
  act('signature', judgeForm, (request, form) => inTransaction(ctx.db, (tx) => sign(tx, ctx, { officer: officerOf(request), proposal: idOf(request), revision: Number(form.revision), remarks: form.remarks ?? '' })))
  act('return', judgeForm, (request, form) => inTransaction(ctx.db, (tx) => giveBack(tx, ctx, { officer: officerOf(request), proposal: idOf(request), revision: Number(form.revision), remarks: form.remarks ?? '' })))
  act('publication', publishForm, (request, form) => publish(ctx, deploy, { officer: officerOf(request), proposal: idOf(request), effectiveFrom: form.effectiveFrom ?? '' }))
  act('refreshment', { type: 'object' }, (request) => inTransaction(ctx.db, (tx) => refresh(tx, ctx, officerOf(request), idOf(request))))
  act('withdrawal', reasonForm, (request, form) => inTransaction(ctx.db, (tx) => withdraw(tx, ctx, officerOf(request), idOf(request), form.reason ?? '')))

  function act(name: string, body: object, work: (request: FastifyRequest, form: Form) => Promise<unknown>): void {
    app.post(`${HOME}/proposals/:id/${name}`, { config, schema: { params: id, body } }, async (request, reply) => {
      try {
        await work(request, request.body as Form)
        return await reply.redirect(`${HOME}/proposals/${idOf(request)}?done=${name}`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.status === 404 || error.status === 403) throw error
        return proposalPage(request, reply, error, request.body as Form)
      }
    })
  }

  async function proposalPage(request: FastifyRequest, reply: FastifyReply, refusal?: Refusal, form?: Form): Promise<FastifyReply> {
    const proposal = await store.byId(ctx.db, idOf(request))
    if (!proposal) throw refuse('not-found')
    const repository = openRepository(ctx.config)
    // what is published or withdrawn is over: its content stands in the matter's history
    const content = repository && store.OPEN.includes(proposal.state) ? await contentOf(ctx.db, repository, proposal) : null
    const comparison = content ? await comparisonOf(ctx, proposal.code, content.bundle) : null
    const together = content ? await togetherWith(ctx.db, repository!, proposal, content.tip) : null
    const officer = officerOf(request)
    const may = mayDo(officer, proposal, proposal.authorId === officer.id || (await store.wrote(ctx.db, proposal.id, officer.id)))
    const events = await store.eventsOf(ctx.db, proposal.id)
    const { done } = request.query as { done?: string }
    return view(reply, 'publication/proposal', {
      ...frameOf(request, 'proposals'), ...proposalModel(request, { proposal, content, comparison, together, events, may, now: ctx.now() }), title: proposal.name,
      refusal: refusal?.sentence(request.reader.locale) ?? null, issues: refusal && ['bundle-refused', 'proposal-warnings'].includes(refusal.code) ? refusal.issues : [], form: form ?? {}, done: done && /^[a-z]+$/.test(done) ? done : null,
    }, { status: refusal?.status ?? 200 })
  }
}

function matterPages(app: FastifyInstance, ctx: Context): void {
  app.get(`${HOME}/matters`, { config }, async (request, reply) => {
    const { q = '' } = request.query as { q?: string }
    return view(reply, 'publication/matters', { ...frameOf(request, 'matters'), q, matters: matterRows(request, await mattersWithState(ctx.db, ctx.now()), q) })
  })

  app.get(`${HOME}/matters/:code`, { config, schema: { params: code } }, async (request, reply) => matterPage(request, reply))

  app.get(`${HOME}/matters/:code/comparison`, { config, schema: { params: code } }, async (request, reply) => {
    const { from = '', to = '' } = request.query as { from?: string; to?: string }
    const [before, after] = [await matters.version(ctx.db, from), await matters.version(ctx.db, to)]
    if (before.code !== codeOf(request) || after.code !== before.code) throw refuse('not-found')
    const changes = await compareBundles(before.bundle, after.bundle)
    return view(reply, 'publication/comparison', { ...frameOf(request, 'matters'), title: after.bundle.matter.name, code: after.code, areas: changesByArea(changes, request.reader.locale), before: sideOf(before), after: sideOf(after) })
  })

  act('rollback', (request, form) => inTransaction(ctx.db, (tx) => rollBack(tx, ctx, officerOf(request), { matter: codeOf(request), versionId: form.version ?? '', reason: form.reason ?? '' })))
  act('withdrawal', (request, form) => inTransaction(ctx.db, (tx) => withdrawPublication(tx, ctx, officerOf(request), { matter: codeOf(request), publicationId: form.version ?? '', reason: form.reason ?? '' })))

  function act(name: string, work: (request: FastifyRequest, form: Form) => Promise<unknown>): void {
    app.post(`${HOME}/matters/:code/${name}`, { config, schema: { params: code, body: reasonForm } }, async (request, reply) => {
      try {
        await work(request, request.body as Form)
        return await reply.redirect(`${HOME}/matters/${codeOf(request)}?done=${name}`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.status === 404 || error.status === 403) throw error
        return matterPage(request, reply, error, request.body as Form)
      }
    })
  }

  async function matterPage(request: FastifyRequest, reply: FastifyReply, refusal?: Refusal, form?: Form): Promise<FastifyReply> {
    const matter = codeOf(request)
    const [history, inForce, open] = [await matters.historyOf(ctx.db, matter), await matters.effective(ctx.db, matter, ctx.now()), await openCasesByVersion(ctx.db, matter)]
    const proposals = (await store.list(ctx.db, { code: matter }, 50)).map(proposalRow)
    const name = await matters.nameOf(ctx.db, matter) ?? (proposals[0]?.name as string | undefined)
    if (name === undefined) throw refuse('not-found')
    const { done } = request.query as { done?: string }
    return view(reply, 'publication/matter', {
      ...frameOf(request, 'matters'), title: name, code: matter, inForce: inForce ? sideOf(inForce) : null, history: historyRows(request, history, inForce, open, ctx.now()), proposals, olderCases: [...open].some(([versionId, count]) => count > 0 && versionId !== inForce?.id) && inForce !== undefined,
      mayPublish: hasRole(officerOf(request), 'publisher'), action: `${HOME}/matters/${matter}`, form: form ?? {},
      refusal: refusal?.sentence(request.reader.locale) ?? null, done: done && /^[a-z]+$/.test(done) ? done : null,
    }, { status: refusal?.status ?? 200 })
  }
}

function sideOf({ id: versionId, hash, effectiveFrom, reviewedBy, reviewedAt }: matters.MatterVersion): Record<string, unknown> {
  return { versionId, shortHash: hash.slice(0, 12), effectiveFrom, reviewedBy, reviewedAt }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
const codeOf = (request: FastifyRequest): string => (request.params as { code: string }).code
