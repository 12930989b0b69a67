/** Evaluating an element's expressions to the type wanted there; anything else is an incident in Zeebe's words. */
import { evaluate, type Expression, type FeelResult } from '../feel/expression.ts'
import { wrongType } from '../feel/inline.ts'
import { fits, TooLarge, typeOf, weigh } from '../feel/values.ts'
import { placeOf } from '../state.ts'
import { ElementFailure, MAX_INSTANCE_CHARACTERS, type Work } from '../work.ts'
import type { Sight } from './variables.ts'

export function value(work: Work, elementId: string, expression: Expression, variables: Sight): FeelResult {
  work.env.at?.(elementId, placeOf(work.state, variables.scope).processKey)
  try {
    const result = evaluate(expression, variables, work.env.feel)
    if (result.value !== null && typeof result.value === 'object') work.made += weigh(result.value)
    else if (typeof result.value === 'string') work.made += fits(result.value.length)
    if (work.made > work.env.room) throw new TooLarge(`the variables of this instance would have more than ${MAX_INSTANCE_CHARACTERS} characters`)
    return result
  } catch (error) {
    if (error instanceof TooLarge) throw new ElementFailure('EXTRACT_VALUE_ERROR', `failed to evaluate expression '${expression.text}': ${error.message}`)
    throw error
  }
}

export function text(work: Work, elementId: string, expression: Expression, variables: Sight): string {
  const result = value(work, elementId, expression, variables)
  if (typeof result.value !== 'string') throw wrong(expression, `'STRING'`, result)
  return result.value
}

export function boolean(work: Work, elementId: string, expression: Expression, variables: Sight): boolean {
  const result = value(work, elementId, expression, variables)
  if (typeof result.value !== 'boolean') throw wrong(expression, `'BOOLEAN'`, result)
  return result.value
}

/** An int32 on the wire and in its row. */
const MAX_RETRIES = 2 ** 31 - 1

/** A job's retries: a number from 1, static or computed. */
export function count(work: Work, elementId: string, expression: Expression, variables: Sight): number {
  const result = value(work, elementId, expression, variables)
  const number = expression.kind === 'static' ? Number(expression.text) : result.value
  if (typeof number !== 'number') throw wrong(expression, `'NUMBER'`, result)
  return Math.max(-MAX_RETRIES, Math.min(MAX_RETRIES, Math.trunc(number)))
}

/** A correlation key: a string, or a number written as one. */
export function correlationKey(work: Work, elementId: string, expression: Expression, variables: Sight): string {
  const { value: found, warnings } = value(work, elementId, expression, variables)
  if (typeof found === 'string') return found
  if (typeof found === 'number') return String(found)
  const message = `Failed to extract the correlation key for '${expression.text}': The value must be either a string or a number, but was '${typeOf(found)}'.`
  throw new ElementFailure('EXTRACT_VALUE_ERROR', warnings.length > 0 ? `${message} The evaluation reported the following warnings:\n${warnings.join('\n')}` : message)
}

export function wrong(expression: Expression, wanted: string, result: FeelResult): ElementFailure {
  return new ElementFailure('EXTRACT_VALUE_ERROR', wrongType(expression.text, wanted, result.value, result.warnings))
}
