/**
 * From ajv's errors to what a person reads beside a field. One issue a field, in the order of the form; the same in browser and server.
 */
import type { ErrorObject } from 'ajv'
import type { Issue } from '../errors.ts'
import { branchesOf, propertyOf } from './actions.ts'
import { fieldsOf } from './conditions.ts'
import { parts, valueAt } from './pointer.ts'
import { brokenRelations, type Broken } from './relations.ts'
import { choicesOf, isRows, type FormSchema } from './schema.ts'
import { hasWord, word, type Locale, type Word } from './words.ts'

/** More issues than this help nobody. */
const MOST = 100

/** Errors that only say that an inner one failed. */
const ECHOES = new Set(['if', 'allOf', 'anyOf', 'oneOf', 'not'])

/** @param errors what ajv found; the relations between fields (relations.ts) are looked at here. */
export function issuesOf(schema: FormSchema, data: unknown, errors: readonly ErrorObject[], locale: Locale): Issue[] {
  const broken = brokenRelations(schema, data)
  if (errors.length === 0 && broken.length === 0) return []
  const order = orderOf(schema, data)
  // which roles are missing says more than how many rows are
  const byPointer = new Map(broken.slice(0, MOST).map((one): [string, Issue] => [one.pointer, { pointer: one.pointer, message: relationSentence(one, locale) }]))
  for (const error of errors) {
    const pointer = pointerOf(error)
    if (ECHOES.has(error.keyword) || isClosureEcho(error, order.get(pointer))) continue
    if (!byPointer.has(pointer)) byPointer.set(pointer, { pointer, message: sentence(schema, pointer, error, locale) })
    if (byPointer.size >= MOST) break
  }
  return [...byPointer.values()].sort((a, b) => rank(order, a.pointer) - rank(order, b.pointer) || (a.pointer < b.pointer ? -1 : 1))
}

/** A branch that fails does not count as having looked at its fields, so its sound ones are called unknown beside the faulty one. */
function isClosureEcho(error: ErrorObject, place: Place | undefined): boolean {
  return error.keyword === 'unevaluatedProperties' && place?.asked === true
}

function pointerOf(error: ErrorObject): string {
  const params = error.params as Record<string, string | undefined>
  const inner = params.missingProperty ?? params.unevaluatedProperty ?? params.additionalProperty
  return inner === undefined ? error.instancePath : `${error.instancePath}/${inner.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function sentence(schema: FormSchema, pointer: string, error: ErrorObject, locale: Locale): string {
  const field = schemaAt(schema, pointer)
  const title = field?.title ?? word(locale, 'title-unknown')
  const params = error.params as Record<string, unknown>
  const say = (key: Word) => word(locale, key, { title, limit: params.limit ?? params.multipleOf, unit: field?.['x-unit'] ?? '', sample: field?.['x-sample'] })
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return say(requiredWord(field))
    case 'unevaluatedProperties':
    case 'additionalProperties':
      return word(locale, 'unknown', { name: parts(pointer).at(-1) })
    case 'minLength':
      return say(params.limit === 1 ? 'required' : 'minLength')
    case 'pattern':
      return say(field?.['x-sample'] ? 'pattern-sample' : 'pattern')
    default: {
      const key = error.keyword === 'type' ? `type-${params.type as string}` : error.keyword === 'format' ? `format-${params.format as string}` : error.keyword
      return hasWord(key) ? say(key) : word(locale, 'pattern', { title })
    }
  }
}

function relationSentence(broken: Broken, locale: Locale): string {
  switch (broken.kind) {
    case 'not-before': return word(locale, 'not-before', { ...broken })
    case 'each-of': return word(locale, 'each-of', { title: broken.title, missing: broken.missing.join(word(locale, 'list-comma')) })
    default: return broken satisfies never
  }
}

function requiredWord(field: FormSchema | undefined): Word {
  if (!field) return 'required'
  if (field.const !== undefined) return 'const'
  if (isRows(field)) return 'required-rows'
  return choicesOf(field) || field.type === 'boolean' || field.type === 'array' ? 'required-choice' : 'required'
}

/** The schema of the field a pointer into the data leads to, in whichever branch it stands. */
export function schemaAt(schema: FormSchema, pointer: string): FormSchema | undefined {
  let at: FormSchema | undefined = schema
  for (const part of parts(pointer)) at = at?.type === 'array' ? at.items : propertyOf(at, part)
  return at
}

/**
 * Where in the form's own text the field stands that a pointer into its data names: `/rows/0/name` is `/properties/rows/items/properties/name`, and
 * what a branch asks lies below that branch. As far as it is known; a field that the form does not know is named under properties.
 */
export function placeInSchema(schema: FormSchema, pointer: string): string {
  let [at, place]: [FormSchema | undefined, string] = [schema, '']
  for (const part of parts(pointer)) {
    place += at?.type === 'array' ? '/items' : placeOfProperty(at, part) ?? `/properties/${part}`
    at = at?.type === 'array' ? at.items : propertyOf(at, part)
  }
  return place
}

function placeOfProperty(schema: FormSchema | undefined, name: string): string | undefined {
  if (!schema) return undefined
  if (schema.properties && Object.hasOwn(schema.properties, name)) return `/properties/${name}`
  for (const [key, branch] of branchesOf(schema)) {
    const inside = placeOfProperty(branch, name)
    if (inside !== undefined) return `/${key}${inside}`
  }
  return undefined
}

/** Where a field stands in the form as drawn, and whether this data calls for it. */
interface Place { rank: number; asked: boolean }

/** The pointers of a form in the order they are drawn. */
function orderOf(schema: FormSchema, data: unknown): Map<string, Place> {
  const order = new Map<string, Place>()
  const visit = (field: FormSchema, pointer: string, asked: boolean) => {
    order.set(pointer, { rank: order.size, asked })
    if (field.type === 'object') for (const { name, schema: inner, active } of fieldsOf(field, valueAt(data, pointer))) visit(inner, `${pointer}/${name}`, asked && active)
    const rows = isRows(field) ? valueAt(data, pointer) : undefined
    if (Array.isArray(rows)) rows.slice(0, MOST).forEach((_, index) => visit(field.items!, `${pointer}/${index}`, asked))
  }
  visit(schema, '', true)
  return order
}

function rank(order: Map<string, Place>, pointer: string): number {
  return order.get(pointer)?.rank ?? Number.MAX_SAFE_INTEGER
}
