/**
 * The time a letter gives its receiver for the answer, as the letter says it: the limit of the applicant's step that answers it, and by
 * which rule. It runs from service (domain H8), so a last day is named only where the letter is served as it is issued.
 */
import type { Context } from '../context.ts'
import { deadline } from '../deadlines/deadline.ts'
import { calendars } from '../deadlines/service.ts'
import type { AnswerTime } from '../letters/facts.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { durationText } from '../web/dates.ts'
import type { Case } from './case.ts'

/** Empty without a step that has a limit. */
export function answerTime(ctx: Context, file: Case, step: Step | undefined): AnswerTime {
  if (!step?.limit) return {}
  const end = deadline({ limit: step.limit, start: ctx.now() }, calendars(ctx).of(file.divisionCode))
  return {
    within: durationText(step.limit.amount, step.limit.unit, 'zh-CN'),
    ...(file.applicant.consentElectronicService && end.state === 'dated' ? { until: end.lastDay } : {}),
    ...(step.headers.limitSource ? { untilSource: step.headers.limitSource } : {}),
  }
}

/** The applicant's step that answers letters of this kind (header `asks`). */
export function stepAsking(version: MatterVersion, kind: string): Step | undefined {
  return version.steps.find(({ headers }) => headers.asks === kind)
}
