/**
 * An attribute of a diagram: a static text, or FEEL when it begins with `=`. Parsed once, at deployment;
 * an expression on the safe list becomes a closure, any other one is left to the sandbox (decision 13).
 */
import { parseExpression } from 'feelin'
import { compileInline, type Inline } from './inline.ts'
import { checkVocabulary } from './vocabulary.ts'
import type { FeelValue, Lookup } from './values.ts'

export type Expression =
  | { kind: 'static'; text: string }
  /** Its closure is made at the first evaluation (`closureOf`), so that a graph stays plain data and can pass between threads. */
  | { kind: 'inline'; text: string }
  | { kind: 'sandboxed'; text: string }

export class ExpressionError extends Error {}

const MAX_LENGTH = 10_000
/** A longer one is parsed and evaluated in the sandbox alone: 2,000 characters of the worst kind take 20 ms to parse. */
export const MAX_INLINE_LENGTH = 2_000
/** A parenthesis too many costs the parser more than linear time: 20,000 took a second. */
const MAX_NESTING = 100

/** @param source the attribute as written; a leading `=` (blanks allowed before it) makes it FEEL. @throws ExpressionError */
export function parse(source: string): Expression {
  if (!source.trimStart().startsWith('=')) return { kind: 'static', text: source }
  return parseFeel(source.trimStart().slice(1).trim())
}

/** @param own names of functions that are defined around the expression */
export function parseFeel(text: string, own?: ReadonlySet<string>): Expression {
  checkSize(text)
  const tree = parseExpression(text, {}, undefined)
  checkVocabulary(tree, text, own)
  const run = text.length > MAX_INLINE_LENGTH ? null : compileInline(tree, text)
  if (!run) return { kind: 'sandboxed', text }
  const expression = { kind: 'inline', text } as const
  closures.set(expression, run)
  return expression
}

const closures = new WeakMap<Expression, Inline>()

function closureOf(expression: Extract<Expression, { kind: 'inline' }>): Inline {
  const known = closures.get(expression)
  if (known) return known
  const run = compileInline(parseExpression(expression.text, {}, undefined), expression.text)
  if (!run) throw new Error(`Expression '${expression.text}' was on the safe list when its process was compiled`)
  closures.set(expression, run)
  return run
}

/** Evaluates an expression off the safe list. Handed to `step` inside the sandbox; outside, there is none. */
export type FeelEvaluator = (text: string, variables: Lookup) => FeelResult

export interface FeelResult {
  value: FeelValue
  /** Zeebe's words, one line a warning: `[NO_VARIABLE_FOUND] No variable found with name 'a'`. */
  warnings: readonly string[]
}

export function evaluate(expression: Expression, variables: Lookup, sandbox: FeelEvaluator): FeelResult {
  switch (expression.kind) {
    case 'static':
      return { value: expression.text, warnings: [] }
    case 'inline': {
      const warnings: string[] = []
      return { value: closureOf(expression)({ lookup: variables, warnings }), warnings }
    }
    case 'sandboxed':
      return sandbox(expression.text, variables)
  }
}

/** @throws ExpressionError */
export function checkSize(text: string): void {
  if (text === '') throw new ExpressionError("failed to parse expression '': it is empty")
  if (text.length > MAX_LENGTH) throw new ExpressionError(`an expression may have ${MAX_LENGTH} characters, this one has ${text.length}`)
  let depth = 0
  for (const character of text) {
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    if (depth > MAX_NESTING) throw new ExpressionError(`an expression may nest ${MAX_NESTING} brackets, this one has more`)
  }
}
