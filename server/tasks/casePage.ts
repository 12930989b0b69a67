/** The view model of a case page: head with its clocks and marks, tabs, the open tab. The decision beside it is decisionPane.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { outwardState } from '../cases/case.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import type { Tab } from '../web/models.ts'
import { say } from '../web/reader.ts'
import { safeHtml } from '../web/views.ts'
import { clocksOf } from './clocks.ts'

export async function casePage(ctx: Context, request: FastifyRequest, reply: FastifyReply, view: CaseView, panels: CasePanel[], address: (tab: string) => string): Promise<Record<string, unknown>> {
  const { case: file, version } = view
  const shown: CasePanel[] = []
  for (const panel of [...panels].sort((a, b) => a.order - b.order)) if (!panel.shown || (await panel.shown(ctx, view))) shown.push(panel)
  const wanted = (request.query as { tab?: string }).tab
  const open = shown.find((panel) => panel.id === wanted) ?? shown[0]
  return {
    title: file.number,
    case: file,
    matter: version.bundle.matter,
    outward: outwardState(file),
    clocks: await clocksOf(ctx, file),
    marks: await marksOf(ctx, request, view, shown, address),
    tabs: shown.map((panel): Tab => ({ text: say(request, panel.title), href: address(panel.id), current: panel === open })),
    panel: open ? safeHtml(await open.html(ctx, view, request, reply)) : null,
  }
}

/** What the open tabs' rooms want seen at once, each a link to its tab. */
async function marksOf(ctx: Context, request: FastifyRequest, view: CaseView, shown: CasePanel[], address: (tab: string) => string): Promise<object[]> {
  const marks: object[] = []
  for (const panel of shown) {
    for (const { text, ...mark } of (await panel.marks?.(ctx, view)) ?? []) marks.push({ ...mark, text: say(request, text), href: address(panel.id) })
  }
  return marks
}
