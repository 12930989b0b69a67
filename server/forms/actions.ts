/**
 * The submit buttons inside a form that work without JavaScript: add a row, remove a row, show the fields that now apply.
 * A room's handler asks `actionOf(body)` first; when there is one it shows the form again and judges nothing.
 */
import { valueAt } from './pointer.ts'
import type { FormData, FormSchema } from './schema.ts'
import { isRows } from './schema.ts'
import { MOST_ROWS, rowNumbers, type Body } from './parse.ts'

export type FormAction =
  | { kind: 'add'; pointer: string }
  | { kind: 'remove'; pointer: string; index: number }
  | { kind: 'refresh' }
  /** The page knows what belongs in this list, and puts it there itself. */
  | { kind: 'fill'; pointer: string }

/** Names of the buttons; a field's name always starts with `/`, so they cannot meet. */
export const ADD = '_add'
export const REMOVE = '_remove'
export const REFRESH = '_refresh'
export const FILL = '_fill'

export function actionOf(body: Body): FormAction | undefined {
  const text = (name: string) => (Object.hasOwn(body, name) && typeof body[name] === 'string' ? body[name] : undefined)
  const add = text(ADD)
  if (add !== undefined) return { kind: 'add', pointer: add }
  const remove = /^(\/.*)\/(\d{1,4})$/.exec(text(REMOVE) ?? '')
  if (remove) return { kind: 'remove', pointer: remove[1]!, index: Number(remove[2]) }
  const fill = text(FILL)
  if (fill !== undefined) return { kind: 'fill', pointer: fill }
  return text(REFRESH) === undefined ? undefined : { kind: 'refresh' }
}

/**
 * The data with one empty row more, or one row less. A pointer that is no list of rows of this form changes nothing.
 * @param body the post, to know which of the filled rows the pressed button belongs to.
 */
export function applyAction(schema: FormSchema, data: FormData, action: FormAction, body: Body): FormData {
  if (action.kind === 'refresh' || action.kind === 'fill' || !isListOfRows(schema, action.pointer)) return data
  const rows = valueAt(data, action.pointer)
  const list: unknown[] = Array.isArray(rows) ? [...rows] : []
  if (action.kind === 'add') {
    // rows left blank were on the page too: one more than what was seen
    const seen = Math.max(list.length, rowNumbers(body, action.pointer).length)
    while (list.length <= seen && list.length < MOST_ROWS) list.push({})
  } else {
    const filled = rowNumbers(body, action.pointer).filter((index) => hasAnswer(body, `${action.pointer}/${index}/`))
    const at = filled.indexOf(action.index)
    if (at >= 0) list.splice(at, 1)
  }
  return put(data, action.pointer.slice(1).split('/'), list)
}

/** Whether the pointer leads through objects to a list of rows. */
function isListOfRows(schema: FormSchema, pointer: string): boolean {
  let at: FormSchema | undefined = schema
  for (const name of pointer.slice(1).split('/')) at = propertyOf(at, name)
  return at !== undefined && isRows(at)
}

/** A property by name, in whichever branch of the object it stands. */
export function propertyOf(schema: FormSchema | undefined, name: string): FormSchema | undefined {
  if (!schema) return undefined
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  for (const [, branch] of branchesOf(schema)) {
    const found = propertyOf(branch, name)
    if (found) return found
  }
  return undefined
}

/** The parts of an object that may ask more of it, each with its place below it. */
export function branchesOf(schema: FormSchema): [string, FormSchema][] {
  const found: [string, FormSchema | undefined][] = [
    ['then', schema.then], ['else', schema.else], ...(schema.allOf ?? []).map((part, index): [string, FormSchema] => [`allOf/${index}`, part as FormSchema]),
    ...Object.entries(schema.dependentSchemas ?? {}).map(([name, part]): [string, FormSchema] => [`dependentSchemas/${name}`, part as FormSchema]),
  ]
  return found.filter((one): one is [string, FormSchema] => one[1] !== undefined)
}

function hasAnswer(body: Body, prefix: string): boolean {
  return Object.entries(body).some(([name, value]) => name.startsWith(prefix) && typeof value === 'string' && value.trim() !== '')
}

function put(data: FormData, path: string[], list: unknown[]): FormData {
  const [name, ...rest] = path as [string, ...string[]]
  const inner = Object.hasOwn(data, name) ? data[name] : {}
  return { ...data, [name]: rest.length === 0 ? list : put((inner ?? {}) as FormData, rest, list) }
}
