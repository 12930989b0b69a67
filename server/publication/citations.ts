/** Where a matter's content stands on a law: read from guide, diagram, forms and letters. Pure. */
import type { Bundle } from '../matters/types.ts'

export interface Citation {
  /** In the bundle: `matter.json#/limits/statutory/law`, `process.bpmn`, `letters/permit.hbs`. */
  place: string
  text: string
}

const MOST_TEXT = 160

/**
 * Every text that names the law, and the article where one is asked for. Titles are compared without 《》 and white space, numbers of articles as
 * they are written in China (第四十二条) or as figures (42).
 */
export function citationsOf({ matter, diagram, forms, letters, annex }: Bundle, law: string, article: string | null): Citation[] {
  const names = (text: string): boolean => plain(text).includes(plain(law))
  const says = (text: string): boolean => names(text) && (article === null || plain(text).includes(plain(article)) || numberIn(text, article))
  const found: Citation[] = []
  matter.legalBasis.forEach((basis, index) => {
    if (names(basis.law) && (article === null || sameArticle(basis.article, article))) found.push({ place: `matter.json#/legalBasis/${index}`, text: `${basis.law}${basis.article}` })
  })
  const { legalBasis: _, ...rest } = matter
  walk(rest, '', (place, text) => { if (says(text)) found.push({ place: `matter.json#${place}`, text: cut(text) }) })
  for (const [, value = ''] of diagram.matchAll(/value="([^"]*)"/g)) if (says(value)) found.push({ place: 'process.bpmn', text: cut(value) })
  for (const [form, schema] of Object.entries(forms)) walk(schema, '', (place, text) => { if (says(text)) found.push({ place: `forms/${form}#${place}`, text: cut(text) }) })
  for (const [kind, template] of Object.entries({ ...annex?.letters, ...letters })) if (says(template)) found.push({ place: `letters/${kind}.hbs`, text: cut(template.split('\n').find(names) ?? law) })
  return found
}

function walk(value: unknown, place: string, at: (place: string, text: string) => void): void {
  if (typeof value === 'string') at(place, value)
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, `${place}/${key}`, at)
}

function plain(text: string): string {
  return text.replace(/[《》\s]/g, '').replace(/^中华人民共和国/, '')
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text
}

function sameArticle(a: string, b: string): boolean {
  return plain(a) === plain(b) || plain(a).startsWith(plain(b)) || (figure(a) !== null && figure(a) === figure(b))
}

function numberIn(text: string, article: string): boolean {
  const wanted = figure(article)
  return wanted !== null && [...text.matchAll(/第[零〇一二三四五六七八九十百千]+条|\b\d{1,4}\b/g)].some(([one]) => figure(one) === wanted)
}

const DIGITS = '零一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

/** 第四十二条, 第42条 or 42 -> 42; null where there is no number. */
export function figure(text: string): number | null {
  const arabic = /\d+/.exec(text)
  if (arabic) return Number(arabic[0])
  const chinese = /[零〇一二三四五六七八九十百千]+/.exec(text)?.[0]
  if (chinese === undefined) return null
  let [sum, digit] = [0, 0]
  for (const sign of chinese.replaceAll('〇', '零')) {
    const unit = UNITS[sign]
    if (unit === undefined) digit = DIGITS.indexOf(sign)
    else {
      sum += (digit || 1) * unit
      digit = 0
    }
  }
  return sum + digit
}
