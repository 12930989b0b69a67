/** What the person is told of a file: why it was not opened; or that it was, what of it is not drawn, which steps took a newer template. */
import { inLanguage, languageOf } from '../../server/forms/sentence.ts'
import type { Upgraded } from '../templates/upgrade.ts'
import type { Locale, Words } from '../words/words.ts'
import type { Opened } from './drawing.ts'
import type { Unreadable } from './readable.ts'

/** So many things are told one by one; of the others the number. */
const MANY = 3

export interface Told { text: string; tone: 'info' | 'danger' }

/** @param asked a person opened the file, and hears that it is open; null: there is nothing to say */
export function told(words: Words, locale: Locale, name: string, opened: Opened, asked: boolean): Told | null {
  const say = (one: Unreadable): string => inLanguage(one, languageOf(locale)).message.replace(/[.。]$/, '')
  if ('refused' in opened) return { text: words('open.refused', { name, where: placeOf(words, opened.refused), detail: say(opened.refused) }), tone: 'danger' }
  const { partly, upgraded, laidOut } = opened
  const first = partly.slice(0, MANY).map((one) => words('open.item', { where: placeOf(words, one), detail: say(one) })).join(words('open.and'))
  const sentences = [
    partly.length > 0 ? words('open.partly', { name, count: partly.length, detail: first }) : asked ? words('open.opened', { name }) : '',
    laidOut ? words('open.laidOut') : '',
    ...upgrades(words, upgraded),
  ].filter(Boolean)
  return sentences.length === 0 ? null : { text: sentences.join(' '), tone: partly.length + upgraded.gone.length + upgraded.newer.length > 0 ? 'danger' : 'info' }
}

function upgrades(words: Words, { steps, gone, newer }: Upgraded): string[] {
  const lost = gone.slice(0, MANY).map(({ name, label, value }) => words('open.goneItem', { name, label, value })).join(words('open.and'))
  return [
    steps.length > 0 ? words('open.upgraded', { count: steps.length }) : '',
    gone.length > 0 ? words('open.gone', { count: gone.length, detail: lost }) : '',
    newer.length > 0 ? words('open.newer', { count: newer.length, names: newer.slice(0, MANY).map(({ name }) => words('tryout.quoted', { name })).join(words('open.comma')) }) : '',
  ]
}

function placeOf(words: Words, { line, element }: Unreadable): string {
  const where = [line === undefined ? '' : words('open.line', { line }), element === undefined ? '' : words('open.element', { element })].filter(Boolean).join(words('open.comma'))
  return where === '' ? '' : words('open.where', { where })
}
