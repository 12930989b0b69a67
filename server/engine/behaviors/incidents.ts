/** Incidents: an element or job that cannot go on waits, visibly, until somebody mends the cause and resolves it. */
import { type ElementInstance, type ErrorType, type Key, NONE } from '../state.ts'
import { emit, type Work } from '../work.ts'

export function raise(work: Work, element: ElementInstance, errorType: ErrorType, errorMessage: string, job: Key = NONE): void {
  emit(work, {
    type: 'IncidentCreated',
    incident: { key: work.env.nextKey(), element: element.key, elementId: element.elementId, job, errorType, errorMessage, createdAt: work.env.now },
  })
}

/** The element is going: what it was stuck on no longer matters. */
export function dropIncidents(work: Work, element: Key): void {
  for (const incident of work.state.incidents.values()) {
    if (incident.element === element) emit(work, { type: 'IncidentResolved', key: incident.key })
  }
}
