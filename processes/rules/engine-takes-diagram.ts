/** The embedded engine's own compiler takes the diagram: what it would refuse at deployment is told here, every element by name. */
import { compileDefinitions } from '../../server/engine/model/compile.ts'
import { InvalidDiagram } from '../../server/engine/model/problem.ts'
import type { Moddle } from '../../server/engine/model/read.ts'
import { diagramRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'

export default diagramRule('engine-takes-diagram', 'error', ({ definitions, diagram }) => {
  try {
    compileDefinitions(definitions as Moddle)
    return []
  } catch (error) {
    if (!(error instanceof InvalidDiagram)) throw error
    return error.problems.map(({ elementId, elementName, message }) =>
      finding(DIAGRAM, elementId ?? diagram.processId, say`The engine does not take ${elementId === null ? say`the diagram` : `"${elementName || elementId}"`}: ${message}`, diagram.flows.has(elementId ?? '') ? { fact: 'condition' } : {}))
  }
})
