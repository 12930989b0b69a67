/**
 * Every variable that a FEEL expression of the diagram asks for is given: by a step's outcome, a form's `routing`, a mapping, a loop, or the
 * platform. What nobody gives is null when a case comes there, and the case stands still or goes astray (domain B).
 */
import { bundleRule, finding, say, type Fact, type Finding } from './rule.ts'
import { DIAGRAM, type BundleSubject } from './subject.ts'
import { readCondition } from './support/condition.ts'
import { producedIn } from './support/produced.ts'
import { askedBy, decisionsIn, fileOf } from './support/tables.ts'
import { nameOf } from './support/told.ts'

/** By the names that server/matters/expressions.ts gives the places. */
const FACTS: Readonly<Record<string, Fact>> = {
  'The job type': 'jobType', 'The candidate groups': 'candidateGroups', 'The called process': 'calledElement', 'The input collection': 'multiInstance', 'The output element': 'multiInstance', 'The completion condition': 'multiInstance',
  'The correlation key': 'correlationKey', 'The input mapping': 'inputs', 'The output mapping': 'outputs', 'The timer': 'timer', 'The name': 'message',
}

export default bundleRule('variables-are-produced', 'error', (subject) => {
  const { bundle, diagram } = subject
  const known = producedIn(bundle, diagram)
  return [...inExpressions(subject, known), ...inTables(subject, known)]
})

function inExpressions({ diagram }: BundleSubject, known: ReadonlySet<string>): Finding[] {
  return diagram.expressions.flatMap(({ element, place, text }) => {
    const read = readCondition(text)
    // what does not parse is told by the engine, and conditions of flows by conditions-are-answered
    return [...new Set(read?.variables ?? [])].filter((name) => !known.has(name)).map((name) =>
      finding(DIAGRAM, element, say`${place} of ${nameOf(diagram, element)} asks for "${name}", which no step, form, mapping or loop gives. Use a step's id, list the field under a form's routing, or map it.`, FACTS[place] ? { fact: FACTS[place] } : {}))
  })
}

function inTables({ diagram, tables }: BundleSubject, known: ReadonlySet<string>): Finding[] {
  const there = decisionsIn(tables)
  return [...new Set([...diagram.nodes.values()].flatMap(({ decision }) => decision ?? []))].flatMap((decision) => {
    const { name, graph } = there.get(decision) ?? {}
    if (!name || !graph) return []
    return [...askedBy(graph, decision)].filter((variable) => !known.has(variable)).map((variable) =>
      finding(fileOf(name), decision, say`The decision "${graph.decisions.get(decision)!.name}" asks for "${variable}", which no step, form, mapping or loop gives. List the field under a form's routing, or map it.`))
  })
}
