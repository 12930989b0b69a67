/** The view model of the office's list page: rows in words, tabs with their counts, filters kept in the address. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { calendars } from '../deadlines/service.ts'
import * as matters from '../matters/service.ts'
import type { Officer } from '../people/service.ts'
import type { InboxFilter, InboxPage, InboxRow, ListName } from './inbox.ts'
import { outcomeTitle } from './outcomes.ts'
import { earlier, timeLeft } from './timeLeft.ts'

const LISTS: ListName[] = ['group', 'mine', 'done']

export async function listPage(ctx: Context, request: FastifyRequest, officer: Officer, filter: InboxFilter, found: InboxPage, shown: { page: number; size: number; matters: string[] }): Promise<Record<string, unknown>> {
  const query = request.query as Record<string, string | undefined>
  const pages = Math.max(1, Math.ceil(found.total / shown.size))
  return {
    title: '', list: filter.list, done: filter.list === 'done', q: filter.text ?? '', matter: filter.matter ?? '',
    decided: query.decided ?? null,
    tabs: LISTS.map((list) => ({ list, href: address({ ...filter, list }, 1), count: found.counts[list], current: list === filter.list })),
    rows: await Promise.all(found.rows.map((row) => listRow(ctx, row))),
    matters: await Promise.all(shown.matters.map(async (code) => ({ code, name: (await matters.nameOf(ctx.db, code)) ?? code, current: code === filter.matter }))),
    total: found.total, page: shown.page, pages,
    previous: shown.page > 1 ? address(filter, shown.page - 1) : null,
    next: shown.page < pages ? address(filter, shown.page + 1) : null,
    officer,
  }
}

export async function listRow(ctx: Context, row: InboxRow): Promise<Record<string, unknown>> {
  const version = await matters.version(ctx.db, row.versionId)
  const due = earlier(row.stepDeadline, row.promisedDeadline)
  return {
    ...row,
    matter: version.bundle.matter.name,
    due,
    left: timeLeft(due, ctx.now(), calendars(ctx).of(version.divisionCode)),
    outcomeTitle: row.outcome === null ? null : outcomeTitle(version, matters.step(version, row.elementId), row.outcome),
  }
}

function address(filter: InboxFilter, page: number): string {
  const query = new URLSearchParams({ list: filter.list })
  if (filter.matter) query.set('matter', filter.matter)
  if (filter.text) query.set('q', filter.text)
  if (page > 1) query.set('page', String(page))
  return `/office/inbox?${query}`
}
