/**
 * What an applicant hands in to a running case: the answer to the notice of gaps, only on the points it lists, the items promised
 * under 容缺, and what a later step of theirs asks (papers of an urgent repair, proof of a rectification). Uploads are staged first and count when they are handed in together.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as files from '../files/service.ts'
import type { FormData } from '../forms/schema.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import type { Job, JobReply } from '../zeebe/service.ts'
import { handedIn } from './acceptance.ts'
import { askedOf, asksForOwed, changedFields, refuseOwed, refuseTooLittle, wasSentBackTo, type Asking } from './asking.ts'
import { correctionLimit } from './correctionLimit.ts'
import { FILES_PER_ITEM, type Received } from './drafts.ts'
import { itemOf, type Material } from './materials.ts'
import * as store from './store.ts'
import { promiseLimit } from './tolerant.ts'

/** What is asked of the applicant now. */
export type Asked = Asking<Task, store.TolerantItem>

/** Undefined when nothing is asked. */
export async function asked(db: Db, file: Case, version: MatterVersion): Promise<Asked | undefined> {
  const { matter } = version.bundle
  const owed = file.closedAt === null && file.tolerant ? (await store.tolerantItems(db, file.id)).filter(({ fulfilledAt }) => fulfilledAt === null) : []
  return askedOf(matter, matters.form(version, matter.form), file, await tasks.ofCase(db, file.id), owed)
}

/** The first half of staging a file, which counts from the hand-in on: what may take long and may be repeated without harm. @throws Refusal unknown-item for what is not asked. */
export async function receiveStaged(ctx: Context, file: Case, upload: files.Upload & { itemCode: string }): Promise<Received> {
  const version = await matters.version(ctx.db, file.versionId)
  const wanted = await asked(ctx.db, file, version)
  if (!wanted?.items.includes(upload.itemCode)) throw refuse('unknown-item')
  return { itemCode: upload.itemCode, ...(await files.store(ctx, upload)) }
}

/** The second half, with which the file is staged, under the case's lock: it may be asked no more by now. @throws Refusal unknown-item, too-many-files. */
export async function keepStaged(tx: Tx, ctx: Context, caseId: string, received: Received): Promise<Material> {
  const file = await cases.lock(tx, caseId)
  const wanted = await asked(tx, file, await matters.version(tx, file.versionId))
  if (!wanted?.items.includes(received.itemCode)) throw refuse('unknown-item')
  const staged = (await store.materialsOfCase(tx, file.id)).filter(({ itemCode, state }) => itemCode === received.itemCode && state === 'staged')
  if (staged.length >= FILES_PER_ITEM) throw refuse('too-many-files', { most: FILES_PER_ITEM })
  return store.insertMaterial(tx, { caseId: file.id, ...received, state: 'staged', addedAt: ctx.now() })
}

export async function unstage(db: Db, caseId: string, id: string): Promise<void> {
  if ((await store.removeMaterial(db, { caseId }, id)) === 0) throw refuse('not-found')
}

export interface Answer {
  caseId: string
  /** The application with the listed fields changed; fields that were not listed are taken from the case. */
  data?: FormData
  note?: string
}

/**
 * Hands in what is staged, with changed answers and a note; the five days begin anew (domain H3).
 * @throws Refusal nothing-asked, nothing-handed-in, gaps-left, invalid-input with pointers into the application.
 */
export async function handIn(tx: Tx, ctx: Context, answer: Answer): Promise<void> {
  const file = await cases.lock(tx, answer.caseId)
  const version = await matters.version(tx, file.versionId)
  const wanted = await asked(tx, file, version)
  // the engine may still be on its way to the applicant's step; the answer waits for it rather than be lost
  if (!wanted || (wanted.kind === 'gaps' && !wanted.task)) throw refuse('nothing-asked')
  const revision = file.revision + 1
  const items = await store.useStaged(tx, file.id, wanted.items, revision)
  const { matter } = version.bundle
  const { data, fields } = changedFields(matters.form(version, matter.form), file, wanted, answer.data)
  const note = answer.note?.trim().slice(0, 2000) || null
  refuseTooLittle(matter, wanted, { items, fields, note })
  if (wanted.kind === 'step') refuseOwed(matter, await store.materialsOfCase(tx, file.id), wanted)
  await store.insertHandIn(tx, file.id, { revision, items, fields, note, at: ctx.now() })
  if (wanted.kind === 'gaps') await answerGaps(tx, ctx, file, wanted.task!, { data, note, fields })
  else if (wanted.kind === 'step') await answerStep(tx, ctx, file, wanted.task!, { items, revision, note })
  else await fulfilPromises(tx, ctx, file, wanted, items, revision, note)
  await receiptOf(tx, ctx, file, version, items)
}

