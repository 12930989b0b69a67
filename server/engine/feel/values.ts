/**
 * FEEL values as the engine holds them (JSON and nothing else) and the comparisons Zeebe makes on them:
 * unlike types are not unequal but not comparable, and that is null.
 */
export type FeelValue = null | boolean | number | string | FeelValue[] | { [name: string]: FeelValue }

/** The variables in sight; undefined when there is none of that name. */
export interface Lookup {
  get(name: string): FeelValue | undefined
  /** All of them, inner scopes before outer ones; for the sandbox, which cannot ask back. */
  all(): Record<string, FeelValue>
}

export type FeelType = 'NULL' | 'BOOLEAN' | 'NUMBER' | 'STRING' | 'ARRAY' | 'OBJECT'

/** A value an expression makes may have so many characters as JSON, and be nested so deep: more would not fit a message either. */
export const MAX_CHARACTERS = 4_000_000
const MAX_DEPTH = 200

/** Thrown where an expression makes more than may be kept. */
export class TooLarge extends Error {
  constructor(why = `its value has more than ${MAX_CHARACTERS} characters`) {
    super(why)
  }
}

/** About how many characters a value has as JSON. Shared parts count each time they are met, as they will when written. @throws TooLarge */
export function weigh(value: FeelValue, room = MAX_CHARACTERS, depth = 0): number {
  if (typeof value === 'string') return fits(value.length + 2, room)
  if (value === null || typeof value !== 'object') return 8
  if (depth > MAX_DEPTH) throw new TooLarge(`its value is nested more than ${MAX_DEPTH} deep`)
  let total = 8
  if (Array.isArray(value)) for (const item of value) total += weigh(item, room - total, depth + 1)
  else for (const name in value) total = fits(total + name.length + 4 + weigh(value[name]!, room - total, depth + 1), room)
  return fits(total, room)
}

export function fits(characters: number, room = MAX_CHARACTERS): number {
  if (characters > room) throw new TooLarge()
  return characters
}

/** Zeebe's name of a value's type, as its messages print it. */
export function typeOf(value: FeelValue): FeelType {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return 'ARRAY'
  switch (typeof value) {
    case 'boolean': return 'BOOLEAN'
    case 'number': return 'NUMBER'
    case 'string': return 'STRING'
    default: return 'OBJECT'
  }
}

/** `=` of FEEL: true, false, or null when the types differ; null equals only null. */
export function equal(a: FeelValue, b: FeelValue): boolean | null {
  if (a === null || b === null) return a === b
  if (typeOf(a) !== typeOf(b)) return null
  return same(a, b)
}

function same(a: FeelValue, b: FeelValue): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]!))
  if (typeOf(a) !== 'OBJECT' || typeOf(b) !== 'OBJECT') return false
  const [x, y] = [a as Record<string, FeelValue>, b as Record<string, FeelValue>]
  const names = Object.keys(x)
  return names.length === Object.keys(y).length && names.every((name) => Object.hasOwn(y, name) && same(x[name]!, y[name]!))
}

/** -1, 0, 1, or null when the two cannot be ordered (only two numbers or two strings can). */
export function compare(a: FeelValue, b: FeelValue): number | null {
  if (typeof a === 'number' && typeof b === 'number') return Math.sign(a - b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return null
}

/** The text of `string(x)`; null for null. @throws TooLarge */
export function asText(value: FeelValue): string | null {
  weigh(value)
  return value === null ? null : typeof value === 'string' ? value : nested(value)
}

/** Strings in quotes, lists with a blank after the comma. */
export function nested(value: FeelValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(nested).join(', ')}]`
  if (value !== null && typeof value === 'object') return `{${Object.entries(value).map(([name, item]) => `${name}:${nested(item)}`).join(', ')}}`
  return typeof value === 'number' ? plainNumber(value) : String(value)
}

/** 1e21 is written out as the real engine does. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? BigInt(value).toString() : String(value)
}
