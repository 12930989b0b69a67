/**
 * The fonts letters are set in, and which characters each one has: Noto Sans SC, Liberation Sans for the Latin and Cyrillic
 * letters it lacks (names such as Łukasz), then whatever an installation puts into DATA_DIR/fonts for rarer characters
 * (Ext B and up). A character that none of them has is reported, never boxed.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import type { Context } from '../../context.ts'

export interface Face {
  name: string
  data: Buffer
  has(codePoint: number): boolean
}

/** In the order they are asked: `regular` or `bold`, then `extra`, the installation's own in the order of their file names. */
export interface FaceSet {
  regular: Face
  bold: Face
  extra: Face[]
}

/** A character that no font has, as a person can name it: 𠮷, U+20BB7. */
export interface MissingGlyph {
  character: string
  codePoint: string
}

const require = createRequire(import.meta.url)
const loaded = new Map<string, { stamp: number; face: Face }>()

/** The fonts of this installation. */
export function fontsOf(ctx: Context): FaceSet {
  return loadFaces(join(ctx.config.dataDir, 'fonts'))
}

/** @param dir DATA_DIR/fonts; .ttf and .otf files in it are asked after the built-in font. A missing folder is no error. */
export function loadFaces(dir: string): FaceSet {
  return {
    regular: load(require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'), 'regular'),
    bold: load(require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'), 'bold'),
    extra: [require.resolve('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'), ...extraFiles(dir)].map((file, index) => load(file, `extra${index}`)),
  }
}

function extraFiles(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => /\.(ttf|otf)$/i.test(name)).sort().map((name) => join(dir, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function load(file: string, name: string): Face {
  const stamp = statSync(file).mtimeMs
  const known = loaded.get(file)
  if (known?.stamp === stamp && known.face.name === name) return known.face
  const data = readFileSync(file)
  const face = { name, data, has: coverage(data) }
  loaded.set(file, { stamp, face })
  return face
}

/** pdfkit opens the font for us; its own face object knows the character map. */
function coverage(data: Buffer): (codePoint: number) => boolean {
  const scratch = new PDFDocument({ font: undefined, autoFirstPage: false })
  scratch.registerFont('face', data).font('face')
  const { font } = (scratch as unknown as { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } })._font
  return (codePoint) => font.hasGlyphForCodePoint(codePoint)
}

/** The face that shows a character; regular where none does (after `missingGlyphs` said none is missing). */
export function faceFor(faces: FaceSet, character: string, bold: boolean): Face {
  const codePoint = character.codePointAt(0)!
  const first = bold ? faces.bold : faces.regular
  if (first.has(codePoint)) return first
  return faces.extra.find((face) => face.has(codePoint)) ?? first
}

/** Each missing character once, in the order of the text. Selectors and joiners count: dropped, they would change a name. */
export function missingGlyphs(faces: FaceSet, texts: string[]): MissingGlyph[] {
  const missing = new Map<string, MissingGlyph>()
  for (const character of texts.join('')) {
    if (character === '\n' || missing.has(character)) continue
    const codePoint = character.codePointAt(0)!
    if (faces.regular.has(codePoint) || faces.extra.some((face) => face.has(codePoint))) continue
    missing.set(character, { character, codePoint: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}` })
  }
  return [...missing.values()]
}
