/** Home page and list of matters: search first, then by topic and body. */
import type { Context } from '../context.ts'
import * as matters from '../matters/service.ts'
import type { MatterSummary } from '../matters/types.ts'
import { listBodies } from '../people/service.ts'

export interface Choice { name: string; href: string; count: number; current: boolean }

export interface CatalogueQuery { q?: string; topic?: string; body?: string }

export async function homePage(ctx: Context): Promise<Record<string, unknown>> {
  const all = await named(ctx, await matters.list(ctx.db, ctx.now()))
  const newest = [...all].sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime()).slice(0, 5)
  return { topics: choices(all.flatMap(({ topics }) => topics), (name) => `/matters?topic=${encodeURIComponent(name)}`), bodies: bodiesOf(all, ''), newest, count: all.length }
}

/** Rows and the numbers beside topics and bodies come from the same list. */
export async function listPage(ctx: Context, query: CatalogueQuery): Promise<Record<string, unknown>> {
  const text = (query.q ?? '').trim().slice(0, 100)
  const found = await named(ctx, text === '' ? await matters.list(ctx.db, ctx.now()) : await matters.search(ctx.db, ctx.now(), text))
  const rows = found.filter((matter) => (!query.topic || matter.topics.includes(query.topic)) && (!query.body || matter.bodyId === query.body))
  const keep = text === '' ? '' : `&q=${encodeURIComponent(text)}`
  return {
    q: text, rows, topic: query.topic ?? '', narrowed: Boolean(query.topic || query.body || text),
    topics: choices(found.flatMap(({ topics }) => topics), (name) => `/matters?topic=${encodeURIComponent(name)}${keep}`, query.topic),
    bodies: bodiesOf(found, keep, query.body),
  }
}

type Named = MatterSummary & { bodyName: string; instant: boolean }

async function named(ctx: Context, list: MatterSummary[]): Promise<Named[]> {
  const names = new Map((await listBodies(ctx.db)).map((body) => [body.id, body.name]))
  return list.map((matter) => ({ ...matter, bodyName: names.get(matter.bodyId) ?? matter.bodyId, instant: matter.kind === 'instant' }))
}

function bodiesOf(list: Named[], keep: string, current?: string): Choice[] {
  const names = new Map(list.map((matter) => [matter.bodyId, matter.bodyName]))
  return choices(list.map(({ bodyId }) => bodyId), (id) => `/matters?body=${encodeURIComponent(id)}${keep}`, current).map((choice) => ({ ...choice, name: names.get(choice.name) ?? choice.name }))
}

function choices(values: string[], href: (value: string) => string, current?: string): Choice[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name, count]) => ({ name, count, href: href(name), current: name === current }))
}
