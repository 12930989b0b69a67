/** What the views of this room are given: rows with words and tones, the comparison by area, what the reader may do. Nothing is asked of a database here. */
import type { FastifyRequest } from 'fastify'
import { dayOf } from '../deadlines/shanghai.ts'
import { inLanguage, languageOf } from '../forms/sentence.ts'
import { letterTitle } from '../letters/kinds.ts'
import { areas, type Change } from '../matters/changes/change.ts'
import { areaName, sentenceOf } from '../matters/changes/words.ts'
import type { Bundle, MatterVersion, Problem, PublicationRow } from '../matters/service.ts'
import { hasRole, type Officer } from '../people/service.ts'
import type { Tab, TimelineItem, Tone } from '../web/models.ts'
import { say } from '../web/reader.ts'
import type { Locale } from '../web/messages.ts'
import type { MatterRow } from './books.ts'
import type { Comparison, Content } from './content.ts'
import type { Proposal, ProposalEvent, ProposalState } from './store.ts'
import type { Together } from './together.ts'

export const HOME = '/office/publication'
const PAGES = { proposals: HOME, matters: `${HOME}/matters`, 'law-changes': `${HOME}/law-changes` } as const

export function frameOf(request: FastifyRequest, current: keyof typeof PAGES): { title: string; tabs: Tab[] } {
  return {
    title: say(request, 'publication.title'),
    tabs: Object.entries(PAGES).map(([page, href]) => ({ href, text: say(request, `publication.tab.${page}`), current: page === current })),
  }
}

export const TONES: Record<ProposalState, Tone> = { proposed: 'soon', returned: 'late', signed: 'info', publishing: 'info', published: 'done', withdrawn: 'muted' }

export function proposalRow(proposal: Proposal): Record<string, unknown> {
  return { ...proposal, tone: TONES[proposal.state], href: `${HOME}/proposals/${proposal.id}`, summary: proposal.message.split('\n')[0] }
}

/** Which of the lists a reader is asked to work on. */
export const LISTS: Record<string, readonly ProposalState[]> = { open: ['proposed', 'returned', 'signed', 'publishing'], published: ['published'], withdrawn: ['withdrawn'] }

export function waitingStates(officer: Officer): ProposalState[] {
  return [...(hasRole(officer, 'legal-reviewer') ? ['proposed' as const] : []), ...(hasRole(officer, 'publisher') ? ['signed' as const] : []), ...(hasRole(officer, 'analyst') ? ['returned' as const] : [])]
}

/** The acts open to this reader in this state; that a drafter does not sign is said before they try. */
export function mayDo(officer: Officer, proposal: Proposal, own: boolean): Record<string, boolean> {
  const open = ['proposed', 'returned', 'signed'].includes(proposal.state)
  const analyst = hasRole(officer, 'analyst') && open
  const judge = hasRole(officer, 'legal-reviewer') && proposal.state === 'proposed'
  return { judge: judge && !own, ownOnly: judge && own, publish: hasRole(officer, 'publisher') && proposal.state === 'signed', refresh: analyst, withdraw: analyst, revise: analyst && proposal.state === 'returned' }
}

export function changesByArea(changes: Change[], locale: Locale): { name: string; changes: { sentence: string; place: string }[] }[] {
  return areas.flatMap((area) => {
    const these = changes.filter((change) => change.area === area)
    if (these.length === 0) return []
    return [{ name: areaName(area, locale), changes: these.map((change) => ({ sentence: sentenceOf(change, locale), place: change.place === '' ? change.file : `${change.file}#${change.place}` })) }]
  })
}

const PROBLEM_TONES: Record<Problem['severity'], Tone> = { error: 'late', warning: 'warn', hint: 'info' }

function problemRows(problems: Problem[], locale: Locale): Record<string, unknown>[] {
  const order = ['error', 'warning', 'hint']
  return [...problems].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)).map((problem) => ({ ...inLanguage(problem, languageOf(locale)), tone: PROBLEM_TONES[problem.severity] }))
}

