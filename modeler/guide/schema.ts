/** The guide's own JSON Schema as the form reads it: which kind of control a place is. Pure. */
import { guideSchema } from '../../server/matters/guideSchema.ts'

export interface GuideSchema {
  type?: string | string[]
  properties?: Record<string, GuideSchema>
  required?: string[]
  items?: GuideSchema
  enum?: string[]
  anyOf?: GuideSchema[]
  /** Of names that are not ours: `{ "address": "site" }`. */
  additionalProperties?: boolean | GuideSchema
  minLength?: number
  maxLength?: number
  minItems?: number
  format?: string
  pattern?: string
}

export const guide = guideSchema as GuideSchema

export type Control = 'object' | 'objects' | 'texts' | 'ticks' | 'choice' | 'number' | 'truth' | 'date' | 'text' | 'optional' | 'answers' | 'pairs'

export function controlOf(schema: GuideSchema): Control {
  if (schema.anyOf) return 'optional'
  if (schema.enum) return 'choice'
  if (schema.type === 'object') return schema.properties ? 'object' : 'pairs'
  if (schema.type === 'array') {
    if (schema.items?.type === 'object') return 'objects'
    if (schema.items?.enum) return 'ticks'
    return Array.isArray(schema.items?.type) ? 'answers' : 'texts'
  }
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'boolean') return 'truth'
  return schema.format === 'date' ? 'date' : 'text'
}

/** What stands behind `null or …`. */
export function insideOf(schema: GuideSchema): GuideSchema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
}

/** The least that a new item or object holds: every required place, empty. */
export function emptyOf(schema: GuideSchema): unknown {
  const control = controlOf(schema)
  switch (control) {
    case 'object': return Object.fromEntries((schema.required ?? []).map((name) => [name, emptyOf(schema.properties![name]!)]))
    case 'objects': return schema.minItems ? [emptyOf(schema.items!)] : []
    case 'texts': case 'ticks': case 'answers': return []
    case 'choice': return schema.enum![0]
    case 'number': return 1
    case 'truth': return false
    case 'pairs': return {}
    case 'optional': return null
    case 'date': case 'text': return ''
    default: return control satisfies never
  }
}

/**
 * The place of the form that stands for a pointer into the guide: itself, or the nearest above it that is shown. What is left out has its
 * place too: the button or the tick that puts it in.
 * @returns keys from the root, list items by number; [] where no place of the form does
 */
export function placeOf(value: unknown, path: readonly string[]): string[] {
  const reached: string[] = []
  let [schema, here] = [guide, value]
  for (const key of path) {
    const inner = insideOf(schema)
    const inside = controlOf(inner)
    const next = inside === 'objects' && /^\d+$/.test(key) && Array.isArray(here) && Number(key) < here.length ? inner.items : inside === 'object' && isThere(here) ? inner.properties?.[key] : undefined
    if (!next) break
    reached.push(key)
    here = (here as Record<string, unknown>)[key]
    schema = next
  }
  return reached
}

function isThere(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** The section a place stands in; undefined for the guide as a whole. */
export function sectionOf([property]: readonly string[]): string | undefined {
  return SECTIONS.find(({ properties }) => property !== undefined && properties.includes(property))?.id
}

/** The sections of the form, in the order in which an author thinks of a matter. Every property of the schema stands in one (a test holds it). */
export const SECTIONS: { id: string; properties: string[] }[] = [
  { id: 'matter', properties: ['name', 'code', 'body', 'deptType', 'entrustName', 'division', 'kind', 'type', 'sample', 'topics', 'keywords'] },
  { id: 'who', properties: ['subjects', 'applicants', 'agency', 'conditions', 'quantity', 'channels', 'visits', 'visitExplain', 'area', 'form'] },
  { id: 'materials', properties: ['materials', 'tolerant'] },
  { id: 'limits', properties: ['limits', 'pauses', 'extension', 'green'] },
  { id: 'steps', properties: ['steps'] },
  { id: 'children', properties: ['children', 'stages'] },
  { id: 'result', properties: ['result', 'fees', 'isPayOnline'] },
  { id: 'law', properties: ['legalBasis', 'powerSource', 'remedies', 'intermediary'] },
  { id: 'places', properties: ['places', 'isEntryCenter', 'consultation', 'supervision', 'faq'] },
  { id: 'codes', properties: ['catalogCode', 'implementCode', 'localTaskCode', 'depth', 'level'] },
  { id: 'review', properties: ['review', 'effectiveFrom'] },
]
