/**
 * From a post of names and strings to the typed data of a form. The schema leads, not the body: what the form does not ask is
 * never looked at, so an extra field (`role`, `__proto__`) has no way in. What cannot be read as its type stays a string for the judge.
 */
import { fieldsOf } from './conditions.ts'
import { join } from './pointer.ts'
import { isRows, type FormData, type FormSchema } from './schema.ts'

/** A form post as fastify's form parser gives it: pointer -> text, or texts for a repeated name. */
export type Body = Record<string, unknown>

/** Rows beyond this are not read from a post; a schema may allow fewer. */
export const MOST_ROWS = 500

/**
 * @param options.only reads just these root properties (one page of a long form); the others are taken from `base`.
 * @param options.base the data so far; also what `readOnly` fields hold, which no post can change.
 * @returns data without the fields that do not apply, without empty answers and without rows left empty.
 */
export function parseForm(schema: FormSchema, body: Body, options: { only?: string[]; base?: FormData } = {}): FormData {
  const wanted = options.only && new Set(options.only)
  const data = readObject(schema, body, '', wanted)
  const stays = (name: string) => (wanted && !wanted.has(name)) || schema.properties?.[name]?.readOnly === true
  const kept = Object.entries(options.base ?? {}).filter(([name]) => stays(name))
  return prune(schema, { ...Object.fromEntries(kept), ...data })
}

/** Drops the answers of fields that do not apply: they were hidden when the applicant sent the form. */
export function prune(schema: FormSchema, data: FormData): FormData {
  const fields = fieldsOf(schema, data)
  const kept: FormData = {}
  for (const { name, schema: property, active } of fields) {
    if (!active || !Object.hasOwn(data, name)) continue
    kept[name] = pruneValue(property, data[name])
  }
  // a field that went may have been the ground of another one
  return Object.keys(kept).length < Object.keys(data).length ? prune(schema, kept) : kept
}

function pruneValue(schema: FormSchema, value: unknown): unknown {
  if (schema.type === 'object' && typeof value === 'object' && value !== null && !Array.isArray(value)) return prune(schema, value as FormData)
  if (isRows(schema) && Array.isArray(value)) return value.map((row) => pruneValue(schema.items!, row))
  return value
}

function readObject(schema: FormSchema, body: Body, pointer: string, wanted?: Set<string>): FormData {
  const data: FormData = {}
  for (const field of everyField(schema)) {
    if (field.schema.readOnly || (wanted && !wanted.has(field.name))) continue
    const value = read(field.schema, body, join(pointer, field.name))
    if (value !== undefined && data[field.name] === undefined) data[field.name] = value
  }
  return data
}

/** All fields with every branch, the drawn ones first: what applies is settled by `prune` when all answers are known. */
function everyField(schema: FormSchema): { name: string; schema: FormSchema }[] {
  return fieldsOf(schema, {})
}

function read(schema: FormSchema, body: Body, pointer: string): unknown {
  switch (schema.type) {
    case 'object': {
      const data = readObject(schema, body, pointer)
      return Object.keys(data).length > 0 ? data : undefined
    }
    case 'array':
      return isRows(schema) ? readRows(schema.items!, body, pointer) : readTicks(schema.items ?? {}, body, pointer)
    default:
      return readScalar(schema, last(body, pointer))
  }
}

function readRows(items: FormSchema, body: Body, pointer: string): unknown[] | undefined {
  const data = rowNumbers(body, pointer)
    .map((index) => readObject(items, body, join(pointer, index)))
    .filter((row) => Object.keys(row).length > 0)
  return data.length > 0 ? data : undefined
}

/** The numbers of the rows a post has, in order; a gap left by a removed row is closed. */
export function rowNumbers(body: Body, pointer: string): number[] {
  const numbers = new Set<number>()
  for (const name of Object.keys(body)) {
    const match = name.startsWith(`${pointer}/`) ? /^(\d{1,4})\//.exec(name.slice(pointer.length + 1)) : null
    if (match && Number(match[1]) < MOST_ROWS) numbers.add(Number(match[1]))
  }
  return [...numbers].sort((a, b) => a - b)
}

function readTicks(items: FormSchema, body: Body, pointer: string): unknown[] | undefined {
  const texts = own(body, pointer)
  const values = (Array.isArray(texts) ? texts : [texts]).slice(0, MOST_ROWS).map((text) => readScalar(items, text)).filter((value) => value !== undefined)
  return values.length > 0 ? values : undefined
}

/** Of a name sent twice the last one counts. */
function last(body: Body, pointer: string): unknown {
  const value = own(body, pointer)
  return Array.isArray(value) ? value.at(-1) : value
}

function own(body: Body, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined
}

function readScalar(schema: FormSchema, raw: unknown): unknown {
  if (typeof raw !== 'string') return undefined
  const text = raw.replaceAll('\r\n', '\n').trim()
  if (text === '') return undefined
  const type = schema.type ?? typeof (schema.oneOf?.[0]?.const ?? schema.enum?.[0] ?? schema.const)
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (type === 'number' || type === 'integer') return readNumber(text)
  return schema['x-format'] ? halfWidth(text).toUpperCase().replaceAll(' ', '') : schema.format === 'date' ? halfWidth(text) : text
}

/** `１２，０００.5` and `12,000.5` are 12000.5; anything a double cannot hold exactly stays text and is refused by the judge. */
function readNumber(text: string): unknown {
  const plain = halfWidth(text).replace(/(\d),(?=\d{3}(\D|$))/g, '$1')
  if (!/^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain)) return text
  const value = Number(plain)
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : text
}

/** Full-width digits and letters, as Chinese keyboards write them, in their plain form. */
function halfWidth(text: string): string {
  return text.replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
}
