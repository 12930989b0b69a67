/** The sentences of generated views, for code that also runs in the browser: the same catalogue files as the pages use. */
import type { LimitOf } from '../matters/guide.ts'
import { parseLimit } from '../deadlines/limit.ts'
import enCoapproval from '../web/messages/en/coapproval.json' with { type: 'json' }
import enManuals from '../web/messages/en/manuals.json' with { type: 'json' }
import enTables from '../web/messages/en/tables.json' with { type: 'json' }
import enMatters from '../web/messages/en/matters.json' with { type: 'json' }
import enWeb from '../web/messages/en/web.json' with { type: 'json' }
import zhCoapproval from '../web/messages/zh-CN/coapproval.json' with { type: 'json' }
import zhManuals from '../web/messages/zh-CN/manuals.json' with { type: 'json' }
import zhTables from '../web/messages/zh-CN/tables.json' with { type: 'json' }
import zhMatters from '../web/messages/zh-CN/matters.json' with { type: 'json' }
import zhWeb from '../web/messages/zh-CN/web.json' with { type: 'json' }

export type Locale = 'zh-CN' | 'en'
/** `say('manuals.limit.from')`; a key of the rooms coapproval, manuals, matters, tables or web. */
export type Say = (key: string, params?: Record<string, unknown>) => string

const catalogues: Record<Locale, Record<string, Record<string, string>>> = {
  'zh-CN': { coapproval: zhCoapproval, manuals: zhManuals, matters: zhMatters, tables: zhTables, web: zhWeb },
  en: { coapproval: enCoapproval, manuals: enManuals, matters: enMatters, tables: enTables, web: enWeb },
}

/** @returns a function that throws for a key that is in no catalogue: a missing sentence is a bug. */
export function sayIn(locale: Locale): Say {
  return (key, params = {}) => {
    const [room, ...rest] = key.split('.') as [string, ...string[]]
    const texts = catalogues[locale][room] ?? {}
    const name = rest.join('.')
    const text = (Number(params.count) === 1 ? texts[`${name}.one`] : undefined) ?? texts[name]
    if (text === undefined) throw new Error(`No message "${key}" in ${locale}. Add it to server/web/messages/${locale}/${room}.json.`)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
  }
}

/** `3 个工作日`. */
export function duration(say: Say, { amount, unit }: LimitOf): string {
  return say(`web.unit.${unit}`, { count: amount })
}

/** A limit as a diagram writes it, in words; what cannot be read stays as it stands. */
export function limitWords(say: Say, text: string): string {
  const limit = parseLimit(text)
  return limit ? duration(say, limit) : text
}
