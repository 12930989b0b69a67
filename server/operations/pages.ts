/** What the operators' views are given: rows with their words and tones, the diagram's marks, the addresses of pages. Nothing is asked of an engine here. */
import type { FastifyRequest } from 'fastify'
import { shortText } from '../web/dates.ts'
import { translate } from '../web/messages.ts'
import type { Tab, TimelineItem, Tone } from '../web/models.ts'
import { say } from '../web/reader.ts'
import type { EngineName } from '../zeebe/service.ts'
import type { InstanceView } from './instance.ts'
import type { Listing, Noun } from './lists.ts'
import type { IncidentRow } from './nouns.ts'
import type { Overview } from './overview.ts'
import type { Place } from './place.ts'
import { enterable, explain, sentence } from './words.ts'

const HOME = '/office/operations'
const PAGES = ['overview', 'instances', 'incidents', 'jobs', 'timers', 'messages'] as const

/** Title and tabs of every page of this room. */
export function frameOf(request: FastifyRequest, current: (typeof PAGES)[number]): { title: string; tabs: Tab[] } {
  const tabs = PAGES.map((page) => ({ href: page === 'overview' ? HOME : `${HOME}/${page}`, text: say(request, `operations.tab.${page}`), current: page === current }))
  return { title: say(request, 'operations.title'), tabs }
}

export function overviewModel(request: FastifyRequest, found: Overview): Record<string, unknown> {
  const { engines, outbox, report, failures, calendar, letters, numbers } = found
  const numberOf = (caseId: string | null): string | null => (caseId === null ? null : (numbers.get(caseId) ?? caseId))
  const incidents = engines.flatMap((engine) => engine.incidents.map((incident) => ({ ...incidentModel(request, engine.name, incident, incident.step), number: incident.case?.number ?? null, process: incident.process })))
  return {
    engines: engines.map((engine) => ({ ...engine, tone: ENGINE_TONES[engine.state], name: say(request, `operations.engine.${engine.name}`), counts: engine.summary ? countsOf(request, engine.summary) : [] })),
    incidents, incidentCount: engines.reduce((sum, { summary }) => sum + (summary?.incidents ?? 0), 0),
    lost: report.lost.map((each) => ({ number: numberOf(each.caseId), key: each.instanceKey })),
    openJobs: report.openJobs, oldestProbe: report.oldestProbe, waiting: outbox.waiting, oldest: outbox.oldest,
    failing: outbox.failing.map((each) => ({ ...each, number: numberOf(each.caseId) })),
    failures: failures.map((each) => ({ ...each, times: each.failures, number: numberOf(each.caseId) })),
    letters: letters.map((each) => ({ letter: each.number, letterTitle: each.title, number: numberOf(each.caseId), missing: each.missing.map(({ character, codePoint }) => `${character}（${codePoint}）`).join('、') })),
    calendar,
    fine: calendar === null && engines.every(({ state, summary }) => state !== 'away' && !summary?.incidents) && report.lost.length + outbox.failing.length + failures.length + letters.length === 0,
  }
}

const ENGINE_TONES = { ok: 'ok', silent: 'info', away: 'danger' } as const
const COUNTS = ['instances', 'incidents', 'jobs', 'timers', 'messages'] as const

function countsOf(request: FastifyRequest, summary: Record<(typeof COUNTS)[number], number>): object[] {
  return COUNTS.map((noun) => ({ href: `${HOME}/${noun}`, text: say(request, `operations.tab.${noun}`), number: summary[noun], alarming: noun === 'incidents' && summary[noun] > 0 }))
}

function incidentModel(request: FastifyRequest, engine: EngineName, incident: IncidentRow, step = incident.elementId, instance = incident.instance): Record<string, unknown> {
  return {
    ...incident, step, instance, href: incident.instance ? `${HOME}/instances/${engine}/${instance}` : null, at: new Date(incident.createdAt), ...explain(request.reader.locale, incident.errorType, step),
    action: `${HOME}/${engine}/incidents/${incident.key}/resolution`, retries: incident.job !== null,
  }
}

