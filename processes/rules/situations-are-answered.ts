/** What hangs on an answer of the application hangs on one it can give: materials, promises, the green channel, fees and the permit's last day. */
import type { Value } from '../../server/forms/sentence.ts'
import type { Situation } from '../../server/matters/situation.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE, type BundleSubject } from './subject.ts'

export default bundleRule('situations-are-answered', 'error', (subject) => {
  const { matter } = subject.bundle
  return [
    ...matter.materials.flatMap(({ name, when, later }, index) => [
      ...(when ? answered(subject, `/materials/${index}/when`, name, when) : []),
      ...(later?.field === undefined ? [] : answered(subject, `/materials/${index}/later`, name, { field: later.field, in: later.in ?? [] })),
      ...(later ? handedIn(subject, `/materials/${index}/later/step`, name, later.step) : []),
    ]),
    ...matter.steps.flatMap(({ name, when }, index) => (when ? answered(subject, `/steps/${index}/when`, name, when) : [])),
    ...(matter.limits.promised.situations ?? []).flatMap((one, index) => answered(subject, `/limits/promised/situations/${index}`, say`The promise`, one)),
    ...(matter.green?.when ? answered(subject, '/green/when', say`The green channel`, matter.green.when) : []),
    ...matter.fees.flatMap(({ name, rate }, index) => (rate?.fields ?? []).flatMap((field) => numeric(subject, `/fees/${index}/rate`, name, field))),
    ...lastDay(subject),
    ...stages(subject),
  ]
})

function answered({ bundle }: BundleSubject, at: string, what: Value, { field, in: answers }: Situation): Finding[] {
  const property = bundle.forms[bundle.matter.form]?.properties?.[field]
  const given = property?.type === 'boolean' ? [true, false] : (property?.oneOf ?? []).map((choice) => choice.const)
  const never = answers.filter((answer) => !given.includes(answer))
  if (never.length === 0 && answers.length > 0) return []
  return [finding(GUIDE, at, say`"${what}" hangs on the answer ${answers.map((answer) => JSON.stringify(answer)).join(' or ') || say`(none)`} to "${field}", which the application form does not offer. Use a choice of a field that is always asked.`)]
}

function handedIn({ steps }: BundleSubject, at: string, what: string, step: string): Finding[] {
  return steps.some(({ elementId, headers }) => elementId === step && headers.party === 'applicant') ? [] : [finding(GUIDE, at, say`"${what}" is handed in at "${step}", which is no step of the applicant. Correct later.step, or draw the step.`)]
}

function numeric({ bundle }: BundleSubject, at: string, what: string, field: string): Finding[] {
  const form = bundle.forms[bundle.matter.form]
  const asked = [form, ...(form?.allOf ?? []).flatMap(({ then }) => (then ? [then] : []))].map((part) => part?.properties?.[field]).find((property) => property !== undefined)
  return asked?.type === 'number' || asked?.type === 'integer' ? [] : [finding(GUIDE, at, say`The fee "${what}" is computed from "${field}", which is no number of the application form. Correct rate.fields.`)]
}

function lastDay({ bundle }: BundleSubject): Finding[] {
  const { until } = bundle.matter.result.validity
  if (until === undefined || bundle.forms[bundle.matter.form]?.properties?.[until]?.format === 'date') return []
  return [finding(GUIDE, '/result/validity/until', say`The permit is to end on "${until}", which is no date of the application form. Correct it, or set a period.`)]
}

function stages(subject: BundleSubject): Finding[] {
  const { bundle: { matter, forms } } = subject
  if (!matter.stages) return []
  const known = forms[matter.form]?.required?.includes('projectCode')
  return [
    ...answered(subject, '/stages', say`The order of the stages`, { field: matter.stages.field, in: matter.stages.order }),
    ...(known ? [] : [finding(GUIDE, '/stages', say`The stages of a project are known by its code, but the application form does not require "projectCode". Ask it, or take stages out.`)]),
  ]
}
