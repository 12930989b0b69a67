/**
 * A timer of the engine cannot be moved when a holiday or a pause moves the limit; it would end a step on the wrong day (design decision 4). It ends one
 * where it stands on it, and also where it, or a message, runs in a branch beside it to an end that takes everything along, with nobody deciding that.
 */
import type { Diagram, Node } from '../../server/matters/diagram.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'
import { endedFromBeside } from './support/beside.ts'

export default diagramRule('timers-interrupt-no-user-task', 'error', (subject) => {
  const { diagram } = subject
  return [...diagram.nodes.values()].flatMap((event) => {
    const beside = endedFromBeside(subject, event)
    if (beside) return [finding(DIAGRAM, event.id, say`${event.event?.kind === 'timer' ? say`The timer` : say`The message`} ${called(event)} leads to the end ${called(beside.end)} while the user task ${called(beside.task)} is open beside it, and would end it with nobody deciding that. Let a person decide before that end, join the branches first, or let this branch end by a plain end event.`, { fact: event.event?.kind === 'timer' ? 'timer' : 'message' })]
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