const INSTANCE_TONES: Record<string, Tone> = { active: 'info', completed: 'done', terminated: 'muted', lost: 'danger' }
const JOB_TONES: Record<string, Tone> = { activatable: 'soon', activated: 'info', failed: 'danger', 'error-thrown': 'danger', held: 'info' }

/** @param listing null: the engine does not answer */
export function itemsModel(request: FastifyRequest, noun: Noun, engine: EngineName, engines: EngineName[], listing: Listing | null, query: { state?: string; process?: string; type?: string; q?: string }): Record<string, unknown> {
  const keep = new URLSearchParams(Object.entries({ engine: engines.length > 1 ? engine : '', state: query.state ?? '', process: query.process ?? '', type: query.type ?? '' }).filter(([, value]) => value !== ''))
  const next = listing?.next ? `${HOME}/${noun}?${new URLSearchParams([...keep, ['after', listing.next]])}` : null
  return {
    away: listing === null, from: listing?.from ?? 'engine', query, next, unfound: query.q ? query.q : null,
    engines: engines.length > 1 ? engines.map((name) => ({ href: `${HOME}/${noun}?engine=${name}`, text: say(request, `operations.engine.${name}`), current: name === engine })) : [],
    states: ['active', 'incident', 'ended'].map((state) => ({ href: `${HOME}/instances?${new URLSearchParams({ ...Object.fromEntries(keep), state })}`, text: say(request, `operations.list.${state}`), current: (query.state ?? 'active') === state })),
    items: (listing?.items ?? []).map((item) => rowModel(request, noun, engine, item as unknown as Record<string, any>)),
  }
}

function rowModel(request: FastifyRequest, noun: Noun, engine: EngineName, item: Record<string, any>): Record<string, unknown> {
  const instance = (noun === 'instances' ? item.key : item.instance) as string | undefined
  const common = { ...item, href: instance ? `${HOME}/instances/${engine}/${instance}` : null, number: item.case?.number ?? null }
  switch (noun) {
    case 'instances': return { ...common, tone: item.incidents > 0 ? 'danger' : INSTANCE_TONES[item.state as string], word: item.incidents > 0 ? 'stuck' : item.state, startedAt: when(item.startedAt), endedAt: when(item.endedAt) }
    case 'incidents': return { ...incidentModel(request, engine, item as unknown as IncidentRow, item.step as string), number: common.number, process: item.process as string }
    case 'jobs': return { ...common, type: typeName(request, item.type as string), tone: JOB_TONES[item.state as string], due: when(item.due) }
    case 'timers': return { ...common, due: when(item.due) }
    case 'messages': return { ...common, expiresAt: when(item.expiresAt) }
    case 'subscriptions': return common
    default: return noun satisfies never
  }
}

const typeName = (request: FastifyRequest, type: string): string => (type === 'io.camunda.zeebe:userTask' ? say(request, 'operations.userTask') : type)

const when = (text: string | null | undefined): Date | null => (text ? new Date(text) : null)

