/** Home page and list of matters: search first, then by topic, body, kind and who applies. Numbers beside a choice are those of the list it leads to. */
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import type { Entry, Filter } from '../matters/service.ts'
import type { Pages } from '../web/models.ts'

export interface Choice { value: string; name: string; href: string; count: number; current: boolean }

export interface CatalogueQuery extends Filter { q?: string; page?: number }

/** Rows of a page of the list. */
const ROWS = 20
const NEWEST = 5

export async function homePage(ctx: Context): Promise<Record<string, unknown>> {
  const all = await matters.list(ctx.db, ctx.now())
  const newest = [...all].sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime()).slice(0, NEWEST)
  return { topics: choicesOf(all, {}, 'topic'), bodies: choicesOf(all, {}, 'body'), newest: newest.map(rowOf), count: all.length }
}

export async function listPage(ctx: Context, query: CatalogueQuery): Promise<Record<string, unknown>> {
  const text = (query.q ?? '').trim().slice(0, 100)
  const all = await matters.list(ctx.db, ctx.now())
  const found = matters.find(all, text)
  const rows = found.filter((entry) => matters.passes(entry, query))
  const pages = pagesOf(rows.length, { ...query, q: text })
  return {
    q: text, rows: rows.slice(pages.from - 1, pages.to).map(rowOf), count: rows.length, pages: rows.length > ROWS ? pages : null, filter: query, narrowed: Boolean(query.topic || query.body || query.kind || query.subject),
    topics: choicesOf(found, query, 'topic'), bodies: choicesOf(found, query, 'body'), kinds: choicesOf(found, query, 'kind'), subjects: choicesOf(found, query, 'subject'),
    kept: keptOf(found, query),
    ...(rows.length === 0 ? wayOut(all, found, query, text) : {}),
  }
}

/** A page beyond the last is the last. */
function pagesOf(total: number, query: CatalogueQuery): Pages {
  const page = Math.min(query.page ?? 1, Math.max(1, Math.ceil(total / ROWS)))
  const at = (number: number) => address({ ...query, page: number })
  return {
    from: (page - 1) * ROWS + 1, to: Math.min(page * ROWS, total), total,
    ...(page > 1 ? { previous: at(page - 1) } : {}), ...(page * ROWS < total ? { next: at(page + 1) } : {}),
  }
}

/** Nothing fits: what was perhaps meant, single words that find something, the same without the choices made. */
function wayOut(all: readonly Entry[], found: readonly Entry[], query: CatalogueQuery, text: string): Record<string, unknown> {
  const words = found.length > 0 ? [] : matters.wordsThatFind(all, text)
  return {
    without: found.length > 0 ? { count: found.length, href: address({ q: text }) } : null,
    words: words.map(({ word, count }) => ({ word, count, href: address({ q: word }) })),
    near: found.length > 0 ? [] : matters.nearest(all, text).map(rowOf),
    popular: choicesOf(all, {}, 'topic').slice(0, 8),
    q: query.q === undefined ? '' : text,
  }
}

function rowOf(entry: Entry): Entry & { bodyName: string; instant: boolean } {
  return { ...entry, bodyName: entry.bodyNames[0] ?? entry.bodyId, instant: entry.kind === 'instant' }
}

/** The choices made, each with the address of the list without it. */
function keptOf(found: readonly Entry[], query: CatalogueQuery): { kind: keyof Filter; value: string; name: string; href: string }[] {
  return (['topic', 'body', 'kind', 'subject'] as const).flatMap((kind) => {
    const value = query[kind]
    if (!value) return []
    return [{ kind, value, name: nameOf(found, kind, value), href: address({ ...query, [kind]: undefined, page: undefined }) }]
  })
}

function nameOf(found: readonly Entry[], kind: keyof Filter, value: string): string {
  return kind === 'body' ? found.find(({ bodyId }) => bodyId === value)?.bodyNames[0] ?? value : value
}

/** What the other choices leave, by the values of one: how many matters each would show. */
function choicesOf(found: readonly Entry[], query: CatalogueQuery, kind: keyof Filter): Choice[] {
  const left = found.filter((entry) => matters.passes(entry, { ...query, [kind]: undefined }))
  const chosen = query[kind]
  // what was chosen stays to be seen, also where it leaves nothing
  const counts = new Map<string, number>(chosen ? [[chosen, 0]] : [])
  const names = new Map<string, string>(chosen ? [[chosen, nameOf(found, kind, chosen)]] : [])
  for (const entry of left) {
    for (const { value, name } of valuesOf(entry, kind)) {
      counts.set(value, (counts.get(value) ?? 0) + 1)
      names.set(value, name)
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([value, count]) => ({ value, name: names.get(value)!, count, href: address({ ...query, [kind]: value, page: undefined }), current: chosen === value }))
}

function valuesOf(entry: Entry, kind: keyof Filter): { value: string; name: string }[] {
  switch (kind) {
    case 'topic': return entry.topics.map((topic) => ({ value: topic, name: topic }))
    case 'body': return [{ value: entry.bodyId, name: entry.bodyNames[0] ?? entry.bodyId }]
    case 'kind': return [{ value: entry.kind, name: entry.kind }]
    case 'subject': return (['person', 'organisation'] as const).filter((subject) => matters.passes(entry, { subject })).map((subject) => ({ value: subject, name: subject }))
    default: return kind satisfies never
  }
}

function address(query: CatalogueQuery): string {
  const kept = Object.entries({ q: query.q, topic: query.topic, body: query.body, kind: query.kind, subject: query.subject, page: query.page === 1 ? undefined : query.page })
    .filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return kept.length === 0 ? '/matters' : `/matters?${kept.join('&')}`
}

/** From an address that anybody may have written. */
export function queryOf(given: Record<string, unknown>): CatalogueQuery {
  // cut between two characters, never inside one: half a pair can stand in no address
  const text = (name: string) => (typeof given[name] === 'string' && given[name] !== '' ? given[name].slice(0, 100).replace(/[\uD800-\uDBFF]$/, '') : undefined)
  const kind = text('kind')
  const subject = text('subject')
  const [q, topic, body, page] = [text('q'), text('topic'), text('body'), Number(text('page') ?? 1)]
  return {
    ...(q ? { q } : {}), ...(topic ? { topic } : {}), ...(body ? { body } : {}),
    ...(kind === 'instant' || kind === 'promise' ? { kind } : {}), ...(subject === 'person' || subject === 'organisation' ? { subject } : {}),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  }
}
