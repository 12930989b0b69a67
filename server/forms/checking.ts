/**
 * What the checks of a form share: how they say what they found (the place, what was wanted, what was found, what to do),
 * the branches of an object, and the check of a condition. The checks themselves are check.ts and checkRelations.ts.
 */
import { conditionWords } from './keywords.ts'
import { isObject, type Condition, type Fragment } from './schema.ts'

export type Report = (pointer: string, wanted: string, found: string, remedy: string) => void

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** A value in a message: short, never the whole file. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

export function checkWords(schema: object, allowed: readonly string[], pointer: string, report: Report): void {
  for (const word of Object.keys(schema)) {
    if (!allowed.includes(word)) report(`${pointer}/${word}`, `one of ${allowed.join(', ')}`, show(word), 'Remove the word; a form uses a small part of JSON Schema.')
  }
}

/** The branches of an object, each with its place. */
export function partsOf(fragment: Fragment): [string, unknown][] {
  const dependent = isObject(fragment.dependentSchemas) ? Object.entries(fragment.dependentSchemas) : []
  return [
    ...(fragment.then === undefined ? [] : [['then', fragment.then] as [string, unknown]]),
    ...(fragment.else === undefined ? [] : [['else', fragment.else] as [string, unknown]]),
    ...(Array.isArray(fragment.allOf) ? fragment.allOf.map((part, index) => [`allOf/${index}`, part] as [string, unknown]) : []),
    ...dependent.map(([name, part]) => [`dependentSchemas/${name}`, part] as [string, unknown]),
  ]
}

export function checkCondition(value: unknown, pointer: string, report: Report): void {
  if (!isObject(value)) return report(pointer, 'an object', show(value), 'Write the condition as an object.')
  const condition = value as Condition
  checkWords(condition, conditionWords, pointer, report)
  if (typeof condition.const === 'object') report(`${pointer}/const`, 'a plain value', show(condition.const), 'Compare with a text, a number, true or false.')
  if (condition.type !== undefined && typeof condition.type !== 'string') report(`${pointer}/type`, 'one type', show(condition.type), 'Name one type.')
  if (condition.enum !== undefined && !Array.isArray(condition.enum)) report(`${pointer}/enum`, 'a list', show(condition.enum), 'Write a list of values.')
  for (const [name, one] of Object.entries(isObject(condition.properties) ? condition.properties : {})) checkCondition(one, `${pointer}/properties/${name}`, report)
  for (const word of ['not', 'contains'] as const) if (condition[word] !== undefined) checkCondition(condition[word], `${pointer}/${word}`, report)
  for (const word of ['allOf', 'anyOf'] as const) {
    const list = condition[word]
    if (list === undefined) continue
    if (!Array.isArray(list) || list.length > 20) report(`${pointer}/${word}`, 'a list of at most 20 conditions', show(list), 'Shorten it, or use enum.')
    else list.forEach((one, index) => checkCondition(one, `${pointer}/${word}/${index}`, report))
  }
}
