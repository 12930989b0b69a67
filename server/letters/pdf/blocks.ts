/** One function a block: how each part of a letter stands on the sheet. */
import QRCode from 'qrcode'
import type { Block, LetterDocument } from '../blocks.ts'
import { baseline, ensure, leading, openFlow, put, skip, turnPage, write, type Flow } from './flow.ts'
import { AREA, LEADING, mm, SEAL_DIAMETER, SHEET, SIZE } from './geometry.ts'
import { breakLines, placeLine, widthOf, type Ruler } from './lines.ts'
import type { Page } from './ops.ts'
import { writeFields, writeTable } from './table.ts'

const QR_SIZE = mm(28)
const BODY = SIZE.body
/** As the norm has it first, then closer. */
const TIGHTNESS = [1, 0.93, 0.86, 0.8, 0.74]

/**
 * Pages of a letter. A seal must not stand on a page without text, nor a last page hold a line or two: where moving the
 * lines a little closer helps, they move closer (GB/T 9704 7.3.5.4).
 */
export function layOut(document: LetterDocument, ruler: Ruler): Page[] {
  let sealed: Flow | undefined
  for (const tight of TIGHTNESS) {
    const flow = compose(document, ruler, tight)
    if (flow.pages.some(sealStandsAlone)) continue
    if (!flow.pages.slice(1).some(nearlyEmpty)) return finish(flow, document)
    sealed ??= flow
  }
  return finish(sealed ?? compose(document, ruler, 1, companion(document)), document)
}

/** The last text before the seal: where nothing else helps it goes over to the next page with it. */
function companion({ blocks }: LetterDocument): number {
  const seal = blocks.findIndex(({ kind }) => kind === 'seal')
  return blocks.findLastIndex(({ kind }, index) => index < seal && kind !== 'qr')
}

function nearlyEmpty(page: Page): boolean {
  const lines = new Set(page.flatMap((op) => (op.op === 'text' ? [Math.round(op.y)] : [])))
  return lines.size < 4
}

/** On its page the seal's own two lines are the first text there is. */
function sealStandsAlone(page: Page): boolean {
  const seal = page.find((op) => op.op === 'seal')
  if (!seal || seal.op !== 'seal') return false
  return !page.some((op) => op.op === 'text' && op.y < seal.y - SEAL_DIAMETER / 2)
}

function compose(document: LetterDocument, ruler: Ruler, tight: number, turnBefore = -1): Flow {
  const flow = openFlow(ruler, tight)
  document.blocks.forEach((block, index) => {
    if (index === turnBefore) turnPage(flow)
    writeBlock(flow, block, document.blocks[index + 1], document.style)
  })
  return flow
}

function writeBlock(flow: Flow, block: Block, next: Block | undefined, style: LetterDocument['style']): void {
  switch (block.kind) {
    case 'title': return writeTitle(flow, block.text, style)
    case 'number': {
      write(flow, block.text, { size: BODY - 2, align: 'right' })
      return skip(flow, LEADING * 0.5)
    }
    case 'addressee': return write(flow, `${block.text}：`, { size: BODY })
    case 'heading':
      ensure(flow, leading(flow, BODY) * 3) // never the last line of a page
      return write(flow, block.text, { size: BODY, bold: true, indent: BODY * 2 })
    case 'paragraph':
    case 'remedies': return write(flow, block.text, { size: BODY, indent: BODY * 2 })
    case 'list': return block.items.forEach((item, index) => write(flow, `${index + 1}．${item}`, { size: BODY, indent: BODY * 2 }))
    case 'note': return write(flow, block.text, { size: SIZE.small + 1, indent: (SIZE.small + 1) * 2 })
    case 'fields': return spaced(flow, () => writeFields(flow, block.rows))
    case 'table': return spaced(flow, () => writeTable(flow, block.head, block.rows))
    case 'seal': return writeSeal(flow, block.body, block.date)
    case 'signatures': return writeSignatures(flow, block.labels)
    case 'qr': return writeQr(flow, block.content, block.caption, next)
    case 'copies': return writeCopies(flow, block.text)
    default: return never(block)
  }
}

function writeTitle(flow: Flow, text: string, style: LetterDocument['style']): void {
  if (style === 'certificate') skip(flow, LEADING)
  write(flow, text, { size: style === 'certificate' ? SIZE.certificateTitle : SIZE.title, bold: true, align: 'center' })
  skip(flow, LEADING * 0.5)
}

function spaced(flow: Flow, work: () => void): void {
  skip(flow, LEADING * 0.25)
  work()
  skip(flow, LEADING * 0.35)
}

