/** A paper that is no letter, set by the same press: no number, no seal, served by nobody. For blank forms and filled samples. */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { titleOf, type LetterDocument } from './blocks.ts'
import { print } from './pdf/press.ts'
import { seal } from './seal/seal.ts'

/**
 * @param at the date in the file's own facts; the same document and date give the same bytes.
 * @throws Refusal letter-missing-glyph when no font has one of its characters.
 */
export async function printPaper(ctx: Context, body: { id: string; name: string; shortName: string }, document: LetterDocument, at: Date): Promise<Buffer> {
  const rendering = await print(ctx, document, { issuedAt: at, bodyName: body.name, seal: seal.mark(body) })
  if (rendering.kind === 'pdf') return rendering.data
  throw refuse('letter-missing-glyph', { number: titleOf(document), characters: rendering.missing.map(({ character, codePoint }) => `${character}（${codePoint}）`).join('、') })
}
