/** A form filled in with its own samples (`x-sample`), first choices and as many rows as it asks for: what a filled sample shows. Pure. */
import { fieldsOf, holds } from './conditions.ts'
import { choicesOf, isRows, type FormData, type FormSchema } from './schema.ts'

/** Branches may hang on branches; more turns than this no form needs. */
const TURNS = 8

/** @returns answers for every field that applies to them; a field without a sample stays out. */
export function sampleData(schema: FormSchema): FormData {
  let data: FormData = {}
  for (let turn = 0; turn < TURNS; turn++) {
    const before = Object.keys(data).length
    data = filled(schema, data)
    if (Object.keys(data).length === before) break
  }
  return data
}

function filled(schema: FormSchema, so: FormData): FormData {
  const answers = fieldsOf(schema, so).filter(({ active }) => active).map(({ name, schema: field }) => [name, sampleOf(field, so)] as const)
  return Object.fromEntries(answers.filter(([, value]) => value !== undefined))
}

function sampleOf(field: FormSchema, owner: FormData): unknown {
  if (field.const !== undefined) return field.const
  if (field.type === 'object') return sampleData(field)
  if (isRows(field)) return rowsOf(field, owner)
  if (field.type === 'array') return choicesOf(field.items ?? {})?.slice(0, 1).map((choice) => choice.const)
  const sample = field['x-sample']
  const choice = choicesOf(field)
  if (choice) return choice[0]?.const
  if (field.type === 'boolean') return false
  if (sample === undefined) return undefined
  return field.type === 'string' ? sample : Number(sample)
}

/** A row for each answer that must stand in some row, and else as few as are allowed. */
function rowsOf(field: FormSchema, owner: FormData): FormData[] {
  const wanted = (field['x-each-of'] ?? []).filter((rule) => rule.if === undefined || holds(rule.if, owner)).flatMap((rule) => rule.values.map((value) => ({ [rule.field]: value })))
  const few = Math.max(wanted.length, field.minItems ?? 1, 1)
  return Array.from({ length: few }, (_, index) => ({ ...sampleData(field.items!), ...wanted[index] }))
}
