/** When a hearing may be held and what its record is of (行政许可法 48). Pure and browser-safe; service.ts has it watch decisions. */
import type { Calendar } from '../deadlines/calendar.ts'
import { deadline } from '../deadlines/deadline.ts'
import { dayOf, type Day } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import type { Step } from '../matters/types.ts'
import type { Task } from '../tasks/task.ts'

/** 行政许可法 48(1): told seven days before it is held; working days (82). */
const NOTICE = { amount: 7, unit: 'wd' } as const

/**
 * A step with the header `hearing`: `plan` names the day under `heldOn`, at least seven working days after the notice; `record` of the
 * planned step (header `plan`) is of that very day, since only that one was told to the public and the parties.
 * @throws Refusal hearing-too-early, hearing-other-day.
 */
export function judgeHearing(step: Step, data: Record<string, unknown>, earlier: readonly Pick<Task, 'elementId' | 'state' | 'data'>[], now: Date, calendar: Calendar): void {
  const heldOn = String(data.heldOn ?? '')
  if (step.headers.hearing === 'plan') {
    const last = lastDayOfNotice(now, calendar)
    if (last === null || heldOn <= last) throw refuse('hearing-too-early', { last: last ?? '' }, [{ pointer: '/heldOn', message: '听证日期须在通知之日起七个工作日之后（行政许可法第四十八条）。' }])
  }
  if (step.headers.hearing === 'record' && data.outcome === 'held') {
    const planned = earlier.filter(({ elementId, state }) => elementId === step.headers.plan && state === 'done').at(-1)?.data?.heldOn
    if (heldOn !== planned || heldOn > dayOf(now)) throw refuse('hearing-other-day', { planned: String(planned ?? '') }, [{ pointer: '/heldOn', message: `公告和通知的听证日期是 ${String(planned ?? '')}。` }])
  }
}

/** The hearing is held after this day; null where the count reaches into a year whose holidays are not published. */
export function lastDayOfNotice(told: Date, calendar: Calendar): Day | null {
  const end = deadline({ limit: NOTICE, start: told }, calendar)
  return end.state === 'dated' ? end.lastDay : null
}
