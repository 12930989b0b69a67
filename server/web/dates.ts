/**
 * Instants and amounts of time in words, always in Chinese legal time (Asia/Shanghai) whatever the machine's zone.
 * What a day counts for is deadlines/'s business; here it is only written.
 */
import { translate, type Locale } from './messages.ts'

const ZONE = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const english = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' })

/** A Date, an RFC 3339 string, or a plain YYYY-MM-DD (a day has no zone). */
export type When = Date | string

/** `2026年11月22日`, `22 Nov 2026`. */
export function dateText(when: When, locale: Locale): string {
  if (locale === 'en') return english.format(instant(when))
  const { year, month, day } = fields(when)
  return `${year}年${Number(month)}月${Number(day)}日`
}

/** `2026年11月22日 09:05`, `22 Nov 2026, 09:05`. */
export function dateTimeText(when: When, locale: Locale): string {
  const { hour, minute } = fields(when)
  return `${dateText(when, locale)}${locale === 'en' ? ',' : ''} ${hour}:${minute}`
}

/** The end of a limit: midnight belongs to the day that ends, as the law counts it: `2026年3月9日 24:00`. */
export function untilText(when: When, locale: Locale): string {
  const end = instant(when)
  const { hour, minute } = fields(end)
  if (hour !== '00' || minute !== '00') return dateTimeText(end, locale)
  return `${dateText(new Date(end.getTime() - 1), locale)}${locale === 'en' ? ',' : ''} 24:00`
}

/** `11-22 09:05`, for dense lists of the present year. */
export function shortText(when: When): string {
  const { month, day, hour, minute } = fields(when)
  return `${month}-${day} ${hour}:${minute}`
}

/** For `<time datetime>`: RFC 3339 with +08:00, or the day itself. */
export function machineText(when: When): string {
  const { year, month, day, hour, minute } = fields(when)
  const isDay = typeof when === 'string' && when.length === 10
  return isDay ? when : `${year}-${month}-${day}T${hour}:${minute}:00+08:00`
}

/** An amount with its unit: wd 工作日, d 自然日, h 小时, min 分钟. `3个工作日`, `1 working day`. */
export function durationText(amount: number, unit: string, locale: Locale): string {
  return translate(locale, `web.unit.${unit}`, { count: amount })
}

function instant(when: When): Date {
  return typeof when === 'string' ? new Date(when.length === 10 ? `${when}T00:00:00+08:00` : when) : when
}

function fields(when: When): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(instant(when)).map(({ type, value }) => [type, value]))
}
