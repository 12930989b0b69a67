/** What happened in a story, in words: who did what, whose inbox, which date and what is left, what differs. Pure. */
import enLimits from '../../server/web/messages/en/deadlines.json' with { type: 'json' }
import zhLimits from '../../server/web/messages/zh-CN/deadlines.json' with { type: 'json' }
import type { Missing, Named } from '../../processes/play/coverage.ts'
import type { Waiting, WaitingLimit } from '../../processes/play/inboxes.ts'
import { inWords } from '../../processes/play/said.ts'
import type { Colleague } from '../../processes/play/world.ts'
import type { Told } from '../../processes/play/story.ts'
import type { Sentence } from '../../server/forms/sentence.ts'
import type { TabHost } from '../tab.ts'
import type { PlacedFailure } from './run.ts'

type Host = Pick<TabHost, 'words'> & { page: Pick<TabHost['page'], 'locale' | 'place'> }

export function happened({ words }: Host, told: Told, nameOf: (login: string) => string): string {
  switch (told.kind) {
    case 'applied': return words('tryout.applied')
    case 'silence': return words('tryout.silence')
    case 'end': return words(told.status.closedAt === null ? 'tryout.endOpen' : 'tryout.end', { state: outcomeWord({ words }, told.status.outcome) })
    case 'act': return words('tryout.did', { who: told.act.by === 'applicant' ? words('tryout.applicant') : nameOf(told.act.by), task: told.task, outcome: told.act.do === undefined ? told.outcome : words(`tryout.do.${told.act.do}`) })
  }
}

/** `2026-03-02 09:05`; absent at the end, which is no act. */
export function whenOf(told: Told): string {
  const at = told.kind === 'applied' ? told.at : told.kind === 'end' ? told.status.closedAt ?? '' : told.act.at
  return at.slice(0, 16).replace('T', ' ')
}

export function nameIn(organisation: readonly Colleague[]): (login: string) => string {
  const names = new Map(organisation.map(({ login, name }) => [login, name]))
  return (login) => names.get(login) ?? login
}

export function inboxOf({ words, page }: Host, { groups, kind }: Waiting): string {
  if (kind === 'applicant') return words('tryout.applicant')
  return groups.map((group) => page.place.groups.find(({ id }) => id === group)?.name ?? group).join(words('tryout.or'))
}

/** "环节时限 2026-03-05 24:00，剩 2 个工作日". */
export function limitOf({ words, page }: Host, limit: WaitingLimit | null): string {
  if (!limit) return words('tryout.noLimit')
  const kind = ((page.locale === 'en' ? enLimits : zhLimits) as Record<string, string>)[`kind.${limit.kind}`] ?? limit.kind
  if (limit.state === 'paused') return words('tryout.paused', { kind })
  if (limit.deadline === null) return words('tryout.undated', { kind })
  const { days, hours, minutes } = limit.left
  const amounts = [[days, limit.unit === 'wd' ? 'wd' : 'd'], [hours, 'h'], [minutes, 'min']] as const
  const left = amounts.filter(([count]) => count > 0).slice(0, 2).map(([count, unit]) => words(`tryout.unit.${unit}`, { count })).join(words('tryout.and')) || words('tryout.unit.min', { count: 0 })
  return words(limit.state === 'overdue' ? 'tryout.over' : 'tryout.until', { kind, deadline: limit.deadline, left })
}

/** A limit of the case after an act, with the date it had before where that is another. */
export function clockMoved(host: Host, after: WaitingLimit, before: WaitingLimit | undefined): string {
  const said = limitOf(host, after)
  if (!before || before.deadline === after.deadline || before.deadline === null || after.deadline === null) return said
  return host.words('tryout.rec.moved', { said, before: before.deadline })
}

export interface Saying { where: string; wanted: string; found: string; todo: string }

/** A failure as wanted, found and what to do, with the line it is said at; of a child case, with its name. */
export function failed({ words, page }: Host, failure: PlacedFailure): Saying {
  const { place: [kind, number], line, part, difference } = failure
  const where = words('tryout.line', { line })
  const within = (text: string): string => (part === null ? text : words('tryout.inPart', { name: part.name, text }))
  if (kind === undefined) return { where, wanted: words('tryout.aScenario'), found: failure.found, todo: words('tryout.todo.file') }
  if (difference === undefined) {
    const wanted = kind === 'acts' ? words('tryout.wanted.act', { number: Number(number) + 1, step: failure.step ?? '' }) : words(`tryout.wanted.${kind}`)
    return { where, wanted: within(wanted), found: failure.found, todo: words(`tryout.todo.${kind}`) }
  }
  const key = keyOf(failure)
  const spoken = (said: string | Sentence): string => (key === 'outcome' && typeof said === 'string' ? outcomeWord({ words }, said) : inWords(said, page.locale))
  const wanted = `${words(`tryout.expect.${key}`)}${words('tryout.colon')}${spoken(difference.wanted)}`
  return { where, wanted: within(wanted), found: spoken(key === 'outcome' ? difference.found : failure.found), todo: words(`tryout.todo.${key === 'outcome' || key === 'letters' || key === 'case' ? key : 'dates'}`) }
}

/** The expectation that is not met, by its name in the file: `promisedOn`; `case`: that the case is over, or was opened at all. */
function keyOf({ place }: PlacedFailure): string {
  const last = place.at(-1)
  return typeof last === 'string' && last !== 'expect' ? last : 'case'
}

const OUTCOMES = ['granted', 'granted-tolerant', 'denied', 'filed', 'refused', 'withdrawn', 'revoked']

function outcomeWord({ words }: Pick<Host, 'words'>, outcome: string | null): string {
  return outcome === null ? words('tryout.nothing') : OUTCOMES.includes(outcome) ? words(`tryout.outcome.${outcome}`) : outcome
}

export function missedWords({ words }: Pick<Host, 'words'>, missing: Missing): string {
  const called = ({ id, name }: Named): string => (name === '' ? id : words('tryout.quoted', { name }))
  if (missing.kind === 'flow') return words('tryout.missedFlow', { name: missing.name === '' ? '' : words('tryout.quoted', { name: missing.name }), from: called(missing.from), to: called(missing.to) })
  return missing.at === null ? called(missing) : words('tryout.missedAt', { at: called(missing.at), name: called(missing) })
}
