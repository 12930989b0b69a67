/** Blank forms and filled samples of materials, as PDF from the guide page: made from the version's own forms when first asked for. */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { contentDisposition } from '../files/names.ts'
import { printPaper } from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import type { MaterialItem } from '../matters/guide.ts'
import { findBody } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { itemOf } from './materials.ts'
import { paperOf, type PaperKind } from './paper.ts'

/** There are as many papers as matters have forms; each is set once and kept, so nobody keeps the press busy by asking. */
const MOST_KEPT = 200
const kept = new Map<string, Promise<Buffer>>()

export function paperRoutes(app: FastifyInstance, ctx: Context): void {
  for (const kind of ['blank', 'sample'] as const) {
    app.get<{ Params: { code: string; item: string } }>(`/matters/:code/materials/:item/${kind}.pdf`, { config: { access: 'public' } }, async (request, reply) => {
      const version = await matters.effective(ctx.db, request.params.code, ctx.now())
      const item = version && itemOf(version.bundle.matter, request.params.item)
      if (!version || !item?.form || (kind === 'sample' && !item.sample)) throw refuse('not-found')
      const data = await paper(ctx, version, item, kind)
      return reply.type('application/pdf').header('content-disposition', contentDisposition(`${item.name}（${say(request, `intake.item.${kind}`)}）.pdf`, false)).header('cache-control', 'public, max-age=3600').send(data)
    })
  }
}

async function paper(ctx: Context, version: MatterVersion, item: MaterialItem, kind: PaperKind): Promise<Buffer> {
  const key = `${version.hash}/${item.code}/${kind}`
  const known = kept.get(key)
  if (known) return known
  const body = (await findBody(ctx.db, version.bodyId))!
  const made = printPaper(ctx, body, paperOf(matters.form(version, item.form!), item.name, kind), version.effectiveFrom!)
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(key, made)
  made.catch(() => kept.delete(key)) // a press that died is asked again
  return made
}
