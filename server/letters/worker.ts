/** The outbox topic `letter:render`: a letter's PDF, sealed and stored. May run any number of times; the first sealed PDF stays. */
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import type { OutboxRow, TopicHandler } from '../db/outbox.ts'
import * as files from '../files/service.ts'
import { findBody } from '../people/service.ts'
import { print } from './pdf/press.ts'
import { seal } from './seal/seal.ts'
import * as store from './store.ts'

async function render(row: OutboxRow, ctx: Context): Promise<string> {
  const letter = await store.byId(ctx.db, String(row.payload.letterId))
  if (!letter || letter.state !== 'waiting') return letter?.state ?? 'no such letter'
  const body = (await findBody(ctx.db, letter.bodyId))!
  const rendering = await print(ctx, await store.documentOf(ctx.db, letter.id), { issuedAt: letter.issuedAt, bodyName: body.name, seal: seal.mark(body) })
  if (rendering.kind === 'missing-glyphs') { // a font was taken away since it was issued
    await store.setFlagged(ctx.db, letter.id, rendering.missing)
    ctx.log.warn({ letter: letter.number, missing: rendering.missing }, 'A letter has characters that no font has; it waits, flagged, for a font.')
    return 'flagged'
  }
  crashpoint('letter:set')
  const { signature, fingerprint } = await seal.sign(ctx, body, rendering.data, ctx.now())
  const { hash } = await files.store(ctx, { name: `${letter.number}.pdf`, data: rendering.data })
  crashpoint('letter:rendered')
  await store.setSealed(ctx.db, letter.id, { pdfHash: hash, signature, fingerprint, at: ctx.now() })
  return 'ready'
}

export const topics: Record<string, TopicHandler> = { 'letter:render': render }
