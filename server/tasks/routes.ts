/**
 * The office's pages of work: the lists, a task with its decision form, and the case with its tabs. Forms work without JavaScript;
 * after a decision the next task opens.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Case } from '../cases/case.ts'
import type { CasePanel, CaseView } from '../cases/panels.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Db, type Tx } from '../db/pool.ts'
import { refuse, Refusal } from '../errors.ts'
import { actionOf, applyAction, propertyOf } from '../forms/actions.ts'
import { parseForm } from '../forms/parse.ts'
import { validatorSource } from '../forms/standalone.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { handlesCases, officerOf } from '../people/service.ts'
import { navigate } from '../web/frame.ts'
import { view } from '../web/views.ts'
import { casePage } from './casePage.ts'
import { decisionPane, type Point } from './decisionPane.ts'
import { filled, GAPS, type Row } from './filling.ts'
import { inbox, mattersInInbox, type ListName } from './inbox.ts'
import { listPage, type Decided } from './listPage.ts'
import { filterOf, nextAfter, queryOf, railOf } from './rail.ts'
import * as store from './store.ts'
import * as tasks from './service.ts'
import type { DecisionRule, Task } from './service.ts'

const PAGE_SIZE = 30
const config = { access: 'officer' } as const
const recusalForm = { type: 'object', required: ['reason'], properties: { reason: { type: 'string', maxLength: 4000 } } } as const
/** bpmn-js places its parts with style attributes. */
const pageConfig = { access: 'officer', styles: 'inline' } as const

export interface OfficePages {
  panels: CasePanel[]
  rules: DecisionRule[]
  /** What an officer may name in a notice of gaps. */
  points(version: MatterVersion): Point[]
  /** What is missing by the list, as rows of such a notice. */
  gaps?(db: Db, file: Case, version: MatterVersion): Promise<Row[]>
}

