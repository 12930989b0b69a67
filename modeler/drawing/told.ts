/** Why a file was not opened, in one sentence with line and element. */
import type { Words } from '../words/words.ts'
import type { Unreadable } from './readable.ts'

export function told(words: Words, name: string, { message, line, element }: Unreadable): string {
  const where = [line === undefined ? '' : words('open.line', { line }), element === undefined ? '' : words('open.element', { element })].filter(Boolean).join(words('open.comma'))
  return words('open.refused', { name, where: where === '' ? '' : words('open.where', { where }), detail: message })
}
