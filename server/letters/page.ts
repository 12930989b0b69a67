/** A letter's blocks as its print page draws them: numbered items, the seal's arc and the QR code worked out here, so the view only places. */
import QRCode from 'qrcode'
import type { Block, LetterDocument } from './blocks.ts'
import type { SealMark } from './pdf/sealMark.ts'

export interface PageModel {
  certificate: boolean
  banner: string | null
  blocks: object[]
}

/** @param mark null while the letter is not sealed: then no seal is shown. */
export function pageModel(document: LetterDocument, mark: SealMark | null): PageModel {
  return {
    certificate: document.style === 'certificate',
    banner: document.banner,
    blocks: document.blocks.map((block) => model(block, mark)),
  }
}

function model(block: Block, mark: SealMark | null): object {
  if (block.kind === 'qr') return { ...block, ...qrPath(block.content) }
  if (block.kind === 'seal') return { ...block, mark: mark && { ...mark, foot: mark.foot.map((text, index) => ({ text, y: 86 + index * 9 })) } }
  return block
}

/** The dark squares as one SVG path, one unit a square, with the quiet border a reader needs. */
function qrPath(content: string): { size: number; path: string } {
  const { data, size } = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules
  const squares: string[] = []
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) if (data[row * size + column]) squares.push(`M${column + 2} ${row + 2}h1v1h-1z`)
  return { size: size + 4, path: squares.join('') }
}
