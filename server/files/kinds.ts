/**
 * What a file is, by its content and never by its name: header, trailer and the few facts that make it safe to show.
 * file-type recognises, the checks here make sure of it. Pure: bytes in, verdict out.
 */
import { fileTypeFromBuffer } from 'file-type'
import { foundWords, type Found } from './found.ts'

export type FileType = 'application/pdf' | 'image/jpeg' | 'image/png'

export const EXTENSIONS: Record<FileType, string> = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' }

/** A picture beyond this fills a browser's memory however small its file is. */
const MOST_PIXELS = 60_000_000

export type Verdict =
  | { ok: true; type: FileType }
  /** `found`: what it seems to be. `fault`: why a file of an allowed type is not taken. */
  | { ok: false; found: Found; fault: 'type' | 'cut' | 'pixels' | 'locked' | 'active' }

export async function judge(data: Buffer): Promise<Verdict> {
  const type = (await fileTypeFromBuffer(data))?.mime
  switch (type) {
    case 'application/pdf': return pdf(data)
    case 'image/jpeg': return jpeg(data)
    case 'image/png': return png(data)
    default: return refused(type, data, 'type')
  }
}

type Fault = Extract<Verdict, { ok: false }>['fault']

function refused(type: string | undefined, data: Buffer, fault: Fault): Verdict {
  return { ok: false, found: foundWords(type, data), fault }
}

/** ISO 32000: %PDF- at the very beginning, %%EOF at the end. Locked files cannot be examined; active ones are not needed here. */
function pdf(data: Buffer): Verdict {
  const type = 'application/pdf'
  if (!/^%PDF-[12]\.\d/.test(data.subarray(0, 8).toString('latin1'))) return refused(type, data, 'type')
  if (!data.subarray(-2048).includes('%%EOF')) return refused(type, data, 'cut')
  const text = plainNames(data.toString('latin1'))
  if (/\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.test(text)) return refused(type, data, 'locked')
  if (/\/(JavaScript|Launch|RichMedia|EmbeddedFiles?|SubmitForm|ImportData)\b/.test(text)) return refused(type, data, 'active')
  return { ok: true, type }
}

/** ISO 32000 7.3.5: a name may write any letter as #xx; `/J#61vaScript` is /JavaScript. */
function plainNames(text: string): string {
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

/** SOI first, EOI within the last kilobyte (cameras append a little), size from the frame header. */
function jpeg(data: Buffer): Verdict {
  const type = 'image/jpeg'
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return refused(type, data, 'type')
  if (data.subarray(-1024).lastIndexOf(Buffer.from([0xff, 0xd9])) < 0) return refused(type, data, 'cut')
  const size = jpegSize(data)
  if (!size || size.width * size.height === 0) return refused(type, data, 'cut')
  return size.width * size.height > MOST_PIXELS ? refused(type, data, 'pixels') : { ok: true, type }
}

function jpegSize(data: Buffer): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 < data.length;) {
    if (data[at] !== 0xff) return undefined
    const marker = data[at + 1]!
    if (marker === 0xff) { at += 1; continue } // fill byte
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) }
    if (marker === 0xda) return undefined
    const length = data.readUInt16BE(at + 2)
    if (length < 2) return undefined
    at += 2 + length
  }
  return undefined
}

const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])

/** IHDR first, IEND last and nothing after it. */
function png(data: Buffer): Verdict {
  const type = 'image/png'
  if (data.length < 45 || data.subarray(12, 16).toString('latin1') !== 'IHDR') return refused(type, data, 'cut')
  if (!data.subarray(-12).equals(PNG_END)) return refused(type, data, 'cut')
  const pixels = data.readUInt32BE(16) * data.readUInt32BE(20)
  if (pixels === 0) return refused(type, data, 'cut')
  return pixels > MOST_PIXELS ? refused(type, data, 'pixels') : { ok: true, type }
}
