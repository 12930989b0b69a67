/** The sentences of dmn-js in Chinese (words/tables.zh.json); what is not there stays English and is listed by the test. */
import chinese from '../words/tables.zh.json' with { type: 'json' }
import type { Locale } from '../words/words.ts'

const sentences: Record<string, string> = chinese

export function translated(locale: Locale, template: string, replacements: Record<string, string> = {}): string {
  const text = locale === 'zh-CN' && Object.hasOwn(sentences, template) ? sentences[template]! : template
  return text.replace(/\{\s*(\w+)\s*\}/g, (whole, key: string) => replacements[key] ?? whole)
}

export function translateModule(locale: Locale): object {
  return { translate: ['value', (template: string, replacements?: Record<string, string>) => translated(locale, template, replacements)] }
}
