/**
 * The marks of a limit: the instants at which 50, 75, 90 and 100 % of its working time are used (domain: lamps and cards).
 * 100 is the deadline itself. Pure and browser-safe; raising them once each is supervision's.
 */
import type { Calendar } from './calendar.ts'
import type { Clock } from './clock.ts'
import { deadline } from './deadline.ts'
import { walk } from './walk.ts'

export const PERCENTS = [50, 75, 90, 100] as const
export type Percent = (typeof PERCENTS)[number]

export interface Mark { percent: Percent; at: Date }

/**
 * A mark below 100 falls when its minutes are used up (a full day: at close of business, while somebody can still act);
 * 100 falls at the limit's lawful end (24:00). Marks an open pause or an unpublished year hides are left out.
 */
export function marks(clock: Clock, calendar: Calendar): Mark[] {
  const end = deadline(clock, calendar)
  const { allowed } = end.allowance
  return PERCENTS.flatMap((percent) => {
    const found = percent === 100 ? end : walk(clock, calendar, (allowed * percent) / 100, 'used')
    return found.state === 'dated' ? [{ percent, at: found.at }] : []
  })
}
