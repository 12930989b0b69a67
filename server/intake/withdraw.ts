/** The applicant withdraws: possible until the decision; whichever commits first, decision or withdrawal, wins (design decision 5). */
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as tasks from '../tasks/service.ts'

/** @throws Refusal withdraw-too-late once the case is decided or closed. */
export async function withdraw(tx: Tx, ctx: Context, withdrawal: { caseId: string; reason?: string }): Promise<void> {
  const file = await cases.lock(tx, withdrawal.caseId)
  if (file.decidedAt !== null || file.closedAt !== null) throw refuse('withdraw-too-late')
  const actor = cases.applicantActor(file)
  const reason = withdrawal.reason?.trim().slice(0, 500)
  const withdrawn = await cases.move(tx, ctx, file, 'withdrawn', { actor, action: 'case.withdrawn', ...(reason ? { detail: { reason } } : {}) }, { outcome: 'withdrawn' })
  await tasks.endAll(tx, ctx, withdrawn, 'withdrawn', actor)
  await enqueue(tx, ctx, { topic: 'engine:cancel', caseId: file.id, payload: {} }) // to the engine it was started on
}
