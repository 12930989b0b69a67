/**
 * The door for programs to changes of matters: read a matter's files, try a change, propose, judge, publish, and the hook by which a git host
 * says that something was pushed. What a person may do here is asked by the verbs.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import { inLanguage } from '../forms/sentence.ts'
import type { Deploy, Problem } from '../matters/service.ts'
import { officerOf, throttle } from '../people/service.ts'
import { sentenceOf } from '../matters/changes/words.ts'
import { programLanguage, type Room } from '../web/http.ts'
import { once } from '../web/idempotency.ts'
import type { Locale } from '../web/messages.ts'
import { comparisonOf, contentOf, judged, type Comparison } from './content.ts'
import { judgeFiles, readFiles, type MatterFiles } from './files.ts'
import { look } from './firstStart.ts'
import { propose, refresh, withdraw } from './proposing.ts'
import { publish } from './publishing.ts'
import { repositoryOf } from './repository/repository.ts'
import { giveBack, sign } from './reviewing.ts'
import { checkBody, code, FILES_LIMIT_BYTES, filesQuery, key, proposeBody, publishBody, reasonBody, returnBody, searchBody, signBody } from './schemas.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'
import { togetherWith, type Together } from './together.ts'

const config = { access: 'publication' } as const
const tags = ['proposals']

/** @param deploy gives a diagram to the engine on which new cases start */
export function publicationApi(deploy: Deploy): Room {
  return async (app, ctx) => {
    readDoors(app, ctx)
    proposeDoors(app, ctx)
    judgeDoors(app, ctx, deploy)

    // whoever hosts the repository on this machine needs no account; the call says nothing but "look now"
    app.post('/v1/repository-events', { config: { ...config, loopback: true }, schema: { tags, summary: 'Something was pushed: look at the repository now' } }, async (request) => {
      await throttle(ctx, { key: `repository-events:${request.ip}`, tries: 120, seconds: 60 })
      return { proposals: await look(ctx, deploy) }
    })
  }
}

function readDoors(app: FastifyInstance, ctx: Context): void {
  app.get('/v1/matters/:code/files', { config, schema: { tags, summary: 'A matter\'s files at a revision of the repository; without one, what is published', params: code, querystring: filesQuery } }, async (request) => {
    const { code: matter } = request.params as { code: string }
    return readFiles(ctx, matter, (request.query as { revision?: string }).revision)
  })

  app.post('/v1/proposals/search', { config, schema: { tags, summary: 'Proposals, the latest first', body: searchBody } }, async (request) => {
    const { filter = {}, page = {} } = request.body as { filter?: { matter?: string; states?: store.ProposalState[] }; page?: { limit?: number } }
    const items = await store.list(ctx.db, { ...(filter.states ? { states: filter.states } : {}), ...(filter.matter ? { code: filter.matter } : {}) }, page.limit ?? 50)
    return { items: items.map(itemOf) }
  })

  app.get('/v1/proposals/:key', { config, schema: { tags, summary: 'A proposal: where it stands, what it changes, what is wrong with it', params: key } }, async (request) => {
    const proposal = await found(ctx, request)
    const repository = repositoryOf(ctx.config)
    const { bundle, problems, moved, tip } = await contentOf(ctx.db, repository, proposal)
    const together = store.OPEN.includes(proposal.state) ? await togetherWith(ctx.db, repository, proposal, tip) : null
    const events = (await store.eventsOf(ctx.db, proposal.id)).map(({ at, kind, name, revision, remarks }) => ({ at: rfc3339(at), kind, name, revision, remarks }))
    return { ...itemOf(proposal), moved, problems: toldTo(request, problems), ...said(await comparisonOf(ctx, proposal.code, bundle), request.reader.locale), together: together && togetherItem(together), events }
  })
}

