/**
 * Whether a form may be published: the allowed subset of JSON Schema, its limits, and that its own references hold.
 * Each problem names its place, what was wanted, what was found and what to do. Whether a form fits its diagram is the matters room's.
 */
import { checkCondition, checkWords, isText, partsOf, show, type Report } from './checking.ts'
import { checkRelations } from './checkRelations.ts'
import { checkRights } from './checkRights.ts'
import { controlsOf } from './conditions.ts'
import { byType, formatNames, fragmentWords, limits, ownFormatNames, rootWords, widgets } from './keywords.ts'
import { patternProblem } from './pattern.ts'
import { isObject, type Condition, type Fragment, type FormSchema } from './schema.ts'
import { saying, type Sentence } from './sentence.ts'
import chinese from './zh.json' with { type: 'json' }
import words from './zh.words.json' with { type: 'json' }

export interface SchemaProblem {
  /** RFC 6901 pointer into the schema file. */
  pointer: string
  wanted: string
  found: string
  remedy: string
  /** The three above as one sentence. */
  message: string
  /** The same in Chinese, as far as its words have one. */
  zh: string
}

const say = saying(chinese, words)

function told({ en, zh = en }: Sentence): { message: string; zh: string } {
  return { message: en, zh }
}

/** @returns every problem found; empty when the form may be used. Never throws, whatever it is given. */
export function checkSchema(schema: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  const report: Report = (pointer, wanted, found, remedy) => {
    if (problems.length < 50) problems.push({ pointer, wanted, found, remedy, ...told(say`${pointer || say`The form`}: wanted ${wanted}, found ${found}. ${remedy}`) })
  }
  if (!withinLimits(schema, report)) return problems
  const root = schema as FormSchema
  if (root.type !== 'object') {
    report('', 'an object with properties', show(root.type), 'Set "type": "object" at the root.')
    return problems
  }
  checkField(root, '', report, { root: true, inRows: false })
  checkRouting(root, report)
  checkPages(root, report)
  checkRights(root, report)
  return problems
}

/** Size, depth and count before any recursion over the schema's meaning. */
function withinLimits(schema: unknown, report: Report): boolean {
  if (!isObject(schema)) {
    report('', 'a JSON object', show(schema), 'Write the form as a JSON Schema object.')
    return false
  }
  let nodes = 0
  let queue: unknown[] = [schema]
  for (let depth = 0; queue.length > 0; depth++) {
    if (depth > limits.depth) {
      report('', `at most ${limits.depth} nested levels`, 'more', 'Flatten the form.')
      return false
    }
    const next: unknown[] = []
    for (const value of queue) {
      if (typeof value !== 'object' || value === null) continue
      if (++nodes > limits.nodes) {
        report('', `at most ${limits.nodes} objects and lists`, 'more', 'Split the form.')
        return false
      }
      for (const inner of Object.values(value)) next.push(inner)
      if (next.length > 100_000) {
        report('', 'at most 100000 values on a level', 'more', 'Shorten the lists of the form.')
        return false
      }
    }
    queue = next
  }
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).length
  if (bytes > limits.bytes) report('', `at most ${limits.bytes} bytes`, `${bytes}`, 'Shorten the form, or split it.')
  return bytes <= limits.bytes
}

interface Place { root: boolean; inRows: boolean }

