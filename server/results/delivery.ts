/**
 * Delivery of a result (送达, 行政许可法 44, domain H8): the job type result:deliver, which ends only with papers that have reached
 * the applicant. How a paper was served is recorded by letters; here it is waited for, written down and the limit met.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { enqueue, type TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { send } from '../notices/service.ts'
import { officersOf, resolveGroup } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import type { Job, JobHandler } from '../zeebe/service.ts'
import { PAPERS, signedFor } from './papers.ts'
import * as store from './store.ts'

/**
 * Header `way`: "window", where a paper was handed over and signed for by the person the window named, or "online". Online, and where
 * nobody signed (a denial), a paper has arrived only with the applicant's consent (served on the portal when it was issued); without it
 * the window serves it another way, and the job waits for that record.
 */
export const deliver: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const receiver = job.headers.way === 'window' ? signedFor(await tasks.ofCase(tx, file.id)) : undefined
  if (receiver !== undefined) {
    await atTheWindow(tx, ctx, file, receiver)
    return { kind: 'complete' }
  }
  const papers = await papersOf(tx, file.id)
  if (papers.length === 0) return { kind: 'fail', message: `Step "${job.elementId}" delivers a result, but none was issued. Draw result:issue before it.` }
  if (toCome(papers, ctx.now()).length > 0) {
    await owe(tx, ctx, file, job)
    await announced(tx, ctx, file, papers)
    return { kind: 'hold' }
  }
  await written(tx, ctx, file, papers)
  return { kind: 'complete' }
}

/**
 * News of a record of service, or that the time of an announcement is over: the last paper's completes the delivery that waited for it, a corrected one corrects the delivery that was
 * written down. Told twice it changes nothing more.
 */
export const letterServed: TopicHandler = ({ caseId, payload }, ctx) => inTransaction(ctx.db, async (tx) => {
  const file = await cases.lock(tx, caseId!)
  const owed = await store.owedDelivery(tx, file.id)
  if (!owed) return payload.corrected ? corrected(tx, file) : 'no delivery waits'
  const papers = await papersOf(tx, file.id)
  const left = toCome(papers, ctx.now())
  if (left.length > 0) return (await announced(tx, ctx, file, papers)) ? 'announced, and not received yet' : `${left.length} papers still to serve`
  await written(tx, ctx, file, papers)
  await tasks.end(tx, ctx, await tasks.get(tx, owed.taskId), 'served', SYSTEM)
  await store.settleDelivery(tx, file.id)
  await enqueue(tx, ctx, { topic: 'engine:complete', caseId: file.id, payload: { engine: owed.engine, jobKey: owed.jobKey, variables: {} } })
  return 'delivered'
})

/** What has not reached the applicant: no service is on record, or it was announced and the thirty days of 民事诉讼法 95 are not over. */
function toCome(papers: letters.CaseLetter[], now: Date): letters.CaseLetter[] {
  return papers.filter(({ servedAt }) => servedAt === null || servedAt > now)
}

/** With the announcement the body has done what the ten days of 行政许可法 44 ask of it; the month that follows is the law's, not its own. */
async function announced(tx: Tx, ctx: Context, file: Case, papers: letters.CaseLetter[]): Promise<boolean> {
  if (papers.some(({ servedAt }) => servedAt === null)) return false
  await deadlines.meet(tx, ctx, { caseId: file.id, kind: 'delivery', how: 'met' })
  return true
}

async function corrected(tx: Tx, file: Case): Promise<string> {
  const papers = (await papersOf(tx, file.id)).filter(({ servedAt }) => servedAt !== null)
  const last = papers.length > 0 ? lastOf(papers) : null
  if (!last || last.service.way === 'electronic') return 'no delivery by hand'
  const changed = await store.correctDelivery(tx, file.id, { way: letters.WAYS[last.service.way], receiver: last.service.receiver, at: last.at })
  return changed > 0 ? 'the delivery is corrected' : 'no delivery waits'
}

/** The service by which the last of the papers arrived. */
function lastOf(papers: letters.CaseLetter[]): { at: Date; service: letters.Service } {
  const last = papers.reduce((a, b) => (b.servedAt! > a.servedAt! ? b : a))
  return { at: last.servedAt!, service: last.services.find(({ outcome, replacedAt }) => outcome === 'served' && replacedAt === null)! }
}

async function papersOf(tx: Tx, caseId: string): Promise<letters.CaseLetter[]> {
  return (await letters.ofCase(tx, caseId)).filter(({ kind }) => PAPERS.has(kind))
}

/** The window finds it in its inbox and is told; the record of service is made on the case's letters. */
async function owe(tx: Tx, ctx: Context, file: Case, job: Job & { caseId: string }): Promise<void> {
  const step = matters.step(await matters.version(tx, file.versionId), job.elementId)
  const window = resolveGroup('window', file.bodyId)
  const task = await tasks.open(tx, ctx, {
    case: file, origin: `delivery:${file.id}`, elementId: step.elementId, name: step.name, formKey: null, groups: [window], bodyId: file.bodyId,
  })
  await store.insertOwedDelivery(tx, { caseId: file.id, engine: job.engine, jobKey: job.key, taskId: task!.id, since: ctx.now() })
  for (const { id, name } of await officersOf(tx, window)) {
    await send(tx, ctx, { caseId: file.id, to: { officerId: id, name }, template: 'delivery-owed', data: { number: file.number, applicant: file.applicant.name }, occurrence: 'delivery' })
  }
}

/** The record of a delivery whose papers have all arrived: by the way, to the person and at the time of the last of them. */
async function written(tx: Tx, ctx: Context, file: Case, papers: letters.CaseLetter[]): Promise<void> {
  const { at, service } = lastOf(papers)
  const online = service.way === 'electronic'
  await record(tx, ctx, file, { way: online ? '网上送达' : letters.WAYS[service.way], online, receiver: service.receiver, place: service.address, at })
}

async function atTheWindow(tx: Tx, ctx: Context, file: Case, receiver: string): Promise<void> {
  const receipt = await record(tx, ctx, file, { way: '窗口签收', online: false, receiver, place: null, at: ctx.now() })
  for (const paper of await papersOf(tx, file.id)) {
    if (paper.servedAt !== null || paper.state === 'flagged') continue // it had reached them before, or there is no paper yet
    await letters.serve(tx, ctx, { letterId: paper.id, way: 'direct', outcome: 'served', receiver, evidence: receipt, by: SYSTEM })
  }
}

/** The receipt (送达回证), the row and the limit that is met. @returns the receipt's number. */
async function record(tx: Tx, ctx: Context, file: Case, delivery: { way: string; online: boolean; receiver: string; place: string | null; at: Date }): Promise<string> {
  const version = await matters.version(tx, file.versionId)
  const { matter } = version.bundle
  const given = await store.permitOfCase(tx, file.id)
  const documents = given ? [{ title: given.title, number: given.number }] : [{ title: matter.result.name, number: file.number }]
  const { way, online, receiver, at } = delivery
  const place = online ? '通办平台办件查询页' : delivery.place ?? matter.places[0]?.address ?? ''
  const letter = await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'delivery', bodyId: file.bodyId, facts: letterFacts(file, version), details: { documents, receiver, place, way, ...(online ? { arrivedAt: at } : {}) },
  })
  await store.insertDelivery(tx, { caseId: file.id, way, receiver, at, letterId: letter.id })
  await deadlines.meet(tx, ctx, { caseId: file.id, kind: 'delivery', how: 'met' })
  return letter.number
}
