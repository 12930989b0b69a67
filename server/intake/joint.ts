/**
 * Child cases of a joint case (联办件的分项), opened from the parent's application: the same answers and the same files, asked once.
 * Who asked for a child and what its decision does is coapproval/parts.ts.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Applicant, Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import * as coapproval from '../coapproval/service.ts'
import { crashpoint } from '../db/crashpoint.ts'
import type { TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { Refusal } from '../errors.ts'
import { routingOf } from '../forms/routing.ts'
import type { FormData } from '../forms/schema.ts'
import { validate } from '../forms/validate.ts'
import { childData, itemsFor } from '../matters/children.ts'
import type { ChildMatter } from '../matters/guide.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { startLimits } from './acceptance.ts'
import { agencyEndedBefore } from './agency.ts'
import { missing } from './materials.ts'
import { sharedFor, useShared } from './sharing.ts'
import * as store from './store.ts'
import { receipt } from './submit.ts'
import { withdraw } from './withdraw.ts'

export const jointTopics: Record<string, TopicHandler> = {
  'joint:open': ({ payload }, ctx) => inTransaction(ctx.db, (tx) => openPart(tx, ctx, payload.partId)),
  'joint:whole-withdrawn': ({ payload }, ctx) => withdrawParts(ctx, payload.caseId),
  'joint:agency-ended': agencyEndedBefore,
}

/**
 * Opens the case of a part, once.
 * @throws Error while the child matter takes no case or does not accept the answers it is given: the outbox tries again and operators see why.
 */
async function openPart(tx: Tx, ctx: Context, partId: string): Promise<string> {
  const wanted = await coapproval.partToOpen(tx, ctx, partId)
  if (typeof wanted === 'string') return wanted
  const { part, parent } = wanted
  const plan = await planOf(tx, parent, part.matterCode)
  const version = await matters.effective(tx, part.matterCode, ctx.now())
  if (!plan || !version) throw new Error(`Case ${parent.number} waits for a case of "${part.matterCode}", which ${plan ? 'accepts none at present. Publish it with review and effective date.' : 'its guide does not list under children.'}`)
  const data = childData(plan, parent.data)
  const form = matters.form(version, version.bundle.matter.form)
  const issues = validate(form, data)
  if (issues.length > 0) throw new Error(`Case ${parent.number} gives "${part.matterCode}" an application that does not fit (${issues[0]!.pointer}: ${issues[0]!.message}). Correct children in its guide.`)
  const { case: file, queryCode } = await cases.open(tx, ctx, { version, applicant: parent.applicant, data, routing: routingOf(form, data), parentId: parent.id })
  await takePapers(tx, ctx, parent, file, plan, version)
  await startLimits(tx, ctx, file, version, 'application', file.receivedAt)
  await record(tx, ctx, { actor: SYSTEM, action: 'case.opened-for', caseId: file.id, object: `case:${parent.id}`, detail: { number: parent.number } })
  await receipt(tx, ctx, file, version, await store.materialsOfCase(tx, file.id), queryCode)
  await coapproval.bindPart(tx, ctx, part, file)
  crashpoint('joint:opened')
  return file.number
}

async function planOf(tx: Tx, parent: Case, matterCode: string): Promise<ChildMatter | undefined> {
  return (await matters.version(tx, parent.versionId)).bundle.matter.children?.find(({ matter }) => matter === matterCode)
}

/** The parent's files count for the child as they are (one stored file, two rows); what the library has stands in for the rest. */
async function takePapers(tx: Tx, ctx: Context, parent: Case, file: Case, plan: ChildMatter, version: MatterVersion): Promise<void> {
  const guide = inSituation(version.bundle.matter, file.data)
  const asked = new Set(guide.materials.map(({ code }) => code))
  const taken = new Set<string>()
  for (const paper of await store.materialsOfCase(tx, parent.id)) {
    if (paper.state !== 'current') continue
    for (const itemCode of itemsFor(plan, paper.itemCode).filter((code) => asked.has(code))) {
      const { hash, name, size, type } = paper
      await store.insertMaterial(tx, { caseId: file.id, itemCode, hash, name, size, type, state: 'current', addedAt: ctx.now(), revision: 1 })
      taken.add(itemCode)
    }
  }
  await useShared(tx, ctx, file, guide, await sharedFor(tx, ctx, guide, holderOf(parent.applicant)), taken)
}

/** The applicant as the application form has it: under which code the library looks. */
function holderOf({ kind, idType, idNumber }: Applicant): FormData {
  return { kind, ...(idType === 'uscc' ? { uscc: idNumber } : { idCard: idNumber }) }
}

/** The applicant withdrew the whole: what is not decided yet goes with it; what is stands. */
async function withdrawParts(ctx: Context, parentId: string): Promise<string> {
  return ofEach(ctx, await cases.childrenOf(ctx.db, parentId), (tx, { id }) => withdraw(tx, ctx, { caseId: id, reason: '随主办件一并撤回' }))
}

/** Each case in a transaction of its own; one that refuses has come to it before. @returns the numbers of those it was done to. */
async function ofEach(ctx: Context, all: readonly Case[], verb: (tx: Tx, file: Case) => Promise<void>): Promise<string> {
  const done: string[] = []
  for (const file of all) {
    try {
      await inTransaction(ctx.db, (tx) => verb(tx, file))
      done.push(file.number)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return done.join(', ')
}

/**
 * An officer's task of the engine. Where the parent's window has accepted for the child too (一窗受理), the child's acceptance is done as it
 * opens; with something missing, and when the case comes to it again, a person looks.
 */
export const openOfficerTask: JobHandler = async (tx, ctx, job) => {
  const reply = await tasks.openFromJob(tx, ctx, job)
  if (job.headers.clock !== 'acceptance') return reply
  const file = await cases.get(tx, job.caseId)
  if (file.parentId === null || (await planOf(tx, await cases.get(tx, file.parentId), file.matterCode))?.accepted !== 'together') return reply
  const visits = (await tasks.ofCase(tx, file.id)).filter(({ elementId }) => elementId === job.elementId)
  if (visits.length !== 1 || visits[0]!.state !== 'open') return reply
  const guide = inSituation((await matters.version(tx, file.versionId)).bundle.matter, file.data)
  const shared = (await store.sharedMaterials(tx, file.id)).map(({ itemCode }) => itemCode)
  if (missing(guide, await store.materialsOfCase(tx, file.id), new Set(), shared).length > 0) return reply
  await tasks.fulfil(tx, ctx, file, visits[0]!, { actor: SYSTEM, outcome: 'accept', data: { outcome: 'accept' } })
  return reply
}
