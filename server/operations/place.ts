/** Where an instance stands on its diagram, from its open elements and its history: what is at work, what is stuck, what it went through. Pure. */
import type { Whole } from './nouns.ts'
import { told } from './words.ts'

export interface Place {
  elementId: string
  state: 'active' | 'stuck' | 'done' | 'ended'
  /** When it was entered last; null when the history does not know any more. */
  since: string | null
  until: string | null
  visits: number
}

/** One place an element, in the order of first entry. The open ones are the engine's own truth, the others the history's. */
export function places({ elements, incidents, history, processId }: Pick<Whole, 'elements' | 'incidents' | 'history' | 'processId'>): Place[] {
  const found = new Map<string, Place>()
  const enter = (elementId: string, at: string | null): Place => {
    const place = found.get(elementId) ?? { elementId, state: 'done', since: null, until: null, visits: 0 }
    Object.assign(place, { since: at, until: null, visits: place.visits + 1 })
    found.set(elementId, place)
    return place
  }
  for (const { at, events } of history) {
    for (const { sign, elementId } of events.map(told)) {
      if (sign === '+') enter(elementId, at)
      else if (sign === '=') Object.assign(enter(elementId, at), { state: 'done', until: at })
      else if (sign === '-' || sign === 'x') Object.assign(found.get(elementId) ?? enter(elementId, null), { state: sign === '-' ? 'done' : 'ended', until: at })
    }
  }
  for (const { elementId, calls } of elements) {
    if (elementId === processId) continue
    const stuck = (calls?.incidents ?? 0) > 0 || incidents.some((incident) => incident.elementId === elementId)
    Object.assign(found.get(elementId) ?? enter(elementId, null), { state: stuck ? 'stuck' : 'active', until: null })
  }
  return [...found.values()]
}
