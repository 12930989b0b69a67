/**
 * Submission: the draft is judged once more by the version in force now, which the case then keeps, and becomes a case with its
 * number, query code and receipt in one transaction. Submission is receipt, also at night (domain H2).
 */
import { record } from '../audit/service.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { refuse, type Issue } from '../errors.ts'
import { prune } from '../forms/parse.ts'
import { routingOf } from '../forms/routing.ts'
import type { Locale } from '../forms/words.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import { startLimits } from './acceptance.ts'
import { tellApplicant } from './agency.ts'
import { applicantForm, applicantOf } from './applicantForm.ts'
import type { Draft } from './draft.ts'
import { putForward } from './green.ts'
import { judgeApplication, judgeDeclaration, type Declaration } from './judging.ts'
import type { Material } from './materials.ts'
import { sharedFor, useShared, type Shared } from './sharing.ts'
import { refuseOutOfOrder } from './stages.ts'
import * as store from './store.ts'

export type { Declaration } from './judging.ts'

export interface Submitted { case: Case; queryCode: string; version: MatterVersion }

/** Pointers begin with `/applicant`, `/form`, `/materials` or `/declaration`, so that each can be led back to its page. */
export function judgeDraft(ctx: Context, draft: Draft, version: MatterVersion, files: readonly Material[], shared: Shared, locale: Locale = 'zh-CN'): Issue[] {
  const { matter } = version.bundle
  const at = { now: ctx.now(), calendar: deadlines.calendars(ctx).of(version.divisionCode) }
  return judgeApplication(matter, matters.form(version, matter.form), { ...draft, files, shared: shared.keys() }, at, locale)
}

/**
 * Opens the case. A second call with the same draft is refused, so a double click gives one case.
 * @throws Refusal draft-submitted, matter-not-open, draft-incomplete with every issue, stage-too-early and stage-applied-for for a stage of a project.
 */
export async function submit(tx: Tx, ctx: Context, draftId: string, declaration: Declaration): Promise<Submitted> {
  const draft = await store.draftLocked(tx, draftId)
  if (!draft) throw refuse('no-such-draft')
  if (draft.state !== 'draft') throw refuse('draft-submitted')
  const version = await matters.effective(tx, draft.matterCode, ctx.now())
  if (!version) throw refuse('matter-not-open')
  const files = await store.materialsOfDraft(tx, draft.id)
  const shared = await sharedFor(tx, ctx, inSituation(version.bundle.matter, draft.data), draft.applicant)
  const issues = judgeDraft(ctx, draft, version, files, shared)
  issues.push(...judgeDeclaration(declaration))
  if (issues.length > 0) throw refuse('draft-incomplete', {}, issues)

  const applicant = applicantOf(prune(applicantForm(version.bundle.matter), draft.applicant), { ...declaration, at: ctx.now() })
  await refuseOutOfOrder(tx, version, draft.data, applicant.idNumber)
  const routing = routingOf(matters.form(version, version.bundle.matter.form), draft.data)
  const { case: file, queryCode } = await cases.open(tx, ctx, { version, applicant, data: draft.data, routing })
  await store.markSubmitted(tx, draft.id, file.id, ctx.now())
  await useShared(tx, ctx, file, version.bundle.matter, shared, new Set(files.map(({ itemCode }) => itemCode)))
  await startLimits(tx, ctx, file, version, 'application', file.receivedAt)
  await record(tx, ctx, { actor: cases.applicantActor(file), action: 'case.declared', caseId: file.id, detail: { ...declaration, ...(applicant.agent ? { agent: applicant.agent.name, agentIdNumber: applicant.agent.idNumber } : {}), materials: files.map(({ itemCode, hash, name }) => ({ itemCode, hash, name })) } })
  await askWishes(tx, ctx, draft, version, file)
  await receipt(tx, ctx, file, version, files, queryCode)
  await tellApplicant(tx, ctx, file, version, queryCode)
  return { case: file, queryCode, version }
}

async function askWishes(tx: Tx, ctx: Context, draft: Draft, version: MatterVersion, file: Case): Promise<void> {
  const { tolerant, green } = draft.wishes
  if (version.bundle.matter.tolerant && tolerant && Object.keys(tolerant).length > 0) {
    await record(tx, ctx, { actor: cases.applicantActor(file), action: 'case.tolerance-asked', caseId: file.id, detail: { items: tolerant } })
  }
  await putForward(tx, ctx, file, version, green)
}

/** 收取申请材料凭证, handed over at once (domain H2), also where the certificate follows in the same minute. */
export async function receipt(tx: Tx, ctx: Context, file: Case, version: MatterVersion, files: readonly Material[], queryCode: string): Promise<void> {
  const matter = inSituation(version.bundle.matter, file.data)
  const facts = letterFacts(file, version)
  const listed = matter.materials.filter(({ code, original, copies }) => files.some(({ itemCode }) => itemCode === code) || (original === 0 && copies === 0))
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'receipt', bodyId: file.bodyId, facts: { ...facts, case: { ...facts.case, queryCode } },
    details: {
      materials: listed.map((item) => ({ name: item.name, form: '电子件', copies: String(Math.max(1, files.filter(({ itemCode }) => itemCode === item.code).length)) })),
      silenceAccepts: matter.limits.acceptance?.silence === 'accepted', person: matter.limits.acceptance?.silence === 'person',
    },
  })
}
