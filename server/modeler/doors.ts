/** What the program in the browser asks of the server while somebody draws: judging, keeping, who else is there, versions, proposing. JSON. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { readCalendarFiles } from '../deadlines/calendarFiles.ts'
import { colleagues, officerOf } from '../people/service.ts'
import { pastVersions, proposeNow } from '../publication/service.ts'
import { compareStates } from './compare.ts'
import { dropDraft, findDraft, leave, present, saveDraft, type Save } from './drafts.ts'
import type { Files } from './files.ts'
import { judgeElsewhere } from './judge.ts'
import { letterKinds, preview, type PreviewBody } from './preview.ts'
import { reviewOf } from './review.ts'
import { comparisonBody, draftBody, dropBody, filesBody, FILES_LIMIT_BYTES, params, presenceBody, previewBody, proposalBody, revisionQuery } from './schemas.ts'
import { openMatter } from './service.ts'

/** `revises`: the returned proposal that this goes on with, and the commit it was drawn from. */
interface Proposed { base: string | null; files: Files; message: string; revises?: { proposal: string; commit: string } | null }

const config = { access: 'analyst' } as const
const bodyLimit = FILES_LIMIT_BYTES

export function doors(app: FastifyInstance, ctx: Context): void {
  const at = '/office/modeler/:matter'

  // a strict browser cannot compile a form's schema, and letters are set here: these rules are asked for
  app.post<{ Body: { files: Files } }>(`${at}/judgement`, { config, bodyLimit, schema: { params, body: filesBody } }, async (request) => ({ problems: await judgeElsewhere(ctx, matterOf(request), request.body.files) }))

  app.post<{ Body: PreviewBody }>(`${at}/preview`, { config, bodyLimit, schema: { params, body: previewBody } }, async (request, reply) => preview(ctx, request, reply, request.body))

  app.get(`${at}/letters`, { config, schema: { params } }, async () => ({ kinds: letterKinds() }))

  // what scenarios are played in; child matters are asked for by their own files
  app.get(`${at}/surroundings`, { config, schema: { params } }, async () => ({ calendar: readCalendarFiles(ctx.config.processesDir), organisation: await colleagues(ctx.db) }))

  app.get<{ Querystring: { revision?: string } }>(`${at}/files`, { config, schema: { params, querystring: revisionQuery } }, async (request) => {
    const { base, files } = await openMatter(ctx, matterOf(request), request.query.revision)
    return { base, files }
  })

  app.get(`${at}/versions`, { config, schema: { params } }, async (request) => ({ versions: await pastVersions(ctx, matterOf(request)) }))

  app.post<{ Body: { before: Files; after: Files } }>(`${at}/comparison`, { config, bodyLimit: 2 * bodyLimit, schema: { params, body: comparisonBody } }, async (request) => (
    { changes: await compareStates(ctx, matterOf(request), request.body.before, request.body.after, request.reader.locale) }))

  app.get(`${at}/draft`, { config, schema: { params } }, async (request, reply) => {
    const { id } = officerOf(request)
    return { draft: (await findDraft(ctx, matterOf(request), id)) ?? null, officer: id, token: request.formToken(reply) }
  })

  app.put<{ Body: Save }>(`${at}/draft`, { config, bodyLimit, schema: { params, body: draftBody } }, async (request) => ({ number: await saveDraft(ctx, matterOf(request), officerOf(request).id, request.body) }))

  app.delete<{ Body: { number: number } }>(`${at}/draft`, { config, schema: { params, body: dropBody } }, async (request, reply) => {
    await dropDraft(ctx, matterOf(request), officerOf(request).id, request.body.number)
    return reply.status(204).send()
  })

  app.post<{ Body: { tab: string } }>(`${at}/presence`, { config, schema: { params, body: presenceBody } }, async (request) => {
    const officer = officerOf(request)
    const matter = matterOf(request)
    const [others, draft, latest] = [await present(ctx, matter, officer.id, request.body.tab), await findDraft(ctx, matter, officer.id), await openMatter(ctx, matter)]
    return {
      others: others.map(({ officerId, name }) => ({ name, self: officerId === officer.id })),
      draft: draft ? { number: draft.number, tab: draft.tab } : null, latest: latest.base.revision,
    }
  })

  app.delete<{ Body: { tab: string } }>(`${at}/presence`, { config, schema: { params, body: presenceBody } }, async (request, reply) => {
    await leave(ctx, matterOf(request), officerOf(request).id, request.body.tab)
    return reply.status(204).send()
  })

  // asked again where somebody else went on with it
  app.get(`${at}/review`, { config, schema: { params } }, async (request) => ({ review: await reviewOf(ctx, matterOf(request)) }))

  app.post<{ Body: Proposed }>(`${at}/proposals`, { config, bodyLimit, schema: { params, body: proposalBody } }, async (request, reply) => {
    const { base, files, message, revises } = request.body
    const goesOn = revises ? { proposal: revises.proposal, base: revises.commit, standsOn: base } : { base }
    const { id, commit, revision } = await proposeNow(ctx, { matter: matterOf(request), files, message, author: officerOf(request), source: 'pages', ...goesOn })
    return reply.status(201).send({ id, commit, revision, href: `/office/publication/proposals/${id}` })
  })
}

function matterOf(request: FastifyRequest): string {
  return (request.params as { matter: string }).matter
}
