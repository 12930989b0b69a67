/**
 * The markup a letter template writes: one block a line, `:word text`, cells parted by `|`; a line without a word is a paragraph.
 * Pure. What comes from a case is escaped by `escapeText` before it enters a template, so it can never open a block or a cell.
 */
import type { Block } from './blocks.ts'

/** A line that cannot be read; `line` counts from 1 in the text the template yielded, the message leaves it to the reader's words. */
export class MarkupError extends Error {
  constructor(readonly line: number, message: string) {
    super(message)
  }
}

const MAX_BLOCKS = 400
/** Stands for a line break inside a value: a real one would end the block. */
const BREAK = '\u2028'

/** Makes a value safe to stand anywhere in the markup; `readMarkup` gives it back unchanged (line ends as '\n'). */
export function escapeText(value: string): string {
  return value.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/[\\:|]/g, '\\$&').replaceAll('\n', BREAK)
}

/** @throws MarkupError naming the line, what was found and which words there are. */
export function readMarkup(text: string): Block[] {
  const blocks: Block[] = []
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim()
    if (line === '') return
    readLine(blocks, line, index + 1)
    if (blocks.length > MAX_BLOCKS) throw new MarkupError(index + 1, `a letter has at most ${MAX_BLOCKS} blocks.`)
  })
  return blocks
}

function readLine(blocks: Block[], line: string, number: number): void {
  const [, word, rest = ''] = /^:([a-z]+)(?:\s+(.*))?$/s.exec(line) ?? []
  if (word === undefined) {
    if (line.startsWith(':')) throw new MarkupError(number, `"${line.slice(0, 20)}" is not a block; write one of ${words.join(', ')}.`)
    blocks.push({ kind: 'paragraph', text: plain(line) })
    return
  }
  const read = Object.hasOwn(readers, word) ? readers[word as Word] : undefined
  if (!read) throw new MarkupError(number, `there is no block ":${word}"; write one of ${words.join(', ')}.`)
  read({ blocks, cells: splitCells(rest), text: plain(rest), number })
}

interface Line { blocks: Block[]; cells: string[]; text: string; number: number }

const readers = {
  title: ({ blocks, text }: Line) => { blocks.push({ kind: 'title', text }) },
  number: ({ blocks, text }: Line) => { blocks.push({ kind: 'number', text }) },
  addressee: ({ blocks, text }: Line) => { blocks.push({ kind: 'addressee', text }) },
  heading: ({ blocks, text }: Line) => { blocks.push({ kind: 'heading', text }) },
  remedies: ({ blocks, text }: Line) => { blocks.push({ kind: 'remedies', text }) },
  note: ({ blocks, text }: Line) => { blocks.push({ kind: 'note', text }) },
  copies: ({ blocks, text }: Line) => { blocks.push({ kind: 'copies', text }) },
  seal: ({ blocks, cells, number }: Line) => {
    const [body, date] = exactly(cells, 2, number, ':seal body | date')
    blocks.push({ kind: 'seal', body: body!, date: date! })
  },
  qr: ({ blocks, cells, number }: Line) => {
    const [content, caption] = exactly(cells, 2, number, ':qr content | caption')
    blocks.push({ kind: 'qr', content: content!, caption: caption! })
  },
  signatures: ({ blocks, cells }: Line) => { blocks.push({ kind: 'signatures', labels: cells }) },
  field: ({ blocks, cells, number }: Line) => {
    const pair = exactly(cells, 2, number, ':field label | value') as [string, string]
    const last = blocks.at(-1)
    if (last?.kind === 'fields') last.rows.push(pair)
    else blocks.push({ kind: 'fields', rows: [pair] })
  },
  item: ({ blocks, text }: Line) => {
    const last = blocks.at(-1)
    if (last?.kind === 'list') last.items.push(text)
    else blocks.push({ kind: 'list', items: [text] })
  },
  table: ({ blocks, cells }: Line) => { blocks.push({ kind: 'table', head: cells, rows: [] }) },
  row: ({ blocks, cells, number }: Line) => {
    const last = blocks.at(-1)
    if (last?.kind !== 'table') throw new MarkupError(number, ':row stands without a :table before it.')
    const numbered = last.head[0] === '序号' // such a column is filled here, a template cannot count
    const width = last.head.length - (numbered ? 1 : 0)
    const row = exactly(cells, width, number, `a row of ${width} cells`)
    last.rows.push(numbered ? [String(last.rows.length + 1), ...row] : row)
  },
}
type Word = keyof typeof readers
const words = Object.keys(readers).map((word) => `:${word}`)

function exactly(cells: string[], count: number, number: number, wanted: string): string[] {
  if (cells.length !== count) throw new MarkupError(number, `wanted ${wanted}, found ${cells.length} cell(s).`)
  return cells
}

/** Cuts at bars that no backslash guards. */
function splitCells(text: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (const [piece] of text.matchAll(/\\.|[^\\]/gsu)) {
    if (piece !== '|') cell += piece
    else {
      cells.push(cell)
      cell = ''
    }
  }
  return [...cells, cell].map(plain)
}

function plain(text: string): string {
  return text.trim().replace(/\\(.)/gsu, '$1').replaceAll(BREAK, '\n')
}
