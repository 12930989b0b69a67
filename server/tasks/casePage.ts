/** The view models of a case page (head, two clocks, tabs) and of the decision beside it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { outwardState } from '../cases/case.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import type { Refusal } from '../errors.ts'
import { renderForm } from '../forms/render.ts'
import type { FormSchema } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import { officerName, type Officer } from '../people/service.ts'
import type { Tab } from '../web/models.ts'
import { say } from '../web/reader.ts'
import { safeHtml } from '../web/views.ts'
import { clocksOf } from './clocks.ts'
import { outcomesOf } from './outcomes.ts'
import { returnTarget, type Task } from './task.ts'

export async function casePage(ctx: Context, request: FastifyRequest, reply: FastifyReply, view: CaseView, panels: CasePanel[], address: string): Promise<Record<string, unknown>> {
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
    tabs: shown.map((panel): Tab => ({ text: say(request, panel.title), href: `${address}?tab=${panel.id}`, current: panel === open })),
    panel: open ? safeHtml(await open.html(ctx, view, request, reply)) : null,
  }
}

/** What a notice may name: an item of the list, a field of the application. */
export interface Point { const: string; title: string }

/** What stands at the fixed place beside the case: the form, or why there is none. */
export async function decisionForm(ctx: Context, request: FastifyRequest, view: CaseView, task: Task, officer: Officer, shown: { data?: Record<string, unknown>; refusal?: Refusal; points: Point[] }): Promise<Record<string, unknown> & { form: string | null }> {
  const step = matters.step(view.version, task.elementId)
  const mine = task.holderId === officer.id
  const taken = task.holderId !== null && !mine
  const may = task.state === 'open' && task.kind === 'officer' && !taken
  const schema = may && task.formKey !== null ? matters.form(view.version, task.formKey) : null
  return {
    task, mine, taken, step,
    holder: taken ? await officerName(ctx.db, task.holderId!) : null,
    decidedBy: task.decidedBy === null ? null : await officerName(ctx.db, task.decidedBy),
    primary: step.headers.primary ?? null,
    signatures: task.signatures,
    needsTwo: step.headers.signing === 'two',
    refusal: shown.refusal ? shown.refusal.sentence(request.reader.locale) : null,
    buttons: schema === null ? [] : buttons(schema),
    form: schema === null ? null : renderForm(schema, {
      data: shown.data ?? {}, issues: shown.refusal?.issues ?? [], mode: 'edit', locale: request.reader.locale, omit: ['outcome'],
      choices: { materials: shown.points },
    }),
  }
}

interface Button { value: string; title: string; look: 'primary' | 'danger' | 'plain' }

/** One button an outcome, named as the matter names it; the first is the primary one, a denial warns, a return is plain. */
function buttons(schema: FormSchema): Button[] {
  return outcomesOf(schema).map(({ value, title }, index) => ({ value, title, look: look(value, index) }))
}

function look(value: string, index: number): Button['look'] {
  if (index === 0) return 'primary'
  return returnTarget(value) === null && /^(deny|refuse|disagree)$/.test(value) ? 'danger' : 'plain'
}