export function tasksPages({ panels, rules, points, gaps }: OfficePages): (app: FastifyInstance, ctx: Context) => Promise<void> {
  return async (app, ctx) => {
    navigate(app, {
      area: 'office', href: '/office/inbox', text: 'tasks.inbox', icon: 'inbox', order: 10, home: true,
      visible: ({ officer }) => officer !== null && handlesCases(officer),
    })

    app.get('/office/inbox', { config }, async (request, reply) => {
      const officer = officerOf(request)
      const query = request.query as Record<string, string | undefined>
      const list: ListName = query.list === 'mine' || query.list === 'done' ? query.list : 'group'
      const page = Math.min(Math.max(Number(query.page) || 1, 1), 10_000)
      const filter = { list, ...filterOf(query) }
      const found = await inbox(ctx.db, officer, filter, { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE })
      return view(reply, 'tasks/inbox', await listPage(ctx, request, filter, found, { page, size: PAGE_SIZE, matters: await mattersInInbox(ctx.db, officer), decided: await decidedBefore(request) }))
    })

    app.get('/office/tasks/:id', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const task = await tasks.visible(ctx.db, officer, idOf(request))
      await store.markRead(ctx.db, task.id, officer.id, ctx.now())
      return taskPage(request, reply, task.id, {})
    })

    // the step's judge for the browser: whoever sees the task sees its form
    app.get('/office/tasks/:id/form.js', { config }, async (request, reply) => {
      const task = await tasks.visible(ctx.db, officerOf(request), idOf(request))
      if (task.formKey === null) throw refuse('not-found')
      const { version } = await viewOf(task.caseId, request)
      return reply.type('text/javascript; charset=utf-8').header('cache-control', 'private, max-age=600').send(validatorSource(matters.stepForm(version, task)))
    })

    app.post('/office/tasks/:id/claim', { config: pageConfig }, async (request, reply) => {
      return orShown(request, reply, (tx, task) => tasks.claim(tx, ctx, officerOf(request), task.id), (task) => `/office/tasks/${task.id}${queryOf(filterOf(request.query))}`)
    })

    app.post('/office/tasks/:id/release', { config: pageConfig }, async (request, reply) => {
      return orShown(request, reply, (tx, task) => tasks.release(tx, ctx, officerOf(request), task.id), () => `/office/inbox${queryOf(filterOf(request.query), { list: 'group' })}`)
    })

    app.post('/office/tasks/:id/recusal', { config: pageConfig, schema: { body: recusalForm } }, async (request, reply) => {
      return orShown(request, reply, (tx, task) => tasks.recuse(tx, ctx, officerOf(request), task.id, (request.body as { reason: string }).reason), (task) => `/office/tasks/${task.id}${queryOf(filterOf(request.query))}`)
    })

    app.post('/office/tasks/:id/decision', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const task = await tasks.visible(ctx.db, officer, idOf(request))
      const { version } = await viewOf(task.caseId, request)
      const body = request.body as Record<string, string | string[]>
      if (task.formKey === null) throw refuse('task-without-form', { step: task.name })
      const schema = matters.stepForm(version, task)
      const data = parseForm(schema, body)
      const action = actionOf(body)
      if (action?.kind === 'fill') return taskPage(request, reply, task.id, { data: filled(data, action.pointer, await gapsOf(task, await viewOf(task.caseId, request))) })
      if (action) return taskPage(request, reply, task.id, { data: applyAction(schema, data, action, body) })
      const filter = filterOf(request.query)
      const next = await nextAfter(ctx.db, officer, filter, task.id)
      try {
        await inTransaction(ctx.db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data, expectedVersion: Number(body.taskVersion) || 0 }, rules))
      } catch (error) {
        // what was typed stays: a fault in the form is mended here, and a conflict is told beside the case as it stands now
        if (error instanceof Refusal && (error.status === 422 || error.status === 409)) return taskPage(request, reply, task.id, { data, refusal: error })
        throw error
      }
      const opens = await next()
      return reply.redirect(opens ? `/office/tasks/${opens}${queryOf(filter, { decided: task.id })}` : `/office/inbox${queryOf(filter, { decided: task.id })}`, 303)
    })

    app.get('/office/cases/:id', { config: pageConfig }, async (request, reply) => {
      const officer = officerOf(request)
      const caseId = idOf(request)
      if (!(await tasks.mayOfficerSee(ctx.db, officer, caseId))) throw refuse('not-found')
      return view(reply, 'tasks/case', await casePage(ctx, request, reply, await viewOf(caseId, request), panels, (tab) => `/office/cases/${caseId}?tab=${tab}`))
    })

    /** One act on a task; where it is refused, why, on the task's page as it stands now: what changed and what is left to do is seen there. */
    async function orShown(request: FastifyRequest, reply: FastifyReply, act: (tx: Tx, task: Task) => Promise<unknown>, next: (task: Task) => string): Promise<FastifyReply> {
      const task = await tasks.visible(ctx.db, officerOf(request), idOf(request))
      try {
        await inTransaction(ctx.db, (tx) => act(tx, task))
      } catch (error) {
        if (error instanceof Refusal && (error.status === 422 || error.status === 409)) return taskPage(request, reply, task.id, { refusal: error })
        throw error
      }
      return reply.redirect(next(task), 303)
    }

    async function taskPage(request: FastifyRequest, reply: FastifyReply, taskId: string, shown: { data?: Record<string, unknown>; refusal?: Refusal }): Promise<FastifyReply> {
      const officer = officerOf(request)
      const task = await tasks.get(ctx.db, taskId)
      const caseView = await viewOf(task.caseId, request)
      const filter = filterOf(request.query)
      const page = await casePage(ctx, request, reply, caseView, panels, (tab) => `/office/tasks/${task.id}${queryOf(filter, { tab })}`)
      const pane = await decisionPane(ctx, request, caseView, task, officer, { ...shown, points: points(caseView.version), gaps: await gapsOf(task, caseView) })
      return view(reply, 'tasks/task', {
        ...page, ...pane, rail: await railOf(ctx, officer, filter, task.id), keep: queryOf(filter), decided: await decidedBefore(request),
      }, { status: shown.refusal?.status ?? 200 })
    }

    /** Only where a notice of gaps may be given. */
    async function gapsOf(task: Task, { case: file, version }: CaseView): Promise<Row[]> {
      if (task.state !== 'open' || task.formKey === null || !propertyOf(matters.stepForm(version, task), GAPS)) return []
      return (await gaps?.(ctx.db, file, version)) ?? []
    }

    /** What was just done, to be confirmed on the page that opens next; null for somebody else's task. */
    async function decidedBefore(request: FastifyRequest): Promise<Decided | null> {
      const { decided } = request.query as { decided?: unknown }
      if (request.method !== 'GET' || typeof decided !== 'string' || !/^\d{1,18}$/.test(decided)) return null
      const officerId = officerOf(request).id
      const task = await store.byId(ctx.db, decided)
      if (!task || (task.decidedBy !== officerId && !task.signatures.some((signature) => signature.officerId === officerId))) return null
      return { step: task.name, number: (await cases.get(ctx.db, task.caseId)).number, caseId: task.caseId }
    }

    async function viewOf(caseId: string, request: FastifyRequest): Promise<CaseView> {
      const file = await cases.get(ctx.db, caseId)
      return { case: file, version: await matters.version(ctx.db, file.versionId), officer: officerOf(request) }
    }
  }
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
