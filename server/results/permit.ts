/** The facts of a permit: its number after the matter's pattern, its validity, what it says. Pure. */
import type { Guide } from '../matters/guide.ts'
import { addDays, dayOf, type Day } from '../deadlines/shanghai.ts'
import { dayText } from '../forms/days.ts'
import type { FormSchema } from '../forms/schema.ts'
import { word } from '../forms/words.ts'

/** `{division} {yyyy} {yyyymmdd} {serial:n}`; anything else in the pattern stays as it is. */
export function permitNumber(pattern: string, facts: { division: string; day: Day; serial: number }): string {
  return pattern
    .replace('{division}', facts.division)
    .replace('{yyyymmdd}', facts.day.replaceAll('-', ''))
    .replace('{yyyy}', facts.day.slice(0, 4))
    .replace(/\{serial:(\d)\}/, (_, width: string) => String(facts.serial).padStart(Number(width), '0'))
}

/**
 * First and last day. A period is counted from the first day and ends on the eve of its anniversary; a field of the application
 * (in years) is bounded by `most` of the guide.
 * @returns validTo null = without end.
 */
export function validityOf(validity: Guide['result']['validity'], decidedAt: Date, data: Record<string, unknown>): { validFrom: Day; validTo: Day | null } {
  const decided = dayOf(decidedAt)
  const wished = typeof data.validFrom === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(data.validFrom) ? data.validFrom : decided
  const validFrom = wished > decided ? wished : decided
  const until = validity.until === undefined ? undefined : data[validity.until]
  if (typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until)) return { validFrom, validTo: until > validFrom ? until : validFrom }
  const asked = validity.field === undefined ? years(validity.period) : Number(data[validity.field])
  const most = years(validity.most ?? null)
  if (asked === null || Number.isNaN(asked)) return { validFrom, validTo: most === null ? null : lastDay(validFrom, most) }
  return { validFrom, validTo: lastDay(validFrom, most === null ? asked : Math.min(asked, most)) }
}

/** Whole years of an ISO 8601 duration `P3Y`. */
function years(duration: string | null): number | null {
  const match = /^P(\d{1,2})Y$/.exec(duration ?? '')
  return match ? Number(match[1]) : null
}

/** 29 February ends with the last of February in common years. */
function lastDay(from: Day, count: number): Day {
  const [year, month, date] = from.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year + count, month, 0)).getUTCDate()
  const anniversary = `${year + count}-${String(month).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`
  return date > last ? anniversary : addDays(anniversary, -1)
}

/** The properties of the application that the permit shows, each with the form's own title and the words of its answer. */
export function scopeOf(guide: Guide, form: FormSchema, data: Record<string, unknown>): { label: string; value: string }[] {
  return guide.result.scope.flatMap((name) => {
    const property = findProperty(form, name)
    const value = data[name]
    if (!property || value === undefined || value === null || typeof value === 'object') return []
    return [{ label: property.title ?? name, value: words(property, value) }]
  })
}

function words(property: FormSchema, value: unknown): string {
  if (property.format === 'date') return dayText(String(value), 'zh-CN')
  if (typeof value === 'boolean') return word('zh-CN', value ? 'yes' : 'no')
  const choice = property.oneOf?.find((one) => one.const === value)
  return `${choice?.title ?? String(value)}${property['x-unit'] && !choice ? property['x-unit'] : ''}`
}

function findProperty(fragment: Pick<FormSchema, 'properties' | 'allOf' | 'then' | 'else'>, name: string): FormSchema | undefined {
  const own = fragment.properties?.[name]
  if (own) return own
  for (const branch of [...(fragment.allOf ?? []), fragment.then, fragment.else]) {
    const found = branch && findProperty(branch, name)
    if (found) return found
  }
  return undefined
}
