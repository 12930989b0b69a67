/** What a form asks, as rows of a table: title, how it is answered, whether it must be, what it means. Pure. */
import { fieldsOf, type Field } from '../forms/conditions.ts'
import { choicesOf, isRows, type FormSchema } from '../forms/schema.ts'
import type { Say } from './words.ts'

/** Long lists of choices are named by their number. */
const MOST_CHOICES = 12

export function formRows(say: Say, schema: FormSchema, depth = 0): string[][] {
  return fieldsOf(schema, {}).flatMap((field) => {
    const inner = field.schema.type === 'object' ? field.schema : isRows(field.schema) ? field.schema.items! : undefined
    return [rowOf(say, field, depth), ...(inner ? formRows(say, inner, depth + 1) : [])]
  })
}

function rowOf(say: Say, field: Field, depth: number): string[] {
  const { schema, name } = field
  const help = [schema['x-help'], schema.description, schema['x-sample'] && say('manuals.field.sample', { sample: schema['x-sample'] })].filter(Boolean).join('\n')
  return [`${'　'.repeat(depth)}${schema.title ?? name}`, answerWords(say, schema), say(field.conditional ? 'manuals.field.conditional' : field.required ? 'manuals.field.required' : 'manuals.field.optional'), help]
}

/** How a field is answered: its choices, or its kind with its bounds. */
function answerWords(say: Say, schema: FormSchema): string {
  const choices = choicesOf(schema.type === 'array' ? schema.items ?? {} : schema)
  if (schema.readOnly) return say('manuals.field.fixed')
  if (schema.const === true) return say('manuals.field.declare')
  if (choices) {
    const titles = choices.length > MOST_CHOICES ? say('manuals.field.choices', { count: choices.length }) : choices.map(({ title }) => title).join(say('manuals.comma'))
    return say(schema.type === 'array' ? 'manuals.field.many' : 'manuals.field.choice', { choices: titles })
  }
  return [kindWords(say, schema), ...bounds(say, schema)].join(say('manuals.listComma'))
}

function kindWords(say: Say, schema: FormSchema): string {
  if (schema['x-widget'] === 'materials') return say('manuals.field.materials')
  if (isRows(schema)) return say('manuals.field.rows')
  if (schema.type === 'object') return say('manuals.field.group')
  if (schema.type === 'boolean') return say('manuals.field.yesNo')
  if (schema.type === 'number' || schema.type === 'integer') return say('manuals.field.number')
  if (schema['x-format']) return say(`manuals.field.${schema['x-format']}`)
  if (schema.format === 'date' || schema['x-widget'] === 'date') return say('manuals.field.date')
  return say('manuals.field.text')
}

function bounds(say: Say, schema: FormSchema): string[] {
  const unit = schema['x-unit']
  const rows = isRows(schema)
  return [
    unit ? say('manuals.field.unit', { unit }) : '',
    schema.minimum !== undefined ? say('manuals.field.least', { value: schema.minimum }) : '',
    schema.exclusiveMinimum !== undefined ? say('manuals.field.more', { value: schema.exclusiveMinimum }) : '',
    schema.maximum !== undefined ? say('manuals.field.most', { value: schema.maximum }) : '',
    schema.exclusiveMaximum !== undefined ? say('manuals.field.less', { value: schema.exclusiveMaximum }) : '',
    schema.maxLength !== undefined ? say('manuals.field.length', { value: schema.maxLength }) : '',
    rows && schema.minItems ? say('manuals.field.rowsLeast', { value: schema.minItems }) : '',
  ].filter(Boolean)
}
