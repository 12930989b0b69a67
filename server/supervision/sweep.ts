/**
 * The sweep: finds every threshold that time has crossed and every date an exchanged calendar moves, one case a transaction.
 * A case that fails is written down and tried again later; it never stops the others, and a crash loses nothing because the rows remain.
 */
import { record, SYSTEM } from '../audit/service.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { inTransaction, later, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { lampOf } from './lamps.ts'
import { limitReached } from './reaction.ts'
import * as store from './store.ts'
import * as tasks from '../tasks/service.ts'
import { roster, tellMarks, tellMoves, type Roster } from './telling.ts'

export interface SweepReport {
  cases: number
  marks: number
  /** Limits that were over. */
  reached: number
  /** Dates moved by another calendar. */
  moved: number
  failed: number
}

const PAGE = 500

/** Runs until nothing is due; any number of servers may do so at once. `hands` cases at a time: on two cores four keep PostgreSQL and Node busy together. */
export async function sweep(ctx: Context, options: { hands?: number } = {}): Promise<SweepReport> {
  const report: SweepReport = { cases: 0, marks: 0, reached: 0, moved: 0, failed: 0 }
  const officers = roster(ctx)
  for (;;) {
    const due = await store.dueCases(ctx.db, ctx.now(), deadlines.calendars(ctx).version, PAGE)
    if (due.length === 0) return report
    const hand = async (): Promise<void> => {
      for (let one = due.shift(); one !== undefined; one = due.shift()) await sweepCase(ctx, one, officers, report)
    }
    await Promise.all(Array.from({ length: options.hands ?? 4 }, hand))
  }
}

async function sweepCase(ctx: Context, due: store.DueCase, officers: Roster, report: SweepReport): Promise<void> {
  const { caseId } = due
  try {
    const done = await inTransaction(ctx.db, (tx) => handle(tx, ctx, due, officers))
    report.cases++
    report.marks += done.marks
    report.reached += done.reached
    report.moved += done.moved
  } catch (error) {
    report.failed++
    ctx.log.error({ caseId, error: error instanceof Error ? error.stack : String(error) }, 'The sweep could not handle a case; the others go on and this one is tried again later.')
    await store.recordFailure(ctx.db, caseId, error instanceof Error ? error.message : String(error), ctx.now())
  }
}

async function handle(tx: Tx, ctx: Context, due: store.DueCase, officers: Roster): Promise<{ marks: number; reached: number; moved: number }> {
  const { caseId } = due
  // a case whose row is held for long is a failed case, not a waiting sweep
  later(tx, `set local lock_timeout = '2s'`)
  later(tx, `set local statement_timeout = '20s'`)
  const file = await cases.lock(tx, caseId)
  const open = await tasks.openOfCase(tx, caseId)
  const moves = due.stale ? await deadlines.recount(tx, ctx, caseId, 'calendar') : []
  await tellMoves(tx, ctx, { file, open, officers }, moves)
  const raised = await deadlines.raiseMarks(tx, caseId, ctx.now())
  const reached = raised.filter(({ percent }) => percent === 100)
  if (raised.length > 0) {
    await record(tx, ctx, {
      actor: SYSTEM, action: 'limit.marked', caseId,
      detail: { marks: raised.map(({ limitId, kind, percent }) => ({ limit: limitId, kind, percent, lamp: lampOf(kind, percent) })) },
    })
  }
  await tellMarks(tx, ctx, { file, open, officers }, raised)
  for (const limit of reached) await limitReached(tx, ctx, file, open.find(({ id }) => id === limit.taskId), limit)
  if (due.failed) await store.forgetFailure(tx, caseId)
  crashpoint('sweep:marked')
  return { marks: raised.length, reached: reached.length, moved: moves.length }
}
