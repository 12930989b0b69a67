/**
 * Acceptance (行政许可法 32): accept, one notice of all gaps, refuse; and silence, which accepts as of the hand-in.
 * Here are the job types case:accept and case:refuse and the rule that watches the acceptance decision; forms and pages are elsewhere.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import { tellDeputyHead } from '../cases/clock.ts'
import { answerTime } from '../cases/answerTime.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import type { LimitText } from '../letters/facts.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import type { Guide } from '../matters/guide.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import type { Deciding, DecisionRule, Task } from '../tasks/service.ts'
import { durationText } from '../web/dates.ts'
import type { JobHandler } from '../zeebe/service.ts'
import {
  acceptanceOf, CORRECTION, earlierNotices, gapsOf, guideReached, latestAcceptance, limitsFrom, owedBy, refuseAfterSilence, refuseIncomplete, refuseNewPoints, refuseWrongPromises, shiftsForCorrections, type Papers,
} from './accepting.ts'
import * as store from './store.ts'
import type { TolerantItem } from './tolerant.ts'

/** Watches decisions at the acceptance step: no second full list, and the one notice goes out with the decision. */
export const acceptanceRule: DecisionRule = {
  check: async (tx, ctx, deciding) => {
    if (deciding.step.headers.clock !== 'acceptance') return
    refuseAfterSilence(deciding.version.bundle.matter, deciding.step, (await deadlines.accountOfTask(tx, ctx, deciding.task.id))?.deadlineAt, ctx.now())
    switch (deciding.data.outcome) {
      case 'gaps': return judgeNotice(tx, deciding)
      case 'tolerant': return refuseWrongPromises(await guideOf(tx, deciding), await papersOf(tx, deciding.case), deciding.data, ctx.now(), deadlines.calendars(ctx).of(deciding.case.divisionCode))
      case 'accept': return refuseIncomplete(await guideOf(tx, deciding), await papersOf(tx, deciding.case))
    }
  },
  after: async (tx, ctx, deciding) => {
    if (deciding.step.headers.clock !== 'acceptance') return
    if (deciding.data.outcome === 'tolerant') return oweItems(tx, deciding)
    if (deciding.data.outcome !== 'gaps') return
    const { version, case: file, step } = deciding
    const earlier = earlierNotices(await tasks.ofCase(tx, file.id), step.elementId)
    const letter = await letters.issue(tx, ctx, {
      caseId: file.id, kind: 'correction', bodyId: file.bodyId, facts: letterFacts(file, version),
      details: { gaps: gapsOf(deciding.data), again: earlier.length > 1, ...answerTime(ctx, file, answerStep(version)) },
    })
    if (shiftsForCorrections(version.bundle.matter)) {
      await deadlines.pause(tx, ctx, { caseId: file.id, kind: CORRECTION, listed: version.bundle.matter.pauses, notice: letter.number, by: SYSTEM })
    }
  },
}

/** The applicant's first step, that of the corrections. */
function answerStep(version: MatterVersion): Step | undefined {
  return version.steps.find(({ headers, limit }) => headers.party === 'applicant' && headers.clock === 'supplement' && headers.asks === undefined && limit)
}

async function judgeNotice(tx: Tx, { case: file, step, version, data }: Deciding): Promise<void> {
  const earlier = earlierNotices(await tasks.ofCase(tx, file.id), step.elementId)
  const since = earlier.length === 0 ? [] : await store.handInsSince(tx, file.id, earlier.at(-1)!.decidedAt!)
  refuseNewPoints(version.bundle.matter, matters.form(version, version.bundle.matter.form), earlier, since, data)
}

async function guideOf(tx: Tx, { case: file, version }: Deciding): Promise<Guide> {
  return guideReached(version.bundle.matter, file.data, await tasks.ofCase(tx, file.id))
}

async function papersOf(tx: Tx, file: Case): Promise<Papers> {
  return { files: await store.materialsOfCase(tx, file.id), shared: (await store.sharedMaterials(tx, file.id)).map(({ itemCode }) => itemCode) }
}

async function oweItems(tx: Tx, { case: file, version, data }: Deciding): Promise<void> {
  const { matter } = version.bundle
  for (const item of owedBy(matter, matters.form(version, matter.form), data)) await store.insertTolerant(tx, file.id, item)
}

/** The applicant has handed in what was asked: back to the window, the five days run anew, a shifted limit runs on. */
export async function handedIn(tx: Tx, ctx: Context, file: Case, changes: { data?: Record<string, unknown> }): Promise<Case> {
  const { pauses } = await deadlines.account(tx, ctx, file.id)
  if (pauses.some((pause) => pause.kind === CORRECTION && pause.to === null && pause.ofPause === null)) {
    await deadlines.resume(tx, ctx, { caseId: file.id, kind: CORRECTION, by: cases.applicantActor(file) })
  }
  return cases.move(tx, ctx, file, 'received', { actor: cases.applicantActor(file), action: 'case.handed-in', detail: { revision: file.revision + 1 } }, { ...changes, revision: file.revision + 1, submittedAt: ctx.now() })
}

