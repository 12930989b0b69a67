/** The way the tokens of a process went: which elements were entered and which flows taken, and how often. Pure and browser-safe. */
import type { Event } from '../../server/engine/events.ts'

export interface Trace {
  note(events: readonly Event[]): void
  /** Element id -> how often it was entered; flow id -> how often it was taken. */
  readonly elements: ReadonlyMap<string, number>
  readonly flows: ReadonlyMap<string, number>
}

export function newTrace(): Trace {
  const elements = new Map<string, number>()
  const flows = new Map<string, number>()
  const more = (counts: Map<string, number>, id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1)
  return {
    elements, flows,
    note: (events) => {
      for (const event of events) {
        if (event.type === 'ElementActivating') more(elements, event.element.elementId)
        else if (event.type === 'SequenceFlowTaken') more(flows, event.flowId)
      }
    },
  }
}
