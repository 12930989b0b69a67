/**
 * What a step may do with the fields of a form that several steps share (root word `x-steps`): write, only read, or not see at all. Pure and
 * browser-safe. The server judges with the form as it is at the step, so a field that is hidden there cannot be sent either. On the application's form
 * the same word says which answers an officers' step does not see, and which the applicant may not change at a step of theirs.
 */
import type { FormData, Fragment, FormSchema } from './schema.ts'

/** The form at a step: hidden fields are gone, fields to read are fixed. The same object where the step has every right. */
export function atStep(schema: FormSchema, elementId: string): FormSchema {
  const { 'x-steps': steps, ...rest } = schema
  const rights = steps && Object.hasOwn(steps, elementId) ? steps[elementId]! : undefined
  if (!rights) return steps === undefined ? schema : rest
  const hidden = new Set(rights.hidden)
  const read = new Set(rights.read)
  const made: FormSchema = narrowed(rest, hidden, read)
  const shown = (names: readonly string[]) => names.filter((name) => !hidden.has(name))
  return {
    ...made,
    ...(made.routing ? { routing: shown(made.routing) } : {}),
    ...(made['x-pages'] ? { 'x-pages': made['x-pages'].map((page) => ({ ...page, properties: shown(page.properties) })).filter(({ properties }) => properties.length > 0) } : {}),
  }
}

const made = new WeakMap<FormSchema, Map<string, FormSchema>>()

/** The same, one object a form and step, so that the judge of a form is made once. */
export function stepForm(whole: FormSchema, elementId: string): FormSchema {
  if (whole['x-steps'] === undefined) return whole
  const ofForm = made.get(whole) ?? new Map<string, FormSchema>()
  made.set(whole, ofForm)
  const found = ofForm.get(elementId) ?? atStep(whole, elementId)
  ofForm.set(elementId, found)
  return found
}

/** What was sent, with the answers that the step only reads as they were given `earlier` on this form. */
export function withRead(data: FormData, names: readonly string[], earlier: FormData): FormData {
  return names.length === 0 ? data : { ...without(data, names), ...Object.fromEntries(Object.entries(earlier).filter(([name]) => names.includes(name))) }
}

/** The fields a step only reads. */
export function readAt(schema: FormSchema, elementId: string): readonly string[] {
  return schema['x-steps'] && Object.hasOwn(schema['x-steps'], elementId) ? schema['x-steps'][elementId]!.read ?? [] : []
}

/** The answers that none of these steps sees; where there is no step, nobody is kept from anything. */
export function hiddenAtAll(schema: FormSchema, elementIds: readonly string[]): string[] {
  const [first, ...others] = elementIds.map((id) => hiddenAt(schema, id))
  return (first ?? []).filter((name) => others.every((names) => names.includes(name)))
}

function hiddenAt(schema: FormSchema, elementId: string): readonly string[] {
  return schema['x-steps'] && Object.hasOwn(schema['x-steps'], elementId) ? schema['x-steps'][elementId]!.hidden ?? [] : []
}

/** Data without some answers, so that nothing shows what hangs on them either. */
export function without(data: FormData, names: readonly string[]): FormData {
  return names.length === 0 ? data : Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)))
}

/** Of the root and of all its branches; a condition that speaks of a hidden field no longer holds. */
function narrowed<T extends Fragment>(part: T, hidden: ReadonlySet<string>, read: ReadonlySet<string>): T {
  const copy: T = { ...part }
  const own = (name: string) => !hidden.has(name) && !read.has(name) // what cannot be written cannot be demanded
  if (part.properties) copy.properties = Object.fromEntries(Object.entries(part.properties).filter(([name]) => !hidden.has(name)).map(([name, field]) => [name, read.has(name) ? { ...field, readOnly: true } : field]))
  if (part.required) copy.required = part.required.filter(own)
  if (part.then) copy.then = narrowed(part.then, hidden, read)
  if (part.else) copy.else = narrowed(part.else, hidden, read)
  if (part.allOf) copy.allOf = part.allOf.map((one) => narrowed(one, hidden, read))
  if (part.dependentSchemas) copy.dependentSchemas = Object.fromEntries(Object.entries(part.dependentSchemas).filter(([name]) => !hidden.has(name)).map(([name, one]) => [name, narrowed(one, hidden, read)]))
  if (part.dependentRequired) copy.dependentRequired = Object.fromEntries(Object.entries(part.dependentRequired).filter(([name]) => !hidden.has(name)).map(([name, names]) => [name, names.filter(own)]))
  return copy
}