const accept: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const acceptance = acceptanceOf(job, version.bundle.matter, file, await latestDecision(tx, file), ctx.now())
  if (typeof acceptance === 'string') return { kind: 'fail', message: acceptance }
  const { acceptedAt, bySilence: deemed, tolerantItems } = acceptance
  const accepted = await cases.move(tx, ctx, file, 'accepted', { actor: SYSTEM, action: deemed ? 'case.accepted-by-silence' : 'case.accepted', detail: { acceptedAt: acceptedAt.toISOString() } },
    { acceptedAt, acceptedBySilence: deemed, tolerant: tolerantItems.length > 0 })
  await startLimits(tx, ctx, accepted, version, 'acceptance', acceptedAt)
  if (job.headers.letter) await acceptanceLetter(tx, ctx, accepted, version, { deemed, tolerantItems })
  if (accepted.green) await tellDeputyHead(tx, ctx, accepted)
  return { kind: 'complete' }
}

const refuseAcceptance: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const decision = await latestDecision(tx, file)
  const given = decision?.data ?? {}
  await cases.move(tx, ctx, file, 'refused', { actor: SYSTEM, action: 'case.refused', detail: { ground: given.ground ?? '' } }, { outcome: 'refused', decidedAt: decision?.decidedAt ?? ctx.now() })
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'refuse-acceptance', bodyId: file.bodyId, facts: letterFacts(file, version),
    details: { ground: groundOf(given.ground), reasons: String(given.reasons ?? ''), law: String(given.law ?? ''), ...(given.rightBody ? { rightBody: String(given.rightBody) } : {}) },
  })
  return { kind: 'complete' }
}

export const handlers: Record<string, JobHandler> = { 'case:accept': accept, 'case:refuse': refuseAcceptance }

/** Starts the matter's own limits that run from an event; called at submission for `application`, at acceptance for `acceptance`. */
export async function startLimits(tx: Tx, ctx: Context, file: Case, version: MatterVersion, event: 'application' | 'acceptance', from: Date): Promise<void> {
  for (const limit of limitsFrom(version.bundle.matter, file.data, event)) await deadlines.startLimit(tx, ctx, { caseId: file.id, ...limit, from })
}

async function acceptanceLetter(tx: Tx, ctx: Context, file: Case, version: MatterVersion, how: { deemed: boolean; tolerantItems: TolerantItem[] }): Promise<void> {
  const { matter } = version.bundle
  const facts = letterFacts(file, version)
  const limits = await limitTexts(tx, ctx, file)
  const names = new Map(matter.materials.flatMap((item) => [[item.code, item.name], [item.name, item.name]]))
  if (how.tolerantItems.length > 0) {
    const items = how.tolerantItems.map((item) => ({ name: names.get(item.item) ?? item.item, form: item.form ?? '', promisedOn: item.promisedOn }))
    await letters.issue(tx, ctx, { caseId: file.id, kind: 'tolerant', bodyId: file.bodyId, facts, details: { acceptedAt: file.acceptedAt!, items, limits } })
    return
  }
  const specialProcedures = matter.pauses.filter((pause) => pause.kind !== CORRECTION).map((pause) => ({ name: pause.name, days: durationText(pause.planned.amount, pause.planned.unit, 'zh-CN'), law: pause.law }))
  await letters.issue(tx, ctx, { caseId: file.id, kind: 'acceptance', bodyId: file.bodyId, facts, details: { acceptedAt: file.acceptedAt!, deemed: how.deemed, limits, specialProcedures, green: file.green } })
}

async function limitTexts(tx: Tx, ctx: Context, file: Case): Promise<LimitText[]> {
  const { limits } = await deadlines.account(tx, ctx, file.id)
  return limits.filter((limit) => limit.taskId === null && (limit.kind === 'statutory' || limit.kind === 'promised')).map((limit) => ({
    name: limit.kind === 'statutory' ? '法定办结时限' : '承诺办结时限',
    amount: durationText(limit.amount, limit.unit, 'zh-CN'),
    from: limit.startedAt.getTime() === file.acceptedAt?.getTime() ? '自受理之日起' : '自收到申请之日起',
    ...(limit.proof.end ? { until: limit.proof.end.day } : limit.missingYear !== null ? { missingYear: limit.missingYear } : {}),
    law: limit.source,
  }))
}

async function latestDecision(tx: Tx, file: Case): Promise<Task | undefined> {
  return latestAcceptance((await matters.version(tx, file.versionId)).steps, await tasks.ofCase(tx, file.id))
}

const GROUNDS = ['not-needed', 'not-our-power', 'not-complete', 'other'] as const

function groundOf(value: unknown): (typeof GROUNDS)[number] {
  return GROUNDS.find((ground) => ground === value) ?? 'other'
}
