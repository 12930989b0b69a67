/** The guide's form is made from its own schema: every place of it has a control, a section and a name, in every guide here too. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { namesIn } from '../../modeler/guide/names.ts'
import { controlOf, emptyOf, guide, insideOf, SECTIONS, type GuideSchema } from '../../modeler/guide/schema.ts'
import { put } from '../../modeler/forms/schemaPath.ts'
import { authoringWords } from '../../modeler/words/authoring.ts'
import { fits } from '../../processes/rules/support/guideJudge.ts'
import { matterFolders } from '../../server/matters/bundle.ts'

const processes = join(import.meta.dirname, '../../processes')

/** Every place of the schema with its path, list items without their number. */
function placesOf(schema: GuideSchema, path: string[] = []): { path: string[]; schema: GuideSchema }[] {
  const inner = insideOf(schema)
  const below = controlOf(inner) === 'object' ? Object.entries(inner.properties!) : controlOf(inner) === 'objects' ? Object.entries(inner.items!.properties!) : []
  return [...(path.length > 0 ? [{ path, schema }] : []), ...below.flatMap(([name, one]) => placesOf(one, [...path, name]))]
}

it('every property of the schema stands in one section', () => {
  expect(SECTIONS.flatMap(({ properties }) => properties).sort()).toEqual(Object.keys(guide.properties!).sort())
})

it('every place and every value has a name', () => {
  // One locale is enough: test/rooms/web-words.test.ts holds both catalogues to the same keys, and a key that is missing would show as Latin letters.
  const names = namesIn('zh-CN', authoringWords('zh-CN'))
  for (const { path, schema } of placesOf(guide)) {
    expect(names.place(path), path.join('.')).toMatch(/[\u4e00-\u9fff]/)
    for (const value of insideOf(schema).enum ?? schema.items?.enum ?? []) expect(names.value(path, value), `${path.join('.')}=${value}`).toMatch(/[\u4e00-\u9fff]/)
  }
})

it('changing a place and changing it back leaves the guide as it was; an empty item asks for what it must hold', () => {
  for (const code of matterFolders(processes)) {
    const text = readFileSync(join(processes, code, 'matter.json'), 'utf8')
    const value = JSON.parse(text) as Record<string, unknown>
    expect(fits(value), code).toBe(true)
    for (const [name, one] of Object.entries(value)) expect(JSON.stringify(put(put(value, [name], 'x'), [name], one))).toBe(JSON.stringify(value))
    const more = put(value, ['materials'], [...(value.materials as unknown[]), emptyOf(guide.properties!.materials!.items!)])
    expect(fits(more)).toBe(false)
    expect(fits.errors!.every(({ instancePath }) => instancePath.startsWith('/materials/'))).toBe(true)
  }
})
