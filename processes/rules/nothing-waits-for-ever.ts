/** No run comes to a standstill before its end (N5): a join that waits for a branch which was never taken is the usual one. */
import { diagramRule, say } from './rule.ts'
import { unsoundFindings } from './support/told.ts'

export default diagramRule('nothing-waits-for-ever', 'error', ({ diagram }) => unsoundFindings(diagram, ['deadlock'], (element, road) =>
  say`${element} would wait for ever for a token that never comes. It happens so: ${road}. Join a fork with a gateway of its own kind: parallel with parallel, a choice with a choice.`))
