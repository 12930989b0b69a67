/** BPMN errors and escalations: thrown within, caught by the nearest boundary event or event sub-process outwards. */
import type { BoundaryNode, Caught, StartNode } from '../model/types.ts'
import { rootOf, type ElementInstance } from '../state.ts'
import { element, nodeOf, type Work } from '../work.ts'
import { triggerCatch } from './triggers.ts'

export type CatchEvent = (BoundaryNode | StartNode) & Caught
export interface Catch { event: CatchEvent; host: ElementInstance }

/** In one scope the event with that very code is preferred to the one that catches all. A scope on its way out catches nothing. */
export function findCatch(work: Work, from: ElementInstance, code: string, kind: Caught['trigger'] = 'error'): Catch | null {
  for (const host of outwards(work, from, kind)) {
    const event = catchEvents(work, host, kind).find((each) => each.code === null || each.code === code)
    if (event) return { event, host }
  }
  return null
}

/** Zeebe's sentence for an error nobody catches; it lists what would have been caught. */
export function uncaught(work: Work, from: ElementInstance, code: string, message: string): string {
  const codes = outwards(work, from, 'error').flatMap((host) => catchEvents(work, host, 'error').map((event) => event.code ?? ''))
  const said = message === '' ? '' : ` with message '${message}'`
  const available = codes.length === 0 ? 'No error events are available in the scope.' : `Available error events are [${codes.join(', ')}]`
  return `Expected to throw an error event with the code '${code}'${said}, but it was not caught. ${available}`
}

/** Nobody need catch an escalation. False when the one who does interrupts: whatever threw it does not complete then. */
export function escalate(work: Work, from: ElementInstance, code: string): boolean {
  const caught = findCatch(work, element(work, from.scope), code, 'escalation')
  if (!caught || (caught.host.interrupted && caught.event.type === 'startEvent')) return true // an interrupted scope begins no event sub-process (Zeebe stands still there)
  if (caught.host.phase !== 'activated') return !caught.event.interrupting // what threw it is on its way out as well
  triggerCatch(work, caught.event, caught.host, {})
  return !caught.event.interrupting
}

/**
 * A scope that is interrupted or on its way out catches nothing and lets nothing through; but the call of the process it is in does. Of an
 * interrupted one the boundary events hear an escalation, an error they do not; and one on its way out keeps what it would catch (Zeebe).
 */
function outwards(work: Work, from: ElementInstance, kind: Caught['trigger']): ElementInstance[] {
  const found: ElementInstance[] = []
  for (let inner: ElementInstance | undefined = from; inner?.phase === 'activated'; inner = callOf(work, inner)) {
    let host: ElementInstance | undefined = inner
    for (; host?.phase === 'activated' && !host.interrupted; host = above(work, host)) found.push(host)
    if (host && kind === 'escalation') found.push(host)
  }
  return found
}

function callOf({ state: { elements } }: Work, inner: ElementInstance): ElementInstance | undefined {
  return elements.get(rootOf({ elements }, inner.key).scope)
}

/** The scope around it in the same process. */
function above({ state: { elements } }: Work, host: ElementInstance): ElementInstance | undefined {
  return host.called ? undefined : elements.get(host.scope)
}

/** Those with a code first, the greatest code before the others (Zeebe's order). */
function catchEvents(work: Work, host: ElementInstance, kind: Caught['trigger']): CatchEvent[] {
  const node = nodeOf(work, host)
  const starts = 'starts' in node ? node.eventSubProcesses.flatMap((each) => each.start ?? []) : []
  return [...node.boundary, ...starts]
    .filter((event): event is CatchEvent => event.trigger === kind)
    .sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? 1 : -1))
}
