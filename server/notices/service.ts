/**
 * Messages to people: recorded once per case, template, occurrence and recipient, in the transaction of what happened; sent by the
 * outbox afterwards. Officers read theirs in the office; a short message goes out beside it where a phone is known.
 */
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue, type TopicHandler } from '../db/outbox.ts'
import { row, type Db, type Tx } from '../db/pool.ts'
import { officersOf, resolveGroup } from '../people/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { smsSink } from './sink.ts'
import * as store from './store.ts'
import { textOf } from './texts.ts'

export { routes } from './routes.ts'

export interface Recipient {
  /** Set for an officer: the message is read in the office. */
  officerId?: string
  name: string
  phone?: string
}

export interface Message {
  caseId: string
  to: Recipient
  /** A key of texts.ts, for instance `limit-mark`. */
  template: string
  data: Record<string, unknown>
  /** What happened: the same occurrence is told once, however often it is reported. */
  occurrence: string
}

/** Records a message and hands it to the outbox. @returns false when it was recorded before. */
export async function send(tx: Tx, ctx: Context, message: Message): Promise<boolean> {
  const { to } = message
  const recipient = to.officerId !== undefined ? `officer:${to.officerId}` : to.phone !== undefined ? `phone:${to.phone}` : `name:${to.name}`
  const reachable = to.officerId !== undefined || to.phone !== undefined
  const id = await store.insert(tx, {
    caseId: message.caseId, template: message.template, occurrence: message.occurrence, recipient, officerId: to.officerId ?? null, name: to.name,
    phone: to.phone ?? null, text: textOf(message.template, message.data), at: ctx.now(), state: reachable ? 'waiting' : 'no-way',
  })
  if (id === undefined) return false
  if (reachable) await enqueue(tx, ctx, { topic: 'notice:send', payload: { noticeId: id } })
  return true
}

/** Hands one message to its way out; a failure is kept with the row and the outbox tries again. */
const deliver: TopicHandler = async ({ payload }, ctx) => {
  const notice = await store.find(ctx.db, payload.noticeId)
  if (!notice || notice.state === 'sent') return 'sent before'
  try {
    if (notice.phone !== null) await smsSink(ctx, { id: notice.id, phone: notice.phone, text: notice.text, at: notice.createdAt })
  } catch (error) {
    await store.failed(ctx.db, notice.id, String((error as Error).message))
    throw error
  }
  crashpoint('notice:sent')
  await store.sent(ctx.db, notice.id, ctx.now())
  return notice.phone === null ? 'office' : 'sms'
}

export const topics: Record<string, TopicHandler> = { 'notice:send': deliver }

/** Of the header `to`: the applicant in person, also where an agent acts. */
const APPLICANT = 'applicant'

interface CaseTold { number: string; bodyId: string; name: string; contact: string; phone: string }

/** The job type `notice:send`: header `notice` names the template, `to` a role of the case's body or of another one, the applicant, or several with commas. */
const fromDiagram: JobHandler = async (tx, ctx, job) => {
  const file = (await row<CaseTold>(tx, `select number, body_id as "bodyId", applicant ->> 'name' as name, applicant ->> 'contact' as contact, applicant ->> 'phone' as phone from case_file where id = ?`, [job.caseId]))!
  const { notice, to } = job.headers
  if (!notice || !to) return { kind: 'fail', message: `Step "${job.elementId}" sends a notice but names no template or nobody. Set the headers notice and to.` }
  for (const name of to.split(',').map((one) => one.trim()).filter(Boolean)) {
    for (const person of await recipientsOf(tx, name, file)) {
      await send(tx, ctx, { caseId: job.caseId, to: person, template: notice, data: { number: file.number, applicant: file.name, step: job.elementId }, occurrence: `job:${job.engine}:${job.key}` })
    }
  }
  return { kind: 'complete' }
}

async function recipientsOf(tx: Tx, to: string, file: CaseTold): Promise<Recipient[]> {
  if (to === APPLICANT) return [{ name: file.contact, phone: file.phone }]
  return (await officersOf(tx, resolveGroup(to, file.bodyId))).map(({ id, name, phone }) => ({ officerId: id, name, ...(phone === null ? {} : { phone }) }))
}

export const handlers: Record<string, JobHandler> = { 'notice:send': fromDiagram }

export function unreadCount(db: Db, officerId: string): Promise<number> {
  return store.unreadCount(db, officerId)
}
