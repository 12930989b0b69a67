/** Ruled tables: column widths from their contents, rows kept whole, the head repeated on each page. */
import { AREA, SIZE } from './geometry.ts'
import { cellLeading, ensure, put, turnPage, writeLines, type Flow } from './flow.ts'
import { breakLines, widthOf, type Line } from './lines.ts'

const PAD = 5
const RULE = 0.6
const SIZE_CELL = SIZE.small

interface Cell { lines: Line[]; align: 'left' | 'center' }

export function writeTable(flow: Flow, head: string[], body: string[][]): void {
  const widths = columnWidths(flow, [head, ...body])
  const centred = head.map((_, index) => body.every((row) => row[index]!.length <= 4))
  const headRow = cells(flow, head, widths, head.map(() => true), true)
  ensure(flow, heightOf(flow, headRow) + (body[0] ? heightOf(flow, cells(flow, body[0], widths, centred)) : 0))
  writeRow(flow, headRow, widths)
  for (const row of body) {
    for (const part of parts(flow, cells(flow, row, widths, centred))) {
      if (flow.y + heightOf(flow, part) > AREA.bottom) {
        turnPage(flow)
        writeRow(flow, headRow, widths)
      }
      writeRow(flow, part, widths)
    }
  }
}

/** Label and value in two columns, the labels centred in a narrow one. */
export function writeFields(flow: Flow, fields: [label: string, value: string][]): void {
  const label = Math.min(Math.max(...fields.map(([text]) => measure(flow, text))) + 2 * PAD + 4, AREA.width * 0.35)
  const widths = [label, AREA.width - label]
  for (const field of fields) {
    for (const part of parts(flow, cells(flow, field, widths, [true, false]))) {
      ensure(flow, heightOf(flow, part))
      writeRow(flow, part, widths)
    }
  }
}

function cells(flow: Flow, texts: readonly string[], widths: number[], centred: boolean[], bold = false): Cell[] {
  return texts.map((text, index) => ({
    lines: breakLines(flow.ruler, text, { size: SIZE_CELL, bold, width: widths[index]! - 2 * PAD }),
    align: centred[index] ? 'center' : 'left',
  }))
}

/** A row higher than half a page is cut into parts, or it could never be set. */
function parts(flow: Flow, row: Cell[]): Cell[][] {
  const most = Math.floor((AREA.height / 2 - 2 * PAD) / cellLeading(flow, SIZE_CELL))
  const count = Math.max(1, Math.ceil(Math.max(...row.map((cell) => cell.lines.length)) / most))
  return Array.from({ length: count }, (_, index) => row.map((cell) => ({ ...cell, lines: cell.lines.slice(index * most, (index + 1) * most) })))
}

function heightOf(flow: Flow, row: Cell[]): number {
  return Math.max(...row.map((cell) => cell.lines.length), 1) * cellLeading(flow, SIZE_CELL) + 2 * PAD * flow.tight ** 3
}

function writeRow(flow: Flow, row: Cell[], widths: number[]): void {
  const height = heightOf(flow, row)
  let x = AREA.left
  row.forEach((cell, index) => {
    const width = widths[index]!
    put(flow, { op: 'rect', x, y: flow.y, width, height, line: RULE })
    const top = flow.y + (height - cell.lines.length * cellLeading(flow, SIZE_CELL)) / 2
    writeLines(flow, cell.lines, { x: x + PAD, top, width: width - 2 * PAD, size: SIZE_CELL, align: cell.align })
    x += width
  })
  flow.y += height
}

/** Columns as wide as they need if all fit; otherwise the narrow ones as they need and the rest shared by what they hold. */
function columnWidths(flow: Flow, rows: string[][]): number[] {
  const wanted = rows[0]!.map((_, index) => Math.max(...rows.map((row) => measure(flow, row[index]!))) + 2 * PAD + 2)
  const fair = AREA.width / wanted.length
  const narrow = wanted.map((width) => width <= fair * 0.7)
  const fixed = sum(wanted.filter((_, index) => narrow[index]))
  const flexible = wanted.map((width, index) => (narrow[index] ? 0 : Math.sqrt(width)))
  const share = AREA.width - fixed
  if (sum(flexible) === 0) return wanted.map((width) => (width * AREA.width) / sum(wanted))
  return wanted.map((width, index) => (narrow[index] ? width : (share * flexible[index]!) / sum(flexible)))
}

function measure(flow: Flow, text: string): number {
  return Math.max(...text.split('\n').map((part) => widthOf(flow.ruler.runs(part, SIZE_CELL, true))))
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
