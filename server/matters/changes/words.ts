/** A change told in a sentence, in the reader's language, out of the message catalogue; what an author wrote is quoted as it stands. */
import { parseLimit } from '../../deadlines/limit.ts'
import { hasMessage, translate, type Locale } from '../../web/messages.ts'
import type { Area, Change } from './change.ts'

export function areaName(area: Area, locale: Locale): string {
  return translate(locale, `matters.area.${area}`)
}

/** For instance: 人工环节“窗口受理”的时限由“5 个工作日”改为“3 个工作日”（缩短）. */
export function sentenceOf(change: Change, locale: Locale): string {
  const { kind, thing, subject, fact, before, after } = change
  if (thing === 'layout' || thing === 'rest') return translate(locale, `matters.change.${thing}`)
  const params = { thing: thingName(thing, locale), subject }
  if (change.facts) return translate(locale, `matters.change.thing.${kind}`, params) + translate(locale, 'matters.change.colon') + change.facts.map((one) => togetherOf(change, one, locale)).join(translate(locale, 'matters.change.semicolon'))
  if (fact === undefined) return translate(locale, `matters.change.thing.${kind}`, params)
  const values = { fact: factName(thing, fact, locale), before: valueOf(change, before, locale), after: valueOf(change, after, locale) }
  return translate(locale, `matters.change.fact.${kind}`, { ...params, ...values }) + direction(change, locale)
}

/** One of several facts of a thing: what it is now, and what it was where it was another. */
function togetherOf(change: Change, { fact, before, after }: { fact: string; before?: string; after?: string }, locale: Locale): string {
  const now = { fact: factName(change.thing, fact, locale), after: valueOf({ ...change, fact }, after, locale) }
  if (change.kind === 'added') return translate(locale, 'matters.change.now', now)
  return translate(locale, 'matters.change.short', { ...now, before: valueOf({ ...change, fact }, before, locale) })
}

/** What became of one fact, for where the element itself is seen: 时限：5 个工作日 → 3 个工作日. Null where the thing itself came or went. */
export function shortOf(change: Change, locale: Locale): string | null {
  const { thing, fact, before, after } = change
  if (fact === undefined || thing === 'layout' || thing === 'rest') return null
  return translate(locale, 'matters.change.short', { fact: factName(thing, fact, locale), before: valueOf(change, before, locale), after: valueOf(change, after, locale) })
}

export function thingName(thing: string, locale: Locale): string {
  return named(`thing.${thing}`, locale) ?? thing
}

/** What follows these is a name of the author's, not one of ours. */
const OPEN = ['header', 'choice', 'page', 'input', 'output', 'property']

/** The longest part of a fact's path that has a name, then the rest: 承诺时限·依据. */
export function factName(thing: string, fact: string, locale: Locale): string {
  const parts = fact.split('.')
  for (let length = parts.length; length > 0; length--) {
    const path = parts.slice(0, length).join('.')
    const name = named(`fact.${thing}.${path}`, locale) ?? named(`fact.${path}`, locale)
    if (name === undefined) continue
    return [name, ...parts.slice(length).map((part) => (OPEN.includes(path) ? part : named(`fact.${part}`, locale) ?? part))].join('·')
  }
  return fact
}

function valueOf({ area, thing, fact = '' }: Change, value: string | undefined, locale: Locale): string {
  if (value === undefined || value === '') return translate(locale, 'matters.value.empty')
  const limit = area === 'limit' ? parseLimit(value) : null
  if (limit) return translate(locale, `web.unit.${limit.unit}`, { count: limit.amount })
  if (fact === 'elementType') return thingName(value, locale)
  const leaf = fact.split('.').at(-1)!
  return named(`value.${thing}.${leaf}=${value}`, locale) ?? named(`value.${leaf}=${value}`, locale) ?? named(`value.${value}`, locale) ?? value
}

/** A lawyer asks first whether a limit became longer; units are not reckoned into each other, that needs a calendar. */
function direction({ area, before = '', after = '' }: Change, locale: Locale): string {
  const [was, is] = [parseLimit(before), parseLimit(after)]
  if (area !== 'limit' || !was || !is || was.unit !== is.unit || was.amount === is.amount) return ''
  return translate(locale, is.amount > was.amount ? 'matters.change.longer' : 'matters.change.shorter')
}

function named(key: string, locale: Locale): string | undefined {
  return hasMessage(locale, `matters.${key}`) ? translate(locale, `matters.${key}`) : undefined
}
