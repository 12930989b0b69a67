/**
 * What stands at the fixed place beside the case: the step's own clock, who holds it, and its form, or in one sentence why there is
 * none. The verdict on a decision is service.ts; this only shows it beforehand, so that nobody fills in a form in vain.
 */
import type { FastifyRequest } from 'fastify'
import { apart, type Apart } from '../cases/apart.ts'
import { isContact } from '../cases/contact.ts'
import type { CaseView } from '../cases/panels.ts'
import type { Context } from '../context.ts'
import type { Refusal } from '../errors.ts'
import { renderForm } from '../forms/render.ts'
import type { FormSchema } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import { officerName, type Officer } from '../people/service.ts'
import { say } from '../web/reader.ts'
import { safeHtml } from '../web/views.ts'
import { stepClock } from './clocks.ts'
import { fixedAnswers } from './fixedAnswers.ts'
import { GAPS, type Row } from './filling.ts'
import { doneBySame } from './fourEyes.ts'
import { outcomesOf } from './outcomes.ts'
import type { Task } from './task.ts'

/** What a notice may name: an item of the list, a field of the application. */
export interface Point { const: string; title: string }

export interface Shown { data?: Record<string, unknown>; refusal?: Refusal; points: Point[]; /** What is missing, for a notice. */ gaps: readonly Row[] }

/** Why this officer cannot decide now. */
type Closed = 'done' | 'ended' | 'gone' | 'taken' | 'sheet' | 'signed' | 'four-eyes' | Apart

export async function decisionPane(ctx: Context, request: FastifyRequest, view: CaseView, task: Task, officer: Officer, shown: Shown): Promise<Record<string, unknown>> {
  const step = matters.step(view.version, task.elementId)
  const earlier = task.state === 'open' ? await doneBySame(ctx.db, view.case, view.version, step, officer) : null
  const kept = task.state === 'open' ? await apart(ctx.db, task.caseId, officer.id) : null
  const why = closedFor(task, officer, earlier) ?? kept
  const schema = why === null && task.formKey !== null ? matters.stepForm(view.version, task) : null
  const mine = task.holderId === officer.id
  return {
    task, why, earlier, mine,
    manual: `/office/manuals/${view.version.code}?version=${view.version.id}#step-${task.elementId}`,
    clock: task.state === 'open' ? await stepClock(ctx, view.case, task.id) : null,
    contact: why === null && await isContact(ctx.db, task.caseId, officer.id),
    holder: why === 'taken' ? await officerName(ctx.db, task.holderId!) : null,
    decidedBy: task.decidedBy === null ? null : await officerName(ctx.db, task.decidedBy),
    needsTwo: step.headers.signing === 'two', signatures: task.signatures,
    mayClaim: why === null && !mine, mayRecuse: task.state === 'open' && task.kind === 'officer' && kept === null, // also who has signed first, or sees a colleague hold it
    refusal: shown.refusal ? shown.refusal.sentence(request.reader.locale) : null,
    ...(schema === null ? {} : decisionForm(request, schema, task, step.headers.primary, { ...shown, fixed: await fixedAnswers(ctx.db, view.version, task) })),
  }
}

function closedFor(task: Task, officer: Officer, earlier: string | null): Closed | null {
  if (task.state !== 'open') return task.state
  if (task.holderId !== null && task.holderId !== officer.id) return 'taken'
  if (task.kind === 'sheet') return 'sheet'
  if (task.signatures.some((signature) => signature.officerId === officer.id)) return 'signed'
  return earlier === null ? null : 'four-eyes'
}

/**
 * One outcome: a button named as the matter names it. Several: a question of the form, whose branches come up with the answer.
 * The second of two signers starts from what the first recorded, for both must have found the same (CPL 34).
 */
function decisionForm(request: FastifyRequest, schema: FormSchema, task: Task, primary: string | undefined, shown: Shown & { fixed: Record<string, unknown> }): Record<string, unknown> {
  const outcomes = outcomesOf(schema)
  const single = outcomes.length === 1 ? outcomes[0]! : null
  const first = task.signatures[0]
  const html = renderForm(schema, {
    data: { ...(shown.data ?? first?.data), ...shown.fixed }, issues: shown.refusal?.issues ?? [], mode: 'edit', locale: request.reader.locale,
    fresh: shown.data === undefined && !first, omit: single ? ['outcome'] : [], reveal: single ? [] : ['outcome'],
    choices: { materials: shown.points }, fills: shown.gaps.length > 0 ? { [`/${GAPS}`]: say(request, 'tasks.fillGaps', { count: shown.gaps.length }) } : {}, validator: `/office/tasks/${task.id}/form.js`,
  })
  return { form: safeHtml(html), outcome: single?.value ?? null, submit: single ? (primary ?? single.title) : say(request, 'tasks.submit'), first: first ?? null }
}
