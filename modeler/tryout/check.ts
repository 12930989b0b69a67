/** What was typed into a form, as the data of an act, and what the form has against it. In the worker: ajv makes code of a form. Pure. */
import { say, Unable } from '../../processes/play/said.ts'
import { parseForm, type Body } from '../../server/forms/parse.ts'
import { stepForm } from '../../server/forms/rights.ts'
import { validate } from '../../server/forms/validate.ts'
import { ready, type Setting } from './setting.ts'

export interface Typed {
  /** The child matter whose form it is; null: the matter's own. */
  part: string | null
  form: string
  /** With the rights it has there; null: as the applicant fills it in. */
  step: string | null
  answers: Body
  /** What stood in it before: fields that nobody types into keep it. */
  base: Record<string, unknown>
}

export interface Checked { data: Record<string, unknown>; issues: { pointer: string; message: string }[] }

/** @throws Unplayable; Unable for a form that is not there. */
export async function check(setting: Setting, { part, form, step, answers, base }: Typed): Promise<Checked> {
  const { prepared } = await ready(setting)
  const { forms } = (part === null ? prepared : prepared.parts.get(part) ?? prepared).bundle
  const whole = Object.hasOwn(forms, form) ? forms[form]! : undefined
  if (!whole) throw new Unable(say`There is no form "${form}". Add forms/${form}.schema.json.`)
  const schema = step === null ? whole : stepForm(whole, step)
  const data = parseForm(schema, answers, { base })
  return { data, issues: validate(schema, data, setting.locale) }
}
