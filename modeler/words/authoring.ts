/** The sentences of the tabs beside the diagram (guide, forms, letters), with the names of a guide's facts: their parts of the message catalogue. */
import enTexts from '../../server/web/messages/en/authoring.json' with { type: 'json' }
import enMatters from '../../server/web/messages/en/matters.json' with { type: 'json' }
import zhTexts from '../../server/web/messages/zh-CN/authoring.json' with { type: 'json' }
import zhMatters from '../../server/web/messages/zh-CN/matters.json' with { type: 'json' }
import type { Locale, Words } from './words.ts'

/** @returns a function that throws for a key that is in no catalogue. */
export function authoringWords(locale: Locale): Words {
  const catalogue: Record<string, string> = locale === 'en' ? enTexts : zhTexts
  return (key, params = {}) => {
    const text = catalogue[key]
    if (text === undefined) throw new Error(`No message "authoring.${key}" in ${locale}. Add it to server/web/messages/${locale}/authoring.json.`)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
  }
}

/** Sentences of both catalogues by their whole keys (`matters.fact.limits`, `authoring.guide.row`), as server/matters/guidePlaces.ts asks for them. */
export function guideWord(locale: Locale): (key: string, params?: Record<string, string | number>) => string | undefined {
  const say = authoringWords(locale)
  return (key, params) => (key.startsWith('matters.') ? matterWord(locale, key.slice('matters.'.length)) : say(key.slice('authoring.'.length), params))
}

/** The name of a guide's fact or value where the catalogue of the matters room has one: `fact.limits.statutory`, `value.need=required`. */
export function matterWord(locale: Locale, key: string): string | undefined {
  return ((locale === 'en' ? enMatters : zhMatters) as Record<string, string>)[key]
}
