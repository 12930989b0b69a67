/** The fields of a form as a list to work on: where each stands, under which condition, inside which rows. Pure. */
import type { Condition, Fragment, FormSchema, Scalar } from '../../server/forms/schema.ts'
import { isObject } from '../../server/forms/schema.ts'
import type { Path } from './schemaPath.ts'

/** Another answer on which a field hangs: `outcome` is one of these. */
export interface Simple { field: string; values: Scalar[] }

export interface Entry {
  /** Of the field itself. */
  path: Path
  name: string
  schema: FormSchema
  required: boolean
  /** How deep inside groups and rows. */
  depth: number
  /** The fragment it stands in: the root, a group, an `allOf/0/then`. */
  owner: Path
  /** What must hold for it to be asked; null: always. `'other'`: a condition that only the text can show. */
  condition: Simple | 'other' | null
}

/** Every field in the order of the file: the object's own, then those of its branches. */
export function outlineOf(root: FormSchema): Entry[] {
  return entriesOf(root, [], 0, null)
}

function entriesOf(fragment: Fragment, owner: Path, depth: number, condition: Entry['condition']): Entry[] {
  const own = isObject(fragment.properties) ? Object.entries(fragment.properties) : []
  return [
    ...own.flatMap(([name, schema]): Entry[] => {
      if (!isObject(schema)) return []
      const path = [...owner, 'properties', name]
      const entry = { path, name, schema, required: Array.isArray(fragment.required) && fragment.required.includes(name), depth, owner, condition }
      return [entry, ...insideOf(schema, path, depth + 1)]
    }),
    ...branchesOf(fragment, owner, depth, condition),
  ]
}

function insideOf(schema: FormSchema, path: Path, depth: number): Entry[] {
  if (schema.type === 'object') return entriesOf(schema, path, depth, null)
  return schema.type === 'array' && schema.items?.type === 'object' ? entriesOf(schema.items, [...path, 'items'], depth, null) : []
}

function branchesOf(fragment: Fragment, owner: Path, depth: number, outer: Entry['condition']): Entry[] {
  const met = (condition: Entry['condition']): Entry['condition'] => (outer === null ? condition : 'other')
  const simple = fragment.if ? simpleOf(fragment.if) : null
  return [
    ...(fragment.then ? entriesOf(fragment.then, [...owner, 'then'], depth, met(simple ?? 'other')) : []),
    ...(fragment.else ? entriesOf(fragment.else, [...owner, 'else'], depth, 'other') : []),
    ...(Array.isArray(fragment.allOf) ? fragment.allOf.flatMap((part, index) => (isObject(part) ? entriesOf(part as Fragment, [...owner, 'allOf', String(index)], depth, outer) : [])) : []),
    ...(isObject(fragment.dependentSchemas) ? Object.entries(fragment.dependentSchemas).flatMap(([name, part]) => entriesOf(part as Fragment, [...owner, 'dependentSchemas', name], depth, 'other')) : []),
  ]
}

/** `{properties: {outcome: {const: 'gaps'}}, required: ['outcome']}`: the one kind of condition the builder shows and writes. */
export function simpleOf(condition: Condition): Simple | null {
  const { properties, required, ...rest } = condition
  const names = Object.keys(properties ?? {})
  if (names.length !== 1 || Object.keys(rest).length > 0 || (required ?? []).some((name) => name !== names[0])) return null
  const { const: one, enum: some, ...more } = properties![names[0]!]!
  if (Object.keys(more).length > 0) return null
  if (one !== undefined && some === undefined) return { field: names[0]!, values: [one] }
  return Array.isArray(some) && one === undefined ? { field: names[0]!, values: some } : null
}

export function conditionOf({ field, values }: Simple): Condition {
  return { properties: { [field]: values.length === 1 ? { const: values[0]! } : { enum: values } }, required: [field] }
}
