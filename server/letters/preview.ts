/**
 * A letter as its author tries it: made of the sample case by the very renderer that makes real ones, and the list of fields a template
 * may use. Nothing is numbered, sealed, stored or served here.
 */
import type { LetterDocument } from './blocks.ts'
import { templateContext, type Facts } from './facts.ts'
import { isLetterKind, rulesOf, type LetterKind } from './kinds.ts'
import { bare, full, SAMPLE_INSTANT } from './sample.ts'
import { TemplateError } from './template.ts'
import { makeDocument } from './templates.ts'

export interface Trial {
  kind: string
  /** The matter's own template; the common one otherwise. */
  template?: string
  bodyName: string
  /** What the guide says of the matter; the sample's own where it does not say yet. */
  matter?: Partial<Pick<Facts['matter'], 'name' | 'basis' | 'remedies' | 'supervisionPhone'>>
  /** `bare`: only what every such letter has. */
  told: 'full' | 'bare'
}

/** @returns the document, or in one sentence why there is none. */
export function tryLetter({ kind, template, bodyName, matter, told }: Trial): LetterDocument | string {
  if (!isLetterKind(kind)) return `There is no kind of letter "${kind}".`
  const { facts, details } = told === 'full' ? full : bare
  try {
    return makeDocument(kind, envelopeOf(kind, bodyName), { ...facts, matter: { ...facts.matter, ...matter, sample: true } }, details[kind], template)
  } catch (error) {
    if (error instanceof TemplateError) return error.message
    throw error
  }
}

function envelopeOf(kind: LetterKind, bodyName: string) {
  return { number: '样例〔2026〕1号', title: rulesOf(kind).title, issuedAt: SAMPLE_INSTANT, bodyName }
}

/** A place in a template: `applicant.name`, with what the sample says there; a list with the fields of one item. */
export interface LetterField {
  path: string
  sample: string
  /** Set for a list: what stands between {{#each}} and {{/each}}. */
  items?: LetterField[]
  /** Not every letter of the kind has it: it stands in an {{#if}}. */
  optional: boolean
}

export function fieldsOfKind(kind: LetterKind): LetterField[] {
  const context = (told: typeof full) => templateContext(kind, envelopeOf(kind, '样例机关'), told.facts, told.details[kind])
  return fieldsIn(context(full), context(bare), '')
}

function fieldsIn(whole: unknown, least: unknown, path: string): LetterField[] {
  if (typeof whole !== 'object' || whole === null) return []
  return Object.entries(whole).flatMap(([name, value]): LetterField[] => {
    const at = path ? `${path}.${name}` : name
    const there = (least as Record<string, unknown> | undefined)?.[name]
    const optional = there === undefined || there === false
    if (Array.isArray(value)) {
      const first: unknown = value[0]
      const items = typeof first === 'object' ? fieldsIn(first, Array.isArray(there) ? there[0] ?? first : first, '') : [{ path: 'this', sample: String(first ?? ''), optional: false }]
      return [{ path: at, sample: '', items, optional: optional || (Array.isArray(there) && there.length === 0) }]
    }
    if (typeof value === 'object' && value !== null) return fieldsIn(value, there, at)
    return [{ path: at, sample: String(value), optional }]
  })
}
