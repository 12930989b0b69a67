/**
 * The record of service (送达, domain H8): how, when, to whom, the failed attempts, the next way. A letter is served once;
 * periods of 复议 and 诉讼 run from that instant. The case row is locked by the caller.
 */
import { record, SYSTEM, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import { addDays, dayOf, instantAt } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import { chineseDate } from './facts.ts'
import { rulesOf } from './kinds.ts'
import * as store from './store.ts'
import type { Letter, Service } from './store.ts'
import { ANNOUNCEMENT_DAYS, mayAnnounce, nextWay, WAYS, type Way } from './ways.ts'

export interface Attempt {
  letterId: string
  way: Way
  outcome: 'served' | 'failed'
  /** Who took it; the recipient when left out. */
  receiver?: string
  /** Where it was taken or sent; by post, the address the applicant named when left out. */
  address?: string
  /** Receipt, tracking number, witness. */
  evidence?: string
  /** Why it failed; owed by a failed attempt. */
  reason?: string
  /** When it happened; now when left out. */
  at?: Date
  by: Actor
}

/**
 * Records one attempt; one that reached its receiver is news for the rooms above (outbox row `letter:served` {letterId}).
 * @throws Refusal letter-served, letter-missing-glyph (flagged: nothing sealed to serve), no-electronic-consent,
 * announcement-too-early, invalid-input (a failure without its reason, a time yet to come).
 */
export async function serve(tx: Tx, ctx: Context, attempt: Attempt): Promise<Service> {
  const { letter, service } = await write(tx, ctx, attempt)
  if (service.servedAt !== null) await tell(tx, ctx, letter, service.servedAt)
  return service
}

/**
 * News of a record of service for the rooms above. An announced letter is taken as received only when its time is over (民事诉讼法 95), so there is
 * news of that day too (`announcement:over` {letterId}, in a lane of its own, for what waits a month must hold up nothing).
 */
export async function tell(tx: Tx, ctx: Context, letter: Letter, servedAt: Date, also: { corrected?: true } = {}): Promise<void> {
  await enqueue(tx, ctx, { topic: 'letter:served', caseId: letter.caseId, payload: { letterId: letter.id, ...also } })
  if (servedAt > ctx.now()) await enqueue(tx, ctx, { topic: 'announcement:over', caseId: letter.caseId, payload: { letterId: letter.id }, dueAt: servedAt })
}

async function write(tx: Tx, ctx: Context, attempt: Attempt): Promise<{ letter: Letter; service: Service }> {
  const letter = await store.byId(tx, attempt.letterId)
  if (!letter) throw refuse('not-found')
  const records = await store.servicesOf(tx, letter.id)
  const earlier = store.standing(records)
  judge(letter, earlier, attempt, ctx.now())
  const at = attempt.at ?? ctx.now()
  const failed = [...earlier.filter(({ outcome }) => outcome === 'failed').map(({ way }) => way), ...(attempt.outcome === 'failed' ? [attempt.way] : [])]
  const service: Service = {
    attempt: records.length + 1, way: attempt.way, outcome: attempt.outcome, at,
    servedAt: attempt.outcome === 'served' ? receivedAt(attempt.way, at) : null,
    receiver: attempt.receiver || letter.recipient, address: attempt.address || (attempt.way === 'post' ? letter.postalAddress : null), evidence: attempt.evidence || null, reason: attempt.reason || null,
    nextWay: attempt.outcome === 'failed' ? nextWay(failed, letter.electronicConsent) : null,
    recordedBy: attempt.by.name, corrects: null, correctionReason: null, replacedAt: null,
  }
  await store.insertService(tx, letter.id, service, ctx.now())
  await record(tx, ctx, {
    actor: attempt.by, action: attempt.outcome === 'served' ? 'letter.served' : 'letter.service-failed', caseId: letter.caseId, object: `letter:${letter.id}`,
    detail: { number: letter.number, title: letter.title, way: WAYS[attempt.way], receiver: service.receiver, ...(service.address ? { address: service.address } : {}), ...(service.servedAt ? { servedAt: service.servedAt.toISOString() } : {}), ...(service.reason ? { reason: service.reason } : {}) },
  })
  return { letter, service }
}

/**
 * With consent, a letter that owes service has arrived when it enters the receiver's page on the portal
 * (民事诉讼法 90: the day it reaches the designated system); the page has it from this commit on.
 * Part of issuing, so it is no news to whoever issues it; a letter that was flagged meanwhile is (`serve`).
 */
export async function serveOnPortal(tx: Tx, ctx: Context, letter: Letter, how: { flaggedBefore?: boolean } = {}): Promise<void> {
  if (!letter.electronicConsent || !rulesOf(letter.kind).served) return
  const serving = how.flaggedBefore ? serve : write
  await serving(tx, ctx, { letterId: letter.id, way: 'electronic', outcome: 'served', evidence: '办件查询页', by: SYSTEM })
}

/** Whether the law has this attempt after the ones that stand. @throws Refusal, see `serve` */
export function judge(letter: Letter, earlier: Service[], attempt: Pick<Attempt, 'way' | 'outcome' | 'reason' | 'at'>, now: Date): void {
  const served = earlier.find(({ outcome }) => outcome === 'served')
  if (served) throw refuse('letter-served', { number: letter.number, when: chineseDate(served.servedAt!) })
  if (letter.state === 'flagged') throw refuse('letter-missing-glyph', { number: letter.number, characters: letter.missing.map(({ character, codePoint }) => `${character}（${codePoint}）`).join('、') })
  if (attempt.way === 'electronic' && !letter.electronicConsent) throw refuse('no-electronic-consent')
  const failed = earlier.map(({ way }) => way)
  if (attempt.way === 'announcement' && !mayAnnounce(failed)) throw refuse('announcement-too-early')
  const issues = [
    ...(attempt.outcome === 'failed' && !attempt.reason ? [{ pointer: '/reason', message: '请填写未能送达的原因。' }] : []),
    ...(attempt.at && attempt.at > now ? [{ pointer: '/at', message: '送达时间不能晚于现在。' }] : []),
    ...(attempt.at && dayOf(attempt.at) < dayOf(letter.issuedAt) ? [{ pointer: '/at', message: '送达时间不能早于文书日期。' }] : []),
  ]
  if (issues.length > 0) throw refuse('invalid-input', { detail: issues[0]!.message }, issues)
}

/** When the law takes a letter as received that was sent or handed over then. */
export function receivedAt(way: Way, at: Date): Date {
  return way === 'announcement' ? instantAt(addDays(dayOf(at), ANNOUNCEMENT_DAYS), 24 * 60) : at
}
