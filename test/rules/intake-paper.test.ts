/** Forms on paper: blank ones hold everything that may be asked, filled samples pass the judge of the very form they show. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sampleData } from '../../server/forms/sampleData.ts'
import { validate, type FormSchema } from '../../server/forms/service.ts'
import { paperOf } from '../../server/intake/paper.ts'
import { textsOf } from '../../server/letters/blocks.ts'
import { loadFaces, missingGlyphs } from '../../server/letters/pdf/fonts.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { application } from './forms.fixture.ts'

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const printed = readdirSync('forms').filter((code) => code !== 'shared').flatMap((code) =>
  read<Guide>(`processes/${code}/matter.json`).materials.filter(({ form }) => form).map(({ name, form }) => [code, name, read<FormSchema>(`forms/${code}/${form}.schema.json`)] as const))

describe.each(printed)('%s: %s', (_code, name, form) => {
  it('has a sample that passes its own judge, marked as a sample on every page', () => {
    expect(validate(form, sampleData(form))).toEqual([])
    const paper = paperOf(form, name, 'sample')
    expect(paper.watermark).toBe('样例')
    expect(textsOf(paper).join(' ')).toMatch(/样例.*■/s)
  })

  it('can be printed blank: every title, nothing filled in, no character without a glyph', () => {
    const paper = paperOf(form, name, 'blank')
    const text = textsOf(paper).join(' ')
    expect(paper.watermark).toBeUndefined()
    for (const [, field] of Object.entries(form.properties!)) expect(text).toContain(field.title!.replace(/^(声明|承诺)：/, ''))
    expect(text).not.toContain('■')
    expect(missingGlyphs(loadFaces('/nowhere'), [...textsOf(paper), ...textsOf(paperOf(form, name, 'sample'))])).toEqual([])
  })
})

it('shows what applies in a sample, what may apply in a blank form, and a row for each answer that must be there', () => {
  const blank = textsOf(paperOf(application, '申请表', 'blank'))
  expect(blank).toContain('类别说明（适用时填写）')
  expect(blank).toContain('□ 房屋建筑　□ 市政道路　□ 其他')
  expect(textsOf(paperOf(application, '申请表', 'sample'))).not.toContain('类别说明')
  const permit = read<FormSchema>('forms/jianzhu-shigong-xuke/application.schema.json')
  expect((sampleData(permit).parties as { role: string }[]).map(({ role }) => role)).toEqual(['survey', 'design', 'build'])
})
