/**
 * The one notice of all gaps (行政许可法 32(1)(4), domain H3): what a point is, and what a second notice may still say. Pure.
 */
import type { FormSchema } from '../forms/schema.ts'
import type { Guide } from '../matters/guide.ts'
import { propertiesOf } from './draft.ts'

export interface Gap { item: string; problem: string; remedy: string }

/** A point of a notice: an item of the list, a field of the application, or something said in words only. */
export type Point = { kind: 'material'; code: string } | { kind: 'field'; name: string } | { kind: 'other'; text: string }

/** What an officer chooses a point from; also what the letter prints. */
export function pointChoices(guide: Guide, form: FormSchema): { const: string; title: string }[] {
  const titles = [...guide.materials.map(({ name }) => name), ...propertiesOf(form).map(({ title }) => title)]
  return [...new Set(titles)].map((title) => ({ const: title, title }))
}

/** Read by code or name, so that programs and people may write either. */
export function pointOf(guide: Guide, form: FormSchema, text: string): Point {
  const wanted = text.trim()
  const material = guide.materials.find(({ code, name }) => code === wanted || name === wanted)
  if (material) return { kind: 'material', code: material.code }
  const field = propertiesOf(form).find(({ name, title }) => name === wanted || title === wanted)
  return field ? { kind: 'field', name: field.name } : { kind: 'other', text: wanted }
}

export function keyOf(point: Point): string {
  switch (point.kind) {
    case 'material': return `material:${point.code}`
    case 'field': return `field:${point.name}`
    case 'other': return `other:${point.text}`
    default: return point satisfies never
  }
}

/**
 * The places of a second notice that the law no longer allows: points that were not listed before and are not about
 * something newly handed in.
 * @returns indexes into `wanted`.
 */
export function tooLate(listed: readonly Point[], handedInSince: readonly Point[], wanted: readonly Point[]): number[] {
  const open = new Set([...listed, ...handedInSince].map(keyOf))
  return wanted.flatMap((point, index) => (open.has(keyOf(point)) ? [] : [index]))
}
