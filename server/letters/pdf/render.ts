/**
 * A letter document to PDF: measures with the fonts, lays out, draws. The only place that knows pdfkit's drawing.
 * The same document, fonts and instant give the same bytes, so a rendering that is repeated after a crash changes nothing.
 */
import PDFDocument from 'pdfkit'
import { textsOf, titleOf, type LetterDocument } from '../blocks.ts'
import { layOut } from './blocks.ts'
import { faceFor, missingGlyphs, type FaceSet, type MissingGlyph } from './fonts.ts'
import { SHEET } from './geometry.ts'
import type { Ruler, Run } from './lines.ts'
import type { Op, Page } from './ops.ts'
import { drawSeal, type SealMark } from './sealMark.ts'

export interface Imprint {
  issuedAt: Date
  bodyName: string
  seal: SealMark
}

export type Rendering = { kind: 'pdf'; data: Buffer } | { kind: 'missing-glyphs'; missing: MissingGlyph[] }

/** Refuses as a value, with each character no font has; a letter with boxes in it is never made. */
export async function renderPdf(document: LetterDocument, imprint: Imprint, faces: FaceSet): Promise<Rendering> {
  const missing = missingGlyphs(faces, [...textsOf(document), imprint.seal.ring, imprint.seal.centre, ...imprint.seal.foot])
  if (missing.length > 0) return { kind: 'missing-glyphs', missing }
  const doc = openSheet(document, imprint, faces)
  const data = collect(doc)
  layOut(document, rulerOf(doc, faces)).forEach((page) => drawPage(doc, page, imprint.seal, faces, document.watermark))
  doc.end()
  return { kind: 'pdf', data: await data }
}

type Doc = InstanceType<typeof PDFDocument>

function openSheet(document: LetterDocument, { issuedAt, bodyName }: Imprint, faces: FaceSet): Doc {
  const doc = new PDFDocument({
    autoFirstPage: false, size: [SHEET.width, SHEET.height], margin: 0, lang: 'zh-CN', displayTitle: true, pdfVersion: '1.7',
    info: { Title: titleOf(document), Author: bodyName, Creator: 'Tongban', Producer: 'Tongban', CreationDate: issuedAt, ModDate: issuedAt },
  })
  for (const face of [faces.regular, faces.bold, ...faces.extra]) doc.registerFont(face.name, face.data)
  return doc
}

function collect(doc: Doc): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
}

function rulerOf(doc: Doc, faces: FaceSet): Ruler {
  const widths = new Map<string, number>() // single characters come again and again
  const widthOf = (font: string, text: string, size: number): number => {
    const key = `${font} ${text}`
    const known = text.length <= 2 ? widths.get(key) : undefined
    if (known !== undefined) return known * size
    const width = doc.font(font).fontSize(1).widthOfString(text)
    if (text.length <= 2) widths.set(key, width)
    return width * size
  }
  return {
    runs(text, size, bold) {
      const runs: Run[] = []
      for (const character of text) {
        const { name } = faceFor(faces, character, bold)
        const last = runs.at(-1)
        if (last?.font === name) last.text += character
        else runs.push({ font: name, text: character, width: 0 })
      }
      return runs.map((run) => ({ ...run, width: widthOf(run.font, run.text, size) }))
    },
  }
}

function drawPage(doc: Doc, page: Page, seal: SealMark, faces: FaceSet, watermark: string | undefined): void {
  doc.addPage()
  const fontOf = (character: string) => faceFor(faces, character, true).name
  if (watermark !== undefined) drawWatermark(doc, watermark, fontOf)
  // the seal lies over the writing
  for (const op of [...page.filter((mark) => mark.op !== 'seal'), ...page.filter((mark) => mark.op === 'seal')]) draw(doc, op, seal, fontOf)
}

const WATERMARK = { size: 72, colour: '#e4e4e4', angle: -35, rows: 4 }

/** Aslant and pale over the whole sheet, before the writing, so that no copy of a page passes for a filled one. */
function drawWatermark(doc: Doc, text: string, fontOf: (character: string) => string): void {
  const width = doc.font(fontOf(text[0]!)).fontSize(WATERMARK.size).widthOfString(text)
  for (let row = 0; row < WATERMARK.rows; row++) {
    const [x, y] = [SHEET.width * (row % 2 === 0 ? 0.3 : 0.7), (SHEET.height * (row + 0.6)) / WATERMARK.rows]
    doc.save().rotate(WATERMARK.angle, { origin: [x, y] }).fillColor(WATERMARK.colour).text(text, x - width / 2, y, { lineBreak: false, baseline: 'middle' }).restore()
  }
}

function draw(doc: Doc, op: Op, seal: SealMark, fontOf: (character: string) => string): void {
  switch (op.op) {
    case 'text':
      doc.font(op.font).fontSize(op.size).fillColor(op.colour ?? '#000000')
        .text(op.text, op.x, op.y, { lineBreak: false, baseline: 'alphabetic', characterSpacing: op.spacing })
      return
    case 'line':
      doc.lineWidth(op.width).strokeColor('#000000').moveTo(op.x1, op.y1).lineTo(op.x2, op.y2).stroke()
      return
    case 'rect':
      doc.lineWidth(op.line).strokeColor('#000000').rect(op.x, op.y, op.width, op.height).stroke()
      return
    case 'modules':
      for (const [column, row] of op.dark) doc.rect(op.x + column * op.unit, op.y + row * op.unit, op.unit + 0.02, op.unit + 0.02)
      doc.fillColor('#000000').fill()
      return
    case 'seal':
      drawSeal(doc, op.x, op.y, seal, fontOf)
      return
    default:
      never(op)
  }
}

function never(op: never): never {
  throw new Error(`No such mark: ${JSON.stringify(op)}`)
}