function checkField(schema: FormSchema, pointer: string, report: Report, place: Place): void {
  if (!isObject(schema)) return report(pointer, 'an object', show(schema), 'Write the field as an object with type and title.')
  if ('$ref' in schema) return report(`${pointer}/$ref`, 'a part of forms/shared ("../shared/<name>.schema.json")', show(schema.$ref), 'Refer to an existing shared part, or write the field out.')
  const type: unknown = schema.type
  if (typeof type !== 'string' || !Object.hasOwn(byType, type)) {
    return report(`${pointer}/type`, `one of ${Object.keys(byType).join(', ')}`, show(type), 'Give the field exactly one type.')
  }
  checkWords(schema, [...byType[type]!, ...(place.root ? rootWords : [])], pointer, report)
  if (!place.root && !pointer.endsWith('/items') && !isText(schema.title)) report(`${pointer}/title`, 'a title for people', show(schema.title), 'Give the field a title in Chinese.')
  for (const word of ['x-help', 'x-sample', 'x-unit', 'description'] as const) {
    if (word in schema && !isText(schema[word])) report(`${pointer}/${word}`, 'a text', show(schema[word]), 'Write a text or leave it out.')
  }
  if (schema['x-widget'] !== undefined && !(widgets as readonly unknown[]).includes(schema['x-widget'])) report(`${pointer}/x-widget`, `one of ${widgets.join(', ')}`, show(schema['x-widget']), 'Choose a known widget or leave it out.')
  checkNumbers(schema, pointer, report)
  if (type === 'object') checkObject(schema, pointer, report, place)
  else if (type === 'array') checkArray(schema, pointer, report, place)
  else checkScalar(schema, pointer, report)
}

function checkObject(schema: FormSchema, pointer: string, report: Report, place: Place): void {
  for (const word of ['additionalProperties', 'unevaluatedProperties'] as const) {
    const value = (schema as Record<string, unknown>)[word]
    if (value !== undefined && value !== false) report(`${pointer}/${word}`, 'false (forms are closed)', show(value), 'Leave it out.')
  }
  const names = new Map<string, string>()
  checkFragment(schema, pointer, report, { ...place, root: false }, names)
  if (names.size === 0) report(`${pointer}/properties`, 'at least one property', 'none', 'List what the form asks.')
  if (names.size > limits.properties) report(`${pointer}/properties`, `at most ${limits.properties} properties`, `${names.size}`, 'Split the form.')
  checkReferences(schema, pointer, report, names)
  checkRelations(schema, pointer, report)
}

/** Properties of the object and of all its branches; one name keeps one type throughout. */
function checkFragment(fragment: Fragment, pointer: string, report: Report, place: Place, names: Map<string, string>): void {
  if (fragment.properties !== undefined && !isObject(fragment.properties)) report(`${pointer}/properties`, 'an object', show(fragment.properties), 'List the properties by name.')
  for (const [name, property] of Object.entries(isObject(fragment.properties) ? fragment.properties : {}) as [string, FormSchema][]) {
    const at = `${pointer}/properties/${name}`
    if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name) || name in Object.prototype) {
      report(at, 'a name of Latin letters, digits and _ that begins with a letter', show(name), 'Rename the property; the title carries the Chinese.')
      continue
    }
    checkField(property, at, report, place)
    const type = String(isObject(property) ? property.type : undefined)
    if ((names.get(name) ?? type) !== type) report(`${at}/type`, `the type it has elsewhere in this object (${names.get(name)})`, show(type), 'Use another name for another kind of answer.')
    names.set(name, type)
  }
  for (const [key, part] of partsOf(fragment)) {
    const at = `${pointer}/${key}`
    if (!isObject(part)) report(at, 'an object with properties or required', show(part), 'Correct the branch.')
    else {
      checkWords(part, fragmentWords, at, report)
      checkFragment(part as Fragment, at, report, place, names)
    }
  }
}

