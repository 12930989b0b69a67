/**
 * A form on paper: blank to be filled in by hand, or filled with its own samples. The words are the form's; the sheet is a letter's
 * document, so the press can set it. Pure.
 */
import { fieldsOf, type Field } from '../forms/conditions.ts'
import { pagesOf } from '../forms/pages.ts'
import { sampleData } from '../forms/sampleData.ts'
import { choicesOf, isRows, own, type FormData, type FormSchema } from '../forms/schema.ts'
import { word } from '../forms/words.ts'
import type { Block, LetterDocument } from '../letters/blocks.ts'

export type PaperKind = 'blank' | 'sample'

/** Space to write in, and the boxes to tick. */
const GAP = '　'.repeat(6)
const [EMPTY, TICKED] = ['□', '■']
const BLANK_ROWS = 3

const say = (key: Parameters<typeof word>[1], params: Record<string, unknown> = {}): string => word('zh-CN', key, params)

/** @param name of the material, for the title. */
export function paperOf(schema: FormSchema, name: string, kind: PaperKind): LetterDocument {
  const data = kind === 'sample' ? sampleData(schema) : undefined
  const pages = pagesOf(schema)
  const body = pages.flatMap((page): Block[] => {
    const fields = shownIn(schema, data).filter((field) => page.properties.includes(field.name))
    if (fields.length === 0) return []
    return [...(pages.length > 1 ? [{ kind: 'heading', text: page.title } as const] : []), ...blocksOf(fields, data, page.title)]
  })
  return {
    style: 'letter',
    blocks: [{ kind: 'title', text: schema.title ?? name }, { kind: 'note', text: say(`paper-${kind}`, { name }) }, ...body, { kind: 'signatures', labels: [say('paper-signature'), say('paper-date')] }],
    banner: null,
    ...(kind === 'sample' ? { watermark: say('paper-watermark') } : {}),
  }
}

/** Filled in, what applies; blank, everything that may apply. */
function shownIn(schema: FormSchema, data: FormData | undefined): Field[] {
  const fields = fieldsOf(schema, data ?? {})
  return data ? fields.filter(({ active }) => active) : fields
}

/** @param above the heading they stand under already. */
function blocksOf(fields: readonly Field[], data: FormData | undefined, above?: string): Block[] {
  const blocks: Block[] = []
  for (const field of fields) {
    const { schema, name } = field
    const value = data && own(data, name)
    if (isRows(schema)) blocks.push(...(schema.title === above ? [] : [{ kind: 'heading', text: schema.title ?? name } as const]), tableOf(schema, value))
    else if (schema.type === 'object') blocks.push({ kind: 'heading', text: schema.title ?? name }, ...blocksOf(shownIn(schema, value as FormData | undefined), value as FormData | undefined))
    else {
      const row: [string, string] = [labelOf(field, data === undefined), valueOf(schema, value)]
      const last = blocks.at(-1)
      const lastRow = last?.kind === 'fields' ? last.rows.at(-1) : undefined
      if (schema.const === true && lastRow?.[0] === row[0]) lastRow[1] += `\n${row[1]}`
      else if (last?.kind === 'fields') last.rows.push(row)
      else blocks.push({ kind: 'fields', rows: [row] })
    }
  }
  return blocks
}

function labelOf({ schema, name, conditional }: Field, blank: boolean): string {
  if (schema.const === true) return say('paper-declaration')
  return `${schema.title ?? name}${blank && conditional ? say('paper-where-it-applies') : ''}`
}

function valueOf(schema: FormSchema, value: unknown): string {
  if (schema.const === true) return `${value === true ? TICKED : EMPTY} ${(schema.title ?? '').replace(/^(声明|承诺)：/, '')}`
  const choices = schema.type === 'boolean' ? [{ const: true, title: say('yes') }, { const: false, title: say('no') }] : choicesOf(schema.type === 'array' ? schema.items ?? {} : schema)
  if (choices) {
    const chosen = Array.isArray(value) ? value : [value]
    return choices.map((choice) => `${chosen.includes(choice.const) ? TICKED : EMPTY} ${choice.title}`).join('　')
  }
  return `${value === undefined ? GAP : String(value)}${schema['x-unit'] ? ` ${schema['x-unit']}` : ''}`
}

/** In a narrow cell a choice is written, not ticked. */
function tableOf(schema: FormSchema, value: unknown): Block {
  const columns = fieldsOf(schema.items!, {})
  const rows = Array.isArray(value) ? value : Array.from({ length: Math.max(schema.minItems ?? 0, BLANK_ROWS) }, () => undefined)
  const cell = (column: Field, row: unknown): string => {
    const found = own(row, column.name)
    return found === undefined ? GAP : choicesOf(column.schema)?.find((choice) => choice.const === found)?.title ?? String(found)
  }
  return { kind: 'table', head: columns.map(({ schema: column, name }) => column.title ?? name), rows: rows.map((row) => columns.map((column) => cell(column, row))) }
}
