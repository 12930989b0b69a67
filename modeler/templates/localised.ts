/** The templates in the reader's language: they are written in Chinese, the English words stand in words/templates.en.json. */
import english from '../words/templates.en.json' with { type: 'json' }
import type { Locale } from '../words/words.ts'
import { templates, type Template } from './index.ts'

const words: Record<string, string> = english
const SPOKEN = new Set(['name', 'description', 'label', 'message'])

export function localised(locale: Locale): Template[] {
  return locale === 'zh-CN' ? templates : (inEnglish(templates) as Template[])
}

/** Every text that a person reads, once each. */
export function spokenIn(value: unknown): string[] {
  const found = new Set<string>()
  inEnglish(value, (text) => void found.add(text))
  return [...found]
}

function inEnglish(value: unknown, heard: (text: string) => void = () => undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => inEnglish(one, heard))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
    // `name` of a binding is a name of BPMN, not a word for people
    if (key === 'binding' || typeof inner !== 'string' || !SPOKEN.has(key)) return [key, key === 'binding' ? inner : inEnglish(inner, heard)]
    heard(inner)
    return [key, words[inner] ?? inner]
  }))
}
