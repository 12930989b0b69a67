/** The words of an outcome: what the step's form calls it. Pure. */
import type { MatterVersion, Step } from '../matters/types.ts'
import { returnTarget } from './task.ts'

interface Choice { const?: unknown; title?: unknown }

/** The choices of a decision form in the order of the schema: `[{ value, title }]`. */
export function outcomesOf(schema: Record<string, unknown>): { value: string; title: string }[] {
  const properties = schema.properties as Record<string, { oneOf?: Choice[] }> | undefined
  return (properties?.outcome?.oneOf ?? []).map((choice) => ({ value: String(choice.const), title: String(choice.title ?? choice.const) }))
}

export function outcomeTitle(version: MatterVersion, step: Step, outcome: string): string {
  const schema = step.formKey === undefined ? undefined : version.bundle.forms[step.formKey]
  const named = schema ? outcomesOf(schema).find((choice) => choice.value === outcome) : undefined
  if (named) return named.title
  const target = returnTarget(outcome)
  return step.returns.find((drawn) => drawn.target === target)?.name ?? outcome
}
