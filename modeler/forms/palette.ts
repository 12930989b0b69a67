/** The ordinary fields a builder offers, each as the JSON Schema it begins with. Pure; the words come from the catalogue. */
import type { FormSchema } from '../../server/forms/schema.ts'

export const KINDS = [
  'text', 'longText', 'number', 'date', 'choice', 'many', 'yesNo', 'declaration', 'idCard', 'uscc', 'phone', 'email', 'rows', 'group', 'material',
] as const
export type Kind = (typeof KINDS)[number]

/** @param word gives `forms.new.option` and the like in the author's language */
export function newField(kind: Kind, title: string, word: (key: string, params?: Record<string, unknown>) => string): FormSchema {
  const choices = [1, 2].map((number) => ({ const: `option${number}`, title: word('forms.new.option', { number }) }))
  switch (kind) {
    case 'text': return { title, type: 'string', minLength: 1, maxLength: 100 }
    case 'longText': return { title, type: 'string', minLength: 1, maxLength: 2000, 'x-widget': 'textarea' }
    case 'number': return { title, type: 'number', minimum: 0, 'x-unit': word('forms.new.unit') }
    case 'date': return { title, type: 'string', format: 'date', 'x-widget': 'date' }
    case 'choice': return { title, type: 'string', oneOf: choices, 'x-widget': 'radio' }
    case 'many': return { title, type: 'array', items: { type: 'string', oneOf: choices }, uniqueItems: true, minItems: 1 }
    case 'yesNo': return { title, type: 'boolean', 'x-widget': 'radio' }
    case 'declaration': return { title, type: 'boolean', const: true }
    case 'idCard': return { title, type: 'string', 'x-format': 'id-card' }
    case 'uscc': return { title, type: 'string', 'x-format': 'uscc' }
    case 'phone': return { title, type: 'string', 'x-format': 'phone' }
    case 'email': return { title, type: 'string', format: 'email', maxLength: 100 }
    case 'rows': return { title, type: 'array', minItems: 1, maxItems: 50, items: { type: 'object', title, properties: { name: { title: word('forms.new.column'), type: 'string', minLength: 1, maxLength: 100 } }, required: ['name'] } }
    case 'group': return { title, type: 'object', properties: { name: { title: word('forms.new.column'), type: 'string', minLength: 1, maxLength: 100 } }, required: ['name'] }
    case 'material': return { title, type: 'string', minLength: 1, maxLength: 100, 'x-widget': 'materials' }
    default: return kind satisfies never
  }
}

/** What a field of the file is, in the palette's terms; undefined for one that only the text can show. */
export function kindOf(schema: FormSchema): Kind | undefined {
  const { type } = schema
  if (type === 'object') return 'group'
  if (type === 'boolean') return schema.const === true ? 'declaration' : 'yesNo'
  if (type === 'number' || type === 'integer') return schema.enum || schema.oneOf ? undefined : 'number'
  if (type === 'array') return schema.items?.type === 'object' ? 'rows' : schema.items?.oneOf ?? schema.items?.enum ? 'many' : undefined
  if (type !== 'string') return undefined
  if (schema['x-widget'] === 'materials') return 'material'
  if (schema.oneOf ?? schema.enum) return 'choice'
  if (schema['x-format']) return { 'id-card': 'idCard', uscc: 'uscc', phone: 'phone' }[schema['x-format']] as Kind | undefined
  if (schema.format === 'date') return 'date'
  if (schema.format === 'email') return 'email'
  return schema['x-widget'] === 'textarea' ? 'longText' : 'text'
}
