/** The results room's door: what came out of a case, whether it still holds, the fee it waited for. */
import { record } from '../audit/service.ts'
import { refuseApart } from '../cases/apart.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { TopicHandler } from '../db/outbox.ts'
import type { Db, Tx } from '../db/pool.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import * as library from '../library/service.ts'
import { actorOf, type Officer } from '../people/service.ts'
import { letterServed } from './delivery.ts'
import * as store from './store.ts'
import type { Permit } from './store.ts'

export { handlers } from './worker.ts'
export { routes } from './routes.ts'
export { recordPayment } from './fees.ts'
export { feesPanel } from './panel.ts'
export type { Permit } from './store.ts'

export const topics: Record<string, TopicHandler> = { 'letter:served': letterServed, 'announcement:over': letterServed }

export function permitOfCase(db: Db, caseId: string): Promise<Permit | undefined> {
  return store.permitOfCase(db, caseId)
}

/** What the public verify page says: `foreign` for a code that is not ours, and nothing that is not on the permit. */
export type Verification = { state: 'foreign' } | { state: 'valid' | 'expired' | 'not-yet' | 'cancelled' | 'revoked'; permit: Permit & { bodyName: string } }

export async function verify(db: Db, code: string, now: Date): Promise<Verification> {
  const permit = /^[2-9A-HJ-NP-Z]{20}$/.test(code) ? await store.permitByCode(db, code) : undefined
  if (!permit) return { state: 'foreign' }
  if (permit.state !== 'valid') return { state: permit.state, permit }
  const today = dayOf(now)
  if (permit.validTo !== null && today > permit.validTo) return { state: 'expired', permit }
  return { state: today < permit.validFrom ? 'not-yet' : 'valid', permit }
}

/** Cancels a permit (注销); the library offers it no more. @throws Refusal not-found outside the body, permit-cancelled. */
export async function cancelPermit(tx: Tx, ctx: Context, by: { officer: Officer; caseId: string; why: string }): Promise<void> {
  const file = await cases.lock(tx, by.caseId)
  const permit = await store.permitOfCase(tx, file.id)
  if (!permit || !by.officer.posts.some((post) => post.bodyId === file.bodyId && post.role === 'head')) throw refuse('not-found')
  await refuseApart(tx, file.id, by.officer.id)
  if ((await store.cancelPermit(tx, permit.id, ctx.now(), by.why)) === 0) throw refuse('permit-cancelled')
  await library.cancel(tx, permit.kind, permit.number)
  await record(tx, ctx, { actor: actorOf(by.officer), action: 'permit.cancelled', caseId: file.id, object: `permit:${permit.id}`, detail: { number: permit.number, why: by.why } })
}
