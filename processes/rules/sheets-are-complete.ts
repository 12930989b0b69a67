/** A co-approval step names departments that exist, with people who can sign, and materials the matter asks for. */
import { formatLimit, parseLimit } from '../../server/deadlines/limit.ts'
import { DEFAULT_ROLE, readSheet, type SheetDepartment } from '../../server/matters/sheet.ts'
import { bundleRule, finding, say, type Fact } from './rule.ts'
import { called, DIAGRAM, userTasks, type BundleSubject } from './subject.ts'
import { outcomesOf } from './support/outcomes.ts'
import { inWorkingDays } from './support/road.ts'

export default bundleRule('sheets-are-complete', 'error', (subject) => userTasks(subject).flatMap((task) => {
  if (task.headers.signing !== 'sheet') return []
  const plan = readSheet(task.headers.sheet)
  if (typeof plan === 'string') return [finding(DIAGRAM, task.id, say`Step ${called(task)}: ${plan}`, { fact: 'header:sheet' })]
  const own = parseLimit(task.headers.limit ?? '')
  const late = plan.departments.flatMap((one, index) => (one.limit && own && inWorkingDays(one.limit) > inWorkingDays(own) ? [{ ...one, index }] : []))
  return [
    ...plan.departments.flatMap((department, index) => departmentProblems(subject, task.id, department, `header:sheet/departments/${index}`)),
    ...late.map((one) => finding(DIAGRAM, task.id, say`${one.name} has ${formatLimit(one.limit!)} to answer, longer than the whole step (${task.headers.limit ?? ''}). Shorten the department's limit.`, { fact: `header:sheet/departments/${one.index}/limit` })),
    ...formProblems(subject, plan.form, ['agree', 'disagree', 'not-concerned'], task.id, 'header:sheet/form'),
    ...(plan.innerForm === undefined ? [] : formProblems(subject, plan.innerForm, ['agree', 'disagree', 'not-concerned', 'back'], task.id, 'header:sheet/innerForm')),
    ...(plan.innerForm === undefined && plan.departments.some((one) => (one.inner?.length ?? 1) > 1) ? [finding(DIAGRAM, task.id, say`A department of step ${called(task)} signs in several steps, but the sheet names no innerForm for the later ones. Set innerForm.`, { fact: 'header:sheet/innerForm' })] : []),
  ]
}))

function departmentProblems({ bundle, organisation }: BundleSubject, element: string, department: SheetDepartment, at: `header:${string}`) {
  if (!organisation.hasBody(department.body)) return [finding(DIAGRAM, element, say`The sheet asks "${department.body}" (${department.name}), which is no body of the organisation. Correct it, or add the body.`, { fact: `${at}/body` })]
  const signers = department.case === undefined ? (department.inner ?? [DEFAULT_ROLE]) : []
  const roles = signers.filter((role) => !organisation.hasGroup(`${department.body}/${role}`))
  const empty = signers.filter((role) => !roles.includes(role) && organisation.holdersOf(`${department.body}/${role}`).length === 0)
  const materials = (department.materials ?? []).filter((code) => !bundle.matter.materials.some((item) => item.code === code))
  return [
    ...roles.map((role) => finding(DIAGRAM, element, say`Nobody can sign for ${department.name}: the organisation has no group "${department.body}/${role}". Correct inner, or add the role.`, { fact: `${at}/inner` })),
    ...empty.map((role) => finding(DIAGRAM, element, say`Nobody can sign for ${department.name}: no officer holds the role "${department.body}/${role}". Give an officer the role, or correct inner.`, { fact: `${at}/inner` })),
    ...materials.map((code) => finding(DIAGRAM, element, say`${department.name} is to see the material "${code}", which the guide does not ask for. Correct the code.`, { fact: `${at}/materials` })),
  ]
}

function formProblems({ bundle }: BundleSubject, key: string, wanted: string[], element: string, fact: Fact) {
  const form = bundle.forms[key]
  if (!form) return [finding(DIAGRAM, element, say`The sheet asks for the form "${key}", but there is no forms/${bundle.matter.code}/${key}.schema.json. Add it.`, { fact })]
  const offered = outcomesOf(form)
  const missing = wanted.filter((outcome) => !offered.includes(outcome))
  const unknown = offered.filter((outcome) => !wanted.includes(outcome))
  return [
    ...(missing.length === 0 ? [] : [finding(`forms/${key}`, '/properties/outcome', say`An opinion may be ${wanted.join(', ')}, but the form lacks ${missing.join(', ')}. Add them to outcome.`)]),
    ...(unknown.length === 0 ? [] : [finding(`forms/${key}`, '/properties/outcome', say`An opinion may be ${wanted.join(', ')}, but the form also offers ${unknown.join(', ')}, which no sheet can count. Take them out of outcome.`)]),
  ]
}
