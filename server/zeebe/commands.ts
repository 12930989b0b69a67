/**
 * The outbox topics `engine:*`: each sends one command and says what its outcome means for us.
 * A row is repeated until it is settled; "not found" after an own earlier send is success.
 */
import { NotSent, type Handled, type OutboxRow, type TopicHandler } from '../db/outbox.ts'
import type { EngineClient, EngineName } from './client.ts'
import { EngineError } from './engineError.ts'
import { reportGone } from './gone.ts'
import { startCase } from './start.ts'
import { instanceOf, setInstanceState } from './store.ts'
import type { Wire } from './wire.ts'

export function engineTopics(wire: Wire): Record<string, TopicHandler> {
  const topic = (work: (row: OutboxRow) => Promise<Handled | string>): TopicHandler => async (row) => {
    try {
      return await work(row)
    } catch (error) {
      if (error instanceof EngineError && error.kind === 'not-sent') throw new NotSent(error.message)
      throw error
    }
  }
  return {
    'engine:start': topic((row) => startCase(wire, row)),
    'engine:complete': topic((row) => complete(wire, row)),
    'engine:throw-error': topic((row) => throwError(wire, row)),
    'engine:set-variables': topic((row) => setVariables(wire, row)),
    'engine:message': topic((row) => publish(wire, row)),
    'engine:cancel': topic((row) => cancel(wire, row)),
  }
}

async function complete(wire: Wire, row: OutboxRow): Promise<Handled | string> {
  const { jobKey, variables } = row.payload
  return answerJob(wire, row, 'complete', (client) => client.completeJob(jobKey, variables ?? {}))
}

async function throwError(wire: Wire, row: OutboxRow): Promise<Handled | string> {
  const { jobKey, code, message, variables } = row.payload
  return answerJob(wire, row, 'throw-error', (client) => client.throwError(jobKey, { code, message: message ?? '', variables }))
}

async function answerJob(wire: Wire, row: OutboxRow, command: 'complete' | 'throw-error', send: (client: EngineClient) => Promise<void>): Promise<Handled | string> {
  const client = await clientOf(wire, row)
  const { jobKey, alone } = row.payload
  const arrived = (answer: string): Handled => ({ answer, also: (tx) => wire.settled(tx, client.name, jobKey, row.caseId, alone === true) })
  try {
    await send(client)
  } catch (error) {
    if (!(error instanceof EngineError && error.kind === 'gone')) throw error
    if (!row.maybeSent) {
      await reportGone(wire, client.name, jobKey, row.caseId, command)
      return 'gone: the engine had ended this job before our answer was sent'
    }
    return arrived('not found after an earlier send of ours: done')
  }
  return arrived('sent')
}

async function setVariables(wire: Wire, row: OutboxRow): Promise<string> {
  const client = await clientOf(wire, row)
  const scope = row.payload.elementInstanceKey ?? (await instanceKeyOf(wire, row))
  try {
    await client.setVariables(scope, row.payload.variables, false)
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'gone') return 'gone: the scope had ended'
    throw error
  }
  return 'sent'
}

/** With TTL 0 nothing is kept: a message nobody waits for is dropped, which is what a limit that came too late must be. */
async function publish(wire: Wire, row: OutboxRow): Promise<string> {
  const client = await clientOf(wire, row)
  const { name, correlationKey, ttlMs, messageId, variables } = row.payload
  try {
    await client.publishMessage({ name, correlationKey, ttlMs: ttlMs ?? 0, messageId, variables })
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'exists') return 'a message with this id was published already'
    throw error
  }
  await wire.probeSoon(row.caseId, true)
  return 'sent'
}

async function cancel(wire: Wire, row: OutboxRow): Promise<string> {
  const instanceKey = row.payload.instanceKey ?? (await instanceKeyOf(wire, row))
  const client = await clientOf(wire, row)
  let answer = 'sent'
  try {
    await client.cancelInstance(instanceKey)
  } catch (error) {
    if (!(error instanceof EngineError && error.kind === 'gone')) throw error
    answer = 'not found: it had ended'
  }
  await setInstanceState(wire.ctx.db, client.name, instanceKey, 'ended')
  await wire.probeSoon(row.caseId, true)
  return answer
}

/** The payload may name the engine; else it is the one the case was started on. */
async function clientOf(wire: Wire, row: OutboxRow): Promise<EngineClient> {
  const engine: EngineName | undefined = row.payload.engine ?? (row.caseId ? (await instanceOf(wire.ctx.db, row.caseId))?.engine : undefined)
  if (!engine) throw new NotSent(`The row names no engine and case ${row.caseId} was not started. Enqueue engine:start first.`)
  return wire.engines.get(engine)
}

async function instanceKeyOf(wire: Wire, row: OutboxRow): Promise<string> {
  const key = row.caseId ? (await instanceOf(wire.ctx.db, row.caseId))?.instanceKey : undefined
  if (!key) throw new NotSent(`The row names no instance and case ${row.caseId} is bound to none. Enqueue engine:start first.`)
  return key
}
