/** Every run can come to an end, and to each end once (N5). */
import { diagramRule, say } from './rule.ts'
import { unsoundFindings } from './support/told.ts'

export default diagramRule('ends-properly', 'error', ({ diagram }) => unsoundFindings(diagram, ['improper', 'endless'], (element, road) =>
  say`From ${element} no run comes to its proper end: an end is reached twice, or none any more. It happens so: ${road}. Join the branches before the end, or draw a way out of the loop.`))
