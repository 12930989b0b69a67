/** What the modeler says: the modeler's part of the message catalogue, in the reader's language. */
import en from '../../server/web/messages/en/modeler.json' with { type: 'json' }
import zh from '../../server/web/messages/zh-CN/modeler.json' with { type: 'json' }

export type Locale = 'zh-CN' | 'en'
export type Words = (key: string, params?: Record<string, unknown>) => string

const catalogues: Record<Locale, Record<string, string>> = { 'zh-CN': zh, en }

/** @returns a function that throws for a key that is in no catalogue: a missing sentence is a bug. */
export function wordsOf(locale: Locale): Words {
  const catalogue = catalogues[locale]
  return (key, params = {}) => {
    const text = (Number(params.count) === 1 ? catalogue[`${key}.one`] : undefined) ?? catalogue[key]
    if (text === undefined) throw new Error(`No message "modeler.${key}" in ${locale}. Add it to server/web/messages/${locale}/modeler.json.`)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
  }
}
