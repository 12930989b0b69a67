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
import { dayOf } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import type { LimitText } from '../letters/facts.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import type { Guide } from '../matters/guide.ts'
import { inSituation, promisedIn } from '../matters/situation.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import * as tasks from '../tasks/service.ts'
import type { Deciding, DecisionRule, Task } from '../tasks/service.ts'
import { durationText } from '../web/dates.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { missing } from './materials.ts'
import { pointOf, tooLate, type Gap, type Point } from './oneNotice.ts'
import * as store from './store.ts'
import { tolerantFaults, type TolerantItem } from './tolerant.ts'

/** The pause that an application-based limit may list for the applicant's corrections (部令18 第五条: 相应顺延). */
const CORRECTION = 'correction'

/** Watches decisions at the acceptance step: no second full list, and the one notice goes out with the decision. */
export const acceptanceRule: DecisionRule = {
  check: async (tx, ctx, deciding) => {
    if (deciding.step.headers.clock !== 'acceptance') return
    switch (deciding.data.outcome) {
      case 'gaps': return refuseNewPoints(tx, deciding)
      case 'tolerant': return refuseWrongPromises(tx, ctx, deciding)
      case 'accept': return refuseIncomplete(tx, deciding)
    }
  },
  after: async (tx, ctx, deciding) => {
    if (deciding.step.headers.clock !== 'acceptance') return
    if (deciding.data.outcome === 'tolerant') return oweItems(tx, deciding)
    if (deciding.data.outcome !== 'gaps') return
    const earlier = await earlierNotices(tx, deciding.case, deciding.step.elementId)
    const { version, case: file } = deciding
    const letter = await letters.issue(tx, ctx, {
      caseId: file.id, kind: 'correction', bodyId: file.bodyId, facts: letterFacts(file, version),
      details: { gaps: gapsOf(deciding.data), again: earlier.length > 1, ...answerTime(ctx, file, answerStep(version)) },
    })
    if (version.bundle.matter.pauses.some((pause) => pause.kind === CORRECTION)) {
      await deadlines.pause(tx, ctx, { caseId: file.id, kind: CORRECTION, listed: version.bundle.matter.pauses, notice: letter.number, by: SYSTEM })
    }
  },
}

/** The applicant's first step, that of the corrections. */
function answerStep(version: MatterVersion): Step | undefined {
  return version.steps.find(({ headers, limit }) => headers.party === 'applicant' && headers.clock === 'supplement' && headers.asks === undefined && limit)
}

/** A second notice speaks of earlier points or of what came in since, and of nothing else (domain H3). */
async function refuseNewPoints(tx: Tx, { case: file, step, version, data }: Deciding): Promise<void> {
  const earlier = await earlierNotices(tx, file, step.elementId)
  if (earlier.length === 0) return
  const point = (gap: Gap) => pointOf(version.bundle.matter, matters.form(version, version.bundle.matter.form), gap.item)
  const since = (await store.handInsSince(tx, file.id, earlier.at(-1)!.decidedAt!)).flatMap<Point>(({ items, fields }) =>
    [...items.map((code) => ({ kind: 'material' as const, code })), ...fields.map((name) => ({ kind: 'field' as const, name }))])
  const gaps = gapsOf(data)
  const faults = tooLate(earlier.flatMap((task) => gapsOf(task.data ?? {}).map(point)), since, gaps.map(point))
  if (faults.length === 0) return
  throw refuse('second-notice', { items: faults.map((index) => gaps[index]!.item).join('、') }, faults.map((index) => ({ pointer: `/gaps/${index}/item`, message: '此前的补正告知未列此项，本次也未新交此材料，不得再提。' })))
}

/** 容缺受理 (domain A9): only items the guide allows, only what is not there yet, promised within the promise of the matter. */
async function refuseWrongPromises(tx: Tx, ctx: Context, { case: file, version, data }: Deciding): Promise<void> {
  const faults = tolerantFaults({
    guide: await guideOf(tx, file, version), items: tolerantItemsIn(data), files: await store.materialsOfCase(tx, file.id), shared: await sharedCodes(tx, file),
    today: dayOf(ctx.now()), calendar: deadlines.calendars(ctx).of(file.divisionCode), from: ctx.now(),
  })
  if (faults.length > 0) throw refuse('tolerant-wrong', { detail: faults[0]!.message }, faults)
}

