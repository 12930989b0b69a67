/**
 * The account of a case's clocks for pages: each limit with time used and left, its proof, and what moved it.
 */
import type { Context } from '../context.ts'
import type { Db } from '../db/pool.ts'
import { calendars } from './calendars.ts'
import { clockOf } from './counting.ts'
import { marksOf, type MarkRow } from './markStore.ts'
import { proofOf, type Proof } from './proof.ts'
import * as store from './store.ts'
import { usage, type Usage } from './usage.ts'

export interface AccountLimit extends store.LimitRow {
  /** At the end of a limit that is over, otherwise now. */
  usage: Usage
  proof: Proof
  moves: store.MoveRow[]
  marks: MarkRow[]
}

export interface Account {
  limits: AccountLimit[]
  pauses: store.PauseRow[]
  extension: store.ExtensionRow | null
  greens: store.GreenRow[]
  /** The first unpublished year that leaves a running limit without a date. */
  missingYear: number | null
}

/** All limits of a case, oldest first. */
export async function account(db: Db, ctx: Context, caseId: string): Promise<Account> {
  const facts = await store.facts(db, caseId)
  const calendar = calendars(ctx).of(facts.division)
  const [limits, moves, marks] = [await store.limitsOf(db, caseId), await store.movesOf(db, caseId), await marksOf(db, caseId)]
  return {
    limits: limits.map((limit) => {
      const clock = clockOf(limit, facts)
      const at = limit.endedAt ?? ctx.now()
      return {
        ...limit,
        usage: usage(clock, calendar, at),
        proof: proofOf(clock, calendar, at),
        moves: moves.filter(({ limitId }) => limitId === limit.id),
        marks: marks.filter(({ limitId }) => limitId === limit.id),
      }
    }),
    pauses: facts.pauses,
    extension: facts.extension,
    greens: facts.greens,
    missingYear: limits.find((limit) => limit.state === 'running' && limit.missingYear !== null)?.missingYear ?? null,
  }
}

/** Time used and left of one task's limit; undefined where the step has none. */
export async function accountOfTask(db: Db, ctx: Context, taskId: string): Promise<(store.LimitRow & { usage: Usage }) | undefined> {
  const found = await store.clockOfTask(db, taskId)
  if (!found) return undefined
  const { limit, facts } = found
  return { ...limit, usage: usage(clockOf(limit, facts), calendars(ctx).of(facts.division), limit.endedAt ?? ctx.now()) }
}