/** `required`, conditions and dependencies speak only of properties the object has. */
function checkReferences(fragment: Fragment, pointer: string, report: Report, names: Map<string, string>): void {
  const known = (list: unknown, at: string) => {
    if (!Array.isArray(list)) return report(at, 'a list of property names', show(list), 'Write a list.')
    for (const name of list) if (!names.has(name as string)) report(at, `properties of this object (${[...names.keys()].join(', ')})`, show(name), 'Correct the name, or add the property.')
  }
  if (fragment.required !== undefined) known(fragment.required, `${pointer}/required`)
  if (fragment.if !== undefined) {
    const condition: unknown = fragment.if
    if (!isObject(condition)) report(`${pointer}/if`, 'an object', show(condition), 'Write a condition on properties of this object.')
    else {
      checkCondition(condition, `${pointer}/if`, report)
      known(controlsOf(condition as Condition), `${pointer}/if`)
    }
    if (fragment.then === undefined && fragment.else === undefined) report(`${pointer}/if`, 'a then or an else beside it', 'neither', 'Add the branch, or drop the condition.')
  }
  for (const [name, list] of Object.entries(isObject(fragment.dependentRequired) ? fragment.dependentRequired : {})) {
    known([name], `${pointer}/dependentRequired`)
    known(list, `${pointer}/dependentRequired/${name}`)
  }
  if (isObject(fragment.dependentSchemas)) known(Object.keys(fragment.dependentSchemas), `${pointer}/dependentSchemas`)
  for (const [key, part] of partsOf(fragment)) if (isObject(part)) checkReferences(part as Fragment, `${pointer}/${key}`, report, names)
}

function checkArray(schema: FormSchema, pointer: string, report: Report, place: Place): void {
  if (!isObject(schema.items)) return report(`${pointer}/items`, 'the form of one item', show(schema.items), 'Add items.')
  if ((schema.maxItems ?? 0) > limits.rows) report(`${pointer}/maxItems`, `at most ${limits.rows}`, show(schema.maxItems), 'Lower it.')
  if (schema.items.type === 'array') return report(`${pointer}/items`, 'an object or a choice', 'a list in a list', 'Use rows of objects.')
  if (schema.items.type === 'object') {
    if (place.inRows) report(pointer, 'no rows within rows', 'a list of rows in a row', 'Move the inner list out, or make it one text field.')
    if (schema.uniqueItems) report(`${pointer}/uniqueItems`, 'a list of plain values', 'rows', 'Leave uniqueItems out for rows.')
  } else if (!schema.items.oneOf && !schema.items.enum && schema['x-widget'] !== 'materials') {
    report(`${pointer}/items`, 'choices (oneOf of const and title, or enum) or rows (type object)', show(schema.items.type), 'Offer choices to tick, or make rows.')
  }
  checkField(schema.items, `${pointer}/items`, report, { root: false, inRows: true })
}

function checkScalar(schema: FormSchema, pointer: string, report: Report): void {
  if (schema.pattern !== undefined) {
    const fault = typeof schema.pattern === 'string' ? patternProblem(schema.pattern) : 'it is no text'
    if (fault) report(`${pointer}/pattern`, 'a pattern without lookaround or back-references', `${show(schema.pattern)} (${fault})`, 'Rewrite the pattern.')
  }
  if (schema.format !== undefined && !formatNames.includes(schema.format)) report(`${pointer}/format`, `one of ${formatNames.join(', ')}`, show(schema.format), 'Use x-format for id-card, uscc, phone; otherwise leave it out.')
  if (schema['x-format'] !== undefined && !ownFormatNames.includes(schema['x-format'])) report(`${pointer}/x-format`, `one of ${ownFormatNames.join(', ')}`, show(schema['x-format']), 'Correct it or leave it out.')
  checkChoices(schema, pointer, report)
}

