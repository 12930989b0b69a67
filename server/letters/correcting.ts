/**
 * Correcting a record of service (更正送达记录): a new record stands for the wrong one, which is kept and shown struck through.
 * What ran from the wrong date is recounted by the rooms above, told by the same news as a service. What makes a record at all is serving.ts.
 */
import { record, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import { judge, receivedAt, tell } from './serving.ts'
import * as store from './store.ts'
import type { Service } from './store.ts'
import { nextWay, WAYS, type Way } from './ways.ts'

export interface Correction {
  letterId: string
  /** The number of the wrong record. */
  attempt: number
  way: Way
  at: Date
  receiver?: string
  address?: string
  evidence?: string
  /** Of a failed attempt: why it failed. */
  reason?: string
  /** What was wrong, in words. */
  why: string
  by: Actor
}

/** Whether a person may correct it: a portal's own record cannot be wrong, and one that was replaced is corrected where it stands now. */
export function correctable(service: Service): boolean {
  return service.way !== 'electronic' && service.replacedAt === null
}

/**
 * Replaces a record; its outcome stays, for a service that did not happen is another matter than one on another day. The case row is locked by the
 * caller. A changed day is news (outbox row `letter:served` {letterId, corrected}).
 * @throws Refusal not-found, service-corrected, service-by-portal, and what `serve` throws of the new record.
 */
export async function correctService(tx: Tx, ctx: Context, correction: Correction): Promise<Service> {
  const letter = await store.byId(tx, correction.letterId)
  const records = letter ? await store.servicesOf(tx, letter.id) : []
  const wrong = records.find(({ attempt }) => attempt === correction.attempt)
  if (!letter || !wrong) throw refuse('not-found')
  if (wrong.replacedAt !== null) throw refuse('service-corrected', { number: letter.number, attempt: String(wrong.attempt) })
  if (!correctable(wrong)) throw refuse('service-by-portal')
  // a failed attempt is judged as on its own day, when nothing had been served yet
  const others = store.standing(records).filter(({ attempt, outcome }) => attempt !== wrong.attempt && outcome === 'failed')
  judge(letter, others, { ...correction, outcome: wrong.outcome }, ctx.now())
  const { way, at, by, why } = correction
  const served = wrong.outcome === 'served'
  const right: Service = {
    attempt: records.length + 1, way, outcome: wrong.outcome, at, servedAt: served ? receivedAt(way, at) : null,
    receiver: correction.receiver || letter.recipient, address: correction.address || (way === 'post' ? letter.postalAddress : null), evidence: correction.evidence || null, reason: served ? null : correction.reason!,
    nextWay: served ? null : nextWay([...others.map((other) => other.way), way], letter.electronicConsent),
    recordedBy: by.name, corrects: wrong.attempt, correctionReason: why, replacedAt: null,
  }
  await store.replaceService(tx, letter.id, wrong.attempt, ctx.now())
  await store.insertService(tx, letter.id, right, ctx.now())
  await record(tx, ctx, {
    actor: by, action: 'letter.service-corrected', caseId: letter.caseId, object: `letter:${letter.id}`,
    detail: { number: letter.number, title: letter.title, attempt: wrong.attempt, was: said(wrong), now: said(right), why },
  })
  if (served && right.servedAt!.getTime() !== wrong.servedAt!.getTime()) await tell(tx, ctx, letter, right.servedAt!, { corrected: true })
  return right
}

/** '2026-03-09 15:30 邮寄送达 样例收发室': the trace is read by people. */
function said({ at, way, receiver }: Service): string {
  return `${rfc3339(at).slice(0, 16).replace('T', ' ')} ${WAYS[way]} ${receiver}`
}
