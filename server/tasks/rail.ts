/**
 * The narrow list beside a task: the officer's work in the order it is due, the present task marked, and which task comes next when
 * this one is decided. The address keeps the list's filter, so that a filtered pile is worked through as it was chosen.
 */
import type { Context } from '../context.ts'
import type { Db } from '../db/pool.ts'
import { calendars } from '../deadlines/service.ts'
import * as matters from '../matters/service.ts'
import type { Officer } from '../people/service.ts'
import { worklist, type InboxFilter, type InboxRow } from './inbox.ts'
import { leftOf } from './timeLeft.ts'

export type Filter = Omit<InboxFilter, 'list'>
type Query = Record<string, string | undefined>

/** More than an officer decides in a sitting; the whole list is one link away. */
const RAIL_ROWS = 40

export function filterOf(query: unknown): Filter {
  const { matter, q } = query as Query
  return { ...(matter ? { matter: String(matter).slice(0, 64) } : {}), ...(q ? { text: String(q).slice(0, 100) } : {}) }
}

/** A filter as part of an address, with more beside it: `?matter=…&tab=process`, or '' when there is nothing to say. */
export function queryOf(filter: Filter, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(filter.matter ? { matter: filter.matter } : {}), ...(filter.text ? { q: filter.text } : {}), ...more })
  return query.size === 0 ? '' : `?${query}`
}

export async function railOf(ctx: Context, officer: Officer, filter: Filter, taskId: string): Promise<Record<string, unknown>> {
  const found = await worklist(ctx.db, officer, filter, RAIL_ROWS)
  return {
    address: `/office/inbox${queryOf(filter)}`,
    count: found.length === RAIL_ROWS ? `${RAIL_ROWS}+` : String(found.length),
    rows: await Promise.all(found.map((row) => railRow(ctx, row, filter, taskId))),
  }
}

async function railRow(ctx: Context, row: InboxRow, filter: Filter, taskId: string): Promise<Record<string, unknown>> {
  const version = await matters.version(ctx.db, row.versionId)
  return {
    ...row, ...leftOf(row, ctx.now(), calendars(ctx).of(version.divisionCode)),
    matter: version.bundle.matter.name, href: `/office/tasks/${row.taskId}${queryOf(filter)}`, current: row.taskId === taskId, held: row.holderId !== null,
  }
}

/**
 * Asked before a decision, answered after it: the task behind the decided one in the list as the officer saw it, or the first that is left.
 * @returns a question to ask when the decision stands; undefined = nothing is left.
 */
export async function nextAfter(db: Db, officer: Officer, filter: Filter, taskId: string): Promise<() => Promise<string | undefined>> {
  const before = (await worklist(db, officer, filter, RAIL_ROWS)).map((row) => row.taskId)
  const behind = before.slice(before.indexOf(taskId) + 1)
  return async () => {
    const left = (await worklist(db, officer, filter, RAIL_ROWS)).map((row) => row.taskId).filter((id) => id !== taskId)
    return behind.find((id) => left.includes(id)) ?? left[0]
  }
}
