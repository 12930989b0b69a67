/**
 * The office's pages of work: the lists, a task with its decision form, and the case with its tabs. Forms work without JavaScript;
 * after a decision the next task opens.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/pool.ts'
import { refuse, Refusal } from '../errors.ts'
import { actionOf, applyAction } from '../forms/actions.ts'
import { parseForm } from '../forms/parse.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { officerOf } from '../people/guard.ts'
import { navigate } from '../web/frame.ts'
import { safeHtml, view } from '../web/views.ts'
import { casePage, decisionForm, type Point } from './casePage.ts'
import { inbox, mattersInInbox, nextTask, type ListName } from './inbox.ts'
import { listPage } from './listPage.ts'
import * as store from './store.ts'
import * as tasks from './service.ts'
import type { DecisionRule } from './service.ts'

const PAGE_SIZE = 30
const config = { access: 'officer' } as const
/** bpmn-js places its parts with style attributes. */
const pageConfig = { access: 'officer', styles: 'inline' } as const

export interface OfficePages {
  panels: CasePanel[]
  rules: DecisionRule[]
  /** What an officer may name in a notice of gaps. */
  points(version: MatterVersion): Point[]
}

export function tasksPages({ panels, rules, points }: OfficePages): (app: FastifyInstance, ctx: Context) => Promise<void> {
  return async (app, ctx) => {
    navigate(app, { area: 'office', href: '/office/inbox', text: 'tasks.inbox', icon: 'inbox', order: 10 })

    app.get('/office/inbox', { config }, async (request, reply) => {
      const officer = officerOf(request)
      const query = request.query as Record<string, string | undefined>
      const list: ListName = query.list === 'mine' || query.list === 'done' ? query.list : 'group'
      const page = Math.min(Math.max(Number(query.page) || 1, 1), 10_000)
      const filter = { list, ...(query.matter ? { matter: query.matter.slice(0, 64) } : {}), ...(query.q ? { text: query.q.slice(0, 100) } : {}) }
      const found = await inbox(ctx.db, officer, filter, { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE })
      return view(reply, 'tasks/inbox', await listPage(ctx, request, filter, found, { page, size: PAGE_SIZE, matters: await mattersInInbox(ctx.db, officer) }))
    })

    app.get('/office/tasks/:id', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const task = await tasks.visible(ctx.db, officer, idOf(request))
      await store.markRead(ctx.db, task.id, officer.id, ctx.now())
      return taskPage(request, reply, task.id, {})
    })

    app.post('/office/tasks/:id/claim', { config }, async (request, reply) => {
      await inTransaction(ctx.db, (tx) => tasks.claim(tx, ctx, officerOf(request), idOf(request)))
      return reply.redirect(`/office/tasks/${idOf(request)}`, 303)
    })

    app.post('/office/tasks/:id/release', { config }, async (request, reply) => {
      await inTransaction(ctx.db, (tx) => tasks.release(tx, ctx, officerOf(request), idOf(request)))
      return reply.redirect('/office/inbox?list=group', 303)
    })

    app.post('/office/tasks/:id/decision', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const task = await tasks.visible(ctx.db, officer, idOf(request))
      const { version } = await viewOf(task.caseId, request)
      const body = request.body as Record<string, string | string[]>
      const schema = matters.form(version, task.formKey)
      const data = parseForm(schema, body)
      const action = actionOf(body)
      if (action) return taskPage(request, reply, task.id, { data: applyAction(schema, data, action, body) })
      try {
        await inTransaction(ctx.db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data, expectedVersion: Number(body.taskVersion) || 0 }, rules))
      } catch (error) {
        if (error instanceof Refusal && error.status === 422) return taskPage(request, reply, task.id, { data, refusal: error })
        throw error
      }
      const next = await nextTask(ctx.db, officer)
      return reply.redirect(next ? `/office/tasks/${next}?decided=${task.id}` : `/office/inbox?decided=${task.id}`, 303)
    })

    app.get('/office/cases/:id', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const caseId = idOf(request)
      if (!(await tasks.mayOfficerSee(ctx.db, officer, caseId))) throw refuse('not-found')
      return view(reply, 'tasks/case', await casePage(ctx, request, reply, await viewOf(caseId, request), panels, `/office/cases/${caseId}`))
    })

    async function taskPage(request: FastifyRequest, reply: FastifyReply, taskId: string, shown: { data?: Record<string, unknown>; refusal?: Refusal }): Promise<FastifyReply> {
      const officer = officerOf(request)
      const task = await tasks.get(ctx.db, taskId)
      const caseView = await viewOf(task.caseId, request)
      const page = await casePage(ctx, request, reply, caseView, panels, `/office/tasks/${task.id}`)
      const form = await decisionForm(ctx, request, caseView, task, officer, { ...shown, points: points(caseView.version) })
      const status = shown.refusal?.status ?? 200
      return view(reply, 'tasks/task', { ...page, ...form, form: form.form === null ? null : safeHtml(form.form) }, { status })
    }

    async function viewOf(caseId: string, request: FastifyRequest): Promise<CaseView> {
      const file = await cases.get(ctx.db, caseId)
      return { case: file, version: await matters.version(ctx.db, file.versionId), officer: officerOf(request) }
    }
  }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
