/** The process has the matter's code for an id: by it the engine's instances are found again. */
import { bundleRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'

export default bundleRule('process-is-named-after-matter', 'error', ({ bundle, diagram }) => diagram.processId === bundle.matter.code
  ? []
  : [finding(DIAGRAM, diagram.processId, say`The process id must be the matter's code "${bundle.matter.code}", but is "${diagram.processId}". Rename the process.`, { fact: 'id' })])
