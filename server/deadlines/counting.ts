/** From rows to a clock and from a clock to the derived columns of its row. Pure. */
import type { Calendar } from './calendar.ts'
import type { Clock } from './clock.ts'
import { deadline } from './deadline.ts'
import { KINDS } from './kinds.ts'
import type { CaseFacts, Count, LimitRow, PauseRow } from './store.ts'

type LimitFacts = Pick<LimitRow, 'kind' | 'amount' | 'unit' | 'startedAt' | 'closing' | 'extensionId' | 'endedAt'>

/** The clock of one limit with what may move its kind; one that is over is moved by nothing that came later. */
export function clockOf(limit: LimitFacts, facts: CaseFacts): Clock {
  const may = KINDS[limit.kind]
  const until = limit.endedAt
  const held = facts.greens.find((green) => (until === null ? green.removedAt === null : green.grantedAt <= until && (green.removedAt === null || green.removedAt > until)))
  return {
    limit: { amount: limit.amount, unit: limit.unit },
    start: limit.startedAt,
    ends: limit.closing,
    pauses: may.pauses ? pausesUntil(facts.pauses.filter(({ ofPause }) => ofPause === null || may.partPauses), until) : [],
    extensions: limit.extensionId !== null && facts.extension ? [facts.extension] : [],
    greenSince: may.green && held ? held.grantedAt : null,
  }
}

function pausesUntil(pauses: PauseRow[], until: Date | null): PauseRow[] {
  if (until === null) return pauses
  return pauses.filter(({ from }) => from <= until).map((pause) => (pause.to !== null && pause.to > until ? { ...pause, to: null } : pause))
}

export function countOf(clock: Clock, calendar: Calendar): Count {
  const end = deadline(clock, calendar)
  return {
    standing: end.state,
    deadlineAt: end.state === 'dated' ? end.at : null,
    missingYear: end.state === 'unknown' ? end.missingYear : null,
    allowedMinutes: end.allowance.allowed,
    calendarVersion: calendar.version,
  }
}
