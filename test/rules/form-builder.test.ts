/** The form builder's edits on every form here: what it does not know survives, what is undone is as it was, and the result may be published. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addField, moveField, nudge, removeField, renameField, rightOf, setCondition, setRequired, setRight } from '../../modeler/forms/edits.ts'
import { conditionOf, outlineOf, simpleOf } from '../../modeler/forms/outline.ts'
import { kindOf, KINDS, newField } from '../../modeler/forms/palette.ts'
import { pointerOf } from '../../modeler/forms/schemaPath.ts'
import { describe as meaning } from '../../modeler/json/describe.ts'
import { authoringWords } from '../../modeler/words/authoring.ts'
import { checkSchema } from '../../server/forms/check.ts'
import { formMetaSchema } from '../../server/forms/metaSchema.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { inlineShared } from '../../server/forms/shared.ts'

const root = join(import.meta.dirname, '../../forms')
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as FormSchema
const shared = Object.fromEntries(readdirSync(join(root, 'shared')).map((name) => [name, read(`shared/${name}`)]))
const forms = readdirSync(root).filter((matter) => matter !== 'shared').flatMap((matter) => readdirSync(join(root, matter)).map((name) => [`${matter}/${name}`, inlineShared(read(`${matter}/${name}`), shared) as FormSchema] as const))
const say = authoringWords('zh-CN')
const withoutPages = ({ 'x-pages': _pages, ...rest }: FormSchema): FormSchema => rest
const text = (schema: FormSchema) => JSON.stringify(schema)

describe.each(forms)('%s', (_name, form) => {
  const entries = outlineOf(form)

  it('is shown whole: each field is one the palette knows or one of its text', () => {
    expect(entries.length).toBeGreaterThan(0)
    for (const { schema } of entries) if (kindOf(schema) === undefined) expect(schema.type).toBeDefined()
  })

  it('takes every kind of field, and taking it out again leaves the form as it was', () => {
    for (const kind of KINDS) {
      const more = addField(form, [], 'brandNew', newField(kind, '新的一项', say), entries[0]!.name)
      expect(checkSchema(more), kind).toEqual([])
      expect(text(removeField(more, outlineOf(more).find(({ name }) => name === 'brandNew')!))).toBe(text(form))
    }
  })

  it('moves a field and back, renames it and back, makes it optional and required again', () => {
    for (const entry of entries) {
      const down = nudge(form, entry, 1)
      const again = outlineOf(down).find(({ path }) => pointerOf(path) === pointerOf(entry.path))!
      const back = nudge(down, again, -1)
      // a field that crossed into the next page is asked there from then on
      expect(text(withoutPages(down === form ? form : back))).toBe(text(withoutPages(form)))
      expect(checkSchema(down)).toEqual([])
      const renamed = renameField(form, entry, 'anotherName')
      expect(checkSchema(renamed), entry.name).toEqual([])
      expect(text(renameField(renamed, outlineOf(renamed).find(({ name, owner }) => name === 'anotherName' && pointerOf(owner) === pointerOf(entry.owner))!, entry.name))).toBe(text(form))
      expect(outlineOf(setRequired(setRequired(form, entry.owner, entry.name, !entry.required), entry.owner, entry.name, entry.required)).map(({ required }) => required)).toEqual(entries.map(({ required }) => required))
    }
  })
})

it('any run of edits keeps the form publishable and every unknown word', () => {
  const [, form] = forms.find(([name]) => name === 'huwai-guanggao/application.schema.json')!
  const marked = { ...form, $comment: '不认识的词' } as FormSchema
  fc.assert(fc.property(fc.array(fc.record({ act: fc.constantFrom('add', 'move', 'condition', 'rename', 'always'), a: fc.nat(200), b: fc.nat(200) }), { maxLength: 12 }), (acts) => {
    let schema = marked
    acts.forEach(({ act, a, b }, turn) => {
      const entries = outlineOf(schema).filter(({ depth, condition }) => depth === 0 && condition !== 'other')
      const [one, two] = [entries[a % entries.length]!, entries[b % entries.length]!]
      if (act === 'add') schema = addField(schema, [], `made${turn}`, newField(KINDS[a % KINDS.length]!, '新的一项', say), one.owner.length === 0 ? one.name : undefined)
      if (act === 'move' && pointerOf(one.owner) === pointerOf(two.owner)) schema = moveField(schema, one, two, b % 2 === 0 ? 'before' : 'behind')
      if (act === 'rename') schema = renameField(schema, one, `name${turn}`)
      const control = entries.find(({ schema: field, condition, owner }) => field.type === 'boolean' && field.const === undefined && condition === null && owner.length === 0)
      const relied = JSON.stringify(schema).match(new RegExp(`"(properties|required|x-not-before)"[^\\]]*"${one.name}"`, 'g'))?.length ?? 0
      if (act === 'condition' && control && control.name !== one.name && relied < 4 && !('routing' in schema && schema.routing!.includes(one.name))) schema = setCondition(schema, one, { field: control.name, values: [true] })
      if (act === 'always' && one.condition !== null) schema = setCondition(schema, one, null)
    })
    expect(schema.$comment).toBe('不认识的词')
    expect(checkSchema(schema).map(({ message }) => message)).toEqual([])
  }), { numRuns: 60 })
})

it('gives a step its rights and takes them back; a field that is renamed or gone is renamed or gone there too', () => {
  const [, form] = forms.find(([name]) => name === 'jianzhu-shigong-xuke/sectionReview.schema.json')!
  const given = setRight(setRight(form, 'reviewQuality', 'opinion', 'read'), 'reviewMaterials', 'opinion', 'hidden')
  expect(checkSchema(given)).toEqual([])
  expect([rightOf(given, 'reviewQuality', 'opinion'), rightOf(given, 'reviewMaterials', 'opinion'), rightOf(given, 'reviewSafety', 'opinion')]).toEqual(['read', 'hidden', 'write'])
  const entry = outlineOf(given).find(({ name, owner }) => name === 'opinion' && owner.length === 0)!
  expect(renameField(given, entry, 'remark')['x-steps']).toEqual({ reviewQuality: { read: ['remark'] }, reviewMaterials: { hidden: ['remark'] } })
  expect(text(setRight(setRight(given, 'reviewQuality', 'opinion', 'write'), 'reviewMaterials', 'opinion', 'write'))).toBe(text(form))
  expect(checkSchema({ ...form, 'x-steps': { reviewQuality: { read: ['outcome'] }, reviewSafety: { hidden: ['nothing'] } } }).map(({ pointer }) => pointer)).toEqual(['/x-steps/reviewQuality/read', '/x-steps/reviewSafety/hidden'])
})

it('writes the one kind of condition it reads', () => {
  for (const simple of [{ field: 'outcome', values: ['gaps'] }, { field: 'urgent', values: [true] }, { field: 'kind', values: ['a', 'b'] }]) expect(simpleOf(conditionOf(simple))).toEqual(simple)
  expect(simpleOf({ not: { required: ['a'] } })).toBeNull()
})

it('offers in the text what a form may use at that place, and nothing else', () => {
  const meta = formMetaSchema((word) => (word === 'x-unit' ? '单位' : undefined))
  const names = (path: string[]) => meaning(meta, path).properties.map(({ name }) => name)
  expect(names([])).toContain('x-pages')
  expect(names(['properties', 'area'])).toContain('x-unit')
  expect(meaning(meta, ['properties', 'area']).properties.find(({ name }) => name === 'x-unit')?.help).toBe('单位')
  expect(names(['properties', 'area'])).not.toContain('x-pages')
  expect(names(['allOf', '0'])).toEqual(expect.arrayContaining(['if', 'then', 'else']))
  expect(names(['allOf', '0', 'then', 'properties', 'gaps', 'items', 'properties', 'item'])).toContain('maxLength')
  expect(meaning(meta, ['properties', 'area', 'x-format']).values).toEqual(['id-card', 'uscc', 'phone'])
  expect(names(['if', 'properties', 'x'])).toContain('const')
})
