/**
 * What a form's page shows: a tree of nodes made from schema, data and issues. The markup is views/*.hbs; this is pure and browser-safe.
 */
import type { Issue } from '../errors.ts'
import { fieldsOf, type Field } from './conditions.ts'
import { dayText } from './days.ts'
import { idOf, join } from './pointer.ts'
import { choicesOf, isRows, own, type Choice, type FormData, type FormSchema, type Scalar } from './schema.ts'
import { word, type Locale } from './words.ts'

export interface FormOptions {
  data?: FormData
  issues?: readonly Issue[]
  mode?: 'edit' | 'read'
  locale?: Locale
  /** Begins every id on the page; two forms on one page need two. The default fits the links of web's `issues` component. */
  idPrefix?: string
  /** Only these root properties (one page of a long form). */
  only?: readonly string[]
  /** Root properties the page shows itself (the outcome buttons of a decision). Branches that hang on them are all shown. */
  omit?: readonly string[]
  /** Root properties whose branches all stand in the page, each saying when it counts; the script shows those that apply. */
  reveal?: readonly string[]
  /** The choices of fields whose answers are known only now: `{ materials: [{ const: code, title: name }] }` for x-widget materials. */
  choices?: Record<string, readonly Choice[]>
  /** Lists of rows that the page can fill itself, by pointer, with the words of their button (action `fill`). */
  fills?: Record<string, string>
  /** Fill `default` values in: the first time the form is shown. */
  fresh?: boolean
  /** Root properties that may only be looked at: prefilled identity, or points a gap notice does not name. */
  locked?: readonly string[]
  /** Address of the form's standalone validator; without it the page judges on the server only. */
  validator?: string
  /** No summary of issues at the head: the page has one for several forms. */
  noSummary?: boolean
}

export type Kind = 'group' | 'rows' | 'ticks' | 'radio' | 'select' | 'textarea' | 'text' | 'date' | 'checkbox' | 'fixed'

export interface Option { value: string; title: string; chosen: boolean; id: string }

export interface FormNode {
  kind: Kind
  pointer: string
  id: string
  title: string
  help?: string
  sample?: string
  unit?: string
  required: boolean
  error?: string
  /** ids of help and error, for aria-describedby. */
  describedBy?: string
  /** Conditional and not applying: in the page but hidden, so that the script can bring it up. */
  hidden: boolean
  conditional: boolean
  /** Why the field is there, where the page cannot hide it: 选择“补正”时填写. */
  note?: string
  /** Hangs on a control that is not in the form: no script can tell whether it applies. */
  stays?: boolean
  value?: string
  /** What a reader sees, choices by their titles. */
  text?: string
  options?: Option[]
  inputMode?: string
  maxLength?: number
  autocomplete?: string
  long?: boolean
  nodes?: FormNode[]
  rows?: FormRow[]
  /** One more row with `__ROW__` for its number, for the script. */
  template?: FormRow
  full?: boolean
  /** What one row is called. */
  one?: string
  fill?: string
}

export interface FormRow { pointer: string; number: number; title: string; nodes: FormNode[] }

export const ROW = '__ROW__'
const RADIO_AT_MOST = 6
const MOST_BLANK_ROWS = 3

interface Job { options: FormOptions; locale: Locale; prefix: string; issues: Map<string, string> }

/** The nodes of a form's root, in the order they are drawn. */
export function formNodes(schema: FormSchema, options: FormOptions): FormNode[] {
  const job: Job = {
    options,
    locale: options.locale ?? 'zh-CN',
    prefix: options.idPrefix ?? 'field',
    issues: new Map((options.issues ?? []).map(({ pointer, message }) => [pointer, message])),
  }
  const data = options.data ?? {}
  const omit = new Set(options.omit)
  const open = new Set([...omit, ...(options.reveal ?? [])])
  return fieldsOf(schema, data)
    .filter(({ name }) => !omit.has(name) && (!options.only || options.only.includes(name)))
    .map((field) => {
      const revealed = !field.active && field.controls.some((name) => open.has(name))
      const locked = options.locked?.includes(field.name) ?? false
      const node = nodeOf(job, field, data, '', { revealed, locked })
      return { ...node, ...noteOf(job, schema, field, open), stays: field.controls.some((name) => omit.has(name)) || undefined }
    })
}

/** 选择“退回补正”时填写 (or 必填): which answers of an open control bring the field up, or make it a must. */
function noteOf(job: Job, schema: FormSchema, field: Field, open: Set<string>): { note?: string; required?: boolean } {
  for (const control of field.conditional ? field.controls.filter((name) => open.has(name)) : open) {
    const under = (choice: Choice): Field | undefined => fieldsOf(schema, { ...job.options.data, [control]: choice.const }).find(({ name }) => name === field.name)
    const choices = choicesOf(schema.properties?.[control] ?? {}) ?? []
    const ups = choices.filter((choice) => (field.conditional ? under(choice)?.active : under(choice)?.required))
    if (ups.length === 0 || (!field.conditional && ups.length === choices.length)) continue
    const titles = ups.map(({ title }) => `“${title}”`).join(job.locale === 'en' ? ', ' : '、')
    const note = word(job.locale, field.conditional ? 'only-when' : 'must-when', { choice: titles })
    return field.conditional ? { note, required: ups.every((choice) => under(choice)?.required) } : { note }
  }
  return {}
}

