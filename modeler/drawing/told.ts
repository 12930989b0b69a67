/** Why a file was not opened, in one sentence with line and element. */
import { inLanguage, languageOf } from '../../server/forms/sentence.ts'
import type { Locale, Words } from '../words/words.ts'
import type { Unreadable } from './readable.ts'

export function told(words: Words, locale: Locale, name: string, refused: Unreadable): string {
  const { message, line, element } = inLanguage(refused, languageOf(locale))
  const where = [line === undefined ? '' : words('open.line', { line }), element === undefined ? '' : words('open.element', { element })].filter(Boolean).join(words('open.comma'))
  return words('open.refused', { name, where: where === '' ? '' : words('open.where', { where }), detail: message })
}
