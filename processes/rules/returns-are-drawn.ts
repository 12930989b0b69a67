/** A return that no flow or error carries would leave the case where it is. */
import { parseJson } from '../../server/matters/facts.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks, type DiagramSubject } from './subject.ts'

export default diagramRule('returns-are-drawn', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const { returns } = task.headers
  if (returns === undefined) return []
  const listed = parseJson(returns)
  if (!Array.isArray(listed)) return [finding(DIAGRAM, task.id, say`The header "returns" of step ${called(task)} must be a JSON list of {to, name, error?}. Correct it.`, { fact: 'header:returns' })]
  return listed.flatMap((one: unknown, index) => wayProblems(subject, task.id, one, `header:returns/${index}`))
}))

function wayProblems({ diagram, steps }: DiagramSubject, from: string, one: unknown, at: `header:${string}`) {
  const step = steps.find(({ elementId }) => elementId === from)!
  const { to, name } = (one ?? {}) as { to?: unknown; name?: unknown }
  if (typeof to !== 'string' || typeof name !== 'string') return [finding(DIAGRAM, from, say`A return of step ${called(step)} needs "to" and "name", but is ${JSON.stringify(one)}. Correct the header returns.`, { fact: at })]
  if (!diagram.nodes.has(to)) return [finding(DIAGRAM, from, say`Step ${called(step)} returns to "${to}", which is not in the diagram. Correct the header returns.`, { fact: `${at}/to` })]
  const way = step.returns.find((drawn) => drawn.target === to)
  if (way?.error !== undefined) {
    return way.scope !== undefined ? [] : [finding(DIAGRAM, from, say`Step ${called(step)} returns by the error "${way.error}", but no sub-process round it catches that error. Draw an error boundary event with this code on the sub-process round the fork.`, { fact: `${at}/error` })]
  }
  const drawn = [...diagram.flows.values()].some((flow) => flow.condition?.includes(`"return:${to}"`) && flow.condition.includes(from))
  return drawn ? [] : [finding(DIAGRAM, from, say`Step ${called(step)} returns to "${to}", but no flow is chosen by ${from} = "return:${to}". Draw it, or name the error that leaves the fork.`, { fact: `${at}/to` })]
}