function checkChoices(schema: FormSchema, pointer: string, report: Report): void {
  const fits = (value: unknown) => (schema.type === 'integer' ? Number.isInteger(value) : typeof value === schema.type)
  for (const word of ['enum', 'oneOf'] as const) {
    const list: unknown = schema[word]
    if (list === undefined) continue
    if (!Array.isArray(list) || list.length === 0 || list.length > limits.choices) {
      report(`${pointer}/${word}`, `a list of 1 to ${limits.choices} choices`, Array.isArray(list) ? `${list.length}` : show(list), 'Shorten the list; a long one belongs in a register that is searched.')
      continue
    }
    const values = list.map((one: unknown) => (word === 'enum' ? one : isObject(one) ? one.const : undefined))
    values.forEach((value, index) => {
      if (!fits(value)) report(`${pointer}/${word}/${index}`, `a ${schema.type}`, show(value), 'Make every choice of the field\'s type.')
    })
    if (new Set(values).size < values.length) report(`${pointer}/${word}`, 'choices that differ', 'one twice', 'Remove the double.')
    if (word === 'oneOf') {
      list.forEach((one: unknown, index) => {
        if (!isObject(one) || !isText(one.title)) report(`${pointer}/oneOf/${index}`, '{ const, title }', show(one), 'Give each choice a const and a title.')
        else checkWords(one, ['const', 'title', 'description', '$comment'], `${pointer}/oneOf/${index}`, report)
      })
    }
  }
  if (schema.const !== undefined && !fits(schema.const)) report(`${pointer}/const`, `a ${schema.type}`, show(schema.const), 'Correct the value.')
  if (schema.default !== undefined && !fits(schema.default)) report(`${pointer}/default`, `a ${schema.type}`, show(schema.default), 'Correct the value.')
}

function checkNumbers(schema: FormSchema, pointer: string, report: Report): void {
  for (const word of ['minLength', 'maxLength', 'minItems', 'maxItems'] as const) {
    const value: unknown = schema[word]
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 0 && Number(value) <= limits.textLength)) {
      report(`${pointer}/${word}`, `a whole number from 0 to ${limits.textLength}`, show(value), 'Correct it.')
    }
  }
  for (const word of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const) {
    const value: unknown = schema[word]
    if (value !== undefined && !(typeof value === 'number' && Number.isFinite(value) && (word !== 'multipleOf' || value > 0))) report(`${pointer}/${word}`, 'a number', show(value), 'Correct it.')
  }
}

function checkRouting(root: FormSchema, report: Report): void {
  if (root.routing === undefined) return
  if (!Array.isArray(root.routing)) return report('/routing', 'a list of property names', show(root.routing), 'Write a list.')
  root.routing.forEach((name, index) => {
    const property = typeof name === 'string' && isObject(root.properties) && Object.hasOwn(root.properties, name) ? root.properties[name] : undefined
    if (!property) report(`/routing/${index}`, 'a property of the root', show(name), 'Correct the name.')
    else if (property.type === 'object' || property.type === 'array') report(`/routing/${index}`, 'a plain value', `${name} of type ${property.type}`, 'Route by a plain answer: the engine sees no personal data and no lists.')
  })
}

function checkPages(root: FormSchema, report: Report): void {
  const pages: unknown = root['x-pages']
  if (pages === undefined) return
  if (!Array.isArray(pages) || pages.length === 0 || pages.length > limits.pages) return report('/x-pages', `a list of 1 to ${limits.pages} pages`, show(pages), 'Correct it or leave it out.')
  const placed = new Map<string, number>()
  pages.forEach((page: unknown, index) => {
    if (!isObject(page) || !isText(page.title) || !Array.isArray(page.properties)) return report(`/x-pages/${index}`, '{ title, properties }', show(page), 'Give the page a title and the properties it asks.')
    for (const name of page.properties as string[]) placed.set(name, (placed.get(name) ?? 0) + 1)
  })
  const names = new Set(allNames(root))
  for (const [name, count] of placed) {
    if (!names.has(name)) report('/x-pages', 'properties of the root', show(name), 'Correct the name.')
    else if (count > 1) report('/x-pages', 'each property on one page', `${name} on ${count}`, 'Ask it once.')
  }
  for (const name of names) if (!placed.has(name)) report('/x-pages', 'every property on a page', `${name} on none`, 'Add it to a page.')
}

function allNames(fragment: Fragment): string[] {
  return [...Object.keys(fragment.properties ?? {}), ...partsOf(fragment).flatMap(([, part]) => (isObject(part) ? allNames(part as Fragment) : []))]
}
