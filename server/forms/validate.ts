/** Judges a form's data on the server. The browser's twin is standalone.ts with browser/judge.ts; both say the same sentences. */
import type { Issue } from '../errors.ts'
import { boundsFault } from './bounds.ts'
import { compile } from './compile.ts'
import type { FormSchema } from './schema.ts'
import { issuesOf } from './sentences.ts'
import { word, type Locale } from './words.ts'

/**
 * @param schema one that has passed `checkSchema` (a published bundle's); compiled once and kept with the object.
 * @returns issues in the order of the form, one a field; empty when the data fits. Never throws on data.
 */
export function validate(schema: FormSchema, data: unknown, locale: Locale = 'zh-CN'): Issue[] {
  const fault = boundsFault(data)
  if (fault) return [{ pointer: fault.pointer, message: word(locale, `bounds-${fault.fault}`) }]
  const judge = compile(schema)
  return issuesOf(schema, data, judge(data) ? [] : judge.errors ?? [], locale)
}
