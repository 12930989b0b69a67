/**
 * The guide is complete and lawful: no empty limit, fee or contact, no "other materials", no limit longer than the law lets a
 * single body set itself, and nothing in it that disagrees with the diagram that runs (N8).
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { formatLimit, parseLimit } from '../../deadlines/limit.ts'
import { isUscc } from '../../forms/formats.ts'
import { guideSchema } from '../guideSchema.ts'
import type { Guide } from '../guide.ts'
import type { Problem } from '../types.ts'
import { inWorkingDays } from './promise.ts'
import { called, error, GUIDE, warning, type Check } from './subject.ts'

const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: false })
addFormats.default(ajv)
const fits = ajv.compile(guideSchema)

/** Whether matter.json has the shape of a guide at all; the other checks need it. */
export function guideProblems(data: unknown): Problem[] {
  if (fits(data)) return []
  return (fits.errors ?? []).slice(0, 20).map(({ instancePath, keyword, params, message }) => {
    const missing = keyword === 'required' ? `/${String((params as { missingProperty: string }).missingProperty)}` : ''
    const extra = keyword === 'additionalProperties' ? ` ("${String((params as { additionalProperty: string }).additionalProperty)}")` : ''
    return error(GUIDE, `${instancePath}${missing}` || '/', `${instancePath || 'The guide'}: ${message}${extra}. Fill it in after the list of the national data structure.`)
  })
}

export const codesHold: Check = ({ bundle, organisation }) => {
  const { matter } = bundle
  const problems = []
  if (!organisation.hasBody(matter.body)) problems.push(error(GUIDE, '/body', `The body "${matter.body}" is not in the organisation. Correct it, or add the body.`))
  // 实施编码 = USCC of the body (18) + level (1) + 基本编码 (12)
  if (!isUscc(matter.implementCode.slice(0, 18))) problems.push(error(GUIDE, '/implementCode', `The first 18 characters of the implementing code must be a unified social credit code, but "${matter.implementCode.slice(0, 18)}" fails its check digit. Correct it.`))
  if (matter.implementCode.slice(18) !== `${matter.level}${matter.catalogCode}`) problems.push(error(GUIDE, '/implementCode', `The implementing code must end in level and catalogue code (${matter.level}${matter.catalogCode}), but ends in ${matter.implementCode.slice(18)}. Correct it.`))
  return problems
}

const SHORTEST_WORDS = /其他(有关|相关)?材料|等材料$|法律法规规定的其他/

/** 2017 check of 201 platforms: 13 % asked for "other materials as required", which nobody can bring. */
export const materialsAreNamed: Check = ({ bundle, organisation }) => {
  const seen = new Set<string>()
  return bundle.matter.materials.flatMap((item, index) => {
    const at = `/materials/${index}`
    const problems = []
    if (SHORTEST_WORDS.test(item.name)) problems.push(error(GUIDE, `${at}/name`, `"${item.name}" names no material. Name each paper, or remove the line.`))
    if (seen.has(item.code)) problems.push(error(GUIDE, `${at}/code`, `The material code "${item.code}" stands twice. Rename one.`))
    seen.add(item.code)
    for (const body of item.onlyFor ?? []) if (!organisation.hasBody(body)) problems.push(error(GUIDE, `${at}/onlyFor`, `"${item.name}" is for the body "${body}", which the organisation does not have. Correct it.`))
    if (item.need === 'tolerant' && bundle.matter.tolerant === null) problems.push(error(GUIDE, `${at}/need`, `"${item.name}" may come later, but the guide says nothing of 容缺受理. Set tolerant with its rule, or make the material required.`))
    return problems
  })
}

