/**
 * Handlebars pages: server/<room>/views/<view>.hbs within a layout, components of server/web/components as partials.
 * Compiled once and kept; helpers are a closed list (helpers.ts), so a misspelt one fails when the view is compiled.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Handlebars from 'handlebars'
import { compile, handlebars } from './compile.ts'
import { frame, type Layout } from './frame.ts'

/** HTML made by a trusted renderer of ours (a form, another partial): shown as it is. Never wrap foreign text in it. */
export type SafeHtml = Handlebars.SafeString
export const safeHtml = (html: string): SafeHtml => new Handlebars.SafeString(html)

export interface ViewOptions {
  /** Default: `office` below /office, otherwise `public`. */
  layout?: Layout
  status?: number
  /** Title of the page; default `data.title`. */
  title?: string
}

const server = fileURLToPath(new URL('../', import.meta.url))
const compiled = new Map<string, Handlebars.TemplateDelegate>()

registerPartials('web/components', '')
for (const room of readdirSync(server)) if (existsSync(`${server}${room}/views`)) registerPartials(`${room}/views`, `${room}/`, /^_/)

/**
 * Sends a whole page. `data` is what the view reads; `t`, `date`… are helpers. Office pages are never stored by the browser.
 * @example return view(reply, 'cases/case', { title: case.number, case })
 */
export function view(reply: FastifyReply, name: string, data: Record<string, unknown> = {}, options: ViewOptions = {}): FastifyReply {
  const { request } = reply
  const layout = options.layout ?? (isOffice(request) ? 'office' : 'public')
  const title = options.title ?? (data.title as string | undefined) ?? ''
  const body = safeHtml(render(request, reply, name, data))
  const html = template(`web/layouts/${layout}`)({ ...frame(request, reply, layout), title, body }, { data: runtime(request, reply) })
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  return reply.status(options.status ?? (reply.statusCode === 200 ? 200 : reply.statusCode)).type('text/html; charset=utf-8').send(html)
}

/** A piece of a page as HTML, without layout: a tab of the case page made by another room. */
export function render(request: FastifyRequest, reply: FastifyReply, name: string, data: Record<string, unknown>): string {
  const slash = name.indexOf('/')
  return template(`${name.slice(0, slash)}/views/${name.slice(slash + 1)}`)(data, { data: runtime(request, reply) })
}

/** What helpers read as `@locale`, `@request`…; never part of the data, so no view can be handed a false one. */
function runtime(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  return { locale: request.reader.locale, elder: request.reader.elder, url: request.url, formToken: () => request.formToken(reply), nothing: {} }
}

function template(path: string): Handlebars.TemplateDelegate {
  const known = compiled.get(path)
  if (known) return known
  const made = compile(read(path))
  compiled.set(path, made)
  return made
}

function read(path: string): string {
  const file = `${server}${path}.hbs`
  if (!existsSync(file)) throw new Error(`There is no view server/${path}.hbs. Make it, or correct the name given to view().`)
  return readFileSync(file, 'utf8')
}

function registerPartials(folder: string, prefix: string, only = /./): void {
  for (const file of readdirSync(server + folder)) {
    if (!file.endsWith('.hbs') || !only.test(file)) continue
    const name = prefix + file.slice(0, -'.hbs'.length).replace(/^_/, '')
    handlebars.registerPartial(name, compile(readFileSync(`${server}${folder}/${file}`, 'utf8')))
  }
}

export function isOffice(request: FastifyRequest): boolean {
  return /^\/office(\/|\?|$)/.test(request.url)
}
