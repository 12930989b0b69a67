/**
 * What is asked of an applicant, what may answer it, and what their time runs from: the rules of the hand-in. Pure and browser-safe; files,
 * rows and receipts are handIn.ts, the record of service is the letter room's.
 */
import type { Case } from '../cases/case.ts'
import { refuse } from '../errors.ts'
import { readAt } from '../forms/rights.ts'
import { own, type FormData, type FormSchema } from '../forms/schema.ts'
import { validate } from '../forms/validate.ts'
import { itemsOfStep } from '../matters/situation.ts'
import type { Guide } from '../matters/guide.ts'
import type { Step } from '../matters/types.ts'
import type { OwnLimit } from '../tasks/offered.ts'
import type { Task } from '../tasks/task.ts'
import { gapsOf } from './accepting.ts'
import { itemOf, type Material } from './materials.ts'
import { pointOf, type Gap, type Point } from './oneNotice.ts'

type Row = Pick<Task, 'elementId' | 'kind' | 'state' | 'outcome' | 'data' | 'decidedAt'>

/** What is asked of the applicant now. */
export interface Asking<T extends Row = Row, Owed = { itemCode: string }> {
  kind: 'gaps' | 'tolerant' | 'step'
  task: T | null
  /** The points of the notice, as the letter says them. */
  gaps: (Gap & { point: Point })[]
  /** Items for which files may be handed in. */
  items: string[]
  /** Properties of the application that may be changed. */
  fields: string[]
  /** Owed items with the day they were promised for. */
  owed: Owed[]
}

/** @param owed the items of a tolerant acceptance that have not come in. @returns undefined when nothing is asked. */
export function askedOf<T extends Row, Owed extends { itemCode: string }>(guide: Guide, form: FormSchema, file: Pick<Case, 'state' | 'closedAt' | 'tolerant' | 'data'>, tasks: readonly T[], owed: readonly Owed[]): Asking<T, Owed> | undefined {
  const task = tasks.find(({ kind, state }) => kind === 'applicant' && state === 'open') ?? null
  const later = task && file.closedAt === null ? itemsOfStep(guide, file.data, task.elementId) : undefined
  if (later) return { kind: 'step', task, gaps: [], fields: [], owed: [], items: later.map(({ code }) => code) }
  if (file.state === 'supplement') {
    const gaps = gapsOf(tasks.filter(({ outcome, state }) => outcome === 'gaps' && state === 'done').at(-1)?.data ?? {})
    const points = gaps.map((gap) => ({ ...gap, point: pointOf(guide, form, gap.item) }))
    // what the step may not change is explained in a note, or handed in as a material
    const fixed = task === null ? [] : readAt(form, task.elementId)
    return {
      kind: 'gaps', task, gaps: points, owed: [],
      items: points.flatMap(({ point }) => (point.kind === 'material' ? [point.code] : [])),
      fields: points.flatMap(({ point }) => (point.kind === 'field' && !fixed.includes(point.name) ? [point.name] : [])),
    }
  }
  if (file.closedAt !== null || !file.tolerant || owed.length === 0) return undefined
  return { kind: 'tolerant', task, gaps: [], fields: [], items: owed.map(({ itemCode }) => itemCode), owed: [...owed] }
}

/** @param items what is handed in. @throws Refusal nothing-handed-in, gaps-left. */
export function refuseTooLittle(guide: Guide, wanted: Pick<Asking, 'kind' | 'items'>, handed: { items: readonly string[]; fields: readonly string[]; note: string | null }): void {
  const { items, fields, note } = handed
  if (items.length === 0 && fields.length === 0 && (note === null || wanted.kind === 'tolerant')) throw refuse('nothing-handed-in')
  // a point of the one notice is not left out by oversight: what is not uploaded is explained. Owed items may come one by one
  const left = wanted.kind === 'gaps' && note === null ? wanted.items.filter((code) => !items.includes(code)) : []
  if (left.length > 0) throw refuse('gaps-left', { items: left.map((code) => `“${itemOf(guide, code)?.name ?? code}”`).join('、') })
}

/** A step of the applicant ends with everything the guide requires there; explaining does not replace a required paper. @throws Refusal step-items-left. */
export function refuseOwed(guide: Guide, files: readonly Pick<Material, 'itemCode' | 'state'>[], wanted: Pick<Asking, 'items'>): void {
  const left = wanted.items.map((code) => itemOf(guide, code)!)
    .filter(({ code, need }) => need !== 'optional' && !files.some((one) => one.itemCode === code && one.state === 'current'))
  if (left.length > 0) throw refuse('step-items-left', { items: left.map(({ name }) => `“${name}”`).join('、') })
}

/** Only listed fields may differ; the whole is judged, so that no answer breaks what hangs on it. @throws Refusal invalid-input. */
export function changedFields(form: FormSchema, file: Pick<Case, 'data'>, wanted: Pick<Asking, 'fields'>, given: FormData | undefined): { data: FormData; fields: string[] } {
  if (!given || wanted.fields.length === 0) return { data: file.data, fields: [] }
  const data = { ...file.data }
  for (const name of wanted.fields) {
    const value = own(given, name)
    if (value === undefined) delete data[name]
    else data[name] = value
  }
  const issues = validate(form, data)
  if (issues.length > 0) throw refuse('invalid-input', { detail: issues[0]!.message }, issues)
  return { data, fields: wanted.fields.filter((name) => JSON.stringify(own(data, name)) !== JSON.stringify(own(file.data, name))) }
}

/** The kind of letter that asks the applicant at this step. */
export function asksBy(step: Pick<Step, 'headers'>): string {
  return step.headers.asks ?? 'correction'
}

/**
 * What the limit of the applicant's step runs from when the engine offers it (domain H8: from the service of the notice); undefined where no
 * notice asked for it. A notice of an earlier visit of the step counts no more.
 */
export function correctionFrom(step: Step, file: Pick<Case, 'acceptedAt' | 'receivedAt'>, letters: readonly { kind: string; issuedAt: Date; servedAt: Date | null }[], tasks: readonly Row[]): OwnLimit | 'later' | undefined {
  if (!step.limit || step.headers.clock !== 'supplement') return undefined
  const notice = letters.filter(({ kind }) => kind === asksBy(step)).at(-1)
  const answered = tasks.filter((task) => task.elementId === step.elementId && task.state === 'done').at(-1)
  // what no letter asks for is owed from the application on: the papers of an urgent repair
  if (!notice) return file.acceptedAt === null ? { ...step.limit, from: file.receivedAt } : undefined
  if (answered?.decidedAt && notice.issuedAt < answered.decidedAt) return undefined
  return notice.servedAt === null ? 'later' : { ...step.limit, from: notice.servedAt }
}

/** Whether an officer sent the case back to this step since it was last done; a step come to again by another way asks for nothing anew. */
export function wasSentBackTo(tasks: readonly Row[], elementId: string): boolean {
  const done = tasks.filter(({ state }) => state === 'done')
  const last = done.filter((task) => task.elementId === elementId).at(-1)?.decidedAt
  return last != null && done.some(({ outcome, decidedAt }) => outcome === `return:${elementId}` && decidedAt !== null && decidedAt >= last)
}

/** Whether the applicant's step asks for what was owed at acceptance, and not for papers of its own or an answer to a notice. */
export function asksForOwed(guide: Guide, file: Pick<Case, 'data' | 'tolerant' | 'acceptedAt'>, elementId: string): boolean {
  return itemsOfStep(guide, file.data, elementId) === undefined && file.tolerant && file.acceptedAt !== null
}
