/**
 * The law of acceptance (行政许可法 32) as rules: what an acceptance is and what starts with it, what a notice of gaps may still say, what
 * may be owed. Pure and browser-safe; the transaction, its letters and the job types are acceptance.ts.
 */
import type { Case } from '../cases/case.ts'
import type { Calendar } from '../deadlines/calendar.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import type { LimitUnit } from '../deadlines/limit.ts'
import { refuse } from '../errors.ts'
import type { FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'
import { inSituation, promisedIn } from '../matters/situation.ts'
import type { Step } from '../matters/types.ts'
import type { Task } from '../tasks/task.ts'
import { missing, type Material } from './materials.ts'
import { pointOf, tooLate, type Gap, type Point } from './oneNotice.ts'
import { tolerantFaults, type TolerantItem } from './tolerant.ts'

/** The pause that an application-based limit may list for the applicant's corrections (部令18 第五条: 相应顺延). */
export const CORRECTION = 'correction'

export function shiftsForCorrections(guide: Guide): boolean {
  return guide.pauses.some(({ kind }) => kind === CORRECTION)
}

type Done = Pick<Task, 'elementId' | 'state' | 'outcome' | 'data' | 'decidedAt'>

export interface Acceptance { acceptedAt: Date; bySilence: boolean; tolerantItems: TolerantItem[] }

/**
 * What the job `case:accept` makes of a case: the day somebody accepted, however late an engine that was down brings the job; silence and an
 * instant matter accept as of the hand-in. A sentence where a person must accept and nobody did (domain H3).
 */
export function acceptanceOf(job: { elementId: string; headers: Record<string, string> }, guide: Guide, file: Pick<Case, 'submittedAt'>, decision: Done | undefined, now: Date): Acceptance | string {
  const bySilence = job.headers.deemed === 'true'
  if (bySilence && guide.limits.acceptance?.silence !== 'accepted') {
    return `Step "${job.elementId}" accepts by silence, but in this matter a person must accept (limits.acceptance.silence). Take the step out of the diagram.`
  }
  const acceptedAt = bySilence || job.headers.instant === 'true' ? file.submittedAt : decision?.decidedAt ?? now
  return { acceptedAt, bySilence, tolerantItems: decision?.outcome === 'tolerant' ? tolerantItemsIn(decision.data ?? {}) : [] }
}

export interface OwnLimitStart { kind: 'statutory' | 'promised'; amount: number; unit: LimitUnit; source: string }

/** The matter's own limits that run from an event: from the application at submission, from acceptance with it. */
export function limitsFrom(guide: Guide, data: Record<string, unknown>, event: 'application' | 'acceptance'): OwnLimitStart[] {
  const { statutory, promised } = guide.limits
  return [
    ...(statutory.from === event ? [{ kind: 'statutory' as const, amount: statutory.amount, unit: statutory.unit, source: statutory.law }] : []),
    ...(promised.from === event ? [{ kind: 'promised' as const, ...promisedIn(guide, data), source: promised.source }] : []),
  ]
}

/** The last decision at a step that runs the acceptance clock; undefined when silence accepted. */
export function latestAcceptance<T extends Done>(steps: readonly Step[], tasks: readonly T[]): T | undefined {
  const accepting = new Set(steps.filter(({ headers }) => headers.clock === 'acceptance').map(({ elementId }) => elementId))
  return tasks.filter((task) => accepting.has(task.elementId) && task.state === 'done').at(-1)
}

/**
 * Once the five days are over the application is accepted by law, as of its receipt (行政许可法 32(1)(4)): no notice of gaps, refusal or later
 * acceptance stands against that, also while the sweep that carries it out is still to come. Where a person must decide, lateness is only lateness.
 * @throws Refusal silence-accepted.
 */
export function refuseAfterSilence(guide: Guide, step: Pick<Step, 'limitEvent'>, deadlineAt: Date | null | undefined, now: Date): void {
  if (!step.limitEvent?.interrupting || guide.limits.acceptance?.silence !== 'accepted') return
  if (deadlineAt && now >= deadlineAt) throw refuse('silence-accepted', { deadline: deadlineAt.toISOString() })
}

export function earlierNotices<T extends Done>(tasks: readonly T[], elementId: string): T[] {
  return tasks.filter((task) => task.elementId === elementId && task.state === 'done' && task.outcome === 'gaps')
}

/** A second notice speaks of earlier points or of what came in since, and of nothing else (domain H3). @throws Refusal second-notice. */
export function refuseNewPoints(guide: Guide, form: FormSchema, earlier: readonly Done[], since: readonly { items: string[]; fields: string[] }[], data: Record<string, unknown>): void {
  if (earlier.length === 0) return
  const point = (gap: Gap) => pointOf(guide, form, gap.item)
  const handedIn = since.flatMap<Point>(({ items, fields }) => [...items.map((code) => ({ kind: 'material' as const, code })), ...fields.map((name) => ({ kind: 'field' as const, name }))])
  const gaps = gapsOf(data)
  const faults = tooLate(earlier.flatMap((task) => gapsOf(task.data ?? {}).map(point)), handedIn, gaps.map(point))
  if (faults.length === 0) return
  throw refuse('second-notice', { items: faults.map((index) => gaps[index]!.item).join('、') }, faults.map((index) => ({ pointer: `/gaps/${index}/item`, message: '此前的补正告知未列此项，本次也未新交此材料，不得再提。' })))
}

/** What is there of the materials: files of the case, and items the shared library stands in for. */
export interface Papers { files: readonly Pick<Material, 'itemCode' | 'state'>[]; shared: readonly string[] }

/** 容缺受理 (domain A9): only items the guide allows, only what is not there yet, promised within the promise of the matter. @throws Refusal tolerant-wrong. */
export function refuseWrongPromises(guide: Guide, papers: Papers, data: Record<string, unknown>, now: Date, calendar: Calendar): void {
  const faults = tolerantFaults({ guide, items: tolerantItemsIn(data), ...papers, today: dayOf(now), calendar, from: now })
  if (faults.length > 0) throw refuse('tolerant-wrong', { detail: faults[0]!.message }, faults)
}

/** Accepting means complete: an item still owed is told in the notice or accepted as owed, never passed over. @throws Refusal not-complete. */
export function refuseIncomplete(guide: Guide, { files, shared }: Papers): void {
  const owed = missing(guide, files, new Set(), shared)
  if (owed.length > 0) throw refuse('not-complete', { items: owed.map(({ name }) => name).join('、') }, [{ pointer: '/outcome', message: `尚缺：${owed.map(({ name }) => name).join('、')}。请一次告知补正，或按办事指南容缺受理。` }])
}

/** What these answers ask for by now; what is handed in at a later step of the applicant counts once that step was there. */
export function guideReached(guide: Guide, data: Record<string, unknown>, tasks: readonly Pick<Task, 'elementId'>[]): Guide {
  const met = new Set(tasks.map(({ elementId }) => elementId))
  return inSituation(guide, data, (step) => met.has(step))
}

/** The owed items of an acceptance with tolerance, as rows. */
export function owedBy(guide: Guide, form: FormSchema, data: Record<string, unknown>): { itemCode: string; form: string; promisedOn: string }[] {
  return tolerantItemsIn(data).flatMap(({ item, form: paper, promisedOn }) => {
    const point = pointOf(guide, form, item)
    return point.kind === 'material' ? [{ itemCode: point.code, form: paper ?? '', promisedOn }] : []
  })
}

export function gapsOf(data: Record<string, unknown>): Gap[] {
  return Array.isArray(data.gaps) ? (data.gaps as Gap[]) : []
}

function tolerantItemsIn(data: Record<string, unknown>): TolerantItem[] {
  return Array.isArray(data.tolerantItems) ? (data.tolerantItems as TolerantItem[]) : []
}
