/**
 * Text to lines after the Chinese rules of setting: any character may end a line, but closing marks never begin one and opening
 * marks never end one (避头尾); Latin words and numbers stay whole. Pure: widths come from a `Ruler`.
 */
import type { TextOp } from './ops.ts'

/** Text of one face. */
export interface Run { font: string; text: string; width: number }

export interface Ruler {
  /** Cuts text into runs by the face that has its characters, each with its width in points. */
  runs(text: string, size: number, bold: boolean): Run[]
}

export interface Line {
  runs: Run[]
  width: number
  /** Ends a paragraph or stands before a line break: never stretched to both edges. */
  last: boolean
}

export interface Setting { size: number; bold?: boolean; width: number; indent?: number }

const NO_START = new Set('，。、；：？！）〕】》〉”’％%‰℃·…—,.;:?!)]}')
const NO_END = new Set('（〔【《〈“‘([{')

/** Lines of a text within `width`; the first one starts after `indent`. */
export function breakLines(ruler: Ruler, text: string, { size, bold = false, width, indent = 0 }: Setting): Line[] {
  const lines: Line[] = []
  text.split('\n').forEach((part, index) => {
    fill(atoms(part), (piece) => widthOf(ruler.runs(piece, size, bold)), width, index === 0 ? indent : 0)
      .forEach(({ content, last }) => {
        const runs = ruler.runs(content, size, bold)
        lines.push({ runs, width: widthOf(runs), last })
      })
  })
  return lines
}

function fill(pieces: string[], measure: (text: string) => number, width: number, indent: number): { content: string; last: boolean }[] {
  const filled: { content: string; last: boolean }[] = []
  let content = ''
  let used = indent
  // a word wider than the line is cut anywhere, or it would leave the sheet
  for (const piece of pieces.flatMap((one) => (measure(one) > width ? [...one] : [one]))) {
    const wide = measure(piece)
    if (used + wide > width + 0.01 && content !== '') {
      filled.push({ content: content.trimEnd(), last: false })
      content = ''
      used = 0
      if (piece.trim() === '') continue
    }
    content += piece
    used += wide
  }
  filled.push({ content, last: true })
  return filled
}

/** The smallest pieces that stay together. */
function atoms(text: string): string[] {
  const pieces: string[] = []
  let open = '' // opening marks wait for what they open
  for (const [piece] of text.matchAll(/[\p{Script=Latin}\p{Nd}@._\-/#&+]+|\s+|./gsu)) {
    if (NO_START.has(piece) && pieces.length > 0 && open === '') pieces[pieces.length - 1] += piece
    else if (NO_END.has(piece)) open += piece
    else {
      pieces.push(open + piece)
      open = ''
    }
  }
  if (open !== '') pieces.push(open)
  return pieces
}

export function widthOf(runs: Run[]): number {
  return runs.reduce((sum, run) => sum + run.width, 0)
}

export interface Place { x: number; y: number; size: number; colour?: string; align?: 'left' | 'center' | 'right' | 'both'; width: number }

/** Marks of one line at a place; `both` spreads a full line over the width, as printed Chinese has it. */
export function placeLine(line: Line, { x, y, size, colour, align = 'left', width }: Place): TextOp[] {
  const free = width - line.width
  const count = line.runs.reduce((sum, run) => sum + [...run.text].length, 0)
  const spacing = align === 'both' && !line.last && free > 0 && free < size * 2 && count > 1 ? free / (count - 1) : 0
  let at = x + (align === 'center' ? free / 2 : align === 'right' ? free : 0)
  return line.runs.map((run) => {
    const op: TextOp = { op: 'text', x: at, y, text: run.text, font: run.font, size, spacing, ...(colour ? { colour } : {}) }
    at += run.width + spacing * [...run.text].length
    return op
  })
}
