/** A pause stops the law's clock: its kind must stand in the guide with its article, and it must end. */
import { bundleRule, finding, say } from './rule.ts'
import { called, DIAGRAM, GUIDE } from './subject.ts'

export default bundleRule('pauses-are-lawful', 'error', ({ bundle, diagram }) => {
  const nodes = [...diagram.nodes.values()]
  return nodes.filter((node) => node.jobType === 'clock:pause').flatMap((pause) => {
    const { kind } = pause.headers
    const problems = []
    if (!bundle.matter.pauses.some((listed) => listed.kind === kind)) problems.push(finding(DIAGRAM, pause.id, say`${called(pause)} stops the clock for "${kind ?? ''}", but the guide lists no such pause with its law. Add it under pauses in ${GUIDE}, or remove the step.`, { fact: 'header:kind' }))
    if (!nodes.some((node) => node.jobType === 'clock:resume' && node.headers.kind === kind)) problems.push(finding(DIAGRAM, pause.id, say`${called(pause)} stops the clock, but nothing starts it again. Draw a clock:resume of kind "${kind ?? ''}".`, { fact: 'header:kind' }))
    return problems
  })
})