function nodeOf(job: Job, field: Field, data: unknown, parent: string, how: { revealed?: boolean; locked?: boolean } = {}): FormNode {
  const { schema, name } = field
  const pointer = join(parent, name)
  const id = idOf(job.prefix, pointer)
  const given = own(data, name)
  const value = given === undefined && job.options.fresh ? schema.default : given
  const error = job.issues.get(pointer)
  const help = schema['x-help'] ?? schema.description
  const base = {
    pointer, id, title: schema.title ?? name, help, unit: schema['x-unit'],
    sample: schema['x-sample'] === undefined ? undefined : word(job.locale, 'sample', { sample: schema['x-sample'] }),
    required: field.required && (field.active || how.revealed === true), error,
    hidden: !field.active && !how.revealed, conditional: field.conditional,
    describedBy: [help || schema['x-sample'] ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined,
  }
  if (schema.type === 'object') return { ...base, kind: 'group', nodes: fieldsOf(schema, value).map((inner) => nodeOf(job, inner, value, pointer, { locked: how.locked })) }
  if (isRows(schema)) return { ...base, kind: 'rows', one: schema.items!.title ?? base.title, fill: job.options.fills?.[pointer], ...rowsOf(job, schema, value, pointer, how.locked) }
  const choices = choicesIn(job, schema)
  const text = textOf(schema, value, choices, job.locale)
  if (schema.readOnly || how.locked) return { ...base, kind: 'fixed', text, value: plain(value) }
  return { ...base, text, ...control(schema, value, id, choices) }
}

function rowsOf(job: Job, schema: FormSchema, value: unknown, pointer: string, locked?: boolean): Partial<FormNode> {
  const items = schema.items!
  const row = (data: unknown, index: number | string, number: number): FormRow => ({
    pointer: join(pointer, index),
    number,
    title: items.title ? word(job.locale, 'row', { title: items.title, number: index === ROW ? '' : number }) : word(job.locale, 'row-item', { number: index === ROW ? '' : number }),
    nodes: fieldsOf(items, data).map((field) => nodeOf(job, field, data, join(pointer, index), { locked })),
  })
  const list = Array.isArray(value) ? value : []
  // the rows that must be there are shown, and nobody has to press a button first
  const blank = job.options.mode === 'read' || locked ? 0 : Math.min(schema.minItems ?? 0, MOST_BLANK_ROWS) - list.length
  const shown = [...list, ...Array.from({ length: Math.max(0, blank) }, () => ({}))]
  return {
    rows: shown.map((data, index) => row(data, index, index + 1)),
    template: locked ? undefined : row({}, ROW, 0),
    full: shown.length >= (schema.maxItems ?? Infinity),
  }
}

function choicesIn(job: Job, schema: FormSchema): readonly Choice[] | undefined {
  if (schema['x-widget'] === 'materials') return job.options.choices?.materials
  if (schema.type === 'array') return choicesIn(job, schema.items ?? {}) ?? (schema.items && choicesOf(schema.items))
  if (schema.type === 'boolean' && schema.const === undefined) {
    return [{ const: true, title: word(job.locale, 'yes') }, { const: false, title: word(job.locale, 'no') }]
  }
  return choicesOf(schema)
}

function control(schema: FormSchema, value: unknown, id: string, choices: readonly Choice[] | undefined): { kind: Kind } & Partial<FormNode> {
  if (schema.type === 'array') return { kind: 'ticks', options: optionsOf(choices ?? [], Array.isArray(value) ? value : [], id) }
  if (schema.type === 'boolean' && (schema.const === true || schema['x-widget'] === 'checkbox')) {
    return { kind: 'checkbox', options: [{ value: 'true', title: schema.title ?? '', chosen: value === true, id }] }
  }
  if (choices) {
    const radio = schema['x-widget'] === 'radio' || (schema['x-widget'] !== 'select' && schema['x-widget'] !== 'materials' && choices.length <= RADIO_AT_MOST)
    return { kind: radio ? 'radio' : 'select', options: optionsOf(choices, [value], id) }
  }
  const shown = { value: plain(value), maxLength: schema.maxLength }
  if (schema.format === 'date') return { kind: 'date', ...shown }
  if (schema['x-widget'] === 'textarea' || (!schema.format && (schema.maxLength ?? 0) > 200)) return { kind: 'textarea', ...shown, long: (schema.maxLength ?? 0) > 500 }
  return { kind: 'text', ...shown, inputMode: inputModeOf(schema), autocomplete: AUTOCOMPLETE[schema['x-format'] ?? schema.format ?? ''] }
}

const AUTOCOMPLETE: Record<string, string> = { phone: 'tel', email: 'email' }

function inputModeOf(schema: FormSchema): string | undefined {
  if (schema.type === 'integer') return 'numeric'
  if (schema.type === 'number') return 'decimal'
  if (schema['x-format'] === 'phone') return 'tel'
  return schema.format === 'email' ? 'email' : undefined
}

/** The first option bears the field's own id, so that a link in the summary focuses it. */
function optionsOf(choices: readonly Choice[], chosen: unknown[], id: string): Option[] {
  return choices.map((choice, index) => ({
    value: String(choice.const), title: choice.title, chosen: chosen.some((value) => value === choice.const), id: index === 0 ? id : `${id}-${index}`,
  }))
}

function textOf(schema: FormSchema, value: unknown, choices: readonly Choice[] | undefined, locale: Locale): string {
  if (Array.isArray(value)) return value.map((one) => titleOf(one, choices)).join(locale === 'en' ? ', ' : '、')
  if (schema.type === 'boolean' && schema.const === true && value === true) return word(locale, 'yes')
  if (schema.format === 'date') return dayText(plain(value), locale)
  const text = titleOf(value, choices)
  return text !== '' && schema['x-unit'] ? `${text} ${schema['x-unit']}` : text
}

function titleOf(value: unknown, choices: readonly Choice[] | undefined): string {
  return choices?.find((choice) => choice.const === (value as Scalar))?.title ?? plain(value)
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
