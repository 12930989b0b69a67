/** The file says for which engine it is drawn: a modeler hides the zeebe properties of a diagram that does not. */
import { diagramRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'

export default diagramRule('process-names-its-platform', 'warning', ({ diagram }) => diagram.platform !== null
  ? []
  : [finding(DIAGRAM, diagram.processId, say`The diagram names no execution platform, so a modeler opens it without its zeebe properties. Set modeler:executionPlatform to "Camunda Cloud".`)])
