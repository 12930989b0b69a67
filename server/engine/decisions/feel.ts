/**
 * FEEL inside a decision. Values may be more than JSON here (dates, durations, functions of business knowledge) as long as they pass from
 * expression to expression; only what leaves the decision is brought to JSON. Expressions on the safe list are run inline while all
 * they look at is plain; everything else is the sandbox's, which alone can make such values.
 */
import { evaluate, type Expression } from '../feel/expression.ts'
import { INPUT, testInline, type UnaryTests } from '../feel/unary.ts'
import { fits, weigh, type FeelValue, type Lookup } from '../feel/values.ts'

/** A value as it passes between expressions: JSON, or something that only the sandbox knows. */
export type Value = unknown
export type Variables = Readonly<Record<string, Value>>

/** What only the sandbox can do; outside there is `plainFeel`, which knows JSON alone. */
export interface RawFeel {
  value(text: string, variables: Variables): Value
  /** Asked of `?` among the variables. */
  test(text: string, variables: Variables): boolean
  /** As Zeebe writes it into variables. */
  json(value: Value): FeelValue
  /** FEEL's name of a date, time or duration's type; null for every other value. */
  temporal(value: Value): string | null
  fn(parameters: readonly string[], call: (args: readonly Value[]) => Value): Value
}

/** For graphs that do not need the sandbox: their values are JSON. */
export const plainFeel: RawFeel = {
  value: offTheList,
  test: offTheList,
  json: (value) => value as FeelValue,
  temporal: () => null,
  fn: () => null,
}

function offTheList(text: string): never {
  throw new Error(`Expression '${text}' is off the safe list and must be evaluated in the sandbox`)
}

class NotPlain extends Error {}

export function valueOf(expression: Expression, variables: Variables, raw: RawFeel): Value {
  if (expression.kind === 'sandboxed') return raw.value(expression.text, variables)
  return plainly(() => evaluate(expression, lookupOf(variables), offTheList).value, () => raw.value(expression.text, variables))
}

/** An input value as its tests see it, beside all variables; made once for a whole column. */
export interface Asked { readonly variables: Variables; readonly lookup: Lookup }

export function asked(input: Value, variables: Variables): Asked {
  const all = { ...variables, [INPUT]: input }
  return { variables: all, lookup: lookupOf(all) }
}

export function passes(tests: UnaryTests, { variables, lookup }: Asked, raw: RawFeel): boolean {
  if (tests.kind === 'any') return true
  if (tests.kind === 'sandboxed') return raw.test(tests.text, variables)
  return plainly(() => testInline(tests, lookup), () => raw.test(tests.text, variables))
}

function plainly<T>(inline: () => T, otherwise: () => T): T {
  try {
    return inline()
  } catch (error) {
    if (error instanceof NotPlain) return otherwise()
    throw error
  }
}

function lookupOf(variables: Variables): Lookup {
  return {
    get: (name) => {
      if (!Object.hasOwn(variables, name)) return undefined
      const value = variables[name]
      if (!isPlain(value)) throw new NotPlain()
      return value
    },
    all: () => variables as Record<string, FeelValue>,
  }
}

/** Variables of a client are plain throughout; what the sandbox has made is looked at to its bottom. */
function isPlain(value: Value): value is FeelValue {
  if (value === null || typeof value !== 'object') return typeof value !== 'function'
  if (Array.isArray(value)) return value.every(isPlain)
  const prototype = Object.getPrototypeOf(value) as unknown
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain)
}

/** Characters of a result as JSON, about. @throws TooLarge */
export function weightOf(value: FeelValue, room: number): number {
  return typeof value === 'string' ? fits(value.length + 2, room) : weigh(value, room)
}