/** APL 42, 43 and domain H4: more than 20 working days, or an extension of more than 10, takes a law or an administrative regulation. */
export const limitsAreLawful: Check = ({ bundle }) => {
  const { statutory, promised } = bundle.matter.limits
  const { extension } = bundle.matter
  const problems = []
  const byLaw = statutory.rank === 'law' || statutory.rank === 'regulation'
  if (inWorkingDays(promised) > inWorkingDays(statutory)) problems.push(error(GUIDE, '/limits/promised', `The promise (${formatLimit(promised)}) is longer than the statutory limit (${formatLimit(statutory)}). Promise less.`))
  else if (!statutory.atOnce && inWorkingDays(promised) > inWorkingDays(statutory) / 2) problems.push(warning(GUIDE, '/limits/promised', `The promise (${formatLimit(promised)}) is more than half of the statutory limit (${formatLimit(statutory)}). New matters promise half or less.`))
  if (promised.from !== statutory.from) problems.push(error(GUIDE, '/limits/promised/from', `The promise runs from the ${promised.from}, the statutory limit from the ${statutory.from}. Let both run from the same event.`))
  if (!byLaw && inWorkingDays(statutory) > 20) problems.push(error(GUIDE, '/limits/statutory', `A limit of ${formatLimit(statutory)} for one body takes a law or an administrative regulation, but ${statutory.law} is a ${statutory.rank}. Cite the law, or set 20wd or less.`))
  if (!byLaw && extension && inWorkingDays(extension) > 10) problems.push(error(GUIDE, '/extension', `An extension of ${formatLimit(extension)} takes a law or an administrative regulation. Cite the law, or set 10wd or less.`))
  if (bundle.matter.kind === 'promise' && !bundle.matter.limits.acceptance) problems.push(error(GUIDE, '/limits/acceptance', 'A matter that is accepted by a person needs the acceptance limit and what silence means (APL 32). Set limits.acceptance.'))
  return problems
}

/** APL 58, 59: no fee unless a law or an administrative regulation says so. */
export const feesHaveALaw: Check = ({ bundle }) => bundle.matter.fees.flatMap((fee, index) =>
  fee.law.trim() === '' ? [error(GUIDE, `/fees/${index}/law`, `The fee "${fee.name}" cites no law, and APL 58 allows none without. Cite it, or remove the fee.`)] : [])

/** What the public reads is what runs: names and limits of the guide's steps are those of the diagram. */
export const guideAgreesWithDiagram: Check = ({ bundle, steps }) => bundle.matter.steps.flatMap((published, index) => {
  const at = `/steps/${index}`
  const step = steps.find(({ elementId }) => elementId === published.element)
  if (!step) return [error(GUIDE, `${at}/element`, `The guide's step "${published.name}" names the element "${published.element}", which is no step of the diagram. Correct element.`)]
  const problems = []
  if (step.name !== published.name) problems.push(error(GUIDE, `${at}/name`, `The guide calls the step "${published.name}", the diagram "${step.name}". Use one name.`))
  if (step.limit && formatLimit(step.limit) !== formatLimit(parseLimit(published.limit) ?? { amount: 0, unit: 'wd' })) problems.push(error(GUIDE, `${at}/limit`, `The guide gives step ${called(step)} ${published.limit}, the diagram ${formatLimit(step.limit)}. Use one limit.`))
  return problems
})

export const resultDrawsOnTheApplication: Check = ({ bundle }) => {
  const fields = bundle.forms[bundle.matter.form]?.properties ?? {}
  const { scope, validity } = bundle.matter.result
  const missing = [...scope, ...(validity.field === undefined ? [] : [validity.field])].filter((name) => !Object.hasOwn(fields, name))
  return missing.map((name) => error(GUIDE, '/result', `The result is to show "${name}", which the application form does not ask for. Correct it, or add the field.`))
}

/** Design decision 8: without legal review and effective date a version accepts no case. */
export const readyForCases: Check = ({ bundle }) => {
  const { review, effectiveFrom } = bundle.matter as Guide
  const problems = []
  if (review === null) problems.push(warning(GUIDE, '/review', 'The matter has no legal review yet: it is published as a draft and accepts no case. Add review when it is done.'))
  if (effectiveFrom === null) problems.push(warning(GUIDE, '/effectiveFrom', 'The matter has no effective date: it is published as a draft and accepts no case. Add effectiveFrom.'))
  return problems
}
