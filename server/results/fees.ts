/**
 * The fee of a case (行政许可法 58, 59): what the guide's published standards come to for this application, the notice of it and the
 * record of its payment. Nobody types an amount; what no standard names is never asked.
 */
import { SYSTEM, record } from '../audit/service.ts'
import { contactOf } from '../cases/agent.ts'
import type { Case } from '../cases/case.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import { refuseApart } from '../cases/apart.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { send } from '../notices/service.ts'
import { actorOf, officersOf, resolveGroup, type Officer } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { feesFor, totalOf } from './fee.ts'
import * as store from './store.ts'

/** `fee:charge`: nothing is asked where nothing is owed; otherwise the notice goes out and what follows waits for the payment. */
export const charge: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const { fees, consultation } = version.bundle.matter
  const items = feesFor(fees, file.data)
  if (items.length === 0) return { kind: 'complete' }
  await store.insertFee(tx, { caseId: file.id, engine: job.engine, jobKey: job.key, items, at: ctx.now() })
  const total = totalOf(items)
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'fee-notice', bodyId: file.bodyId, facts: letterFacts(file, version), occurrence: `job:${job.engine}:${job.key}`,
    details: { items, ...(total === undefined ? {} : { total }), phone: consultation.phone },
  })
  await ask(tx, ctx, file, { elementId: job.elementId, name: matters.step(version, job.elementId).name, total: total ?? '' })
  return { kind: 'hold' }
}

/** The window finds it in its inbox; window and applicant are told. */
async function ask(tx: Tx, ctx: Context, file: Case, fee: { elementId: string; name: string; total: string }): Promise<void> {
  const window = resolveGroup('window', file.bodyId)
  await tasks.open(tx, ctx, { case: file, origin: originOf(file), elementId: fee.elementId, name: fee.name, formKey: null, groups: [window], bodyId: file.bodyId })
  const data = { number: file.number, applicant: file.applicant.name, total: fee.total }
  await send(tx, ctx, { caseId: file.id, to: contactOf(file.applicant), template: 'fee-owed', data, occurrence: 'fee' })
  for (const { id, name } of await officersOf(tx, window)) await send(tx, ctx, { caseId: file.id, to: { officerId: id, name }, template: 'fee-to-record', data, occurrence: 'fee' })
}

function originOf(file: Case): string {
  return `fee:${file.id}`
}

/** The window records a payment; the certificate is made now. The same receipt twice is one payment. @throws Refusal not-found, fee-paid. */
export async function recordPayment(tx: Tx, ctx: Context, by: { officer: Officer; caseId: string; receiptNumber: string }): Promise<void> {
  const file = await cases.lock(tx, by.caseId)
  if (!by.officer.posts.some((post) => post.bodyId === file.bodyId && post.role === 'window')) throw refuse('not-found')
  await refuseApart(tx, file.id, by.officer.id)
  const order = (await store.feesOfCase(tx, file.id)).find((one) => one.state === 'unpaid')
  if (!order) throw refuse('fee-paid')
  await store.setPaid(tx, order.id, { receiptNumber: by.receiptNumber, at: ctx.now(), by: by.officer.name })
  await record(tx, ctx, { actor: actorOf(by.officer), action: 'fee.paid', caseId: file.id, object: `fee:${order.id}`, detail: { receipt: by.receiptNumber } })
  for (const task of await tasks.openOfCase(tx, file.id)) if (task.origin === originOf(file)) await tasks.end(tx, ctx, task, 'paid', SYSTEM)
  await enqueue(tx, ctx, { topic: 'engine:complete', caseId: file.id, payload: { engine: order.engine, jobKey: order.jobKey, variables: {} } })
}
