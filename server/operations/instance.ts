/** One process instance whole: its diagram with where it stands, what it waits for, its variables, incidents and history, and the case it belongs to. */
import type { Context } from '../context.ts'
import type { EngineName } from '../zeebe/service.ts'
import * as books from './books.ts'
import type { Desk } from './desk.ts'
import type { Whole } from './nouns.ts'
import { places, type Place } from './place.ts'

export interface InstanceView {
  engine: EngineName
  /** False: the engine lets nobody read it, and this is what our own books know. */
  told: boolean
  whole: Whole
  case: books.CaseLink | null
  /** Of a called one: the instance that waits for it, and at which step; names as drawn. */
  caller: { instance: string; process: string; step: string; elementId: string } | null
  /** Null when the engine does not tell. */
  xml: string | null
  /** Element id -> name as drawn. */
  names: ReadonlyMap<string, string>
  places: Place[]
}

/** Undefined: there is none, or none any more. @throws Refusal engine-away */
export async function instance(desk: Desk, ctx: Context, engine: EngineName, key: string): Promise<InstanceView | undefined> {
  const told = await desk.read<Whole | null>(engine, 'instance', { key })
  if (told === null) return undefined
  const whole = told ?? (await fromBooks(ctx, engine, key))
  if (!whole) return undefined
  const xml = told && whole.processKey ? ((await desk.read<{ xml: string }>(engine, 'diagram', { key: whole.processKey }))?.xml ?? null) : null
  return { engine, told: told !== undefined, whole, caller: await callerOf(desk, engine, whole), case: (await books.caseOf(ctx.db, engine, whole.root)) ?? null, xml, names: told && whole.processKey ? await desk.names(engine, whole.processKey) : new Map(), places: places(whole) }
}

async function callerOf(desk: Desk, engine: EngineName, { caller }: Whole): Promise<InstanceView['caller']> {
  if (!caller) return null
  const names = await desk.names(engine, caller.processKey)
  return { instance: caller.instance, process: names.get(caller.processId) ?? caller.processId, step: names.get(caller.elementId) ?? caller.elementId, elementId: caller.elementId }
}

async function fromBooks(ctx: Context, engine: EngineName, key: string): Promise<Whole | undefined> {
  const known = await books.instance(ctx.db, engine, key)
  if (!known) return undefined
  const jobs = await books.jobs(ctx.db, engine, { instance: key, limit: 1000 })
  return {
    key, root: key, caller: null, processKey: null, processId: known.processId, version: known.version, state: known.state === 'running' ? 'active' : 'completed', startedAt: known.startedAt.toISOString(), endedAt: null,
    elements: jobs.map((job) => ({ key: job.element, elementId: job.elementId, scope: null, phase: 'activated', variables: {}, calls: null })),
    jobs: jobs.map((job) => ({ key: job.key, element: job.element, elementId: job.elementId, type: job.type, state: 'activated', retries: 0, worker: 'tongban', due: null })),
    timers: [], subscriptions: [], incidents: [], history: [],
  }
}
