/**
 * A cell of a decision table in plain words: `< 5` is "less than 5", `"dig"` is what the form calls that answer. What is more than these few
 * manners of writing stays as it stands. Pure and browser-safe; the sentences are those of the catalogue's room `tables`.
 */
import { choicesOf, type FormSchema } from '../forms/schema.ts'

/** A key of the room `tables`: `test.less`. */
export type Say = (key: string, params?: Record<string, unknown>) => string
/** What people call a value, where somebody named it: `dig` is 挖掘. */
export type TitleOf = (value: string) => string | undefined

const COMPARED: Readonly<Record<string, string>> = { '<': 'less', '<=': 'most', '>': 'more', '>=': 'least' }
const VALUE = String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false`
const LIST = new RegExp(String.raw`^\s*(?:${VALUE})(?:\s*,\s*(?:${VALUE}))*\s*$`)
const LESS_OR_MORE = /^(<=?|>=?)\s*(-?\d+(?:\.\d+)?)$/
const RANGE = /^([[\]()])\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*([[\]()])$/

/** @param text the cell of a condition: FEEL's unary tests */
export function testInWords(text: string, say: Say, titleOf: TitleOf = () => undefined): string {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === '-') return say('test.any')
  const not = /^not\s*\(([^()]*)\)$/.exec(trimmed)
  if (not && LIST.test(not[1]!)) return say('test.not', { values: namesOf(not[1]!, say, titleOf) })
  const compared = LESS_OR_MORE.exec(trimmed)
  if (compared) return say(`test.${COMPARED[compared[1]!]}`, { value: compared[2] })
  const range = RANGE.exec(trimmed)
  if (range) return say('test.range', { from: say(range[1] === '[' ? 'test.least' : 'test.more', { value: range[2] }), to: say(range[4] === ']' ? 'test.most' : 'test.less', { value: range[3] }) })
  return LIST.test(trimmed) ? namesOf(trimmed, say, titleOf) : trimmed
}

/** @param text the cell of a conclusion: a FEEL expression */
export function valueInWords(text: string, say: Say, titleOf: TitleOf = () => undefined): string {
  const trimmed = text.trim()
  return new RegExp(`^(?:${VALUE})$`).test(trimmed) ? namesOf(trimmed, say, titleOf) : trimmed
}

function namesOf(text: string, say: Say, titleOf: TitleOf): string {
  return literalsIn(text).map((value) => (typeof value === 'boolean' ? say(`test.${value}`) : titleOf(String(value)) ?? String(value))).join(say('test.or'))
}

/** The values that a list of literals names: `"dig", "occupy"`. */
export function literalsIn(text: string): (string | number | boolean)[] {
  return [...text.matchAll(new RegExp(VALUE, 'g'))].map(([found]) => {
    try {
      return JSON.parse(found) as string | number | boolean
    } catch {
      return found.slice(1, -1) // an escape that FEEL knows and JSON does not
    }
  })
}

/** What people call the values of a variable: the choices of the first form that hands a field of that name to the engine. */
export function titlesOf(forms: Readonly<Record<string, FormSchema>>, variable: string): { value: string; title: string }[] {
  for (const { routing, properties } of Object.values(forms)) {
    const field = Array.isArray(routing) && routing.includes(variable) && properties && Object.hasOwn(properties, variable) ? properties[variable] : undefined
    const choices = field && choicesOf(field)
    if (choices) return choices.map((choice) => ({ value: String(choice.const), title: choice.title ?? String(choice.const) }))
  }
  return []
}
