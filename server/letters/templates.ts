/** The common templates, read once from templates/, and the making of a document from a template and its facts. */
import { readFileSync } from 'node:fs'
import type { LetterDocument } from './blocks.ts'
import { templateContext, type DetailsOf, type Envelope, type Facts } from './facts.ts'
import { isLetterKind, kinds, rulesOf, type LetterKind } from './kinds.ts'
import { bare, full, SAMPLE_INSTANT } from './sample.ts'
import { compileTemplate, TemplateError } from './template.ts'

const folder = new URL('./templates/', import.meta.url)
const sources = new Map<LetterKind, string>()

function commonTemplate(kind: LetterKind): string {
  const known = sources.get(kind)
  if (known !== undefined) return known
  const source = readFileSync(new URL(`${kind}.hbs`, folder), 'utf8')
  sources.set(kind, source)
  return source
}

/** The common templates, by kind. */
export function commonTemplates(): Record<string, string> {
  return Object.fromEntries((Object.keys(kinds) as LetterKind[]).map((kind) => [kind, commonTemplate(kind)]))
}

/**
 * The finished letter as blocks.
 * @param template the matter's own letters/<kind>.hbs where it has one; the common one otherwise.
 * @throws TemplateError when the template is not allowed, does not fit the facts, or breaks the kind's rules.
 */
export function makeDocument<K extends LetterKind>(kind: K, envelope: Envelope, facts: Facts, details: DetailsOf[K], template?: string): LetterDocument {
  checkReasons(kind, facts, details)
  const blocks = compileTemplate(template ?? commonTemplate(kind))(templateContext(kind, envelope, facts, details))
  const document: LetterDocument = {
    style: kind === 'permit' || kind === 'filing-certificate' ? 'certificate' : 'letter',
    blocks,
    banner: facts.matter.sample ? '样例文书，非官方文件，不具有法律效力' : null,
  }
  checkKind(kind, document)
  return document
}

/** 行政许可法 38(2): a refusal gives its reasons; every letter stands on a law it names. */
function checkReasons(kind: LetterKind, facts: Facts, details: object): void {
  if (facts.matter.basis.length === 0) throw new TemplateError(`A letter "${kind}" cites the law of its matter, and the matter names none. Add legalBasis to its guide.`)
  if (rulesOf(kind).remedies !== 'must') return
  const { reasons, law } = details as { reasons?: string; law?: string }
  if (!reasons?.trim() || !law?.trim()) throw new TemplateError(`A letter "${kind}" gives reasons and the law, and one is missing. Have the step's form ask for both.`)
}

/**
 * What is wrong with a matter's own template, as a sentence, before it is published; null when it may stand. It is made once with all
 * that can be said and once with no more than must be, so that no case is the first to find out.
 */
export function checkTemplate(kind: string, source: unknown): string | null {
  if (!isLetterKind(kind)) return `There is no kind of letter "${kind}". Name the file after one of ${Object.keys(kinds).join(', ')}.`
  try {
    compileTemplate(source)
    const envelope = { number: '样例〔2026〕1号', title: rulesOf(kind).title, issuedAt: SAMPLE_INSTANT, bodyName: '样例机关' }
    for (const { facts, details } of [full, bare]) makeDocument(kind, envelope, facts, details[kind], source as string)
    return null
  } catch (error) {
    if (error instanceof TemplateError) return error.message
    throw error
  }
}

/** 行政许可法 32(2), 38(2): title, number, seal and date on every letter; remedies exactly where they are owed. */
function checkKind(kind: LetterKind, { blocks }: LetterDocument): void {
  for (const wanted of ['title', 'number', 'seal'] as const) {
    const found = blocks.filter((block) => block.kind === wanted).length
    if (found !== 1) throw new TemplateError(`A letter "${kind}" has exactly one :${wanted}, this one has ${found}. Correct its template.`)
  }
  const { remedies } = rulesOf(kind)
  const printed = blocks.some((block) => block.kind === 'remedies')
  if (remedies === 'must' && !printed) throw new TemplateError(`A letter "${kind}" must name review body and court, and none is printed. Give the matter its remedies and the template a :remedies line.`)
  if (remedies === 'never' && printed) throw new TemplateError(`A letter "${kind}" decides nothing, so it prints no remedies. Take :remedies out of its template.`)
}
