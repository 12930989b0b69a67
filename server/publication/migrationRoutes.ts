/** The page on which running cases are moved to the version in force: each with what would follow, chosen one by one, with a reason. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal, refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { hasRole, officerOf } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { view } from '../web/views.ts'
import { migrateCases, preview, type MigrateInstance, type MigrationResult, type Preview } from './migrating.ts'
import { candidates } from './migrationStore.ts'
import { frameOf, HOME } from './pages.ts'
import { misfitIn } from './says.ts'
import { code, migrationForm } from './schemas.ts'

const config = { access: 'publication' } as const
const RESULT_TONES = { moved: 'done', refused: 'late', waiting: 'soon' } as const
/** Looked at one by one by a person: more at once nobody reads. */
const MOST = 50

export function migrationPages(app: FastifyInstance, ctx: Context, migrate: MigrateInstance): void {
  const path = `${HOME}/matters/:code/migration`
  app.get(path, { config, schema: { params: code } }, async (request, reply) => page(request, reply))

  app.post(path, { config, schema: { params: code, body: migrationForm } }, async (request, reply) => {
    const { to, reason, caseIds = [] } = request.body as { to: string; reason: string; caseIds?: string | string[] }
    try {
      const results = await migrateCases(ctx, migrate, { officer: officerOf(request), matter: codeOf(request), to, caseIds: [caseIds].flat(), reason })
      return await page(request, reply, { results })
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 404 || error.status === 403) throw error
      return page(request, reply, { refusal: error, reason })
    }
  })

  async function page(request: FastifyRequest, reply: FastifyReply, { refusal, results = [], reason }: { refusal?: Refusal; results?: MigrationResult[]; reason?: string } = {}): Promise<FastifyReply> {
    const target = await matters.effective(ctx.db, codeOf(request), ctx.now())
    if (!target) throw refuse('not-found')
    const cases: Preview[] = []
    for (const caseId of await candidates(ctx.db, target.code, target.id, MOST)) cases.push(await preview(ctx, caseId, target.id))
    return view(reply, 'publication/migration', {
      ...frameOf(request, 'matters'), title: target.bundle.matter.name, code: target.code, target: { versionId: target.id, shortHash: target.hash.slice(0, 12), effectiveFrom: target.effectiveFrom },
      action: `${HOME}/matters/${target.code}/migration`, mayPublish: hasRole(officerOf(request), 'publisher'), form: { reason }, refusal: refusal?.sentence(request.reader.locale) ?? null,
      cases: cases.map((one) => caseRow(request, one)),
      results: results.map((result) => ({ ...result, tone: RESULT_TONES[result.state], word: say(request, `publication.migration.${result.state}`) })),
    }, { status: refusal?.status ?? 200 })
  }
}

function caseRow(request: FastifyRequest, seen: Preview): Record<string, unknown> {
  const fits = seen.misfits.length === 0
  return {
    ...seen, fits, tone: fits ? 'ok' : 'late', word: say(request, fits ? 'publication.migration.fits' : 'publication.migration.misfits'),
    misfits: seen.misfits.map((misfit) => misfitIn(request.reader.locale, misfit)),
    limits: seen.limits.map((limit) => ({ ...limit, text: limit.step ?? say(request, `deadlines.kind.${limit.kind}`) })),
  }
}

const codeOf = (request: FastifyRequest): string => (request.params as { code: string }).code
