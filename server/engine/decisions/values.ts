/** Values of decisions: do they fit a type, are they the same, and how Zeebe prints them in its messages. */
import { nested } from '../feel/values.ts'
import type { RawFeel, Value } from './feel.ts'

/** Why a decision has no output, in Zeebe's words. `final`: a bound was reached; nothing goes on after it. */
export class DecisionFailure extends Error {
  constructor(message: string, readonly final = false) {
    super(message)
  }
}

/** FEEL's types that are checked; every other name is taken for one of the model's own and lets everything pass (Zeebe). */
const PLAIN: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'boolean' }
const TEMPORAL = new Set(['time', 'date', 'dateTime', 'dayTimeDuration', 'yearMonthDuration'])

/** The value itself. @throws DecisionFailure when it is of another type; null fits every one */
export function fitting(value: Value, typeRef: string | null, raw: RawFeel): Value {
  if (value === null || value === undefined || typeRef === null) return value
  const type = typeRef.replaceAll('feel:', '')
  const fits = TEMPORAL.has(type) ? raw.temporal(value) === type : Object.hasOwn(PLAIN, type) ? typeof value === PLAIN[type] : true
  if (!fits) throw new DecisionFailure(`expected '${type}' but found '${printed(value, raw)}'`)
  return value
}

export function printed(value: Value, raw: RawFeel): string {
  return raw.temporal(value) === null ? nested(raw.json(value)) : String(value)
}

/** As Scala prints a list of maps. */
export function printedRows(rows: readonly ReadonlyMap<string, Value>[], raw: RawFeel): string {
  return `List(${rows.map((row) => `Map(${[...row].map(([name, value]) => `${name} -> ${printed(value, raw)}`).join(', ')})`).join(', ')})`
}

/** Contexts are only ever the same as themselves (Zeebe compares them by identity). */
export function same(a: Value, b: Value, raw: RawFeel): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i], raw))
  const type = raw.temporal(a)
  return type !== null && type === raw.temporal(b) && String(a) === String(b)
}

