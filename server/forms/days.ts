/** A day of an answer as people read it. For code that also runs in the browser; instants and limits are written by web/dates.ts, in the same manner. */
import type { Locale } from './words.ts'

const english = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })

/** `2026-06-01` -> `2026年6月1日`, `1 Jun 2026`; what is no real day stays as it is. */
export function dayText(day: string, locale: Locale): string {
  const instant = new Date(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(instant.getTime())) return day
  return locale === 'en' ? english.format(instant) : `${instant.getUTCFullYear()}年${instant.getUTCMonth() + 1}月${instant.getUTCDate()}日`
}
