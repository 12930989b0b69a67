/** BPMN errors: thrown by a job or an error end event, caught by the nearest boundary event outwards, else an incident. */
import type { BoundaryNode } from '../model/types.ts'
import { type ElementInstance, NONE } from '../state.ts'
import { nodeOf, type Work } from '../work.ts'

export interface Catch { event: BoundaryNode; host: ElementInstance }

/** In one scope the event with that very code is preferred to the one that catches all. */
export function findCatch(work: Work, from: ElementInstance, code: string): Catch | null {
  for (let host: ElementInstance | undefined = from; host; host = host.scope === NONE ? undefined : work.state.elements.get(host.scope)) {
    const events = errorEvents(work, host)
    const event = events.find((each) => each.code === code) ?? events.find((each) => each.code === null)
    if (event) return { event, host }
  }
  return null
}

/** Zeebe's sentence for an error nobody catches; it lists what would have been caught. */
export function uncaught(work: Work, from: ElementInstance, code: string, message: string): string {
  const codes: string[] = []
  for (let host: ElementInstance | undefined = from; host; host = work.state.elements.get(host.scope)) {
    for (const event of errorEvents(work, host)) codes.push(event.code ?? '')
  }
  const said = message === '' ? '' : ` with message '${message}'`
  const available = codes.length === 0 ? 'No error events are available in the scope.' : `Available error events are [${codes.join(', ')}]`
  return `Expected to throw an error event with the code '${code}'${said}, but it was not caught. ${available}`
}

function errorEvents(work: Work, host: ElementInstance) {
  return nodeOf(work, host).boundary.filter((event): event is Extract<BoundaryNode, { trigger: 'error' }> => event.trigger === 'error')
}
