/**
 * Which words a form's schema may use, by the place they stand in, and how large it may be. A department's schema is untrusted:
 * outside this list ajv can be made to compile for minutes or to overflow.
 */

const notes = ['title', 'description', '$comment', 'examples', 'x-help', 'x-sample', 'readOnly', 'default', 'x-widget']
const branches = ['if', 'then', 'else', 'allOf', 'dependentSchemas', 'dependentRequired']
const choice = ['enum', 'oneOf', 'const']

/** Words by the `type` of a field. */
export const byType: Record<string, readonly string[]> = {
  object: ['type', ...notes, 'properties', 'required', ...branches, 'additionalProperties', 'unevaluatedProperties'],
  array: ['type', ...notes, 'items', 'minItems', 'maxItems', 'uniqueItems', 'x-each-of'],
  string: ['type', ...notes, ...choice, 'minLength', 'maxLength', 'pattern', 'format', 'x-format', 'x-unit', 'x-not-before'],
  number: ['type', ...notes, ...choice, 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'x-unit'],
  integer: ['type', ...notes, ...choice, 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'x-unit'],
  boolean: ['type', ...notes, 'const', 'enum'],
}

/** Besides those of an object. */
export const rootWords: readonly string[] = ['$schema', '$id', 'routing', 'x-pages', 'x-steps']

/** Words of a `then`, `else`, `allOf` entry or dependent schema. */
export const fragmentWords: readonly string[] = ['properties', 'required', '$comment', ...branches]

/** Words of an `if` and what stands inside it. */
export const conditionWords: readonly string[] = [
  'type', 'const', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems',
  'required', 'properties', 'contains', 'not', 'allOf', 'anyOf', '$comment',
]

export const formatNames = ['date', 'email']
export const ownFormatNames = ['id-card', 'uscc', 'phone']
export const widgets = ['radio', 'select', 'textarea', 'date', 'checkbox', 'materials']

export const limits = {
  bytes: 256 * 1024,
  /** Nested values of the schema file, before anything else looks at it. */
  depth: 24,
  /** Objects of the schema file in all. */
  nodes: 5_000,
  properties: 500,
  choices: 1_000,
  rows: 500,
  textLength: 20_000,
  pages: 30,
}

/** A list or text without a limit of its own gets this one. */
export const presets = { maxItems: 100, maxLength: 2_000 }
