/** The words of an outcome: what the step's form calls it. Pure. */
import type { FormSchema } from '../forms/schema.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { returnTarget } from './task.ts'

/** The choices of a decision form in the order of the schema: `[{ value, title }]`. */
export function outcomesOf(schema: FormSchema): { value: string; title: string }[] {
  return (schema.properties?.outcome?.oneOf ?? []).map((choice) => ({ value: String(choice.const), title: choice.title }))
}

export function outcomeTitle(version: MatterVersion, step: Step, outcome: string): string {
  const schema = step.formKey === undefined ? undefined : version.bundle.forms[step.formKey]
  const named = schema ? outcomesOf(schema).find((choice) => choice.value === outcome) : undefined
  if (named) return named.title
  const target = returnTarget(outcome)
  return step.returns.find((drawn) => drawn.target === target)?.name ?? outcome
}
