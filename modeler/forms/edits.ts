/**
 * What a person does to a form in the builder, each as schema -> schema. Words the builder does not know stay where they are; what
 * refers to a field by name (required, pages, routing, conditions on its level) follows when it is renamed or taken out. Pure.
 */
import type { Condition, Fragment, FormSchema, StepRights } from '../../server/forms/schema.ts'
import { isObject } from '../../server/forms/schema.ts'
import { conditionOf, outlineOf, simpleOf, type Entry, type Simple } from './outline.ts'
import { at, put, type Json, type Path } from './schemaPath.ts'

/** A name no field of the form has yet: `field1`. */
export function freshName(root: FormSchema): string {
  const names = new Set(outlineOf(root).map(({ name }) => name))
  for (let number = 1; ; number++) if (!names.has(`field${number}`)) return `field${number}`
}

/** Adds a required field to a fragment, behind `after` or at its end, and to the page of `after` or the last page. */
export function addField(root: FormSchema, owner: Path, name: string, field: FormSchema, after?: string): FormSchema {
  const fragment = (at(root, owner) ?? {}) as Fragment
  const properties = insertBehind(fragment.properties ?? {}, name, field, after)
  const next = put(put(root, [...owner, 'properties'], properties), [...owner, 'required'], [...(fragment.required ?? []), name])
  return insideRoot(root, owner) ? toPage(next, name, pageOf(root, after) ?? (root['x-pages']?.length ?? 0) - 1) : next
}

export function removeField(root: FormSchema, { path, name, owner }: Entry): FormSchema {
  let next = setRequired(put(root, path, undefined), owner, name, false)
  if (insideRoot(root, owner) && !rootNames(next).includes(name)) next = forget(next, name)
  return withoutEmptyBranch(next, owner)
}

/** Moves a field before or behind another one, also into another fragment. A name that is taken there stays where it was. */
export function moveField(root: FormSchema, moved: Entry, target: Entry, where: 'before' | 'behind'): FormSchema {
  if (moved.path.join('/') === target.path.join('/') || target.path.join('/').startsWith(`${moved.path.join('/')}/`)) return root
  const same = moved.owner.join('/') === target.owner.join('/')
  const there = (at(root, [...target.owner, 'properties']) ?? {}) as Json
  if (!same && Object.hasOwn(there, moved.name)) return root
  const taken = same ? root : setRequired(put(root, moved.path, undefined), moved.owner, moved.name, false)
  const properties = Object.entries((at(taken, [...target.owner, 'properties']) ?? {}) as Record<string, FormSchema>).filter(([name]) => name !== moved.name)
  const index = properties.findIndex(([name]) => name === target.name) + (where === 'behind' ? 1 : 0)
  properties.splice(index, 0, [moved.name, moved.schema])
  let next = put(taken, [...target.owner, 'properties'], Object.fromEntries(properties))
  if (!same && moved.required) next = setRequired(next, target.owner, moved.name, true)
  const page = pageOf(root, target.name)
  if (insideRoot(root, target.owner) && page !== undefined) next = beside(next, moved.name, target.name, page, where)
  else if (!insideRoot(root, target.owner) && insideRoot(root, moved.owner)) next = forget(next, moved.name)
  return same ? next : withoutEmptyBranch(next, moved.owner)
}

/** On the page of the target, next to it. */
function beside(root: FormSchema, name: string, target: string, index: number, where: 'before' | 'behind'): FormSchema {
  return { ...root, 'x-pages': root['x-pages']!.map((page, number) => {
    const others = page.properties.filter((one) => one !== name)
    if (number === index) others.splice(others.indexOf(target) + (where === 'behind' ? 1 : 0), 0, name)
    return { ...page, properties: others }
  }) }
}

/** One place up or down among the fields of the same fragment. */
export function nudge(root: FormSchema, entry: Entry, by: -1 | 1): FormSchema {
  const beside = outlineOf(root).filter(({ owner }) => owner.join('/') === entry.owner.join('/'))
  const target = beside[beside.findIndex(({ name }) => name === entry.name) + by]
  return target ? moveField(root, entry, target, by < 0 ? 'before' : 'behind') : root
}

export function setRequired(root: FormSchema, owner: Path, name: string, required: boolean): FormSchema {
  const before = (at(root, [...owner, 'required']) ?? []) as string[]
  if (before.includes(name) === required) return root
  const after = required ? [...before, name] : before.filter((one) => one !== name)
  return put(root, [...owner, 'required'], after.length > 0 ? after : undefined)
}

