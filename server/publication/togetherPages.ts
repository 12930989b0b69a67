/**
 * The page of everything that one change of common parts proposes: a row a matter with what it changes there, filtered, and signed in one go. Each
 * proposal is judged and signed as by itself (reviewing.ts); one that is refused stops no other.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'
import { areas } from '../matters/changes/change.ts'
import { areaName, sentenceOf } from '../matters/changes/words.ts'
import { hasRole, officerOf } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { comparisonOf, contentOf, type Comparison, type Content } from './content.ts'
import { frameOf, HOME, mayDo, proposalRow } from './pages.ts'
import { openRepository, tip, type Repository } from './repository/repository.ts'
import { sign } from './reviewing.ts'
import { id, togetherForm } from './schemas.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'
import { togetherWith } from './together.ts'

const config = { access: 'publication' } as const
const LISTS = ['all', 'proposed', 'signed', 'trouble'] as const
type List = (typeof LISTS)[number]

interface Row { proposal: Proposal; content: Content; comparison: Comparison; signable: boolean; errors: number; warnings: number }
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
    for (const one of together.proposals) rows.push(await rowOf(ctx, request, repository, one, at))
    const { list: asked = 'all', q = '' } = request.query as { list?: string; q?: string }
    const list = LISTS.find((name) => name === asked) ?? 'all'
    const shown = rows.filter((row) => isIn(row, list) && `${row.proposal.code} ${row.proposal.name}`.toLowerCase().includes(q.trim().toLowerCase()))
    const refused = results.filter((one) => one.refused !== null)
    return view(reply, 'publication/together', {
      ...frameOf(request, 'proposals'), title: say(request, 'publication.together.title'), path: `${HOME}/proposals/${own}/together`, back: `${HOME}/proposals/${own}`, parts: together.parts, missing: together.missing, message: proposal.message, branch: proposal.branch,
      lists: LISTS.map((name) => ({ href: `${HOME}/proposals/${own}/together?${new URLSearchParams({ list: name, q })}`, text: say(request, `publication.together.list.${name}`), count: rows.filter((row) => isIn(row, name)).length, current: name === list })),
      q, list, rows: rowModels(request, shown), signable: shown.filter(({ signable }) => signable).length, ready: rows.every(({ proposal: { state } }) => state === 'signed') && together.missing.length === 0,
      maySign: hasRole(officerOf(request), 'legal-reviewer'), warnings: shown.some(({ signable, warnings }) => signable && warnings > 0), remarks: refused.length > 0 ? remarks : '', signed: results.length - refused.length, refused,
    }, { status: refused.length > 0 ? 409 : 200 })
  }
}

async function rowOf(ctx: Context, request: FastifyRequest, repository: Repository, proposal: Proposal, at: string | null): Promise<Row> {
  const officer = officerOf(request)
  const content = await contentOf(ctx.db, repository, proposal, at)
  const count = (wanted: string): number => content.problems.filter(({ severity }) => severity === wanted).length
  const own = proposal.authorId === officer.id || (await store.wrote(ctx.db, proposal.id, officer.id))
  const errors = count('error')
  return { proposal, content, comparison: await comparisonOf(ctx, proposal.code, content.bundle), signable: mayDo(officer, proposal, own).judge! && errors === 0 && !content.moved, errors, warnings: count('warning') }
}

function isIn({ proposal: { state }, content, errors, warnings }: Row, list: List): boolean {
  switch (list) {
    case 'all': return true
    case 'trouble': return errors > 0 || warnings > 0 || content.moved !== null || state === 'returned'
    default: return state === list
  }
}

/** What a part changes is mostly the same everywhere: told once, and of the other matters that it is the same. */
function rowModels(request: FastifyRequest, rows: readonly Row[]): Record<string, unknown>[] {
  const { locale } = request.reader
  const first = new Map<string, string>()
  return rows.map(({ proposal, content, comparison: { changes, before }, signable, errors, warnings }) => {
    const sentences = changes.map((change) => sentenceOf(change, locale))
    const key = sentences.join('\n')
    const same = sentences.length === 0 ? undefined : first.get(key)
    if (same === undefined) first.set(key, proposal.name)
    return {
      ...proposalRow(proposal), signable, value: `${proposal.id}:${proposal.revision}`, errors, warnings, moved: content.moved !== null, fresh: before === undefined,
      summary: areas.flatMap((area) => ({ name: areaName(area, locale), count: changes.filter((change) => change.area === area).length })).filter(({ count }) => count > 0), same, sentences: same === undefined ? sentences : [],
    }
  })
}