/** The date stands four characters from the right edge, the body's name centred over it, the seal over both (骑年盖月). */
function writeSeal(flow: Flow, body: string, date: string): void {
  const height = leading(flow, BODY)
  const above = SEAL_DIAMETER / 2 - height * 0.6
  ensure(flow, SEAL_DIAMETER * flow.tight)
  const dateWidth = widthOf(flow.ruler.runs(date, BODY, false))
  const names = breakLines(flow.ruler, body, { size: BODY, width: AREA.width * 0.6 })
  const nameWidth = Math.max(...names.map((line) => line.width))
  const block = Math.max(dateWidth, nameWidth)
  const x = AREA.right - block - BODY * (nameWidth > dateWidth + BODY * 4 ? 2 : 4)
  skip(flow, above)
  for (const line of [...names, ...breakLines(flow.ruler, date, { size: BODY, width: AREA.width })]) {
    put(flow, ...placeLine(line, { x, y: baseline(flow.y, height, BODY), size: BODY, align: 'center', width: block }))
    flow.y += height
  }
  const centre = flow.y - height * 0.9
  put(flow, { op: 'seal', x: x + block / 2, y: centre })
  flow.y = Math.min(Math.max(flow.y, centre + SEAL_DIAMETER / 2), AREA.bottom)
}

function writeSignatures(flow: Flow, labels: string[]): void {
  const height = LEADING * 1.1
  const size = SIZE.small + 1
  const width = AREA.width / Math.max(labels.length, 1)
  skip(flow, LEADING * 0.2)
  ensure(flow, height)
  labels.forEach((label, index) => {
    const x = AREA.left + index * width
    const [line] = breakLines(flow.ruler, `${label}：`, { size, width: width * 0.9 })
    const y = baseline(flow.y, height, size)
    put(flow, ...placeLine(line!, { x, y, size, width }), { op: 'line', x1: x + line!.width, y1: y + 3, x2: x + width - 12, y2: y + 3, width: 0.6 })
  })
  flow.y += height
}

/** Beside the seal where one follows: the code left, the seal right. */
function writeQr(flow: Flow, content: string, caption: string, next: Block | undefined): void {
  const { data, size } = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules
  const unit = QR_SIZE / size
  const dark: [number, number][] = []
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) if (data[row * size + column]) dark.push([column, row])
  skip(flow, LEADING * 0.4)
  ensure(flow, Math.max(SEAL_DIAMETER + LEADING, QR_SIZE + LEADING))
  const top = flow.y
  put(flow, { op: 'modules', x: AREA.left, y: top, unit, dark })
  const lines = breakLines(flow.ruler, caption, { size: SIZE.tiny, width: QR_SIZE * 2 })
  lines.forEach((line, index) => put(flow, ...placeLine(line, { x: AREA.left, y: top + QR_SIZE + SIZE.tiny * 1.4 * (index + 1), size: SIZE.tiny, width: QR_SIZE * 2 })))
  if (next?.kind !== 'seal') flow.y = top + QR_SIZE + SIZE.tiny * 1.4 * (lines.length + 1)
}

function writeCopies(flow: Flow, text: string): void {
  skip(flow, LEADING * 0.2)
  ensure(flow, LEADING)
  put(flow, { op: 'line', x1: AREA.left, y1: flow.y, x2: AREA.right, y2: flow.y, width: 0.6 })
  skip(flow, 3)
  write(flow, text, { size: SIZE.small, align: 'left' })
}

/** Frame, page numbers and the banner, once all pages are known. */
function finish(flow: Flow, document: LetterDocument): Page[] {
  flow.pages.forEach((page, index) => {
    if (document.style === 'certificate') page.push(...frame())
    if (document.banner !== null) page.push(...edgeLine(flow.ruler, document.banner, mm(document.style === 'certificate' ? 22 : 18), 'center', '#8c8c8c'))
    if (flow.pages.length > 1) page.push(...edgeLine(flow.ruler, `— ${index + 1} —`, AREA.bottom + mm(9), 'center', '#000000'))
  })
  return flow.pages
}

function frame(): Page {
  const box = (inset: number, line: number) => ({ op: 'rect' as const, x: inset, y: inset, width: SHEET.width - 2 * inset, height: SHEET.height - 2 * inset, line })
  return [box(mm(12), 1.8), box(mm(13.5), 0.5)]
}

function edgeLine(ruler: Ruler, text: string, y: number, align: 'center' | 'right', colour: string): Page {
  const [line] = breakLines(ruler, text, { size: SIZE.tiny + 1, width: AREA.width })
  return placeLine(line!, { x: AREA.left, y, size: SIZE.tiny + 1, align, colour, width: AREA.width })
}

function never(block: never): never {
  throw new Error(`No such block: ${JSON.stringify(block)}`)
}