/** The field under another name, with all that names it on its level: required, conditions, pages, routing, `x-not-before`. */
export function renameField(root: FormSchema, { owner, name }: Entry, wanted: string): FormSchema {
  const level = levelOf(owner)
  const object = at(root, level) as FormSchema
  const renamed = renameIn(object, name, wanted) as FormSchema
  const next = put(root, level, renamed)
  if (level.length > 0) return inRows(next, level, name, wanted)
  const swap = (list: string[] | undefined) => list?.map((one) => (one === name ? wanted : one))
  return {
    ...next,
    ...(next.routing ? { routing: swap(next.routing)! } : {}),
    ...(next['x-pages'] ? { 'x-pages': next['x-pages'].map((page) => ({ ...page, properties: swap(page.properties)! })) } : {}),
    ...(next['x-steps'] ? { 'x-steps': everyRight(next['x-steps'], (names) => swap(names)!) } : {}),
  }
}

function everyRight(steps: Record<string, StepRights>, change: (names: string[]) => string[]): Record<string, StepRights> {
  return Object.fromEntries(Object.entries(steps).map(([step, rights]) => [step, Object.fromEntries(Object.entries(rights).map(([right, names]) => [right, change(names as string[])])) as StepRights]))
}

export type Right = 'write' | 'read' | 'hidden'

export function rightOf(root: FormSchema, step: string, name: string): Right {
  const rights = root['x-steps']?.[step]
  return rights?.hidden?.includes(name) ? 'hidden' : rights?.read?.includes(name) ? 'read' : 'write'
}

/** What a step may do with a field of the root; a step with every right is not named. */
export function setRight(root: FormSchema, step: string, name: string, right: Right): FormSchema {
  const { read = [], hidden = [] } = root['x-steps']?.[step] ?? {}
  const without = (names: string[]) => names.filter((one) => one !== name)
  const next = { read: [...without(read), ...(right === 'read' ? [name] : [])], hidden: [...without(hidden), ...(right === 'hidden' ? [name] : [])] }
  const rights: StepRights = { ...(next.read.length > 0 ? { read: next.read } : {}), ...(next.hidden.length > 0 ? { hidden: next.hidden } : {}) }
  const steps = put(root['x-steps'] ?? {}, [step], Object.keys(rights).length > 0 ? rights : undefined)
  return put(root, ['x-steps'], Object.keys(steps).length > 0 ? steps : undefined)
}

/** A column of rows is named by the rows' own `x-each-of`. */
function inRows(root: FormSchema, level: Path, name: string, wanted: string): FormSchema {
  const rows = level.at(-1) === 'items' ? level.slice(0, -1) : null
  const each = rows && (at(root, [...rows, 'x-each-of']) as FormSchema['x-each-of'])
  return rows && Array.isArray(each) ? put(root, [...rows, 'x-each-of'], each.map((rule) => (rule.field === name ? { ...rule, field: wanted } : rule))) : root
}

/** Asked only where another field has one of these answers; null: always. The field moves into a branch with that condition, or back. */
export function setCondition(root: FormSchema, entry: Entry, condition: Simple | null): FormSchema {
  const level = levelOf(entry.owner)
  const bare = withoutEmptyBranch(setRequired(put(root, entry.path, undefined), entry.owner, entry.name, false), entry.owner)
  const owner = condition === null ? level : branchFor(bare, level, condition)
  const made = condition === null ? bare : withBranch(bare, level, condition)
  const next = put(made, [...owner, 'properties', entry.name], entry.schema)
  return entry.required ? setRequired(next, owner, entry.name, true) : next
}

/** Puts a field of the root on a page; without pages nothing changes. */
export function toPage(root: FormSchema, name: string, index: number): FormSchema {
  const pages = root['x-pages']
  if (!pages || !pages[index]) return root
  return { ...root, 'x-pages': pages.map((page, number) => {
    const others = page.properties.filter((one) => one !== name)
    return { ...page, properties: number === index ? (page.properties.includes(name) ? page.properties : [...others, name]) : others }
  }) }
}

export function pageOf(root: FormSchema, name: string | undefined): number | undefined {
  const index = root['x-pages']?.findIndex(({ properties }) => name !== undefined && properties.includes(name)) ?? -1
  return index < 0 ? undefined : index
}

/** The object a fragment belongs to: its path without `then`, `else`, `allOf/0`, `dependentSchemas/x`. */
export function levelOf(owner: Path): Path {
  let level = [...owner]
  for (;;) {
    const last = level.at(-1)
    if (last === 'then' || last === 'else') level = level.slice(0, -1)
    else if (level.at(-2) === 'allOf' || level.at(-2) === 'dependentSchemas') level = level.slice(0, -2)
    else return level
  }
}

