/** Forms stay within the part of JSON Schema that the platform renders and judges, in size, depth, words and patterns. */
import { checkSchema } from '../../server/forms/check.ts'
import { bundleRule, finding } from './rule.ts'

export default bundleRule('forms-are-in-the-subset', 'error', ({ bundle }) => Object.entries(bundle.forms).flatMap(([key, schema]) =>
  checkSchema(schema).map((problem) => finding(`forms/${key}`, problem.pointer, { en: problem.message, zh: problem.zh }))))
