/** A step of a case asks for a child matter: the part is written down, and intake hears of it by the outbox. */
import { record, SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import * as partStore from './partStore.ts'

type Asking = Omit<Parameters<typeof partStore.insert>[1], 'askedAt'> & ({ rowId: string; attempt: number } | { engine: string; jobKey: string })

/** Once an attempt of a row, once a job, however often it is said. The caller holds the parent's row lock. */
export async function ask(tx: Tx, ctx: Context, asking: Asking): Promise<void> {
  const part = await partStore.insert(tx, { ...asking, askedAt: ctx.now() })
  if (!part) return
  await record(tx, ctx, { actor: SYSTEM, action: 'part.asked', caseId: part.parentId, detail: { step: part.elementId, matter: part.matterCode } })
  await enqueue(tx, ctx, { topic: 'joint:open', caseId: part.parentId, payload: { partId: part.id } })
}
