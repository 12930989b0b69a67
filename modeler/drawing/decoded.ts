/** The bytes of a file as text: by its byte order mark, by the encoding its XML declaration names, else UTF-8. Pure. */
import { messageOf } from '../../server/forms/sentence.ts'
import { say } from '../../server/matters/sentence.ts'
import type { Unreadable } from './readable.ts'

/** A declaration stands in the first bytes, and in ASCII unless a mark says otherwise. */
const DECLARATION = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

/** @returns the text, saying of itself that it is UTF-8 as it is written from now on; or why it is none */
export function decoded(bytes: Uint8Array): { text: string } | { refused: Unreadable } {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : unmarked(bytes)
  const named = marked ?? DECLARATION.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^\u00ef\u00bb\u00bf/, ''))?.[1] ?? 'utf-8'
  try {
    const text = new TextDecoder(named, { fatal: true }).decode(bytes)
    return { text: text.replace(DECLARATION, (declaration, encoding: string) => declaration.replace(encoding, 'UTF-8')) }
  } catch {
    return { refused: { ...messageOf(say`The file is not text in ${named}. Save it as UTF-8.`), line: 1 } }
  }
}

/** UTF-16 without a mark: `<` with a nought beside it. */
function unmarked([first, second]: Uint8Array): string | undefined {
  if (first === 0x3c && second === 0) return 'utf-16le'
  return first === 0 && second === 0x3c ? 'utf-16be' : undefined
}
