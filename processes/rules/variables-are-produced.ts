/**
 * Every variable that a FEEL expression of the diagram asks for is given: by a step's outcome, a form's `routing`, a mapping, a loop, or the
 * platform. What nobody gives is null when a case comes there, and the case stands still or goes astray (domain B).
 */
import { bundleRule, finding, say } from './rule.ts'
import { DIAGRAM } from './subject.ts'
import { readCondition } from './support/condition.ts'
import { producedIn } from './support/produced.ts'
import { nameOf } from './support/told.ts'

export default bundleRule('variables-are-produced', 'error', ({ bundle, diagram }) => {
  const known = producedIn(bundle, diagram)
  return diagram.expressions.flatMap(({ element, place, text }) => {
    const read = readCondition(text)
    // what does not parse is told by the engine, and conditions of flows by conditions-are-answered
    return [...new Set(read?.variables ?? [])].filter((name) => !known.has(name)).map((name) =>
      finding(DIAGRAM, element, say`${place} of ${nameOf(diagram, element)} asks for "${name}", which no step, form, mapping or loop gives. Use a step's id, list the field under a form's routing, or map it.`))
  })
})
