/** A timer of the engine cannot be moved when a holiday or a pause moves the limit; it would end a step on the wrong day (design decision 4). */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default diagramRule('timers-interrupt-no-user-task', 'error', (subject) => {
  const { diagram } = subject
  return [...diagram.nodes.values()].flatMap((event) => {
    if (event.event?.kind !== 'timer' || event.attachedTo === undefined || event.interrupting === false) return []
    const holder = diagram.nodes.get(event.attachedTo)
    const hit = userTasks(subject).find((task) => task.id === event.attachedTo || task.scopes.includes(event.attachedTo!))
    if (!hit || !holder) return []
    return [finding(DIAGRAM, event.id, say`The timer ${called(event)} on ${called(holder)} would interrupt the user task ${called(hit)} by plain time. Use a message event "limit-${hit.id}" (the platform counts working days), or make the timer non-interrupting.`, { fact: 'timer' })]
  })
})
