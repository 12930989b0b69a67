/**
 * The shape of a form: the subset of JSON Schema 2020-12 that Tongban renders and judges, with our `x-` words.
 * Types and small readers only; what is refused is said in check.ts. Pure and browser-safe.
 */

export type Scalar = string | number | boolean

/** One answer of a choice: `oneOf: [{ const: 'accept', title: '受理' }]`. */
export interface Choice { const: Scalar; title: string }

/** Checks by a rule of their own: 居民身份证 GB 11643, 统一社会信用代码 GB 32100, a Chinese telephone number. */
export type OwnFormat = 'id-card' | 'uscc' | 'phone'

export type Widget = 'radio' | 'select' | 'textarea' | 'date' | 'checkbox' | 'materials'

/** A test on the data so far; decides whether a branch of the form applies. */
export interface Condition {
  type?: string
  const?: Scalar
  enum?: Scalar[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minItems?: number
  required?: string[]
  properties?: Record<string, Condition>
  contains?: Condition
  not?: Condition
  allOf?: Condition[]
  anyOf?: Condition[]
}

/** A part of an object's form that may apply only under a condition. */
export interface Fragment {
  properties?: Record<string, FormSchema>
  required?: string[]
  if?: Condition
  then?: Fragment
  else?: Fragment
  allOf?: Fragment[]
  dependentSchemas?: Record<string, Fragment>
  dependentRequired?: Record<string, string[]>
}

export interface FormSchema extends Fragment {
  $schema?: string
  $id?: string
  $comment?: string
  title?: string
  description?: string
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'
  items?: FormSchema
  enum?: Scalar[]
  oneOf?: Choice[]
  const?: Scalar
  default?: Scalar
  examples?: unknown[]
  readOnly?: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  /** Root only: the properties the engine may see; scalars all. */
  routing?: string[]
  /** Root only: steps that may not write every field; a step that is not named has every right. */
  'x-steps'?: Record<string, StepRights>
  /** Root only: one thing a page. */
  'x-pages'?: FormPage[]
  'x-widget'?: Widget
  'x-unit'?: string
  'x-help'?: string
  'x-sample'?: string
  'x-format'?: OwnFormat
  /** A date: the name of a date of the same object before which it must not lie. */
  'x-not-before'?: string
  /** Rows: answers of a column that must each stand in some row. */
  'x-each-of'?: EachOf[]
}

/** `{ field: 'role', values: ['design', 'build'] }`; with `if` only where the object that holds the rows meets the condition. */
export interface EachOf { if?: Condition; field: string; values: Scalar[] }

/** Properties of the root that a step only reads (as they were answered last), or never sees. */
export interface StepRights { read?: string[]; hidden?: string[] }

export interface FormPage { title: string; properties: string[]; help?: string }

/** What a form collects: plain JSON. */
export type FormData = Record<string, unknown>

/** The answers of a choice, or undefined when the field is none. */
export function choicesOf(schema: FormSchema): Choice[] | undefined {
  if (schema.oneOf) return schema.oneOf
  return schema.enum?.map((value) => ({ const: value, title: String(value) }))
}

/** Rows of objects (add, remove) as against a list of ticked choices. */
export function isRows(schema: FormSchema): boolean {
  return schema.type === 'array' && schema.items?.type === 'object'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a property the data itself has; nothing inherited is ever seen. */
export function own(data: unknown, name: string): unknown {
  return isObject(data) && Object.hasOwn(data, name) ? data[name] : undefined
}
