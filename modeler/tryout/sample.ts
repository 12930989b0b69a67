/** A form filled in for a trial: its own samples, and where a required field has none, words that say they are a sample. Pure. */
import { fieldsOf } from '../../server/forms/conditions.ts'
import { sampleData } from '../../server/forms/sampleData.ts'
import { isRows, type FormData, type FormSchema, type OwnFormat } from '../../server/forms/schema.ts'

/** Valid by their check digits, and nobody's. */
const NUMBERS: Record<OwnFormat, string> = { 'id-card': '990101198506150071', uscc: '91350100M000100Y43', phone: '13800000000' }

/** @param day for dates without a sample, `2026-03-02` */
export function sampleOf(form: FormSchema, day: string): Record<string, unknown> {
  return completed(form, sampleData(form), day)
}

/** With one outcome of a decision form; conditions on it hold. @throws TypeError for a form without outcomes */
export function sampleWith(form: FormSchema, outcome: string, day: string): Record<string, unknown> {
  const field = form.properties!.outcome!
  return sampleOf({ ...form, properties: { ...form.properties, outcome: { ...field, oneOf: field.oneOf!.filter((choice) => choice.const === outcome) } } }, day)
}

function completed(form: FormSchema, data: FormData, day: string): FormData {
  const answers = fieldsOf(form, data).filter(({ active }) => active).map(({ name, schema, required }): [string, unknown] => [name, answer(schema, data[name], required, day)])
  return { ...data, ...Object.fromEntries(answers.filter(([, value]) => value !== undefined)) }
}

function answer(field: FormSchema, given: unknown, required: boolean, day: string): unknown {
  if (isRows(field) && Array.isArray(given)) return given.map((row) => completed(field.items!, row as FormData, day))
  if (field.type === 'object' && given !== undefined) return completed(field, given as FormData, day)
  if (given !== undefined || !required) return given
  if (field.type === 'number' || field.type === 'integer') return field.minimum ?? 1
  if (field.type !== 'string') return undefined
  if (field['x-format']) return NUMBERS[field['x-format']]
  return field.format === 'date' || field['x-widget'] === 'date' ? day : '样例'.repeat(Math.max(1, Math.ceil((field.minLength ?? 1) / 2)))
}