function proposeDoors(app: FastifyInstance, ctx: Context): void {
  app.post('/v1/proposals/check', {
    config, bodyLimit: FILES_LIMIT_BYTES, schema: { tags, summary: 'Try a change: what is wrong with it and what it changes of what was published last. Nothing is written', body: checkBody },
  }, async (request) => {
    const { matter, files } = request.body as { matter: string; files: MatterFiles }
    judgeFiles(matter, files)
    const there = await readFiles(ctx, matter).catch(() => null)
    const { bundle, problems } = await judged(ctx.db, matter, files, there?.shared ?? {})
    return { matter, base: there?.revision ?? null, hash: bundle?.hash ?? null, problems: toldTo(request, problems), ...said(await comparisonOf(ctx, matter, bundle), request.reader.locale) }
  })

  app.post('/v1/proposals', { config, bodyLimit: FILES_LIMIT_BYTES, schema: { tags, summary: 'Propose a change of a matter, or another revision of an open proposal', body: proposeBody } }, async (request, reply) => {
    const { matter, base, files, message, proposalKey } = request.body as { matter: string; base: string | null; files: MatterFiles; message: string; proposalKey?: string }
    const author = officerOf(request)
    return once(ctx, request, reply, author.login, async (tx) => ({ status: 201, body: itemOf(await propose(tx, ctx, { matter, base, files, message, author, source: 'program', ...(proposalKey ? { proposal: proposalKey } : {}) })) }))
  })

  app.post('/v1/proposals/:key/refreshment', { config, schema: { tags, summary: 'Bring a proposal to the version published last', params: key } }, async (request, reply) => {
    const officer = officerOf(request)
    return once(ctx, request, reply, officer.login, async (tx) => ({ status: 200, body: itemOf(await refresh(tx, ctx, officer, keyOf(request))) }))
  })

  app.post('/v1/proposals/:key/withdrawal', { config, schema: { tags, summary: 'Withdraw a proposal', params: key, body: reasonBody } }, async (request, reply) => {
    const officer = officerOf(request)
    return once(ctx, request, reply, officer.login, async (tx) => {
      await withdraw(tx, ctx, officer, keyOf(request), (request.body as { reason: string }).reason)
      return { status: 204 }
    })
  })
}

function judgeDoors(app: FastifyInstance, ctx: Context, deploy: Deploy): void {
  for (const [path, act, body, summary] of [['signature', sign, signBody, 'Legal review: sign'], ['return', giveBack, returnBody, 'Legal review: return with remarks']] as const) {
    app.post(`/v1/proposals/:key/${path}`, { config, schema: { tags, summary, params: key, body } }, async (request, reply) => {
      const officer = officerOf(request)
      const { revision, remarks = '' } = request.body as { revision: number; remarks?: string }
      return once(ctx, request, reply, officer.login, async (tx) => {
        await act(tx, ctx, { officer, proposal: keyOf(request), revision, remarks })
        return { status: 204 }
      })
    })
  }

  // publishing commits on its way, so a killed call leaves no reply under its key: said again it is finished, and hears so as 409 proposal-taken
  app.post('/v1/proposals/:key/publication', { config, schema: { tags, summary: 'Publish a signed proposal from a day on', params: key, body: publishBody } }, async (request, reply) => {
    const officer = officerOf(request)
    const { effectiveFrom } = request.body as { effectiveFrom: string }
    // before the key's transaction is opened: a call that held one connection while it asked for others would, with others like it, leave none
    const published = await publish(ctx, deploy, { officer, proposal: keyOf(request), effectiveFrom }).catch((error: unknown) => error)
    return once(ctx, request, reply, officer.login, async () => {
      if (published instanceof Error) throw published
      return { status: 200, body: itemOf(published as Proposal) }
    })
  })
}

function toldTo(request: FastifyRequest, problems: Problem[]): object[] {
  return problems.map((problem) => inLanguage(problem, programLanguage(request)))
}

const keyOf = (request: FastifyRequest): string => (request.params as { key: string }).key

async function found(ctx: Context, request: FastifyRequest): Promise<Proposal> {
  const proposal = await store.byId(ctx.db, keyOf(request))
  if (!proposal) throw refuse('not-found')
  return proposal
}

export function itemOf(proposal: Proposal): object {
  const { id, code: matter, name, state, source, branch, revision, commit, base, message, authorName, createdAt, updatedAt, effectiveFrom, hash, mergeOid } = proposal
  return {
    proposalKey: id, matter, name, state, source, branch, revision, commit, base, message, author: authorName, createdAt: rfc3339(createdAt), updatedAt: rfc3339(updatedAt),
    hash, effectiveFrom: effectiveFrom && rfc3339(effectiveFrom), merge: mergeOid,
  }
}

/** What is published with it, where it changes a common part of forms. */
function togetherItem({ parts, proposals, missing }: Together): object {
  return { parts, proposals: proposals.map(({ id: proposalKey, code: matter, state }) => ({ proposalKey, matter, state })), missing: missing.map(({ code: matter }) => matter) }
}

/** The comparison in words; `comparedWith` is null for a new matter. */
function said({ with: last, changes }: Comparison, locale: Locale): { comparedWith: object | null; changes: object[] } {
  return {
    comparedWith: last ? { hash: last.hash, effectiveFrom: rfc3339(last.effectiveFrom) } : null,
    changes: changes.map((change) => ({ ...change, sentence: sentenceOf(change, locale) })),
  }
}

