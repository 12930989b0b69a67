/**
 * A form's judge as a file of its own for the browser: no eval, so a strict CSP holds. The few functions ajv's code calls come from
 * the form script (browser/judge.ts) by `bind(require)`, so the file of a form stays small.
 */
import { createRequire } from 'node:module'
import { close, newAjv } from './compile.ts'
import type { FormSchema } from './schema.ts'

const standaloneCode = createRequire(import.meta.url)('ajv/dist/standalone').default as (ajv: object, validate: unknown) => string

/**
 * @returns an ES module that exports `schema` (as written, for titles and branches) and `bind(require)` -> ajv's validate function.
 * The same schema gives the same text.
 */
export function standaloneValidator(schema: FormSchema): string {
  const ajv = newAjv({ source: true })
  const code = standaloneCode(ajv, ajv.compile(close(schema) as object))
  return `export const schema = ${JSON.stringify(schema)};\nexport function bind(require) {\nconst module = { exports: {} };\n${code}\nreturn module.exports;\n}\n`
}

const sources = new WeakMap<FormSchema, string>()

/** The same, kept with its schema: a version's form is compiled once, however often browsers ask for it. */
export function validatorSource(schema: FormSchema): string {
  let source = sources.get(schema)
  if (source === undefined) {
    source = standaloneValidator(schema)
    sources.set(schema, source)
  }
  return source
}
