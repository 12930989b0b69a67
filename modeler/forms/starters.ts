/**
 * Forms to begin with, one for each kind of step: those of the template matter (server/matters/template), without the ways back that only its
 * own diagram draws. And which forms the diagram and the guide name that are not there yet. Pure.
 */
import acceptance from '../../server/matters/template/forms/acceptance.schema.json' with { type: 'json' }
import decision from '../../server/matters/template/forms/decision.schema.json' with { type: 'json' }
import review from '../../server/matters/template/forms/review.schema.json' with { type: 'json' }
import supplement from '../../server/matters/template/forms/supplement.schema.json' with { type: 'json' }
import type { FormSchema } from '../../server/forms/schema.ts'

export const STARTERS = ['empty', 'acceptance', 'review', 'decision', 'supplement'] as const
export type Starter = (typeof STARTERS)[number]

const forms: Record<Exclude<Starter, 'empty'>, FormSchema> = { acceptance, decision, review, supplement } as unknown as Record<Exclude<Starter, 'empty'>, FormSchema>

/** @param title of the step or the application it is for; the starter's own where there is none @param field the title of an empty form's one field */
export function starterForm(starter: Starter, title: string | undefined, words: { title: string; field: string }): FormSchema {
  if (starter === 'empty') return { $schema: acceptance.$schema, title: title ?? words.title, type: 'object', properties: { field1: { title: words.field, type: 'string', minLength: 1, maxLength: 100 } }, required: ['field1'] } as FormSchema
  const form = withoutReturns(forms[starter])
  return { ...form, title: title ?? form.title! }
}

function withoutReturns(form: FormSchema): FormSchema {
  const outcome = form.properties!.outcome!
  const names = (value: unknown): boolean => JSON.stringify(value).includes('"return:')
  return {
    ...form, properties: { ...form.properties, outcome: { ...outcome, oneOf: outcome.oneOf!.filter((choice) => !names(choice)) } },
    ...(form.allOf ? { allOf: form.allOf.filter(({ if: condition }) => !names(condition ?? null)) } : {}),
  }
}

export interface MissingForm { name: string; title: string; starter: Starter }

/** What a step says of its form, as far as it is asked here. */
export interface FormUse { form: string; name: string; headers: Readonly<Record<string, string>> }

/** @param application the form of the application, with the matter's name */
export function missingForms(uses: readonly FormUse[], application: { form: string; title: string } | undefined, there: readonly string[]): MissingForm[] {
  const wanted: MissingForm[] = [
    ...(application ? [{ name: application.form, title: application.title, starter: 'empty' as const }] : []),
    ...uses.map(({ form, name, headers }) => ({ name: form, title: name, starter: starterFor(headers) })),
  ]
  return wanted.filter(({ name }, index) => name !== '' && !there.includes(name) && wanted.findIndex((other) => other.name === name) === index)
}

function starterFor({ party, clock, decides, signing }: Readonly<Record<string, string>>): Starter {
  if (party === 'applicant') return 'supplement'
  if (clock === 'acceptance') return 'acceptance'
  return decides && signing === undefined ? 'decision' : 'review'
}
