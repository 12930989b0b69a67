/** What recognition needs to know of an element on the canvas, read from its moddle. */
import type { Moddle } from '../drawing/drawing.ts'
import { conceptOf, type ElementFacts } from './recognise.ts'

interface Extension extends Moddle { values?: Extension[]; key?: string; value?: string; type?: string }

const EVENTS: Record<string, string> = { 'bpmn:MessageEventDefinition': 'message', 'bpmn:ErrorEventDefinition': 'error', 'bpmn:TimerEventDefinition': 'timer', 'bpmn:SignalEventDefinition': 'signal' }

export function factsOf(element: Moddle): ElementFacts {
  const extensions = (element.get('extensionElements') as { values?: Extension[] } | undefined)?.values ?? []
  const jobType = extensions.find(({ $type }) => $type === 'zeebe:TaskDefinition')?.type
  const headers = extensions.find(({ $type }) => $type === 'zeebe:TaskHeaders')?.values ?? []
  const definition = (element.eventDefinitions as Moddle[] | undefined)?.[0]
  const event = definition && EVENTS[definition.$type]
  const message = definition?.messageRef as { name?: string } | undefined
  const error = definition?.errorRef as { errorCode?: string } | undefined
  return {
    type: element.$type.replace('bpmn:', ''), headers: Object.fromEntries(headers.map(({ key, value }) => [key ?? '', value ?? ''])),
    ...(jobType === undefined ? {} : { jobType }), ...(event ? { event } : {}), ...(message?.name ? { messageName: message.name } : {}), ...(error?.errorCode ? { errorCode: error.errorCode } : {}),
  }
}

/** The concept of an element: the one it was made with, else the one it is by what it does. */
export function conceptOfElement(element: Moddle): string | null {
  if (typeof element.get !== 'function') return null
  const marked = element.get('zeebe:modelerTemplate')
  if (typeof marked === 'string' && marked.startsWith('tongban:')) return marked.slice('tongban:'.length)
  return element.$type.startsWith('bpmn:') ? conceptOf(factsOf(element)) : null
}
