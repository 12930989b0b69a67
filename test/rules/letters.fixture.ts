/** Every kind of letter made of the sample facts, and the facts under the names the tests use. */
import type { DetailsOf, Facts } from '../../server/letters/facts.ts'
import { kinds, rulesOf, type LetterKind } from '../../server/letters/kinds.ts'
import { full, SAMPLE_INSTANT } from '../../server/letters/sample.ts'
import { makeDocument } from '../../server/letters/templates.ts'
import type { LetterDocument } from '../../server/letters/blocks.ts'

export const at = SAMPLE_INSTANT
export const { facts, details } = full

export const allKinds = Object.keys(kinds) as LetterKind[]

export function make<K extends LetterKind>(kind: K, options: { template?: string; facts?: Facts; details?: DetailsOf[K] } = {}): LetterDocument {
  const envelope = { number: `样住建许${rulesOf(kind).nature ?? ''}〔2026〕1号`, title: rulesOf(kind).title, issuedAt: at, bodyName: '样例市住房和城乡建设局' }
  return makeDocument(kind, envelope, options.facts ?? facts, options.details ?? details[kind], options.template)
}
