/**
 * The order of a project's stages (前置, domain A10): an application for a stage waits until the one before is passed (办结通过 or 容缺通过),
 * and a stage that runs or is passed is not applied for again. Pure and browser-safe; whose cases a project has is stages.ts.
 */
import type { Case } from '../cases/case.ts'
import { refuse } from '../errors.ts'
import type { FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'
import { situationWords } from '../matters/situation.ts'

type Passing = Pick<Case, 'outcome'>

/** @param project the applicant's cases of the matter for this project, oldest first. @throws Refusal stage-too-early, stage-applied-for. */
export function judgeOrder(guide: Guide, form: FormSchema, data: Record<string, unknown>, project: readonly Pick<Case, 'outcome' | 'data' | 'number'>[]): void {
  const { stages } = guide
  if (!stages) return
  const stage = String(data[stages.field])
  const standing = (wanted: string) => project.filter((one) => one.data[stages.field] === wanted && !isVoid(one)).at(-1)
  const again = standing(stage)
  if (again) throw refuse('stage-applied-for', { stage: stageName(guide, form, stage), number: again.number })
  const before = stages.order[stages.order.indexOf(stage) - 1]
  const earlier = before === undefined ? undefined : standing(before)
  if (before === undefined || (earlier && isPassed(earlier))) return
  throw refuse('stage-too-early', { stage: stageName(guide, form, stage), before: stageName(guide, form, before), where: earlier ? `（办件${earlier.number}正在办理）` : '', whereEn: earlier ? ` (case ${earlier.number} is under way)` : '' })
}

/** 办结通过 or 容缺通过. */
export function isPassed({ outcome }: Passing): boolean {
  return outcome === 'granted' || outcome === 'granted-tolerant'
}

/** Ended without being passed: the stage may be applied for anew. */
function isVoid(file: Passing): boolean {
  return file.outcome !== null && !isPassed(file)
}

export function stageName({ stages }: Guide, form: FormSchema, stage: string): string {
  return situationWords(form, { field: stages!.field, in: [stage] })?.answers[0] ?? stage
}