async function answerGaps(tx: Tx, ctx: Context, file: Case, task: Task, given: { data: FormData; note: string | null; fields: string[] }): Promise<void> {
  const received = await handedIn(tx, ctx, file, given.fields.length > 0 ? { data: given.data } : {})
  await fulfilTask(tx, ctx, received, task, given.note)
}

/** Before acceptance the five days begin with it; afterwards it is a fact of the case like any other. */
async function answerStep(tx: Tx, ctx: Context, file: Case, task: Task, given: { items: string[]; revision: number; note: string | null }): Promise<void> {
  const changed = file.state === 'supplement'
    ? await handedIn(tx, ctx, file, {})
    : await cases.amend(tx, ctx, file, { actor: cases.applicantActor(file), action: 'case.step-handed-in', detail: { step: task.elementId, items: given.items, revision: given.revision } }, { revision: given.revision })
  await fulfilTask(tx, ctx, changed, task, given.note)
}

/** The review went on meanwhile; only the result waited. */
async function fulfilPromises(tx: Tx, ctx: Context, file: Case, wanted: Asked, items: string[], revision: number, note: string | null): Promise<void> {
  await store.fulfilTolerant(tx, file.id, items, ctx.now())
  const actor = cases.applicantActor(file)
  const changed = await cases.amend(tx, ctx, file, { actor, action: 'case.owed-items-handed-in', detail: { items, revision } }, { revision })
  const left = (await store.tolerantItems(tx, file.id)).filter(({ fulfilledAt }) => fulfilledAt === null)
  if (left.length === 0 && wanted.task) await fulfilTask(tx, ctx, changed, wanted.task, note)
}

async function fulfilTask(tx: Tx, ctx: Context, file: Case, task: Task, note: string | null): Promise<void> {
  await tasks.fulfil(tx, ctx, file, task, { actor: cases.applicantActor(file), outcome: 'submitted', data: { outcome: 'submitted', ...(note === null ? {} : { note }) } })
}

/** Everything handed in is receipted (行政许可法 32). */
async function receiptOf(tx: Tx, ctx: Context, file: Case, version: MatterVersion, items: readonly string[]): Promise<void> {
  if (items.length === 0) return
  const count = (code: string, all: readonly Material[]) => String(all.filter((one) => one.itemCode === code && one.state === 'current').length)
  const all = await store.materialsOfCase(tx, file.id)
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'receipt', bodyId: file.bodyId, facts: letterFacts(file, version),
    details: { materials: items.map((code) => ({ name: itemOf(version.bundle.matter, code)?.name ?? code, form: '电子件', copies: count(code, all) })), silenceAccepts: file.state === 'supplement' && version.bundle.matter.limits.acceptance?.silence === 'accepted' },
  })
}

/**
 * The applicant's task as the engine offers it. Before acceptance its time runs from the service of the notice. After acceptance it asks for owed items until the day they were promised for; when all
 * have come in meanwhile it is fulfilled at once. When a window officer sent the case back here they are owed again, for the diagram's time.
 */
export async function openApplicantTask(tx: Tx, ctx: Context, job: Job & { caseId: string }): Promise<JobReply> {
  const file = await cases.get(tx, job.caseId)
  const { bundle } = await matters.version(tx, file.versionId)
  if (!asksForOwed(bundle.matter, file, job.elementId)) return tasks.openFromJob(tx, ctx, job, await correctionLimit(tx, file, job.elementId))
  if (wasSentBackTo(await tasks.ofCase(tx, file.id), job.elementId)) {
    await store.reopenTolerant(tx, file.id)
    return tasks.openFromJob(tx, ctx, job)
  }
  const owed = (await store.tolerantItems(tx, file.id)).filter(({ fulfilledAt }) => fulfilledAt === null)
  const reply = await tasks.openFromJob(tx, ctx, job, promiseLimit(file.acceptedAt!, owed.map(({ promisedOn }) => promisedOn)))
  const task = (await tasks.openOfCase(tx, file.id)).find(({ elementId }) => elementId === job.elementId)
  if (!task || owed.length > 0) return reply
  await record(tx, ctx, { actor: SYSTEM, action: 'case.nothing-owed', caseId: file.id })
  await fulfilTask(tx, ctx, file, task, null)
  return reply
}
