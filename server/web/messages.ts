/**
 * The message catalogue: messages/<locale>/<room>.json, flat keys, asked for as `<room>.<key>`.
 * Placeholders are `{name}`; a key with `.one` beside it (English) is taken when `count` is 1.
 */
import { readFileSync, readdirSync } from 'node:fs'

export type Locale = 'zh-CN' | 'en'
export const locales: readonly Locale[] = ['zh-CN', 'en']

type Catalogue = Map<string, string>

const folder = new URL('./messages/', import.meta.url)
const catalogues: Record<Locale, Catalogue> = { 'zh-CN': read('zh-CN'), en: read('en') }

/**
 * @throws Error when the key is in no catalogue: a missing sentence is a bug that tests must see, never an empty page.
 */
export function translate(locale: Locale, key: string, params: Record<string, unknown> = {}): string {
  const catalogue = catalogues[locale]
  const text = (Number(params.count) === 1 ? catalogue.get(`${key}.one`) : undefined) ?? catalogue.get(key)
  if (text === undefined) {
    throw new Error(`No message "${key}" in ${locale}. Add "${key.slice(key.indexOf('.') + 1)}" to server/web/messages/${locale}/${key.split('.')[0]}.json.`)
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}

export function hasMessage(locale: Locale, key: string): boolean {
  return catalogues[locale].has(key)
}

function read(locale: Locale): Catalogue {
  const all: Catalogue = new Map()
  const dir = new URL(`${locale}/`, folder)
  for (const file of readdirSync(dir).filter((name) => name.endsWith('.json'))) {
    const room = file.slice(0, -'.json'.length)
    const texts = JSON.parse(readFileSync(new URL(file, dir), 'utf8')) as Record<string, string>
    for (const [key, text] of Object.entries(texts)) all.set(`${room}.${key}`, text)
  }
  return all
}
