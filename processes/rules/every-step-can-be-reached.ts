/** Every element is reached in some run (N5): a step nobody comes to was meant and is missing. */
import { diagramRule, say } from './rule.ts'
import { unsoundFindings } from './support/told.ts'

export default diagramRule('every-step-can-be-reached', 'error', ({ diagram }) => unsoundFindings(diagram, ['dead'], (element) =>
  say`${element} is reached in no run. Draw the flow that leads to it, or take it out.`))
