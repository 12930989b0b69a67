/**
 * A generated view as data: chapters of plain pieces, which a page of the server and the modeler's preview are both drawn from. Types only;
 * what stands in a view is manual.ts and slip.ts.
 */

/** Label and value. */
export type Fact = [label: string, value: string]

export type Piece =
  | { kind: 'facts'; rows: Fact[] }
  /** A row of one cell heads the rows below it. */
  | { kind: 'table'; caption: string; head: string[]; rows: string[][] }
  | { kind: 'list'; items: string[] }
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** Small: a source, an exception. */
  | { kind: 'note'; text: string }
  /** A few large values that are read first. */
  | { kind: 'figures'; figures: { value: string; label: string }[] }
  /** `path`: the dark squares of the code, one unit a square, in a view box of `size`. */
  | { kind: 'qr'; content: string; caption: string; size: number; path: string }

export interface Chapter {
  /** Stable, for links: `step-acceptance`, `materials`. */
  id: string
  title: string
  pieces: Piece[]
}

export interface GeneratedView {
  title: string
  /** Under the title: body, version, what it was made from. */
  lead: string
  /** Says that a sample is a sample. */
  banner: string | null
  chapters: Chapter[]
  foot: string[]
  /** Much has to go on its one page: printed smaller. */
  dense?: boolean
}

/** All words of a view in reading order: what a test or a search looks through. */
export function textsOf(view: GeneratedView): string[] {
  return [view.title, view.lead, view.banner ?? '', ...view.chapters.flatMap(({ title, pieces }) => [title, ...pieces.flatMap(wordsOf)]), ...view.foot]
}

function wordsOf(piece: Piece): string[] {
  switch (piece.kind) {
    case 'facts': return piece.rows.flat()
    case 'table': return [piece.caption, ...piece.head, ...piece.rows.flat()]
    case 'list': return piece.items
    case 'heading': case 'text': case 'note': return [piece.text]
    case 'figures': return piece.figures.flatMap(({ value, label }) => [value, label])
    case 'qr': return [piece.content, piece.caption]
    default: return piece satisfies never
  }
}
