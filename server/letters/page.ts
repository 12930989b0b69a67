/** A letter's blocks as its print page draws them: numbered items, the seal's arc and the QR code worked out here, so the view only places. */
import { qrPath } from '../web/qr.ts'
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
