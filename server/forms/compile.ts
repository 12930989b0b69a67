/**
 * From a form's schema to ajv: the form is closed (no property it does not ask), every list and text gets a limit, our own formats
 * become formats. Compiled once a schema object and kept as long as that object lives.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { _ } from 'ajv'
import { formats } from './formats.ts'
import { presets } from './keywords.ts'
import { linear } from './pattern.ts'
import { isObject, type FormSchema } from './schema.ts'

const VOCABULARY = ['routing', 'x-pages', 'x-steps', 'x-widget', 'x-unit', 'x-help', 'x-sample', 'x-format', 'x-not-before', 'x-each-of']

const linearEngine = Object.assign((pattern: string) => linear(pattern), { code: 'linear' })

const judge = newAjv({ regExp: linearEngine as never })
const compiled = new WeakMap<FormSchema, ValidateFunction>()
/** By the form's text: a version read anew from the database, or a form that many matters share, is another object and the same judge. */
const byText = new Map<string, ValidateFunction>()
const MOST_KEPT = 300

/** The judge of a form; the schema has passed `checkSchema`. */
export function compile(schema: FormSchema): ValidateFunction {
  let found = compiled.get(schema)
  if (!found) {
    found = compileText(schema)
    compiled.set(schema, found)
  }
  return found
}

function compileText(schema: FormSchema): ValidateFunction {
  const text = JSON.stringify(schema)
  const found = byText.get(text) ?? (judge.compile(close(schema) as object) as ValidateFunction)
  judge.removeSchema() // ajv keeps every schema it compiled; ours are the only caches
  byText.delete(text) // the last used stand last
  byText.set(text, found)
  if (byText.size > MOST_KEPT) byText.delete(byText.keys().next().value!)
  return found
}

/** Ajv as it judges forms. For the browser (`source`) patterns run in its own engine: there they can hurt only the writer. */
export function newAjv(code: { regExp?: never; source?: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true, // bounded: data is checked for size first (bounds.ts), every list has a limit
    ownProperties: true, // `required: ["constructor"]` is else met by {}
    strict: true,
    strictTypes: false, // a branch need not repeat the type of its object
    strictRequired: false,
    validateSchema: false, // checkSchema is stricter, and the meta-schema takes 80 s on a long enum
    addUsedSchema: false,
    messages: false,
    code: { ...code, formats: _`require("formats")` },
  })
  ajv.addVocabulary(VOCABULARY)
  for (const [name, test] of Object.entries(formats)) ajv.addFormat(name, test)
  return ajv
}

/** The schema as it is judged. Pure; the schema handed in is not touched. */
export function close(schema: FormSchema): FormSchema {
  return closeField(schema)
}

function closeField(field: FormSchema): FormSchema {
  const { oneOf, $schema: _dialect, $id: _id, 'x-format': ownFormat, default: _preset, additionalProperties: _closed, ...rest } = field as FormSchema & { additionalProperties?: false }
  const closed: FormSchema & { unevaluatedProperties?: boolean } = { ...closeParts(rest) }
  if (oneOf) closed.enum = oneOf.map((choice) => choice.const)
  if (ownFormat) closed.format = ownFormat
  if (field.items) closed.items = closeField(field.items)
  if (field.type === 'array') closed.maxItems = field.maxItems ?? presets.maxItems
  if (field.type === 'string') closed.maxLength = field.maxLength ?? presets.maxLength
  if (field.type === 'object') closed.unevaluatedProperties = false
  return closed
}

/** Properties and branches; a branch itself stays open, its object closes over all of them. */
function closeParts<T extends FormSchema>(part: T): T {
  const copy = { ...part }
  if (isObject(part.properties)) copy.properties = mapValues(part.properties, closeField)
  if (part.then) copy.then = closeParts(part.then as FormSchema)
  if (part.else) copy.else = closeParts(part.else as FormSchema)
  if (part.allOf) copy.allOf = part.allOf.map((one) => closeParts(one as FormSchema))
  if (part.dependentSchemas) copy.dependentSchemas = mapValues(part.dependentSchemas, (one) => closeParts(one as FormSchema))
  return copy
}

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
