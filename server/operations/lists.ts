/** Lists of what an engine holds, newest first, with the case each row belongs to. Of an engine that lets nobody read it, what our own books know. */
import type { Context } from '../context.ts'
import type { EngineName } from '../zeebe/service.ts'
import * as books from './books.ts'
import type { Desk } from './desk.ts'
import type { IncidentRow, InstanceRow, JobRow, MessageRow, SubscriptionRow, TimerRow } from './nouns.ts'

export const NOUNS = ['instances', 'incidents', 'jobs', 'timers', 'messages', 'subscriptions'] as const
export type Noun = (typeof NOUNS)[number]

interface Rows {
  instances: Omit<InstanceRow, 'state' | 'version' | 'processKey'> & { state: InstanceRow['state'] | 'lost'; version: number | null; processKey: string | null }
  incidents: IncidentRow
  jobs: Omit<JobRow, 'state' | 'retries' | 'worker'> & { state: JobRow['state'] | 'held'; retries: number | null; worker: string }
  timers: TimerRow
  messages: MessageRow
  subscriptions: SubscriptionRow
}

export interface ListFilter {
  /** instances: active (preset), incident, ended; jobs: a job's state. */
  state?: string
  processId?: string
  type?: string
  /** Of one process instance. */
  instance?: string
  /** The last key of the page before. */
  after?: string
  limit?: number
}

export interface Listing<N extends Noun = Noun> {
  engine: EngineName
  /** `engine`: its rows; `books`: only what we know of it ourselves; `nothing`: neither. */
  from: 'engine' | 'books' | 'nothing'
  /** `step` and `process`: names as drawn, the ids where there are none. */
  items: (Rows[N] & Named)[]
  /** The key to go on after; null on the last page. */
  next: string | null
}

export interface Named { case: books.CaseLink | null; step: string; process: string }

const PAGE = 50

/** @throws Refusal engine-away */
export async function list<N extends Noun>(desk: Desk, ctx: Context, engine: EngineName, noun: N, filter: ListFilter = {}): Promise<Listing<N>> {
  const limit = Math.min(Math.max(filter.limit ?? PAGE, 1), 1000)
  const told = await desk.read<Rows[N][]>(engine, noun, { ...filter, limit: limit + 1 })
  const rows = told ?? ((await fromBooks(ctx, engine, noun, { ...filter, limit: limit + 1 })) as Rows[N][] | null)
  const shown = (rows ?? []).slice(0, limit)
  const links = await books.casesOf(ctx.db, engine, shown.map(outermost).filter((key) => key !== null))
  return {
    engine, from: told ? 'engine' : rows ? 'books' : 'nothing',
    items: await Promise.all(shown.map(async (row) => ({ ...row, ...(await namesOn(desk, engine, row as Drawn)), case: links.get(outermost(row) ?? '') ?? null }))),
    next: (rows ?? []).length > limit ? shown.at(-1)!.key : null,
  }
}

type Drawn = Partial<Record<'processKey' | 'processId' | 'elementId', string | null>>

async function namesOn(desk: Desk, engine: EngineName, row: Drawn): Promise<Pick<Named, 'step' | 'process'>> {
  const names = row.processKey ? await desk.names(engine, row.processKey) : new Map<string, string>()
  const named = (id: string | null | undefined): string => (id ? (names.get(id) ?? id) : '')
  return { step: named(row.elementId), process: named(row.processId) }
}

/** The instance our books know the case by. */
function outermost(row: Rows[Noun]): string | null {
  if ('incidents' in row) return row.key
  return 'instance' in row ? (row.root ?? row.instance ?? null) : null
}

async function fromBooks(ctx: Context, engine: EngineName, noun: Noun, filter: ListFilter & { limit: number }): Promise<Rows['instances'][] | Rows['jobs'][] | null> {
  if (noun === 'instances') {
    const known = await books.instances(ctx.db, engine, { ...filter, ended: filter.state === 'ended' })
    return known.map((each) => ({ key: each.key, processId: each.processId, version: each.version, processKey: null, state: STATES[each.state], incidents: 0, startedAt: each.startedAt.toISOString(), endedAt: null }))
  }
  if (noun === 'jobs') {
    return (await books.jobs(ctx.db, engine, filter)).map(({ offeredAt: _, ...each }) => ({ ...each, state: 'held' as const, retries: null, worker: 'tongban', due: null }))
  }
  return null
}

const STATES = { running: 'active', ended: 'completed', lost: 'lost' } as const
