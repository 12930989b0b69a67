/**
 * Two guides (办事指南) compared. Materials, steps, pauses, fees and the like are matched by what names them, not by where they
 * stand in their list; every other entry is a fact under its dotted path, an amount with its unit in one. Pure.
 */
import type { Guide } from '../guide.ts'
import { compareThings, type Area, type Change, type Thing, type Things } from './change.ts'

/** By what an item of a list is known, so that moving it is no change of it. */
const KNOWN_BY: Record<string, (item: Record<string, unknown>) => string> = {
  materials: ({ code }) => String(code), steps: ({ element }) => String(element), pauses: ({ kind }) => String(kind), fees: ({ name }) => String(name),
  places: ({ name }) => String(name), faq: ({ question }) => String(question), legalBasis: ({ law, article }) => `${String(law)}${String(article)}`,
}

export function compareGuides(before: Guide, after: Guide): Change[] {
  return compareThings('matter.json', thingsOf(before), thingsOf(after), areaOf)
}

/**
 * Where in a guide's file a change is: list items by their number instead of what names them, a fact below its thing.
 * @param place of a change, e.g. `/materials/id-card`. @param fact its dotted path. @returns a JSON pointer; '' the guide as a whole
 */
export function pointerIn(guide: Guide, place: string, fact = ''): string {
  const [list = '', ...name] = place.split('/').slice(1)
  const path = fact === '' ? [] : fact.split('.')
  const known = KNOWN_BY[list]
  if (!known) return [place, ...path].join('/')
  const items = ((guide as unknown as Record<string, unknown>)[list] ?? []) as Record<string, unknown>[]
  const at = items.findIndex((item) => known(item) === name.join('/'))
  return [`/${list}`, ...(at < 0 ? [] : [String(at), ...path])].join('/')
}

function areaOf({ thing }: Thing, fact = ''): Area {
  return thing === 'pauses' || /^(limits|extension)\b/.test(fact) || (thing === 'steps' && fact === 'limit') || /^tolerant\.promise/.test(fact) ? 'limit' : 'guide'
}

function thingsOf(guide: Guide): Things {
  const facts = new Map<string, string>()
  const things: Things = new Map([['', { thing: 'guide', subject: guide.name, facts }]])
  for (const [key, value] of Object.entries(guide)) {
    const known = KNOWN_BY[key]
    if (!known || !Array.isArray(value)) put(value, key, facts)
    else for (const item of value as Record<string, unknown>[]) addItem(things, key, known(item), item)
  }
  return things
}

function addItem(things: Things, list: string, known: string, item: Record<string, unknown>): void {
  const facts = new Map<string, string>()
  for (const [key, value] of Object.entries(item)) put(value, key, facts)
  let place = `/${list}/${known}`
  // two of one name would hide each other
  for (let more = 2; things.has(place); more++) place = `/${list}/${known}#${more}`
  things.set(place, { thing: list, subject: typeof item.name === 'string' ? item.name : known, facts })
}

function put(value: unknown, path: string, facts: Map<string, string>): void {
  if (value === null || value === undefined) facts.set(path, 'null')
  else if (Array.isArray(value)) facts.set(path, value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join('；'))
  else if (typeof value === 'object') {
    const { amount, unit, ...more } = value as Record<string, unknown>
    if (amount !== undefined && unit !== undefined) facts.set(path, `${String(amount)}${String(unit)}`)
    for (const [key, one] of Object.entries(amount !== undefined && unit !== undefined ? more : value)) put(one, `${path}.${key}`, facts)
  } else facts.set(path, String(value))
}
