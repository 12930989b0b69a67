/** How letters are set: text that can be read back, rare characters, lines after the Chinese rules, pages without a lonely seal. */
import { describe, expect, it } from 'vitest'
import { textsOf, type Block, type LetterDocument } from '../../server/letters/blocks.ts'
import { layOut } from '../../server/letters/pdf/blocks.ts'
import { loadFaces } from '../../server/letters/pdf/fonts.ts'
import { AREA } from '../../server/letters/pdf/geometry.ts'
import { breakLines, type Ruler } from '../../server/letters/pdf/lines.ts'
import { renderPdf } from '../../server/letters/pdf/render.ts'
import { pdfText } from '../support/pdfText.ts'
import { allKinds, at, make } from './letters.fixture.ts'
import { cpuNow } from '../support/cpu.ts'

const faces = loadFaces('/no/such/folder')
const imprint = { issuedAt: at, bodyName: '样例市住房和城乡建设局', seal: { ring: '样例市住房和城乡建设局', centre: '样例', foot: ['样例印章', '无法律效力'] } }
const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
const letter = (...blocks: Block[]): LetterDocument => ({ style: 'letter', blocks, banner: null })

async function rendered(document: LetterDocument): Promise<Buffer> {
  const result = await renderPdf(document, imprint, faces)
  if (result.kind !== 'pdf') throw new Error(JSON.stringify(result.missing))
  return result.data
}

describe('the PDF', () => {
  it.each(allKinds)('of a %s gives its whole text back, in well under five seconds', async (kind) => {
    const began = cpuNow()
    const document = make(kind)
    const data = await rendered(document)
    expect(cpuNow() - began).toBeLessThan(5000)
    const bare = (text: string): string => text.replace(/\s/g, '')
    const read = bare((await pdfText(data)).join(''))
    const long = textsOf(document).map(bare).filter((text) => text.length > 0 && text.length < 20) // short ones stand on one line
    for (const part of long) expect(read, part).toContain(part)
  })

  it('keeps rare characters as they are', async () => {
    const names = '䶮某 㐂某 Łukasz Ї龘靐①〇﨎'
    expect((await pdfText(await rendered(letter(paragraph(names))))).join('').replace(/\s/g, '')).toContain('䶮某㐂某ŁukaszЇ龘靐①〇﨎')
  })

  it('is never made with boxes: each missing character is named', async () => {
    const result = await renderPdf(letter(paragraph('𠮷野家 𠮷 🦊')), imprint, faces)
    expect(result).toEqual({ kind: 'missing-glyphs', missing: [{ character: '𠮷', codePoint: 'U+20BB7' }, { character: '🦊', codePoint: 'U+1F98A' }] })
  })

  it('counts a variation selector as a character: dropped, it would change a name', async () => {
    expect(await renderPdf(letter(paragraph('葛\u{E0100}某')), imprint, faces)).toMatchObject({ kind: 'missing-glyphs', missing: [{ codePoint: 'U+E0100' }] })
  })

  it('of the same letter is the same, byte by byte', async () => {
    expect(Buffer.compare(await rendered(make('permit')), await rendered(make('permit')))).toBe(0)
  })

  it('does not mix up characters that share a shape within one process', async () => {
    await rendered(letter(paragraph('⼀⼈')))
    expect((await pdfText(await rendered(letter(paragraph('一人'))))).join('')).toContain('一人')
  })
})

/** Every character is one em wide, Latin half of it. */
const ruler: Ruler = {
  runs: (text, size) => [{ font: 'regular', text, width: [...text].reduce((sum, character) => sum + (character < '\u2000' ? size / 2 : size), 0) }],
}
const lines = (text: string, ems: number, indent = 0): string[] => breakLines(ruler, text, { size: 10, width: ems * 10, indent: indent * 10 }).map((line) => line.runs.map((run) => run.text).join(''))

describe('lines', () => {
  it('break between any two characters, after the indent', () => {
    expect(lines('一二三四五六七八', 4, 2)).toEqual(['一二', '三四五六', '七八'])
  })
  it('never begin with a closing mark nor end with an opening one', () => {
    expect(lines('一二三四。五六', 4)).toEqual(['一二三', '四。五六'])
    expect(lines('一二三（四五）', 4)).toEqual(['一二三', '（四五）'])
    expect(lines('一二《三》，四', 4)).toEqual(['一二', '《三》，', '四'])
  })
  it('keep numbers and words whole, but cut one that is wider than the sheet', () => {
    expect(lines('一二2026年', 4)).toEqual(['一二2026', '年'])
    expect(lines('一二三2026年', 4)).toEqual(['一二三', '2026年'])
    expect(lines('x'.repeat(100), 20)).toEqual(['x'.repeat(40), 'x'.repeat(40), 'x'.repeat(20)])
  })
  it('take a break where the text has one', () => {
    expect(lines('一\n二三', 4)).toEqual(['一', '二三'])
  })
})

describe('pages', () => {
  const seal: Block = { kind: 'seal', body: '样例局', date: '2026年2月26日' }
  it('never leave the type area', () => {
    const rows = Array.from({ length: 120 }, (_, index) => [String(index), '问题'.repeat(index), '补正'.repeat(40)])
    const pages = layOut(letter({ kind: 'title', text: '标题' }, { kind: 'table', head: ['序号', '问题', '补正'], rows }, paragraph('字'.repeat(3000)), seal), ruler)
    expect(pages.length).toBeGreaterThan(5)
    for (const op of pages.flat()) {
      if (op.op === 'text' && !op.text.startsWith('—')) expect(op.y).toBeLessThanOrEqual(AREA.bottom)
      if (op.op === 'rect') expect(op.y + op.height).toBeLessThanOrEqual(AREA.bottom + 0.1)
    }
  })
  it('repeat the head of a table on each page', () => {
    const rows = Array.from({ length: 80 }, () => ['材料', '说明'])
    const pages = layOut(letter({ kind: 'table', head: ['名称头', '说明头'], rows }), ruler)
    for (const page of pages) expect(page.some((op) => op.op === 'text' && op.text === '名称头')).toBe(true)
  })
  it.each([300, 420, 480, 500, 520, 540, 560, 580, 600])('put no seal alone on a page, with %i characters before it', (count) => {
    for (const page of layOut(letter({ kind: 'title', text: '标题' }, paragraph('字'.repeat(count)), seal), ruler)) {
      const mark = page.find((op) => op.op === 'seal')
      if (mark?.op !== 'seal') continue
      expect(page.some((op) => op.op === 'text' && op.text.includes('字'))).toBe(true)
    }
  })
})
