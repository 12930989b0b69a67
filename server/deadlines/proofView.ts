/**
 * The proof of a date as a page shows it: a calendar strip by weeks, the table that re-adds it, the rules and the calendar.
 * Pure: facts, message keys and their parameters; the words are in the catalogue and the markup in views/.
 */
import type { AccountLimit } from './account.ts'
import type { LimitUnit } from './limit.ts'
import type { ProofRow, RuleName } from './proof.ts'
import { addDays, endTime, weekdayOf, type Day } from './shanghai.ts'
import { startEvent, type Moments, type StartEvent } from './startEvent.ts'
import { timeParts, type TimeParts } from './usage.ts'

/** A sentence of the catalogue: its key below `deadlines.` and what is filled in. */
export interface Said { key: string; name?: string; law?: string; pauses?: string }

export interface ProofDay {
  day: Day
  /** Day of the month, as a calendar shows it. */
  number: number
  weekday: number
  status: ProofRow['status']
  /** Key of the one-character sign in the strip: counted days carry their number instead. */
  sign: string
  /** 1, 2, 3 … on days that count; null otherwise. */
  count: number | null
  text: Said
  /** What the day counted, and through it. */
  minutes: TimeParts
  total: TimeParts
  last: boolean
}

export interface ProofView {
  id: string
  kind: string
  /** The step's name for a task's limit. */
  step: string | null
  amount: number
  unit: LimitUnit
  source: string
  state: AccountLimit['state']
  standing: AccountLimit['standing']
  missingYear: number | null
  start: Date
  /** What happened then: a catalogue key below `deadlines.event.`. */
  event: StartEvent
  end: { day: Day; clock: string } | null
  endedAt: Date | null
  usageState: AccountLimit['usage']['state']
  used: TimeParts
  left: TimeParts
  overdueBy: TimeParts
  allowed: TimeParts
  elapsedDays: number
  weeks: { cells: (ProofDay | null)[] }[]
  days: ProofDay[]
  sums: AccountLimit['proof']['days']
  rules: { rule: RuleName; law: string | null }[]
  /** Rows of the table that are the event's own day: with the sums above they are all its rows. */
  eventDays: number
  /** What the table's rows add up to. */
  total: TimeParts
  /** Minutes of a working day where the limit counts in parts of one, so that they can be re-added; null otherwise. */
  dayOf: TimeParts | null
  /** Set where a green channel share is counted: the terms of the sum below the table. `full` is halved, what was `usedAtGrant` is not, `granted` comes on top whole. */
  green: { rule: 'half' | 'halfOfWhatWasLeft'; since: Date; full: TimeParts; usedAtGrant: TimeParts | null; granted: TimeParts | null } | null
  calendar: AccountLimit['proof']['calendar']
  /** Counted with another version than today's: said beside the date. */
  countedWith: string | null
  moves: { at: Date; cause: string; from: { day: Day; clock: string } | null; to: { day: Day; clock: string } | null }[]
}

/**
 * @param names what the matter calls its pauses (鉴定, 听证 …), by kind.
 * @param step the step's name where the limit is a task's.
 * @param moments of the case, for the name of the event.
 */
export function proofView(limit: AccountLimit, names: ReadonlyMap<string, string>, step: string | null, moments: Moments): ProofView {
  const { proof, usage } = limit
  const parts = (minutes: number): TimeParts => timeParts(minutes, usage.perDay)
  const days = daysOf(proof.rows, names, parts, proof.state === 'dated')
  const { green, base, extension } = proof.allowance
  const whole = green?.rule === 'half' ? extension : sum(proof.clock.extensions?.filter(({ grantedAt }) => green !== null && grantedAt > green.since).map(({ amount }) => amount * proof.perDay) ?? [])
  return {
    id: limit.id, kind: limit.kind, step, amount: limit.amount, unit: limit.unit, source: limit.source, state: limit.state,
    standing: limit.standing, missingYear: limit.missingYear, start: limit.startedAt, event: startEvent(limit, moments),
    end: limit.deadlineAt && endTime(limit.deadlineAt), endedAt: limit.endedAt, usageState: usage.state,
    used: parts(usage.used), left: parts(usage.left), overdueBy: parts(usage.overdueBy), allowed: parts(proof.allowance.allowed), elapsedDays: usage.elapsedDays,
    weeks: weeksOf(days), days, sums: proof.days,
    rules: proof.rules.map(({ rule, law }) => ({ rule, law: law ?? null })),
    green: green && { rule: green.rule, since: green.since, full: parts(base + extension - whole), usedAtGrant: green.usedAtGrant === null ? null : parts(green.usedAtGrant), granted: whole === 0 ? null : parts(whole) },
    eventDays: proof.rows.filter(({ status }) => status === 'event').length, total: parts(proof.rows.at(-1)?.total ?? 0),
    dayOf: limit.unit === 'wd' && proof.rows.some(({ minutes }) => minutes > 0 && minutes < proof.perDay) ? timeParts(proof.perDay, null) : null,
    calendar: proof.calendar,
    countedWith: limit.calendarVersion === proof.calendar.version ? null : limit.calendarVersion,
    moves: limit.moves.map(({ movedAt, cause, fromAt, toAt }) => ({ at: movedAt, cause: cause.split(':')[0]!, from: fromAt && endTime(fromAt), to: toAt && endTime(toAt) })),
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

function daysOf(rows: ProofRow[], names: ReadonlyMap<string, string>, parts: (minutes: number) => TimeParts, dated: boolean): ProofDay[] {
  let count = 0
  return rows.map((row, index) => ({
    day: row.day, number: Number(row.day.slice(8)), weekday: row.weekday, status: row.status,
    sign: signOf(row), count: row.minutes > 0 ? ++count : null, text: textOf(row, names),
    minutes: parts(row.minutes), total: parts(row.total), last: dated && index === rows.length - 1,
  }))
}

function signOf(row: ProofRow): string {
  if (row.status === 'rest') return row.kind === 'weekend' ? 'weekend' : 'holiday'
  return row.status
}

function textOf(row: ProofRow, names: ReadonlyMap<string, string>): Said {
  const pauses = row.pauses.map(({ kind, law }) => `${names.get(kind) ?? kind}（${law}）`).join('、')
  const facts = { ...(row.name ? { name: row.name } : {}), ...(row.law ? { law: row.law } : {}), ...(pauses ? { pauses } : {}) }
  return { key: `row.${row.status}.${detailOf(row)}`, ...facts }
}

function detailOf(row: ProofRow): string {
  switch (row.status) {
    case 'event': case 'paused': return 'day'
    case 'rest': return row.kind ?? 'weekend'
    case 'counted': case 'extension': case 'carried':
      return row.kind === 'makeUp' ? 'makeUp' : row.kind === 'working' || row.kind === null ? 'working' : 'rest'
    default: return row.status satisfies never
  }
}

/** Weeks from Monday; days before the event and after the end stay empty. */
function weeksOf(days: ProofDay[]): { cells: (ProofDay | null)[] }[] {
  const byDay = new Map(days.map((day) => [day.day, day]))
  const first = days[0]?.day
  const last = days.at(-1)?.day
  if (!first || !last) return []
  const weeks = []
  for (let monday = addDays(first, 1 - weekdayOf(first)); monday <= last; monday = addDays(monday, 7)) {
    weeks.push({ cells: [0, 1, 2, 3, 4, 5, 6].map((offset) => byDay.get(addDays(monday, offset)) ?? null) })
  }
  return weeks
}
