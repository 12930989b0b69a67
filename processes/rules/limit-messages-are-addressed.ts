/** The server sends limit messages under this name and key (design decision 4); any other never arrives. */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

export default diagramRule('limit-messages-are-addressed', 'error', ({ diagram }) => [...diagram.nodes.values()].flatMap((event) => {
  if (event.event?.kind !== 'message' || !event.event.messageName?.startsWith('limit-')) return []
  const problems = []
  const wanted = `limit-${event.attachedTo ?? ''}`
  if (event.event.messageName !== wanted) problems.push(finding(DIAGRAM, event.id, say`The limit event ${called(event)} must wait for "${wanted}", but waits for "${event.event.messageName}". Correct the message name.`, { fact: 'message' }))
  const key = (event.event.correlationKey ?? '').replace(/\s+/g, '')
  if (key !== '=caseId+":"+string(round)') problems.push(finding(DIAGRAM, event.id, say`The message "${event.event.messageName}" must have the correlation key =caseId + ":" + string(round), but has "${event.event.correlationKey ?? ''}". Correct the key.`, { fact: 'correlationKey' }))
  return problems
}))
