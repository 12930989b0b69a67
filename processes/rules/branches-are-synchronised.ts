/** No run puts two tokens in one place (N5): what follows a fork that was not joined is done twice. */
import { diagramRule, say } from './rule.ts'
import { unsoundFindings } from './support/told.ts'

export default diagramRule('branches-are-synchronised', 'error', ({ diagram }) => unsoundFindings(diagram, ['unsynchronised'], (element, road) =>
  say`${element} would be done twice at once, since branches beside each other meet before it without being joined. It happens so: ${road}. Join them with a parallel gateway first.`))
