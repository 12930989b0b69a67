/**
 * What one answer has to do with another, which JSON Schema cannot say: `x-not-before` (a day not before another day of the same
 * object) and `x-each-of` (rows in which certain answers must each stand). Judged on server and in the browser alike; pure.
 */
import { controlsOf, fieldsOf, holds } from './conditions.ts'
import { isDate } from './formats.ts'
import { join, parts } from './pointer.ts'
import { choicesOf, isRows, own, type EachOf, type FormSchema, type Scalar } from './schema.ts'

/** One relation that does not hold, at the field where it is said. */
export type Broken =
  | { pointer: string; kind: 'not-before'; title: string; other: string; value: string }
  | { pointer: string; kind: 'each-of'; title: string; missing: string[] }

const MOST_ROWS = 500

/** @returns the relations that do not hold among the fields this data calls for; nothing about a value that is missing or of another type. */
export function brokenRelations(schema: FormSchema, data: unknown, pointer = ''): Broken[] {
  const fields = fieldsOf(schema, data).filter(({ active }) => active)
  return fields.flatMap(({ name, schema: field }) => {
    const value = own(data, name)
    const at = join(pointer, name)
    if (field.type === 'object') return brokenRelations(field, value, at)
    if (isRows(field) && Array.isArray(value)) {
      return [...eachOf(field, data, value, at), ...value.slice(0, MOST_ROWS).flatMap((row, index) => brokenRelations(field.items!, row, join(at, index)))]
    }
    return notBefore(fields, field, data, value, at)
  })
}

function notBefore(fields: { name: string; schema: FormSchema }[], field: FormSchema, data: unknown, value: unknown, pointer: string): Broken[] {
  const name = field['x-not-before']
  const other = fields.find((one) => one.name === name)
  const earliest = name === undefined ? undefined : own(data, name)
  if (!other || !isDay(value) || !isDay(earliest) || value >= earliest) return []
  return [{ pointer, kind: 'not-before', title: field.title ?? '', other: other.schema.title ?? other.name, value: earliest }]
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && isDate(value)
}

function eachOf(field: FormSchema, data: unknown, rows: readonly unknown[], pointer: string): Broken[] {
  const missing = (field['x-each-of'] ?? [])
    .filter((rule) => rule.if === undefined || holds(rule.if, data))
    .flatMap((rule) => rule.values.filter((value) => !rows.some((row) => own(row, rule.field) === value)).map((value) => titleOf(field, rule, value)))
  return missing.length === 0 ? [] : [{ pointer, kind: 'each-of', title: field.title ?? '', missing: [...new Set(missing)] }]
}

function titleOf(field: FormSchema, { field: column }: EachOf, value: Scalar): string {
  const choices = choicesOf(field.items?.properties?.[column] ?? {}) ?? []
  return choices.find((choice) => choice.const === value)?.title ?? String(value)
}

/** The places whose verdict may change with the answer at `pointer`: for the page, which judges a field when it is left. */
export function dependants(schema: FormSchema, pointer: string): string[] {
  const found: string[] = []
  let owner: FormSchema | undefined = schema
  let at = ''
  for (const part of parts(pointer)) {
    if (!owner) break
    if (owner.type === 'array') owner = owner.items
    else {
      const fields = fieldsOf(owner, {})
      const own = fields.find(({ name }) => name === part)?.schema
      if (own?.['x-each-of'] && join(at, part) !== pointer) found.push(join(at, part))
      const looks = ({ schema: field }: { schema: FormSchema }) => field['x-not-before'] === part || (field['x-each-of'] ?? []).some((rule) => rule.if && controlsOf(rule.if).includes(part))
      if (join(at, part) === pointer) found.push(...fields.filter(looks).map(({ name }) => join(at, name)))
      owner = own
    }
    at = join(at, part)
  }
  return found
}
