/** A timer of the engine cannot be moved when a holiday or a pause moves the limit; it would end a step on the wrong day (design decision 4). */
import type { Diagram, Node } from '../../server/matters/diagram.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default diagramRule('timers-interrupt-no-user-task', 'error', (subject) => {
  const { diagram } = subject
  return [...diagram.nodes.values()].flatMap((event) => {
    if (event.event?.kind !== 'timer' || event.interrupting === false) return []
    const ended = endedBy(diagram, event)
    const hit = ended && userTasks(subject).find(ended.holds)
    if (!hit) return []
    return [finding(DIAGRAM, event.id, say`The timer ${called(event)} on ${ended.where} would interrupt the user task ${called(hit)} by plain time. Use a message event "limit-${hit.id}" (the platform counts working days), or make the timer non-interrupting.`, { fact: 'timer' })]
  })
})

/** What a timer ends: the activity it stands on; what is round its event sub-process and not inside. Any other timer ends nothing. */
function endedBy(diagram: Diagram, event: Node): { where: string; holds(task: Node): boolean } | null {
  const { attachedTo } = event
  const holder = diagram.nodes.get(attachedTo ?? '')
  if (attachedTo !== undefined) return holder ? { where: called(holder), holds: ({ id, scopes }) => id === attachedTo || scopes.includes(attachedTo) } : null
  const own = diagram.nodes.get(event.scopes.at(-1) ?? '')
  if (event.type !== 'StartEvent' || !own?.eventSubProcess) return null
  const round = own.scopes.at(-1)
  return { where: called(own), holds: ({ scopes }) => (round === undefined || scopes.includes(round)) && !scopes.includes(own.id) }
}
