/**
 * The tabs that tasks brings to a case page: the diagram with where it stands, the opinions, the trace in words. What a step recorded is
 * shown to whom records.ts says; that it was done, to every party.
 */
import { firstBreak, timeline } from '../audit/service.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import { account } from '../deadlines/service.ts'
import { renderForm } from '../forms/render.ts'
import * as matters from '../matters/service.ts'
import { officerNames } from '../people/service.ts'
import { hasMessage, translate, type Locale } from '../web/messages.ts'
import { shortText } from '../web/dates.ts'
import { render, safeHtml } from '../web/views.ts'
import { usedOf } from './clocks.ts'
import { outcomeTitle } from './outcomes.ts'
import { position, type Mark } from './position.ts'
import { recordsSeen, type LeftHouse } from './records.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

export function casePanels(leftHouse: LeftHouse): { process: CasePanel; opinions: CasePanel; history: CasePanel } {
  return { process: processPanel(leftHouse), opinions: opinionsPanel(leftHouse), history: historyPanel(leftHouse) }
}

const processPanel = (leftHouse: LeftHouse): CasePanel => ({
  id: 'process', title: 'tasks.tab.process', order: 50,
  html: async (ctx, view, request, reply) => {
    const { locale } = request.reader
    const marks = await marksOf(ctx, view, leftHouse, locale)
    const model = {
      xml: view.version.bundle.diagram,
      failed: translate(locale, 'tasks.diagramFailed'),
      marks: marks.map((mark) => ({ elementId: mark.elementId, state: mark.state, lines: flagLines(mark, locale) })),
    }
    return render(request, reply, 'tasks/process', { model, marks })
  },
})

const opinionsPanel = (leftHouse: LeftHouse): CasePanel => ({
  id: 'opinions', title: 'tasks.tab.opinions', order: 30,
  html: async (ctx, view, request, reply) => {
    const given = (await store.ofCase(ctx.db, view.case.id)).filter((task) => task.state === 'done' && task.kind === 'officer')
    const all = given.filter(await recordsSeen(ctx.db, view.officer, view.case.id, leftHouse))
    const names = await officerNames(ctx.db, all.map((task) => task.decidedBy).filter((id) => id !== null))
    const opinions = all.map((task) => ({
      step: task.name, at: task.decidedAt, opinion: task.opinion, carried: task.carriedFrom !== null,
      who: task.signatures.length > 0 ? task.signatures.map((signature) => signature.name) : [names.get(task.decidedBy ?? '') ?? ''],
      outcome: titleOf(view, task), recorded: recordOf(view, task, request.reader.locale),
    }))
    return render(request, reply, 'tasks/opinions', { opinions, inner: all.length < given.length })
  },
})

const historyPanel = (leftHouse: LeftHouse): CasePanel => ({
  id: 'history', title: 'tasks.tab.history', order: 90,
  html: async (ctx, view, request, reply) => {
    const { locale } = request.reader
    const brokenAt = await firstBreak(ctx.db, `case:${view.case.id}`)
    const sees = await recordsSeen(ctx.db, view.officer, view.case.id, leftHouse)
    const inner = new Set((await store.ofCase(ctx.db, view.case.id)).filter((task) => !sees(task)).map(({ id }) => `task:${id}`))
    const events = (await timeline(ctx.db, view.case.id)).map((entry) => ({ at: entry.at, title: sentence(locale, view, entry, inner.has(entry.object ?? '')) }))
    return render(request, reply, 'tasks/timeline', { events, sound: brokenAt === null, brokenAt })
  },
})

/** Said beside it already. */
const SHOWN = new Set(['outcome', 'opinion'])

/** What else the step wrote down (what was found on the site, what is missing), in the form's own words; null where there is nothing. */
function recordOf(view: CaseView, task: Task, locale: Locale): object | null {
  const schema = task.formKey !== null && Object.hasOwn(view.version.bundle.forms, task.formKey) ? matters.form(view.version, task.formKey) : null // a case moved to another version may have been decided by a form that is gone
  const unseen = new Set(Object.values(schema?.['x-steps'] ?? {}).flatMap(({ hidden = [] }) => hidden)) // what one step must not see is for the form alone
  const fields = Object.entries(task.data ?? {}).filter(([name, value]) => !SHOWN.has(name) && !unseen.has(name) && value !== null && value !== '').map(([name]) => name)
  return schema === null || fields.length === 0 ? null : safeHtml(renderForm(schema, { mode: 'read', data: task.data!, only: fields, locale }))
}

async function marksOf(ctx: Context, view: CaseView, leftHouse: LeftHouse, locale: Locale): Promise<(Mark & { used: string | null; allowed: string | null; repeated: boolean })[]> {
  const sees = await recordsSeen(ctx.db, view.officer, view.case.id, leftHouse)
  const all = (await store.ofCase(ctx.db, view.case.id)).map((task) => (sees(task) ? task : { ...task, outcome: null }))
  const limits = new Map((await account(ctx.db, ctx, view.case.id)).limits.map((limit) => [limit.taskId, limit]))
  const names = await officerNames(ctx.db, all.flatMap((task) => [task.decidedBy, task.holderId]).filter((id) => id !== null))
  const latest = new Map(all.map((task) => [task.elementId, task.id]))
  const dated = all.map((task) => ({ ...task, deadlineAt: limits.get(task.id)?.deadlineAt ?? null }))
  return position(view.version, dated, (id) => names.get(id) ?? '').map((mark) => {
    const limit = limits.get(latest.get(mark.elementId) ?? '')
    const { used, allowed } = limit ? usedOf(limit, locale) : { used: null, allowed: null }
    return { ...mark, repeated: mark.visits > 1, used, allowed }
  })
}

function flagLines(mark: Mark, locale: Locale): string[] {
  const when = shortText(mark.closedAt ?? mark.openedAt)
  return [[mark.who.join('、'), mark.outcome ?? translate(locale, `tasks.state.${mark.state}`)].filter(Boolean).join(' '), when]
}

function titleOf(view: CaseView, task: Task): string {
  return task.outcome === null ? '' : outcomeTitle(view.version, matters.step(view.version, task.elementId), task.outcome)
}

interface Said { actor: { name: string }; action: string; detail: Record<string, unknown> }

/**
 * One sentence a trace row: `tasks.event.<action>` with the row's details; an action without a sentence shows its name.
 * @param inner what was recorded is not for who reads it: the sentence `….inner`, where there is one, leaves it out
 */
function sentence(locale: Locale, view: CaseView, entry: Said, inner: boolean): string {
  const { detail } = entry
  const step = typeof detail.step === 'string' ? view.version.steps.find((one) => one.elementId === detail.step) : undefined
  const words: Record<string, unknown> = { ...detail, who: entry.actor.name, step: step?.name ?? detail.name ?? detail.step ?? '' }
  if (step && typeof detail.outcome === 'string') words.outcome = outcomeTitle(view.version, step, detail.outcome)
  const whole = `tasks.event.${entry.action}`
  const key = inner && hasMessage(locale, `${whole}.inner`) ? `${whole}.inner` : whole
  return hasMessage(locale, key) ? translate(locale, key, words) : `${entry.actor.name} ${entry.action}`
}