export function proposalModel(request: FastifyRequest, { proposal, content, comparison, together, events, may, now }: { proposal: Proposal; content: Content | null; comparison: Comparison | null; together: Together | null; events: ProposalEvent[]; may: Record<string, boolean>; now: Date }): Record<string, unknown> {
  const { locale } = request.reader
  const errors = content?.problems.filter(({ severity }) => severity === 'error').length ?? 0
  return {
    proposal: { ...proposal, shortCommit: proposal.commit.slice(0, 10), shortHash: proposal.hash?.slice(0, 12) ?? null, shortMerge: proposal.mergeOid?.slice(0, 10) ?? null },
    tone: TONES[proposal.state], manual: content?.bundle ? `${HOME}/proposals/${proposal.id}/manual` : null, action: `${HOME}/proposals/${proposal.id}`, may: { ...may, sign: may.judge && errors === 0 && !content?.moved, publish: may.publish && !content?.moved && isReady(together) },
    revise: `/office/modeler/${proposal.code}?returned`, together: together && togetherModel(together, proposal),
    bypassed: proposal.source === 'outside' && !proposal.branch.startsWith('proposals/') && proposal.state !== 'published',
    moved: content?.moved ? { who: content.moved.who, at: new Date(content.moved.when) } : null, unread: content !== null && content.bundle === null,
    errors, warnings: content?.problems.filter(({ severity }) => severity === 'warning').length ?? 0, problems: problemRows(content?.problems ?? [], locale), fresh: comparison !== null && !comparison.before && content?.bundle !== null,
    comparedWith: comparison?.with ?? null, areas: changesByArea(comparison?.changes ?? [], locale), unchanged: Boolean(comparison?.before && content?.bundle && comparison.changes.length === 0),
    whole: content?.bundle ? wholeOf(content.bundle) : null, files: Object.entries(content?.files ?? {}).map(([name, text]) => ({ file: name, text })),
    timeline: [...events].reverse().map((event): TimelineItem => ({ at: event.at, title: say(request, `publication.event.${event.kind}`, { revision: event.revision }), who: event.name, ...(event.remarks ? { text: event.remarks } : {}), tone: EVENT_TONES[event.kind] })),
    today: dayOf(now),
  }
}

/** Whether all that are published together are signed. */
function isReady(together: Together | null): boolean {
  return together === null || (together.missing.length === 0 && together.proposals.every(({ state }) => state === 'signed'))
}

/** On the page of one; all of them have a page of their own. */
const FEW = 8

function togetherModel(together: Together, { id }: Proposal): Record<string, unknown> {
  return { parts: together.parts, missing: together.missing, ready: isReady(together), count: together.proposals.length, all: `${HOME}/proposals/${id}/together`,
    others: together.proposals.slice(0, FEW).map((one) => ({ ...proposalRow(one), self: one.id === id })), more: Math.max(0, together.proposals.length - FEW) }
}

const EVENT_TONES: Record<ProposalEvent['kind'], Tone> = { proposed: 'info', revised: 'info', signed: 'ok', returned: 'late', publishing: 'info', published: 'done', failed: 'late', withdrawn: 'muted' }

/** What is signed besides what changed: every letter that can go out, word for word, and the entries of the organisation. */
function wholeOf(bundle: Bundle): Record<string, unknown> {
  const own = Object.entries(bundle.letters).map(([kind, text]) => ({ title: letterTitle(kind), text, own: true }))
  const common = Object.entries(bundle.annex?.letters ?? {}).map(([kind, text]) => ({ title: letterTitle(kind), text, own: false }))
  return { letters: [...own, ...common], organisation: Object.entries(bundle.annex?.organisation ?? {}).map(([id, name]) => ({ id, title: name })), hash: bundle.hash }
}

export function matterRows(request: FastifyRequest, found: MatterRow[], text: string): Record<string, unknown>[] {
  const wanted = text.trim().toLowerCase()
  return found.filter(({ code, name, bodyName }) => wanted === '' || `${code} ${name} ${bodyName}`.toLowerCase().includes(wanted)).map((row) => ({
    ...row, href: `${HOME}/matters/${row.code}`, tone: row.versionId ? 'ok' : 'muted', state: say(request, row.versionId ? 'publication.matter.open' : 'publication.matter.closed'),
    openCases: Number(row.openCases), openProposals: Number(row.openProposals),
  }))
}

/** The history of a matter, the latest first: which publication is in force, which is to come. */
export function historyRows(request: FastifyRequest, history: PublicationRow[], inForce: MatterVersion | undefined, open: Map<string, number>, now: Date): Record<string, unknown>[] {
  const current = history.filter((row) => row.versionId === inForce?.id && row.effectiveFrom <= now && !row.withdrawnAt).sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime() || Number(b.id) - Number(a.id))[0]
  const told = new Set<string>()
  return history.map((row) => {
    const state = row.withdrawnAt ? 'withdrawn' : row.effectiveFrom > now ? 'coming' : row.id === current?.id ? 'current' : 'past'
    const first = !told.has(row.versionId)
    told.add(row.versionId)
    return {
      ...row, state, tone: ({ current: 'ok', coming: 'soon', past: 'muted', withdrawn: 'muted' } as const)[state], shortHash: row.hash.slice(0, 12), openCases: first ? open.get(row.versionId) ?? 0 : 0,
      rollback: first && state === 'past' && row.versionId !== inForce?.id && row.signedBy !== null, withdraw: state === 'coming', word: say(request, `publication.history.${state}`),
      compare: inForce && row.versionId !== inForce.id ? `${HOME}/matters/${row.code}/comparison?from=${row.versionId}&to=${inForce.id}` : null,
    }
  })
}
