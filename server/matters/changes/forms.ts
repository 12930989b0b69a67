/** Two versions of a matter's forms compared field by field: what is asked, which answers there are, what is obligatory. Pure. */
import { choicesOf, type FormSchema, type Fragment } from '../../forms/schema.ts'
import type { Bundle } from '../types.ts'
import { compareThings, type Change, type Things } from './change.ts'

export function compareForms(before: Bundle['forms'], after: Bundle['forms']): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((form) => {
    const file = `forms/${form}`
    const [was, is] = [before[form], after[form]]
    const at = { area: 'form' as const, file, place: '', thing: 'form', subject: (is ?? was)!.title ?? form }
    if (!was) return [{ kind: 'added', ...at } satisfies Change]
    if (!is) return [{ kind: 'removed', ...at } satisfies Change]
    const [earlier, later] = [fieldsOf(was, form), fieldsOf(is, form)]
    return oneEach(compareThings(file, earlier, later, () => 'form').filter(isMore).map((change) => withTitles(change, earlier, later)))
  })
}

/** A field is told in one line, whatever of it changed; of one that came, what it asks stands in that line. */
function oneEach(changes: readonly Change[]): Change[] {
  return changes.flatMap((change) => {
    const of = changes.filter(({ place }) => place === change.place)
    if (change.thing !== 'field' || of.length === 1) return [change]
    if (of[0] !== change) return []
    const { fact: _, before: _was, after: _is, ...thing } = change
    const facts = of.flatMap(({ fact, before, after }) => (fact === undefined ? [] : [{ fact, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]))
    return [{ ...thing, kind: of.some(({ fact }) => fact === undefined) ? change.kind : 'changed', facts }]
  })
}

/** Facts that list fields by their names. */
const LISTING = /^(order|requires|routing|page\..*)$/

/** Fields by their titles, as a reader of the form knows them, with their names behind: 广告类型（adKind）. */
function withTitles(change: Change, was: Things, is: Things): Change {
  if (!LISTING.test(change.fact ?? '')) return change
  const titled = (value: string | undefined, fields: Things): string | undefined => {
    if (value === undefined) return undefined
    const [list = '', ...help] = value.split(' | ')
    return [list.split(/, |；/).map((name) => titleOf(name, change.place, fields)).join('、'), ...help].join(' | ')
  }
  const [before, after] = [titled(change.before, was), titled(change.after, is)]
  return { ...change, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** A part that applies under a condition may name fields of what is round it. */
function titleOf(name: string, place: string, fields: Things): string {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const title = fields.get(`${at}/properties/${name}`)?.title
    if (title !== undefined && title !== name) return `${title}（${name}）`
    if (at === '') return name
  }
}

/** An order that differs because a field came or went is told by that field. */
function isMore({ fact, before = '', after = '' }: Change): boolean {
  return fact !== 'order' || sorted(before) === sorted(after)
}

function sorted(order: string): string {
  return order.split(', ').sort().join()
}

/** By pointer: the form itself under '', every field, and every part that applies under a condition. */
export function fieldsOf(form: FormSchema, name: string): Things {
  const fields: Things = new Map()
  walk(form, { pointer: '', titles: [], thing: 'form', title: form.title ?? name, required: false }, fields)
  return fields
}

interface At { pointer: string; titles: string[]; thing: 'form' | 'field' | 'branch'; title: string; required: boolean }

function walk(schema: FormSchema, at: At, fields: Things): void {
  const facts = new Map<string, string>()
  const titles = at.thing === 'form' ? [] : [...at.titles, at.title]
  const name = at.thing === 'field' ? at.pointer.split('/').at(-1)! : ''
  fields.set(at.pointer, { thing: at.thing, subject: (titles.join(' › ') || at.title) + (name === '' || name === 'items' || name === at.title ? '' : `（${name}）`), title: at.title, facts })
  if (at.thing === 'field') facts.set('required', String(at.required))
  if (at.thing === 'branch' && schema.required) facts.set('requires', schema.required.join(', '))
  for (const choice of choicesOf(schema) ?? []) facts.set(`choice.${choice.const}`, choice.title)
  for (const page of schema['x-pages'] ?? []) facts.set(`page.${page.title}`, [page.properties.join(', '), page.help].filter(Boolean).join(' | '))
  for (const [key, value] of Object.entries(schema)) if (!WALKED.includes(key)) facts.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value))
  if (schema.properties) facts.set('order', Object.keys(schema.properties).join(', '))
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    walk(field, { pointer: `${at.pointer}/properties/${name}`, titles, thing: 'field', title: field.title ?? name, required: schema.required?.includes(name) ?? false }, fields)
  }
  if (schema.items) walk(schema.items, { pointer: `${at.pointer}/items`, titles: at.titles, thing: 'field', title: schema.items.title ?? at.title, required: false }, fields)
  for (const [way, part] of branches(schema)) walk(part as FormSchema, { pointer: `${at.pointer}/${way}`, titles, thing: 'branch', title: way, required: false }, fields)
}

const WALKED = ['properties', 'items', 'required', 'oneOf', 'enum', 'x-pages', 'then', 'else', 'allOf', 'dependentSchemas']

function branches({ then, else: otherwise, allOf, dependentSchemas }: Fragment): [string, Fragment][] {
  return [
    ...(then ? [['then', then] as [string, Fragment]] : []), ...(otherwise ? [['else', otherwise] as [string, Fragment]] : []),
    ...(allOf ?? []).map((part, index): [string, Fragment] => [`allOf/${index}`, part]),
    ...Object.entries(dependentSchemas ?? {}).map(([name, part]): [string, Fragment] => [`dependentSchemas/${name}`, part]),
  ]
}
