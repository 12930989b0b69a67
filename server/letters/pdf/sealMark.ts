/** The picture of a round seal: rim, the body's name round the upper arc, the words in the middle. Drawn, never an image file. */
import type PDFKit from 'pdfkit'
import { SEAL_DIAMETER } from './geometry.ts'

export interface SealMark {
  /** round the rim */
  ring: string
  centre: string
  /** lines under the centre */
  foot: string[]
}

export const SEAL_RED = '#d9001b'

export type FontPicker = (character: string) => string

export function drawSeal(doc: typeof PDFKit.prototype, x: number, y: number, mark: SealMark, fontOf: FontPicker): void {
  const radius = SEAL_DIAMETER / 2
  doc.save().opacity(0.82).strokeColor(SEAL_RED).fillColor(SEAL_RED)
  doc.lineWidth(2.6).circle(x, y, radius - 1.3).stroke()
  drawRing(doc, x, y, radius * 0.74, [...mark.ring], fontOf)
  drawCentred(doc, x, y + 5, mark.centre, 17, fontOf)
  mark.foot.forEach((line, index) => drawCentred(doc, x, y + radius * 0.52 + index * 9.5, line, 7.5, fontOf))
  doc.restore()
}

/** The name spreads over up to 250 degrees, its middle at the top. */
function drawRing(doc: typeof PDFKit.prototype, x: number, y: number, radius: number, characters: string[], fontOf: FontPicker): void {
  const step = Math.min(26, 250 / Math.max(characters.length - 1, 1))
  const size = Math.min(15, radius * step * (Math.PI / 180) * 0.92)
  characters.forEach((character, index) => {
    const angle = (index - (characters.length - 1) / 2) * step
    doc.save().rotate(angle, { origin: [x, y] })
    doc.font(fontOf(character)).fontSize(size)
    doc.text(character, x - doc.widthOfString(character) / 2, y - radius, { lineBreak: false, baseline: 'alphabetic' })
    doc.restore()
  })
}

function drawCentred(doc: typeof PDFKit.prototype, x: number, y: number, text: string, size: number, fontOf: FontPicker): void {
  const widths = [...text].map((character) => doc.font(fontOf(character)).fontSize(size).widthOfString(character))
  let at = x - widths.reduce((sum, width) => sum + width, 0) / 2
  ;[...text].forEach((character, index) => {
    doc.font(fontOf(character)).fontSize(size).text(character, at, y, { lineBreak: false, baseline: 'alphabetic' })
    at += widths[index]!
  })
}
