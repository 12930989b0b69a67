/**
 * Which fields of an object's form apply to the data so far: if/then/else, allOf of such, dependentSchemas, dependentRequired.
 * Used by the page, by the reading of a post and by the browser script alike; the verdict itself is ajv's (compile.ts).
 */
import { isObject, own, type Condition, type Fragment, type FormSchema } from './schema.ts'

/** One field of an object with whether it applies now. Order: as drawn, a conditional field right behind what it hangs on. */
export interface Field {
  name: string
  schema: FormSchema
  required: boolean
  active: boolean
  /** The properties whose answers bring this field up; empty for an unconditional one. */
  controls: string[]
  conditional: boolean
}

interface Branch { applies: boolean; controls: string[]; fragment: Fragment }

/** @returns whether `data` meets the condition, with JSON Schema's meaning: a keyword says nothing of another type. */
export function holds(condition: Condition, data: unknown): boolean {
  if (condition.const !== undefined && data !== condition.const) return false
  if (condition.enum && !condition.enum.includes(data as never)) return false
  if (condition.type && typeName(data) !== condition.type && !(condition.type === 'number' && typeName(data) === 'integer')) return false
  if (typeof data === 'number' && !withinRange(condition, data)) return false
  if (Array.isArray(data) && !holdsOfList(condition, data)) return false
  if (isObject(data) && !holdsOfObject(condition, data)) return false
  if (condition.not && holds(condition.not, data)) return false
  if (condition.allOf?.some((one) => !holds(one, data))) return false
  return !condition.anyOf || condition.anyOf.some((one) => holds(one, data))
}

function withinRange(condition: Condition, data: number): boolean {
  return data >= (condition.minimum ?? -Infinity) && data <= (condition.maximum ?? Infinity)
    && data > (condition.exclusiveMinimum ?? -Infinity) && data < (condition.exclusiveMaximum ?? Infinity)
}

function holdsOfList(condition: Condition, data: unknown[]): boolean {
  if (data.length < (condition.minItems ?? 0)) return false
  return !condition.contains || data.some((item) => holds(condition.contains!, item))
}

function holdsOfObject(condition: Condition, data: Record<string, unknown>): boolean {
  if (condition.required?.some((name) => own(data, name) === undefined)) return false
  return Object.entries(condition.properties ?? {}).every(([name, one]) => own(data, name) === undefined || holds(one, own(data, name)))
}

function typeName(data: unknown): string {
  if (Array.isArray(data)) return 'array'
  if (data === null) return 'null'
  return Number.isInteger(data) ? 'integer' : typeof data
}

/** The names a condition looks at, on its own level. */
export function controlsOf(condition: Condition): string[] {
  const deeper = [condition.not, ...list(condition.allOf), ...list(condition.anyOf)].filter(isObject) as Condition[]
  return [...new Set([...Object.keys(condition.properties ?? {}), ...list(condition.required), ...deeper.flatMap(controlsOf)])]
}

/** Also asked of files that have not been checked yet, where a list may be anything. */
function list<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value : []
}

/** The fields of an object, conditional ones included, each marked as active or not for this data. */
export function fieldsOf(schema: FormSchema, data: unknown): Field[] {
  const required = new Set(schema.required)
  const fields: Field[] = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    ({ name, schema: property, required: false, active: true, controls: [], conditional: false }))
  for (const branch of branchesOf(schema, data, true, [])) {
    if (branch.applies) for (const name of branch.fragment.required ?? []) required.add(name)
    for (const [name, property] of Object.entries(branch.fragment.properties ?? {})) place(fields, branch, name, property)
  }
  for (const field of fields) field.required = required.has(field.name)
  return fields
}

/** A field already drawn is only narrowed by a branch; of two branches with one name the one that applies is shown. */
function place(fields: Field[], branch: Branch, name: string, schema: FormSchema): void {
  const field: Field = { name, schema, required: false, active: branch.applies, controls: branch.controls, conditional: true }
  const there = fields.findIndex((other) => other.name === name)
  if (there >= 0) {
    if (fields[there]!.conditional && branch.applies && !fields[there]!.active) fields[there] = field
    return
  }
  const behind = fields.findLastIndex((other) => branch.controls.includes(other.name) || sameControls(other, branch))
  fields.splice(behind < 0 ? fields.length : behind + 1, 0, field)
}

function sameControls(field: Field, branch: Branch): boolean {
  return field.conditional && field.controls.some((name) => branch.controls.includes(name))
}

function branchesOf(fragment: Fragment, data: unknown, applies: boolean, controls: string[]): Branch[] {
  const found: Branch[] = []
  const add = (part: Fragment | undefined, met: boolean, names: string[]) => {
    if (!part) return
    const branch = { applies: applies && met, controls: [...controls, ...names], fragment: part }
    found.push(branch, ...branchesOf(part, data, branch.applies, branch.controls))
  }
  if (fragment.if) {
    const met = holds(fragment.if, data)
    add(fragment.then, met, controlsOf(fragment.if))
    add(fragment.else, !met, controlsOf(fragment.if))
  }
  for (const [name, part] of Object.entries(fragment.dependentSchemas ?? {})) add(part, own(data, name) !== undefined, [name])
  for (const [name, names] of Object.entries(fragment.dependentRequired ?? {})) add({ required: names }, own(data, name) !== undefined, [name])
  for (const part of fragment.allOf ?? []) add(part, true, [])
  return found
}
