/** The sentences of the tab of the decision tables: the room `tables` of the message catalogue. */
import enTexts from '../../server/web/messages/en/tables.json' with { type: 'json' }
import zhTexts from '../../server/web/messages/zh-CN/tables.json' with { type: 'json' }
import type { Locale, Words } from './words.ts'

/** @returns a function that throws for a key that is in no catalogue. */
export function tableWords(locale: Locale): Words {
  const catalogue: Record<string, string> = locale === 'en' ? enTexts : zhTexts
  return (key, params = {}) => {
    const text = (Number(params.count) === 1 ? catalogue[`${key}.one`] : undefined) ?? catalogue[key]
    if (text === undefined) throw new Error(`No message "tables.${key}" in ${locale}. Add it to server/web/messages/${locale}/tables.json.`)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
  }
}
