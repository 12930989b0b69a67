/**
 * When an application counts as received: the start of everything that runs from it. Pure and browser-safe.
 */
import type { Calendar } from './calendar.ts'
import { addDays, dayOf, instantAt, minuteOfDay } from './shanghai.ts'

/**
 * Electronic: the moment the data entered the system, at night and on holidays too (法释〔2009〕20号 art. 6).
 * At the counter: the moment it was handed in, or, before opening, after closing and on rest days, the next opening
 * of a working day. Noon is not closing time.
 * @throws CalendarMissing at the counter when the year has no calendar.
 */
export function receivedAt(at: Date, channel: 'online' | 'counter', calendar: Calendar): Date {
  if (channel === 'online') return at
  const today = dayOf(at)
  const minute = minuteOfDay(at)
  if (calendar.isWorking(today)) {
    const hours = calendar.hoursOf(today)
    if (minute < hours[0]![0]) return instantAt(today, hours[0]![0])
    if (minute < hours.at(-1)![1]) return at
  }
  let day = addDays(today, 1)
  while (!calendar.isWorking(day)) day = addDays(day, 1)
  return instantAt(day, calendar.hoursOf(day)[0]![0])
}
