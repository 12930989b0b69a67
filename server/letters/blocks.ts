/**
 * A letter as data: the blocks a template yields, which the page and the PDF are both drawn from. Pure.
 * Nothing here knows Handlebars, fonts or HTML; text is plain Unicode, '\n' is a line break within a block.
 */
export type Block =
  | { kind: 'title'; text: string }
  /** 文号: right, under the title */
  | { kind: 'number'; text: string }
  | { kind: 'addressee'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  /** label and value, ruled: the facts of a receipt or a permit */
  | { kind: 'fields'; rows: [label: string, value: string][] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  /** numbered 1. 2. 3. */
  | { kind: 'list'; items: string[] }
  /** where to turn against the decision; only kinds that owe it carry one */
  | { kind: 'remedies'; text: string }
  /** the body's name and the date, with the seal over them */
  | { kind: 'seal'; body: string; date: string }
  /** ruled places to sign by hand */
  | { kind: 'signatures'; labels: string[] }
  | { kind: 'qr'; content: string; caption: string }
  | { kind: 'note'; text: string }
  /** 份数 and who gets them */
  | { kind: 'copies'; text: string }

export interface LetterDocument {
  /** A certificate is framed and hung on a wall, a letter is filed. */
  style: 'letter' | 'certificate'
  blocks: Block[]
  /** Printed small on every page: a sample matter says that it is a sample. */
  banner: string | null
  /** Large and pale under the writing of every page: 样例. */
  watermark?: string
}

/** All text of a document in reading order, to be searched or checked against a font. */
export function textsOf(document: LetterDocument): string[] {
  const texts = document.blocks.flatMap(blockTexts)
  return [...texts, ...(document.banner === null ? [] : [document.banner]), ...(document.watermark === undefined ? [] : [document.watermark])]
}

export function titleOf(document: LetterDocument): string {
  const title = document.blocks.find((block) => block.kind === 'title')
  return title?.kind === 'title' ? title.text : ''
}

function blockTexts(block: Block): string[] {
  switch (block.kind) {
    case 'fields': return block.rows.flat()
    case 'table': return [...block.head, ...block.rows.flat()]
    case 'list': return block.items
    case 'signatures': return block.labels
    case 'seal': return [block.body, block.date]
    case 'qr': return [block.caption]
    case 'title': case 'number': case 'addressee': case 'heading': case 'paragraph':
    case 'remedies': case 'note': case 'copies': return [block.text]
    default: return never(block)
  }
}

function never(block: never): never {
  throw new Error(`No such block: ${JSON.stringify(block)}`)
}

/**
 * A receipt as the office reads it: the applicant's query code opens the case in their name, so no officer sees it. Six digits that
 * stand alone are hidden, wherever a matter's own template prints them.
 */
export function withoutQueryCode(document: LetterDocument): LetterDocument {
  return hidden(document) as LetterDocument
}

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(?<!\d)\d{6}(?!\d)/g, '••••••')
  if (Array.isArray(value)) return value.map(hidden)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item)]))
}
