/**
 * The words of a form as JSON Schema, for an editor's completion: made from the lists that judge forms (keywords.ts), so it offers what
 * may be used and nothing else. What is right together is judged by check.ts. Pure and browser-safe.
 */
import { byType, conditionWords, formatNames, fragmentWords, ownFormatNames, rootWords, widgets } from './keywords.ts'

/** @param help what a word means, in the author's language; undefined for one that explains itself */
export function formMetaSchema(help: (word: string) => string | undefined): object {
  const text = { type: 'string' }
  const number = { type: 'number' }
  const truth = { type: 'boolean' }
  const fields = { type: 'object', additionalProperties: { $ref: '#/$defs/field' } }
  const names = { type: 'array', items: text }
  const fragment = { $ref: '#/$defs/fragment' }
  const condition = { $ref: '#/$defs/condition' }
  const choices = { type: 'array', items: { type: 'object', properties: { const: {}, title: text, description: text } } }
  const page = { type: 'object', properties: { title: text, properties: names, help: text } }
  const each = { type: 'object', properties: { field: text, values: { type: 'array' }, if: condition } }
  const shapes: Record<string, object> = {
    $schema: { enum: ['https://json-schema.org/draft/2020-12/schema'] }, $id: text, $comment: text, type: { enum: Object.keys(byType) },
    title: text, description: text, examples: { type: 'array' }, 'x-help': text, 'x-sample': text, readOnly: truth, default: {}, 'x-widget': { enum: widgets },
    properties: fields, required: names, if: condition, then: fragment, else: fragment, allOf: { type: 'array', items: fragment },
    dependentSchemas: { type: 'object', additionalProperties: fragment }, dependentRequired: { type: 'object', additionalProperties: names },
    additionalProperties: { enum: [false] }, unevaluatedProperties: { enum: [false] }, items: { $ref: '#/$defs/field' },
    minItems: number, maxItems: number, uniqueItems: truth, 'x-each-of': { type: 'array', items: each }, enum: { type: 'array' }, oneOf: choices, const: {},
    minLength: number, maxLength: number, pattern: text, format: { enum: formatNames }, 'x-format': { enum: ownFormatNames }, 'x-unit': text, 'x-not-before': text,
    minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number, multipleOf: number, routing: names, 'x-steps': { type: 'object', additionalProperties: { type: 'object', properties: { read: names, hidden: names } } }, 'x-pages': { type: 'array', items: page },
  }
  const conditionShapes: Record<string, object> = {
    ...shapes, properties: { type: 'object', additionalProperties: condition }, not: condition, contains: condition, allOf: { type: 'array', items: condition }, anyOf: { type: 'array', items: condition },
  }
  const object = (words: readonly string[], of: Record<string, object>) => ({ type: 'object', properties: Object.fromEntries([...new Set(words)].map((word) => [word, { ...of[word], ...(help(word) ? { description: help(word) } : {}) }])) })
  return {
    ...object([...byType.object!, ...rootWords], shapes),
    $defs: {
      field: object(Object.values(byType).flat(), shapes),
      fragment: object(fragmentWords, shapes),
      condition: object(conditionWords, conditionShapes),
    },
  }
}
