/** The words of an outcome: what the step's form calls it. Pure. */
import type { FormSchema } from '../forms/schema.ts'
import { readSheet } from '../matters/sheet.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { returnTarget } from './task.ts'

/** The choices of a decision form in the order of the schema: `[{ value, title }]`. */
export function outcomesOf(schema: FormSchema): { value: string; title: string }[] {
  return (schema.properties?.outcome?.oneOf ?? []).map((choice) => ({ value: String(choice.const), title: choice.title }))
}

/** @returns the words of the form it was chosen on: the step's, or that of a department's own signers on its sheet (会签单). */
export function outcomeTitle(version: MatterVersion, step: Step, outcome: string): string {
  const choices = formsOf(step).flatMap((key) => (Object.hasOwn(version.bundle.forms, key) ? outcomesOf(version.bundle.forms[key]!) : []))
  const named = choices.find((choice) => choice.value === outcome)
  if (named) return named.title
  const target = returnTarget(outcome)
  return step.returns.find((drawn) => drawn.target === target)?.name ?? outcome
}

function formsOf(step: Step): string[] {
  const sheet = step.headers.sheet === undefined ? undefined : readSheet(step.headers.sheet)
  const inner = typeof sheet === 'object' ? sheet.innerForm : undefined
  return [step.formKey, inner].filter((key) => key !== undefined)
}
