/**
 * What becomes of a step's headers when its template has a newer version: what a person set stays, in its place; what the template no longer
 * knows goes and is told. Pure. (The library's own update is not used: it drops every header and mapping that is not the template's.)
 */
import type { Template, TemplateProperty } from './index.ts'

export interface Header { key: string; value: string }

/** A field that later versions do not have. */
export interface Retired {
  /** As it was called in the panel. */
  label: string
  binding: { type: 'zeebe:taskHeader'; key: string }
  /** The header its value stands in from now on: a field that was renamed. */
  now?: string
}

export interface Gone { label: string; value: string }

export interface Plan {
  /** Header -> its value from now on; null takes it away. Only what changes. */
  changes: ReadonlyMap<string, string | null>
  gone: Gone[]
}

export function planOf(headers: readonly Header[], template: Pick<Template, 'properties' | 'retired'>): Plan {
  const changes = new Map<string, string | null>()
  const gone: Gone[] = []
  const there = new Map(headers.map(({ key, value }) => [key, value]))
  for (const { label, binding, now } of template.retired ?? []) {
    const value = there.get(binding.key)
    if (value === undefined) continue
    changes.set(binding.key, null)
    if (now !== undefined && !there.has(now)) {
      changes.set(now, value)
      there.set(now, value)
    } else {
      gone.push({ label, value })
    }
  }
  for (const property of template.properties) {
    if (property.binding.type !== 'zeebe:taskHeader') continue
    const { key = '' } = property.binding
    const value = valueOf(property, there.get(key))
    if (value === there.get(key)) continue
    if (value !== undefined) changes.set(key, value)
    const before = there.get(key)
    if (before !== undefined && property.type !== 'Hidden') gone.push({ label: property.label ?? key, value: before })
  }
  return { changes, gone }
}

/** What the platform fixes is set anew, a choice that is no more falls back, what is wanted and missing gets its beginning; all else stays. */
function valueOf({ type, value, optional, choices }: TemplateProperty, before: string | undefined): string | undefined {
  if (type === 'Hidden') return value
  if (before === undefined) return optional ? undefined : value
  const known = type !== 'Dropdown' || (choices ?? []).some((choice) => choice.value === before)
  return known ? before : value
}
