/** The sentences of this room for code that also runs in the browser: the same catalogue files as the pages use. */
import en from '../web/messages/en/forms.json' with { type: 'json' }
import zh from '../web/messages/zh-CN/forms.json' with { type: 'json' }

export type Locale = 'zh-CN' | 'en'
export type Word = keyof typeof zh

export function word(locale: Locale, key: Word, params: Record<string, unknown> = {}): string {
  const texts: Record<string, string> = locale === 'en' ? en : zh
  const text = (Number(params.count) === 1 ? texts[`${key}.one`] : undefined) ?? texts[key] ?? key
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}

export function hasWord(key: string): key is Word {
  return Object.hasOwn(zh, key)
}
