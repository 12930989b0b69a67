/**
 * What an operator does to an engine: retry, resolve, cancel, change variables, move where an instance stands. Who and why are on the
 * trace before the engine is told; when it then refuses, that is on the trace too. So nothing happens that nobody has answered for.
 */
import { record, type Actor } from '../audit/service.ts'
import { isOpen } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'
import { lookSoon, type EngineClient, type EngineName } from '../zeebe/service.ts'
import { caseOf, type CaseLink } from './books.ts'
import type { Desk } from './desk.ts'

interface At { engine: EngineName; key: string }

export type Act =
  /** `key` an incident's. With retries its job is offered again first; without, a job keeps what it has, one at least. */
  | (At & { verb: 'resolve'; retries?: number; job?: string })
  /** `key` a job's; an incident it has is resolved with it where the engine can be read. */
  | (At & { verb: 'retry'; retries: number })
  /** `key` an instance's. */
  | (At & { verb: 'cancel' })
  /** `key` an element instance's; not local: each variable goes to the nearest scope that has it. */
  | (At & { verb: 'set-variables'; variables: Record<string, unknown>; local: boolean })
  /** `key` an instance's: element instances to end, elements to enter. */
  | (At & { verb: 'modify'; activate: string[]; terminate: string[] })

export interface By { actor: Actor; reason: string }

const LONGEST_REASON = 500

/** @throws Refusal operations-reason, operations-case-runs, operations-nothing, and the engine's own no (engine-gone, engine-refused, engine-away, engine-unsure) */
export async function act(desk: Desk, ctx: Context, wanted: Act, by: By): Promise<void> {
  const reason = by.reason.trim()
  if (reason.length < 2 || reason.length > LONGEST_REASON) throw refuse('operations-reason', { most: LONGEST_REASON })
  if (wanted.verb === 'modify' && wanted.activate.length + wanted.terminate.length === 0) throw refuse('operations-nothing')
  const owner = await ownerOf(desk, wanted)
  const link = owner.instance === null ? undefined : await caseOf(ctx.db, wanted.engine, owner.root ?? owner.instance)
  if (wanted.verb === 'cancel' && link && isOpen(link.state)) throw refuse('operations-case-runs', { number: link.number })
  await trace(ctx, wanted, { ...by, reason }, link, owner.instance)
  try {
    await desk.command(wanted.engine, (client) => carryOut(desk, client, wanted, owner.job))
  } catch (error) {
    await trace(ctx, wanted, { ...by, reason }, link, owner.instance, error instanceof Refusal ? error.sentence() : String(error))
    throw error
  }
  if (link) await lookSoon(ctx, link.caseId)
}

interface Owner { instance: string | null; /** the outermost, where `instance` was called: cases know that one */ root: string | null; job: string | null }

/** Which instance the key belongs to. A Zeebe does not say: then only an instance's own key tells. */
async function ownerOf(desk: Desk, wanted: Act): Promise<Owner> {
  const given = wanted.verb === 'resolve' ? (wanted.job ?? null) : null
  const found = await desk.read<Owner | null>(wanted.engine, 'owner', { key: wanted.key })
  if (found === null) throw refuse('engine-gone', { detail: wanted.key })
  if (found) return { ...found, job: given ?? found.job }
  return { instance: wanted.verb === 'cancel' || wanted.verb === 'modify' ? wanted.key : null, root: null, job: given }
}

async function carryOut(desk: Desk, client: EngineClient, wanted: Act, job: string | null): Promise<void> {
  switch (wanted.verb) {
    case 'resolve':
      if (job !== null && wanted.retries !== undefined) await client.updateJobRetries(job, wanted.retries)
      return client.resolveIncident(wanted.key)
    case 'retry': {
      await client.updateJobRetries(wanted.key, wanted.retries)
      const incidents = await incidentsOfJob(desk, wanted)
      for (const incident of incidents) await client.resolveIncident(incident)
      return
    }
    case 'cancel': return client.cancelInstance(wanted.key)
    case 'set-variables': return client.setVariables(wanted.key, wanted.variables, wanted.local)
    case 'modify': return client.modifyInstance(wanted.key, { activate: wanted.activate, terminate: wanted.terminate })
    default: return wanted satisfies never
  }
}

async function incidentsOfJob(desk: Desk, { engine, key }: At): Promise<string[]> {
  const owner = await desk.read<Owner | null>(engine, 'owner', { key })
  if (!owner?.instance) return []
  const open = await desk.read<{ key: string; job: string | null }[]>(engine, 'incidents', { instance: owner.instance, limit: 1000 })
  return (open ?? []).filter(({ job }) => job === key).map((incident) => incident.key)
}

/** In the case's lane when the instance is a case's, so that the case tells who touched it. */
async function trace(ctx: Context, wanted: Act, by: By, link: CaseLink | undefined, instance: string | null, failed?: string): Promise<void> {
  const { engine, key, verb, ...how } = wanted
  await inTransaction(ctx.db, async (tx) => {
    if (link) await cases.lock(tx, link.caseId)
    await record(tx, ctx, {
      actor: by.actor, action: failed === undefined ? `operations.${verb}` : 'operations.failed', object: `engine:${engine}/${key}`, ...(link ? { caseId: link.caseId } : {}),
      detail: { reason: by.reason, verb, instance, ...how, ...(failed === undefined ? {} : { failed }) },
    })
  })
}
