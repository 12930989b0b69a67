/**
 * The page of everything that one change of common parts proposes: a row a matter with what it changes there, filtered, and signed in one go. The rules
 * are not run for the page, which would take seconds: each proposal is judged when it is signed, as by itself (reviewing.ts), and one that is refused
 * stops no other.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'
import { areas, type Change } from '../matters/changes/change.ts'
import { compareBundles } from '../matters/changes/compare.ts'
import { areaName, sentenceOf } from '../matters/changes/words.ts'
import * as matters from '../matters/service.ts'
import type { Bundle } from '../matters/service.ts'
import { hasRole, officerOf } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { frameOf, HOME, mayDo, proposalRow } from './pages.ts'
import { openRepository, tip, type Repository } from './repository/repository.ts'
import { filesAt, treesOf } from './repository/trees.ts'
import { sign } from './reviewing.ts'
import { id, togetherForm } from './schemas.ts'
import { mergedParts } from './shared.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'
import { togetherWith } from './together.ts'

const config = { access: 'publication' } as const
const LISTS = ['all', 'proposed', 'returned', 'signed'] as const
type List = (typeof LISTS)[number]

/** `changes`: null where the files cannot be read, which its own page tells. */
interface Row { proposal: Proposal; changes: Change[] | null; fresh: boolean; signable: boolean }
interface Result { name: string; refused: string | null }
interface Form { proposals?: string | string[]; remarks?: string }

export function togetherPages(app: FastifyInstance, ctx: Context): void {
  const path = `${HOME}/proposals/:id/together`
  app.get(path, { config, schema: { params: id } }, async (request, reply) => page(request, reply))

  app.post(`${path}/signature`, { config, schema: { params: id, body: togetherForm } }, async (request, reply) => {
    const { proposals = [], remarks = '' } = request.body as Form
    const results: Result[] = []
    for (const one of [proposals].flat()) results.push(await signOne(request, one, remarks))
    return page(request, reply, results, remarks)
  })

  /** @param wanted `id:revision`, the revision as it was read on the page */
  async function signOne(request: FastifyRequest, wanted: string, remarks: string): Promise<Result> {
    const [proposal = '', revision = ''] = wanted.split(':')
    const name = (await store.byId(ctx.db, proposal))?.name ?? proposal
    try {
      await inTransaction(ctx.db, (tx) => sign(tx, ctx, { officer: officerOf(request), proposal, revision: Number(revision), remarks }))
      return { name, refused: null }
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 403) throw error
      return { name, refused: error.sentence(request.reader.locale) }
    }
  }

  async function page(request: FastifyRequest, reply: FastifyReply, results: Result[] = [], remarks = ''): Promise<FastifyReply> {
    const { id: own } = request.params as { id: string }
    const repository = openRepository(ctx.config)
    const proposal = await store.byId(ctx.db, own)
    if (!proposal || !repository) throw refuse('not-found')
    const at = (await tip(repository)).oid
    const together = await togetherWith(ctx.db, repository, proposal, at)
    if (!together) return reply.redirect(`${HOME}/proposals/${own}`, 303)
    const rows: Row[] = []
    const { texts } = await mergedParts(repository, proposal, at)
    for (const one of together.proposals) rows.push(await rowOf(ctx, request, repository, one, texts))
    const { list: asked = 'all', q = '' } = request.query as { list?: string; q?: string }
    const list = LISTS.find((name) => name === asked) ?? 'all'
    const shown = rows.filter((row) => isIn(row, list) && `${row.proposal.code} ${row.proposal.name}`.toLowerCase().includes(q.trim().toLowerCase()))
    const refused = results.filter((one) => one.refused !== null)
    return view(reply, 'publication/together', {
      ...frameOf(request, 'proposals'), title: say(request, 'publication.together.title'), path: `${HOME}/proposals/${own}/together`, back: `${HOME}/proposals/${own}`, parts: together.parts, missing: together.missing, message: proposal.message, branch: proposal.branch,
      lists: LISTS.map((name) => ({ href: `${HOME}/proposals/${own}/together?${new URLSearchParams({ list: name, q })}`, text: say(request, `publication.together.list.${name}`), count: rows.filter((row) => isIn(row, name)).length, current: name === list })),
      q, list, rows: rowModels(request, shown), signable: shown.filter(({ signable }) => signable).length, ready: rows.every(({ proposal: { state } }) => state === 'signed') && together.missing.length === 0,
      maySign: hasRole(officerOf(request), 'legal-reviewer'), remarks: refused.length > 0 ? remarks : '', signed: results.length - refused.length, refused,
    }, { status: refused.length > 0 ? 409 : 200 })
  }
}

async function rowOf(ctx: Context, request: FastifyRequest, repository: Repository, proposal: Proposal, shared: Record<string, string>): Promise<Row> {
  const officer = officerOf(request)
  const own = proposal.authorId === officer.id || (await store.wrote(ctx.db, proposal.id, officer.id))
  const last = await matters.latest(ctx.db, proposal.code)
  const before = last && (await matters.version(ctx.db, last.versionId)).bundle
  const changes = await changesOf(repository, proposal, shared, before).catch((error: unknown) => (matters.problemsOf(error) ? null : Promise.reject(error)))
  return { proposal, changes, fresh: before === undefined, signable: mayDo(officer, proposal, own).judge! && changes !== null }
}

async function changesOf(repository: Repository, { code, commit }: Proposal, shared: Record<string, string>, before: Bundle | undefined): Promise<Change[]> {
  const files = await filesAt(repository, await treesOf(repository, commit, code))
  const after = matters.bundleOf(matters.filesInMemory(files ?? {}, shared))
  return before ? compareBundles(before, after) : []
}

function isIn({ proposal: { state } }: Row, list: List): boolean {
  return list === 'all' || state === list
}

/** What a part changes is mostly the same everywhere: told once, and of the other matters that it is the same. */
function rowModels(request: FastifyRequest, rows: readonly Row[]): Record<string, unknown>[] {
  const { locale } = request.reader
  const first = new Map<string, string>()
  return rows.map(({ proposal, changes, fresh, signable }) => {
    const sentences = (changes ?? []).map((change) => sentenceOf(change, locale))
    const key = sentences.join('\n')
    const same = sentences.length === 0 ? undefined : first.get(key)
    if (same === undefined) first.set(key, proposal.name)
    return {
      ...proposalRow(proposal), signable, value: `${proposal.id}:${proposal.revision}`, fresh, unread: changes === null,
      summary: areas.map((area) => ({ name: areaName(area, locale), count: (changes ?? []).filter((change) => change.area === area).length })).filter(({ count }) => count > 0), same, sentences: same === undefined ? sentences : [],
    }
  })
}