function insideRoot(_root: FormSchema, owner: Path): boolean {
  return levelOf(owner).length === 0
}

function rootNames(root: FormSchema): string[] {
  return outlineOf(root).filter(({ depth }) => depth === 0).map(({ name }) => name)
}

/** No page and no routing names a field that is gone. */
function forget(root: FormSchema, name: string): FormSchema {
  const routing = root.routing?.filter((one) => one !== name)
  return {
    ...root,
    ...(routing ? { routing } : {}),
    ...(root['x-pages'] ? { 'x-pages': root['x-pages'].map((page) => ({ ...page, properties: page.properties.filter((one) => one !== name) })) } : {}),
    ...(root['x-steps'] ? { 'x-steps': everyRight(root['x-steps'], (names) => names.filter((one) => one !== name)) } : {}),
  }
}

function insertBehind(properties: Record<string, FormSchema>, name: string, field: FormSchema, after?: string): Record<string, FormSchema> {
  const entries = Object.entries(properties)
  const index = after === undefined ? -1 : entries.findIndex(([one]) => one === after)
  entries.splice(index < 0 ? entries.length : index + 1, 0, [name, field])
  return Object.fromEntries(entries)
}

/** An `allOf` entry whose `then` asks nothing more is taken away. */
function withoutEmptyBranch(root: FormSchema, owner: Path): FormSchema {
  if (owner.at(-1) !== 'then' || owner.at(-3) !== 'allOf') return root
  const entry = owner.slice(0, -1)
  const branch = at(root, entry) as Fragment | undefined
  const then = branch?.then
  if (!branch || branch.else || Object.keys(branch).some((key) => key !== 'if' && key !== 'then')) return root
  const empty = then && Object.keys(then.properties ?? {}).length === 0 && (then.required ?? []).length === 0 && Object.keys(then).every((key) => key === 'properties' || key === 'required')
  if (!empty) return root
  const list = at(root, entry.slice(0, -1)) as Fragment[]
  return list.length === 1 ? put(root, entry.slice(0, -1), undefined) : put(root, entry, undefined)
}

function indexOf(root: FormSchema, level: Path, condition: Simple): number {
  const list = (at(root, [...level, 'allOf']) ?? []) as Fragment[]
  return list.findIndex((part) => isObject(part) && part.if && part.then && !part.else && JSON.stringify(simpleOf(part.if as Condition)) === JSON.stringify(condition))
}

/** Where the branch with this condition stands, or will stand once `withBranch` has made it. */
function branchFor(root: FormSchema, level: Path, condition: Simple): Path {
  const index = indexOf(root, level, condition)
  const list = (at(root, [...level, 'allOf']) ?? []) as Fragment[]
  return [...level, 'allOf', String(index < 0 ? list.length : index), 'then']
}

function withBranch(root: FormSchema, level: Path, condition: Simple): FormSchema {
  if (indexOf(root, level, condition) >= 0) return root
  const list = (at(root, [...level, 'allOf']) ?? []) as Fragment[]
  return put(root, [...level, 'allOf'], [...list, { if: conditionOf(condition), then: { properties: {} } }])
}

/** On one level only: a group inside has names of its own. */
function renameIn(value: unknown, name: string, wanted: string): unknown {
  if (Array.isArray(value)) return value.map((one) => renameIn(one, name, wanted))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => {
    switch (key) {
      case 'properties': return [key, isObject(one) ? renameKeys(one, name, wanted) : one]
      case 'required': return [key, Array.isArray(one) ? one.map((item) => (item === name ? wanted : item)) : one]
      case 'dependentRequired': case 'dependentSchemas': return [key, renameKeys(renameIn(one, name, wanted) as Json, name, wanted)]
      case 'if': case 'then': case 'else': case 'allOf': case 'anyOf': case 'not': return [key, renameIn(one, name, wanted)]
      default: return [key, one]
    }
  }))
}

/** A field's own words that name a field beside it: `x-not-before`, the condition of `x-each-of`. */
function renameKeys(object: Json, name: string, wanted: string): Json {
  return Object.fromEntries(Object.entries(object).map(([key, one]) => {
    if (!isObject(one)) return [key === name ? wanted : key, one]
    const field = { ...one }
    if (field['x-not-before'] === name) field['x-not-before'] = wanted
    if (Array.isArray(field['x-each-of'])) field['x-each-of'] = field['x-each-of'].map((rule: unknown) => (isObject(rule) && rule.if ? { ...rule, if: renameIn(rule.if, name, wanted) } : rule))
    return [key === name ? wanted : key, field]
  }))
}
