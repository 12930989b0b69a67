/** FEEL off the safe list, by feelin; only ever called in a sandbox worker. Results are brought to JSON as Zeebe does. */
import { evaluate as feelin, FeelTime, type Warning } from 'feelin'
import type { FeelResult } from '../feel/expression.ts'
import type { FeelValue, Lookup } from '../feel/values.ts'

export function evaluateInSandbox(text: string, variables: Lookup): FeelResult {
  const { value, warnings } = feelin(text, variables.all())
  return { value: asJson(value), warnings: warnings.map(inZeebesWords) }
}

/** Dates, times and durations become their ISO text; a function or range is no value. */
export function asJson(value: unknown): FeelValue {
  if (value === null || value === undefined || typeof value === 'function') return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map(asJson)
  if (value instanceof FeelTime) return String(value).replace(/^(\d\d:\d\d):00(?!\.)/, '$1') // as Java prints it
  if ('toJSON' in (value as object)) return String(value)
  if (Object.getPrototypeOf(value) !== Object.prototype) return null
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, asJson(item)]))
}

function inZeebesWords(warning: Warning): string {
  const variable = /^Variable '(.*)' not found$/.exec(warning.message)
  return variable ? `[NO_VARIABLE_FOUND] No variable found with name '${variable[1]}'` : `[${warning.type}] ${warning.message}`
}
