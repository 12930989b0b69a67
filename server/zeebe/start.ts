/**
 * One instance a case, though Zeebe's create carries no idempotency key: the case binds its instance once by conditional update
 * (here, or when a job of an unbound instance turns up first), and every other instance that shows itself is cancelled.
 */
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue, type OutboxRow } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import type { Context } from '../context.ts'
import type { EngineName, Job } from './client.ts'
import { ensureDeployed } from './deployment.ts'
import { EngineError } from './engineError.ts'
import { bind, claimStart, forgetDeployment, instanceOf } from './store.ts'
import type { Wire } from './wire.ts'

/**
 * Handles `engine:start` {caseId, versionId, variables, engine?}. After an attempt whose reply was lost the instance may exist:
 * its first job binds it before the next attempt comes, or it shows itself later and is cancelled as a twin.
 */
export async function startCase(wire: Wire, row: OutboxRow): Promise<string> {
  const { ctx, house, engines } = wire
  const caseId = row.caseId ?? String(row.payload.caseId)
  const bound = (await instanceOf(ctx.db, caseId))?.instanceKey
  if (bound) return `instance ${bound}, bound by its first job`
  const diagram = await house.diagram(ctx.db, row.payload.versionId)
  const claimed = await claimStart(ctx.db, { caseId, engine: row.payload.engine ?? engines.preferred, hash: diagram.hash, processId: diagram.processId }, ctx.now())
  const client = engines.get(claimed.engine)
  const { processId, version } = await ensureDeployed(ctx, client, diagram)
  const variables = { round: 1, ...row.payload.variables, caseId, ...(client.name === 'zeebe' ? { installation: wire.installation } : {}) }
  const instanceKey = await client.createInstance({ processId, version, variables }).catch(async (error) => {
    // nothing was created: the engine's data was replaced under us, so the next attempt deploys anew
    if (error instanceof EngineError && error.kind === 'gone') await forgetDeployment(ctx.db, client.name, diagram.hash)
    throw error
  })
  crashpoint('start:created')
  if (await bind(ctx.db, caseId, instanceKey, version)) return `instance ${instanceKey}`
  await inTransaction(ctx.db, (tx) => cancelTwin(tx, ctx, client.name, instanceKey))
  return `instance ${instanceKey} is a twin and is cancelled`
}

/**
 * Is this job of an instance that is not the case's? Binds the instance when the case has none yet. The case row is locked.
 * Jobs of called processes carry their own instance's key and another process id; their root was judged at its first job
 * (the first wait of every diagram is a platform job: lint).
 */
export async function isTwin(tx: Tx, job: Job, caseId: string): Promise<boolean> {
  const instance = await instanceOf(tx, caseId)
  if (!instance) throw new Error(`Job ${job.key} names case ${caseId}, which was never started on an engine. Does another installation use this engine?`)
  if (instance.engine !== job.engine) return true
  if (instance.processId !== job.bpmnProcessId) return instance.instanceKey === null
  if (instance.instanceKey !== null) return instance.instanceKey !== job.processInstanceKey
  return !(await bind(tx, caseId, job.processInstanceKey, job.processVersion))
}

/** In no lane: the case's own lane may be waiting for the very start that made the twin. */
export async function cancelTwin(tx: Tx, ctx: Context, engine: EngineName, instanceKey: string): Promise<void> {
  await enqueue(tx, ctx, { topic: 'engine:cancel', payload: { engine, instanceKey, twin: true } })
}
