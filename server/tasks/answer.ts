/**
 * What a decision must be, and what the engine hears of it: the step's form, two signatures where it asks for two, completion or the error
 * that carries a return across a fork. Pure and browser-safe; the transaction is service.ts.
 */
import { refuse } from '../errors.ts'
import { routingOf } from '../forms/routing.ts'
import type { FormSchema } from '../forms/schema.ts'
import { validate } from '../forms/validate.ts'
import type { Return, Step } from '../matters/types.ts'
import { returnTarget, type Signature, type Task } from './task.ts'

/** @returns the outcome. @throws Refusal invalid-input with a pointer per field, no-such-return. */
export function outcomeIn(schema: FormSchema, step: Step, data: Record<string, unknown>): string {
  const issues = validate(schema, data)
  if (issues.length > 0) throw refuse('invalid-input', { detail: issues[0]!.message }, issues)
  const outcome = String(data.outcome)
  const target = returnTarget(outcome)
  if (target !== null && !step.returns.some((drawn) => drawn.target === target)) throw refuse('no-such-return', { target })
  return outcome
}

/** Whether this signature leaves the step waiting for another. A return needs one only. @throws Refusal already-signed, signers-disagree. */
export function waitsForSecond(step: Step, given: readonly Signature[], signature: Signature): boolean {
  if (step.headers.signing !== 'two' || returnTarget(signature.outcome) !== null) return false
  const first = given[0]
  if (!first) return true
  if (first.officerId === signature.officerId) throw refuse('already-signed')
  if (first.outcome !== signature.outcome) throw refuse('signers-disagree', { first: first.outcome, second: signature.outcome })
  return false
}

/** What a decided task means to the engine: its variables, and for a return the way back with the round it begins. */
export interface Answer {
  variables: Record<string, unknown>
  returned: { drawn: Return; /** Every return raises the round, so a limit message of the round before can never reach the steps opened again. */ round: number } | null
}

export function answerOf(step: Step, schema: FormSchema | null, done: { outcome: string; data: Record<string, unknown> }, round: number): Answer {
  const target = returnTarget(done.outcome)
  const drawn = step.returns.find((one) => one.target === target)
  const routing = schema === null ? {} : routingOf(schema, done.data)
  const variables = { ...routing, [step.elementId]: done.outcome }
  if (!drawn) return { variables, returned: null }
  return { variables: { ...variables, round: round + 1 }, returned: { drawn, round: round + 1 } }
}

/** The steps that a return across a fork ends: all inside the sub-process whose boundary catches its error. */
export function endedByReturn(steps: readonly Step[], drawn: Return): Set<string> {
  return new Set(steps.filter(({ scopes }) => scopes.includes(drawn.scope!)).map(({ elementId }) => elementId))
}

/** Four eyes (N11): the earlier steps whose officer must be somebody else. */
export function keptApartFrom(step: Step): string[] {
  return (step.headers.fourEyes ?? '').split(',').map((id) => id.trim()).filter(Boolean)
}

/** Whether this officer decided or signed the earlier visit. */
export function actedAt(earlier: Pick<Task, 'decidedBy' | 'signatures'> | undefined, officerId: string): boolean {
  return earlier !== undefined && (earlier.decidedBy === officerId || earlier.signatures.some((signature) => signature.officerId === officerId))
}

/**
 * The step which this officer alone has done for the case to be decided at this one; undefined where they may decide. Nobody decides what he alone has
 * examined (N11), whatever posts he holds by now: an earlier decision is no examination, and two who sign are two.
 */
export function examinedAlone<Done extends Pick<Task, 'elementId' | 'kind' | 'decidedBy' | 'signatures'>>(step: Step, steps: readonly Step[], done: readonly Done[], officerId: string): Done | undefined {
  if (!step.headers.decides || step.headers.signing === 'two') return undefined
  const examined = done.filter((one) => one.kind !== 'applicant' && one.decidedBy !== null && !steps.some(({ elementId, headers }) => elementId === one.elementId && headers.decides))
  return examined.every((one) => one.decidedBy === officerId && one.signatures.every((signature) => signature.officerId === officerId)) ? examined[0] : undefined
}
