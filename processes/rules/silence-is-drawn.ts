/** Five silent working days accept (行政许可法 32(1)(4)) where the diagram draws it; where a person must accept (domain H3), nothing may. */
import { formatLimit } from '../../server/deadlines/limit.ts'
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default bundleRule('silence-is-drawn', 'error', ({ bundle, diagram, steps }) => {
  const { acceptance } = bundle.matter.limits
  const deemed = [...diagram.nodes.values()].filter((node) => node.jobType === 'case:accept' && node.headers.deemed === 'true')
  if (acceptance?.silence !== 'accepted') {
    return deemed.map((node) => finding(DIAGRAM, node.id, say`${called(node)} accepts by silence, but the guide says that a person must accept (limits.acceptance.silence). Take it out of the diagram, or correct the guide.`, { fact: 'header:deemed' }))
  }
  const step = steps.find(({ headers }) => headers.clock === 'acceptance')
  if (!step || (step.limitEvent?.interrupting && deemed.length > 0)) return []
  return [finding(DIAGRAM, step.elementId, say`Silence accepts after ${formatLimit(acceptance)}, but step ${called(step)} has no interrupting event "limit-${step.elementId}" that leads to case:accept with the header deemed = true. Draw it.`)]
})