/** @param typed what was typed into the form that was refused */
export function instanceModel(request: FastifyRequest, found: InstanceView, typed: { element?: string; variables?: string } = {}): Record<string, unknown> {
  const { locale } = request.reader
  const { whole, engine, names } = found
  const nameOf = (elementId: string): string => names.get(elementId) ?? elementId
  const stuck = whole.incidents.length > 0 || whole.elements.some(({ calls }) => (calls?.incidents ?? 0) > 0)
  return {
    engine, told: found.told, key: whole.key, processId: whole.processId, processName: whole.processId ? nameOf(whole.processId) : whole.key, version: whole.version, number: found.case?.number ?? null,
    state: stuck ? 'stuck' : whole.state, tone: stuck ? 'danger' : INSTANCE_TONES[whole.state], open: whole.state === 'active', startedAt: when(whole.startedAt), endedAt: when(whole.endedAt),
    up: found.caller === null ? null : { href: `${HOME}/instances/${engine}/${found.caller.instance}`, text: say(request, 'operations.calledBy', { process: found.caller.process, step: found.caller.step }) },
    callsAny: whole.elements.some(({ calls }) => calls !== null),
    outermost: `${HOME}/instances/${engine}/${whole.root}`,
    caseOpen: found.case !== null && !['closed', 'refused', 'withdrawn'].includes(found.case.state),
    incidents: whole.incidents.map((incident) => incidentModel(request, engine, incident, nameOf(incident.elementId), whole.key)),
    model: found.xml === null ? null : { xml: found.xml, failed: translate(locale, 'tasks.diagramFailed'), marks: found.places.map((place) => markOf(request, place, nameOf)) },
    elements: whole.elements.map((element) => ({ ...elementModel(request, found, element.key, nameOf), ...(typed.element === element.key && typed.variables !== undefined ? { typed: true, text: typed.variables } : {}) })),
    history: whole.history.map(({ at, events }): TimelineItem => ({ at: new Date(at), title: events.map((line) => sentence(locale, line, nameOf)).join(locale === 'en' ? '; ' : '；') || sentence(locale, '+', () => ''), tone: toneOf(events) })).reverse(),
    choices: enterable(found.xml ?? '').map((id) => ({ id, name: nameOf(id) })),
    action: `${HOME}/${engine}/instances/${whole.key}`,
  }
}

function elementModel(request: FastifyRequest, { whole, engine, places }: InstanceView, key: string, nameOf: (id: string) => string): Record<string, unknown> {
  const element = whole.elements.find((each) => each.key === key)!
  const job = whole.jobs.find((each) => each.element === key)
  const root = element.elementId === whole.processId
  const waits = [
    ...(job ? [say(request, `operations.waits.${job.state}`, { type: typeName(request, job.type), worker: job.worker, retries: job.retries, until: job.due ? shortText(new Date(job.due)) : '' })] : []),
    ...whole.timers.filter((timer) => timer.element === key).map((timer) => say(request, 'operations.waits.timer', { step: nameOf(timer.elementId), due: shortText(new Date(timer.due)) })),
    ...whole.subscriptions.filter((each) => each.element === key).map((each) => say(request, 'operations.waits.message', { name: each.name, key: each.correlationKey })),
  ]
  const place = places.find((each) => each.elementId === element.elementId)
  const variables = Object.entries(element.variables)
  const { calls } = element
  return {
    key, elementId: element.elementId, calls: calls && { href: `${HOME}/instances/${engine}/${calls.instance}`, text: say(request, calls.incidents > 0 ? 'operations.callsStuck' : 'operations.calls', { process: calls.processId, version: calls.version, count: calls.incidents }) }, step: nameOf(element.elementId), root, since: root ? when(whole.startedAt) : when(place?.since), stuck: (calls?.incidents ?? 0) > 0 || whole.incidents.some((incident) => incident.element === key), waits,
    variables: variables.map(([name, value]) => ({ name, value: JSON.stringify(value) })), text: '{}', typed: false, count: variables.length,
    job: job && { key: job.key, action: `${HOME}/${engine}/jobs/${job.key}/retries`, failed: job.state === 'failed' || job.state === 'error-thrown' },
    action: `${HOME}/${engine}/elements/${key}/variables`,
  }
}

function markOf(request: FastifyRequest, place: Place, nameOf: (id: string) => string): object {
  const at = place.until ?? place.since
  const lines = place.state === 'done' ? [] : [say(request, `operations.place.${place.state}`), at ? shortText(new Date(at)) : nameOf(place.elementId)]
  return { elementId: place.elementId, state: place.state, lines }
}

function toneOf(events: string[]): Tone {
  if (events.some((line) => line.startsWith('!') || line.startsWith('f') || line.startsWith('e'))) return 'danger'
  if (events.some((line) => line.startsWith('.'))) return 'ok'
  return events.some((line) => line.startsWith('+')) ? 'info' : 'muted'
}
