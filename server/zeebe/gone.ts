/** How it is told that the engine has ended a job by itself. What an inbox does about it is the tasks room's affair. */
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue } from '../db/outbox.ts'
import { inTransaction } from '../db/pool.ts'
import type { EngineName } from './client.ts'
import { job, setJobState } from './store.ts'
import type { Wire } from './wire.ts'

/**
 * The engine has ended a job without our answer (interrupted, cancelled): told upward once, as the outbox row `job:gone`
 * {engine, jobKey, caseId, elementId, during?: the command that found it out}.
 */
export async function reportGone(wire: Wire, engine: EngineName, jobKey: string, caseId: string | null, during?: string): Promise<void> {
  crashpoint('job:gone')
  await inTransaction(wire.ctx.db, async (tx) => {
    const known = await job(tx, engine, jobKey)
    const owner = known?.caseId ?? caseId
    if (owner) await wire.house.lockCase(tx, owner)
    if (known && (await setJobState(tx, engine, jobKey, 'gone')) === 0) return
    await enqueue(tx, wire.ctx, { topic: 'job:gone', caseId: owner, payload: { engine, jobKey, caseId: owner, elementId: known?.elementId, during } })
  })
}
