/** What the public reads is what runs (N8): names and limits of the guide's steps are those of the diagram. */
import { formatLimit, parseLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, GUIDE } from './subject.ts'

export default bundleRule('guide-agrees-with-diagram', 'error', ({ bundle, steps }) => bundle.matter.steps.flatMap((published, index) => {
  const at = `/steps/${index}`
  const step = steps.find(({ elementId }) => elementId === published.element)
  if (!step) return [finding(GUIDE, `${at}/element`, say`The guide's step "${published.name}" names the element "${published.element}", which is no step of the diagram. Correct element.`)]
  const problems = []
  if (step.name !== published.name) problems.push(finding(GUIDE, `${at}/name`, say`The guide calls the step "${published.name}", the diagram "${step.name}". Use one name.`))
  if (step.limit && formatLimit(step.limit) !== formatLimit(parseLimit(published.limit) ?? { amount: 0, unit: 'wd' })) problems.push(finding(GUIDE, `${at}/limit`, say`The guide gives step ${called(step)} ${published.limit}, the diagram ${formatLimit(step.limit)}. Use one limit.`))
  return problems
}))
