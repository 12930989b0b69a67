/**
 * A form as HTML: to fill in (`edit`) or to look at (`read`). The page round it owns the <form> element, its buttons and its token.
 */
import { readFileSync, readdirSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { Issue } from '../errors.ts'
import { formNodes, type FormNode, type FormOptions } from './fields.ts'
import { idOf } from './pointer.ts'
import type { FormData, FormSchema } from './schema.ts'
import { ADD, FILL, REFRESH, REMOVE } from './actions.ts'
import { word, type Locale, type Word } from './words.ts'

/** One page of a long form as its script has to know it, in the terms of parseForm: what is asked here, and what was answered on the other pages. */
export interface OtherPages { only: string[]; base: FormData }

const engine = Handlebars.create()
const folder = new URL('./views/', import.meta.url)
const views = new Map<string, Handlebars.TemplateDelegate>()
for (const file of readdirSync(folder)) {
  const name = file.replace(/\.hbs$/, '')
  const view = engine.compile(readFileSync(new URL(file, folder), 'utf8'), { preventIndent: true, strict: false })
  engine.registerPartial(name, view)
  views.set(name, view)
}
engine.registerHelper('t', function (this: unknown, key: string, options: Handlebars.HelperOptions) {
  return word((options.data.root as { locale: Locale }).locale, key.replace(/^forms\./, '') as Word, options.hash)
})

/**
 * @param schema a checked form. @param options see FormOptions; `data` may be partial and of wrong types, `issues` as `validate` gave them.
 * @returns markup in which every text of schema and data is escaped.
 */
export function renderForm(schema: FormSchema, options: FormOptions = {}): string {
  const locale = options.locale ?? 'zh-CN'
  const prefix = options.idPrefix ?? 'field'
  const nodes = formNodes(schema, options)
  const summary = options.mode === 'read' || options.noSummary ? '' : renderSummary(options.issues ?? [], { locale, idPrefix: prefix })
  const view = views.get(options.mode === 'read' ? 'read' : 'edit')!
  return view({
    locale, prefix, nodes: options.mode === 'read' ? nodes.filter((node) => !node.hidden) : nodes,
    summary: new Handlebars.SafeString(summary), validator: options.validator, others: options.validator === undefined ? undefined : otherPages(options),
    conditional: nodes.some(hasConditional), names: { add: ADD, remove: REMOVE, refresh: REFRESH, fill: FILL },
  })
}

function otherPages({ only, data = {} }: FormOptions): string | undefined {
  if (!only) return undefined
  const others: OtherPages = { only: [...only], base: Object.fromEntries(Object.entries(data).filter(([name]) => !only.includes(name))) }
  return JSON.stringify(others)
}

/** All issues at the head of a page, each a link to its field; '' when there is none. */
export function renderSummary(issues: readonly Issue[], options: { locale?: Locale; idPrefix?: string } = {}): string {
  if (issues.length === 0) return ''
  const prefix = options.idPrefix ?? 'field'
  return views.get('summary')!({
    locale: options.locale ?? 'zh-CN', prefix, count: issues.length,
    issues: issues.map(({ pointer, message }) => ({ href: `#${idOf(prefix, pointer)}`, message })),
  })
}

function hasConditional(node: FormNode): boolean {
  return (node.conditional && node.note === undefined) || (node.nodes ?? []).some(hasConditional) || (node.rows ?? []).some((row) => row.nodes.some(hasConditional))
}
