/** Resolving an incident: the job is offered again, or the element tries again what it could not do. */
import { reject } from '../commands.ts'
import type { Incident, Key } from '../state.ts'
import { emit, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

export const incidentHandlers: Pick<Handlers, 'ResolveIncident'> = {
  ResolveIncident(work, { key }) {
    const incident = work.state.incidents.get(key)
    if (!incident) return noIncident(key)
    const job = work.state.jobs.get(incident.job)
    if (job && job.retries < 1) return noRetries(key, job.key)
    emit(work, { type: 'IncidentResolved', key })
    if (incident.job !== 0) offerAgain(work, incident)
    else work.todo.push({ do: 'resume', key: incident.element })
    return null
  },
}

function offerAgain(work: Work, incident: Incident): void {
  const job = work.state.jobs.get(incident.job)
  if (job && (job.state === 'failed' || job.state === 'error-thrown')) emit(work, { type: 'JobRecurred', key: job.key })
}

function noRetries(key: Key, job: Key) {
  return reject('RESOLVE', 'INVALID_STATE', `Expected to resolve incident with key '${key}', but job with key '${job}' has no retries left. Please update the job retries and retry resolving the incident`)
}

export function noIncident(key: Key) {
  return reject('RESOLVE', 'NOT_FOUND', `Expected to resolve incident with key '${key}', but no such incident was found`)
}
