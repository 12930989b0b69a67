/** How far the calendar reaches, for the people who run an installation. Pure. */
import { dayOf } from './shanghai.ts'

/** Notices come in October or November: from October on the next year is missed. Null while nothing is due, otherwise one sentence. */
export function calendarDue(lastYear: number, now: Date): string | null {
  if (dayOf(now) < `${lastYear}-10-01`) return null
  return `working days are published through ${lastYear}; limits that reach further have no date until processes/calendar/${lastYear + 1}.json is there (its README says how)`
}
