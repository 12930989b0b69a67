/** The view model of the office's list page: rows in words, tabs with their counts, filters kept in the address. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { calendars } from '../deadlines/service.ts'
import * as matters from '../matters/service.ts'
import type { Pages, Tab } from '../web/models.ts'
import { say } from '../web/reader.ts'
import type { InboxFilter, InboxPage, InboxRow, ListName } from './inbox.ts'
import { outcomeTitle } from './outcomes.ts'
import { queryOf } from './rail.ts'
import { leftOf } from './timeLeft.ts'

/** What the officer has just done. */
export interface Decided { step: string; number: string; caseId: string }

const LISTS: ListName[] = ['group', 'mine', 'done']

export async function listPage(ctx: Context, request: FastifyRequest, filter: InboxFilter, found: InboxPage, shown: { page: number; size: number; matters: string[]; decided: Decided | null }): Promise<Record<string, unknown>> {
  return {
    title: say(request, 'tasks.inbox'), list: filter.list, done: filter.list === 'done', q: filter.text ?? '', matter: filter.matter ?? '',
    decided: shown.decided,
    tabs: LISTS.map((list): Tab => ({ text: say(request, `tasks.list.${list}`), href: address({ ...filter, list }, 1), count: found.counts[list], current: list === filter.list })),
    rows: await Promise.all(found.rows.map((row) => listRow(ctx, row, filter))),
    matters: await Promise.all(shown.matters.map(async (code) => ({ code, name: (await matters.nameOf(ctx.db, code)) ?? code, current: code === filter.matter }))),
    pages: pagesOf(filter, found, shown),
  }
}

function pagesOf(filter: InboxFilter, found: InboxPage, shown: { page: number; size: number }): Pages {
  const from = (shown.page - 1) * shown.size
  return {
    from: from + 1, to: from + found.rows.length, total: found.total,
    ...(shown.page > 1 ? { previous: address(filter, shown.page - 1) } : {}),
    ...(from + found.rows.length < found.total ? { next: address(filter, shown.page + 1) } : {}),
  }
}

async function listRow(ctx: Context, row: InboxRow, filter: InboxFilter): Promise<Record<string, unknown>> {
  const version = await matters.version(ctx.db, row.versionId)
  return {
    ...row, ...leftOf(row, ctx.now(), calendars(ctx).of(version.divisionCode)),
    matter: version.bundle.matter.name, href: `/office/tasks/${row.taskId}${queryOf(filter)}`, held: row.holderId !== null,
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