/** Accepting means complete: an item still owed is told in the notice or accepted as owed, never passed over. */
async function refuseIncomplete(tx: Tx, { case: file, version }: Deciding): Promise<void> {
  const owed = missing(await guideOf(tx, file, version), await store.materialsOfCase(tx, file.id), new Set(), await sharedCodes(tx, file))
  if (owed.length > 0) throw refuse('not-complete', { items: owed.map(({ name }) => name).join('、') }, [{ pointer: '/outcome', message: `尚缺：${owed.map(({ name }) => name).join('、')}。请一次告知补正，或按办事指南容缺受理。` }])
}

/** What these answers ask for by now; what is handed in at a later step of the applicant counts once that step was there. */
async function guideOf(tx: Tx, file: Case, version: MatterVersion): Promise<Guide> {
  const done = new Set((await tasks.ofCase(tx, file.id)).map(({ elementId }) => elementId))
  return inSituation(version.bundle.matter, file.data, (step) => done.has(step))
}

async function sharedCodes(tx: Tx, file: Case): Promise<string[]> {
  return (await store.sharedMaterials(tx, file.id)).map(({ itemCode }) => itemCode)
}

async function oweItems(tx: Tx, { case: file, version, data }: Deciding): Promise<void> {
  for (const { item, form, promisedOn } of tolerantItemsIn(data)) {
    const point = pointOf(version.bundle.matter, matters.form(version, version.bundle.matter.form), item)
    if (point.kind === 'material') await store.insertTolerant(tx, file.id, { itemCode: point.code, form: form ?? '', promisedOn })
  }
}

/** The applicant has handed in what was asked: back to the window, the five days run anew, a shifted limit runs on. */
export async function handedIn(tx: Tx, ctx: Context, file: Case, changes: { data?: Record<string, unknown> }): Promise<Case> {
  const { pauses } = await deadlines.account(tx, ctx, file.id)
  if (pauses.some((pause) => pause.kind === CORRECTION && pause.to === null)) {
    await deadlines.resume(tx, ctx, { caseId: file.id, kind: CORRECTION, by: cases.applicantActor(file) })
  }
  return cases.move(tx, ctx, file, 'received', { actor: cases.applicantActor(file), action: 'case.handed-in', detail: { revision: file.revision + 1 } }, { ...changes, revision: file.revision + 1, submittedAt: ctx.now() })
}

const accept: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const deemed = job.headers.deemed === 'true'
  if (deemed && version.bundle.matter.limits.acceptance?.silence !== 'accepted') {
    return { kind: 'fail', message: `Step "${job.elementId}" accepts by silence, but in this matter a person must accept (limits.acceptance.silence). Take the step out of the diagram.` }
  }
  const decision = await latestDecision(tx, file)
  // the day somebody accepted, however late an engine that was down brings the job
  const acceptedAt = deemed || job.headers.instant === 'true' ? file.submittedAt : decision?.decidedAt ?? ctx.now()
  const tolerantItems = decision?.outcome === 'tolerant' ? tolerantItemsIn(decision.data ?? {}) : []
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
  const { statutory, promised } = version.bundle.matter.limits
  if (statutory.from === event) await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'statutory', amount: statutory.amount, unit: statutory.unit, source: statutory.law, from })
  if (promised.from === event) await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'promised', ...promisedIn(version.bundle.matter, file.data), source: promised.source, from })
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

async function earlierNotices(tx: Tx, file: Case, elementId: string): Promise<Task[]> {
  return (await tasks.ofCase(tx, file.id)).filter((task) => task.elementId === elementId && task.state === 'done' && task.outcome === 'gaps')
}

/** The last decision at a step that runs the acceptance clock; undefined when silence accepted. */
async function latestDecision(tx: Tx, file: Case): Promise<Task | undefined> {
  const version = await matters.version(tx, file.versionId)
  const steps = new Set(version.steps.filter((step) => step.headers.clock === 'acceptance').map((step) => step.elementId))
  return (await tasks.ofCase(tx, file.id)).filter((task) => steps.has(task.elementId) && task.state === 'done').at(-1)
}

function gapsOf(data: Record<string, unknown>): Gap[] {
  return Array.isArray(data.gaps) ? (data.gaps as Gap[]) : []
}

function tolerantItemsIn(data: Record<string, unknown>): TolerantItem[] {
  return Array.isArray(data.tolerantItems) ? (data.tolerantItems as TolerantItem[]) : []
}

const GROUNDS = ['not-needed', 'not-our-power', 'not-complete', 'other'] as const

function groundOf(value: unknown): (typeof GROUNDS)[number] {
  return GROUNDS.find((ground) => ground === value) ?? 'other'
}
