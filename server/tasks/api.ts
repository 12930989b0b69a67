/**
 * The door for programs to tasks, in the manner of the Camunda 8 REST API: nouns in kebab-case, commands as sub-resources,
 * `POST …/search` with filter and page. Keys are strings, commands answer 204, every changing call takes an Idempotency-Key.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as cases from '../cases/service.ts'
import { outwardState } from '../cases/case.ts'
import type { Context } from '../context.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { officerOf } from '../people/guard.ts'
import { once } from '../web/idempotency.ts'
import { inbox, type InboxRow } from './inbox.ts'
import { outcomesOf } from './outcomes.ts'
import * as tasks from './service.ts'
import { recordsSeen } from './records.ts'
import type { DecisionRule, LeftHouse, Task } from './service.ts'

const key = { type: 'object', properties: { key: { type: 'string', pattern: '^[0-9]{1,18}$' } }, required: ['key'] } as const

export function tasksApi(rules: DecisionRule[], leftHouse: LeftHouse): (app: FastifyInstance, ctx: Context) => Promise<void> {
  return async (app, ctx) => {
    const officer = { access: 'officer' } as const

    app.post('/v1/user-tasks/search', {
      config: officer,
      schema: {
        tags: ['user-tasks'], summary: 'The officer\'s lists: mine, group, done',
        body: {
          type: 'object', additionalProperties: false,
          properties: {
            filter: { type: 'object', additionalProperties: false, properties: { list: { enum: ['mine', 'group', 'done'] }, matter: { type: 'string', maxLength: 64 }, text: { type: 'string', maxLength: 100 } } },
            page: { type: 'object', additionalProperties: false, properties: { from: { type: 'integer', minimum: 0, maximum: 1_000_000 }, limit: { type: 'integer', minimum: 1, maximum: 200 } } },
          },
        },
      },
    }, async (request) => {
      const { filter = {}, page = {} } = request.body as { filter?: { list?: 'mine' | 'group' | 'done'; matter?: string; text?: string }; page?: { from?: number; limit?: number } }
      const from = page.from ?? 0
      const found = await inbox(ctx.db, officerOf(request), { ...filter, list: filter.list ?? 'group' }, { offset: from, limit: page.limit ?? 50 })
      return { items: found.rows.map(listItem), counts: found.counts, page: { totalItems: found.total, hasMoreTotalItems: from + found.rows.length < found.total } }
    })

    app.get('/v1/user-tasks/:key', { config: officer, schema: { tags: ['user-tasks'], summary: 'One task with its form', params: key } }, async (request, reply) => {
      const task = await tasks.visible(ctx.db, officerOf(request), keyOf(request))
      reply.header('etag', `"${task.version}"`)
      return taskItem(ctx, task)
    })

    app.post('/v1/user-tasks/:key/assignment', { config: officer, schema: { tags: ['user-tasks'], summary: 'Claim', params: key, body: { type: ['object', 'null'], additionalProperties: false, properties: { action: { type: 'string', maxLength: 100 } } } } }, async (request, reply) => {
      const who = officerOf(request)
      return once(ctx, request, reply, who.login, async (tx) => { await tasks.claim(tx, ctx, who, keyOf(request)); return { status: 204 } })
    })

    app.delete('/v1/user-tasks/:key/assignee', { config: officer, schema: { tags: ['user-tasks'], summary: 'Release', params: key } }, async (request, reply) => {
      const who = officerOf(request)
      return once(ctx, request, reply, who.login, async (tx) => { await tasks.release(tx, ctx, who, keyOf(request)); return { status: 204 } })
    })

    app.post('/v1/user-tasks/:key/recusal', { config: officer, schema: { tags: ['user-tasks'], summary: 'Take no part in the case (回避)', params: key, body: { type: 'object', additionalProperties: false, required: ['reason'], properties: { reason: { type: 'string', minLength: 1, maxLength: 500 } } } } }, async (request, reply) => {
      const who = officerOf(request)
      return once(ctx, request, reply, who.login, async (tx) => { await tasks.recuse(tx, ctx, who, keyOf(request), (request.body as { reason: string }).reason); return { status: 204 } })
    })

    app.post('/v1/user-tasks/:key/completion', {
      config: officer,
      schema: {
        tags: ['user-tasks'], summary: 'Decide by the step\'s form', params: key,
        body: { type: 'object', additionalProperties: false, required: ['variables'], properties: { variables: { type: 'object' }, action: { type: 'string', maxLength: 100 } } },
      },
    }, async (request, reply) => {
      const who = officerOf(request)
      const { variables } = request.body as { variables: Record<string, unknown> }
      return once(ctx, request, reply, who.login, async (tx) => {
        const expectedVersion = ifMatch(request)
        const decided = await tasks.decide(tx, ctx, { officer: who, taskId: keyOf(request), data: variables, ...(expectedVersion === undefined ? {} : { expectedVersion }) }, rules)
        // 202: signed by the first of two; 204: decided
        return decided.complete ? { status: 204 } : { status: 202, body: { state: 'signed', wanted: 'a second officer' } }
      })
    })

    app.get('/v1/cases/:key', { config: officer, schema: { tags: ['cases'], summary: 'A case, its state and its tasks', params: key } }, async (request) => {
      const who = officerOf(request)
      const caseKey = keyOf(request)
      if (!(await tasks.mayOfficerSee(ctx.db, who, caseKey))) throw refuse('not-found')
      const file = await cases.get(ctx.db, caseKey)
      const all = await tasks.ofCase(ctx.db, caseKey)
      const sees = await recordsSeen(ctx.db, who, caseKey, leftHouse)
      return {
        caseKey: file.id, number: file.number, matter: file.matterCode, state: file.state, outward: outwardState(file), round: file.round, green: file.green,
        tolerant: file.tolerant, receivedAt: rfc3339(file.receivedAt), acceptedAt: file.acceptedAt && rfc3339(file.acceptedAt), acceptedBySilence: file.acceptedBySilence,
        decidedAt: file.decidedAt && rfc3339(file.decidedAt), closedAt: file.closedAt && rfc3339(file.closedAt), outcome: file.outcome,
        applicant: { name: file.applicant.name }, variables: (await tasks.seenAnswers(ctx.db, await matters.version(ctx.db, file.versionId), file, who)).data, userTasks: all.map((task) => brief(sees(task) ? task : { ...task, outcome: null, opinion: null })),
      }
    })
  }
}

const keyOf = (request: FastifyRequest): string => (request.params as { key: string }).key

function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return undefined
  const version = Number(/^"(\d{1,9})"$/.exec(header)?.[1])
  if (!Number.isInteger(version)) throw refuse('bad-request', { detail: 'If-Match must be the quoted version from ETag' })
  return version
}

function brief(task: Task): object {
  return {
    userTaskKey: task.id, elementId: task.elementId, name: task.name, kind: task.kind, state: task.state, round: task.round, candidateGroups: task.groups,
    outcome: task.outcome, opinion: task.opinion, openedAt: rfc3339(task.openedAt), closedAt: task.decidedAt && rfc3339(task.decidedAt),
  }
}

async function taskItem(ctx: Context, task: Task): Promise<object> {
  const file = await cases.get(ctx.db, task.caseId)
  const version = await matters.version(ctx.db, file.versionId)
  const schema = task.formKey === null ? null : matters.stepForm(version, task)
  return {
    ...brief(task), caseKey: task.caseId, caseNumber: file.number, matter: file.matterCode, assigneeKey: task.holderId, version: task.version,
    outcomes: schema ? outcomesOf(schema) : [], returns: matters.step(version, task.elementId).returns.map(({ target, name }) => ({ target, name })), form: schema,
  }
}

function listItem(row: InboxRow): object {
  return {
    userTaskKey: row.taskId, caseKey: row.caseId, caseNumber: row.caseNumber, matter: row.matterCode, applicant: row.applicant, elementId: row.elementId,
    name: row.step, green: row.green, unread: row.unread, assigneeKey: row.holderId, outcome: row.outcome, waitsForSecond: row.waits,
    stepDeadline: row.stepDeadline && rfc3339(row.stepDeadline), promisedDeadline: row.promisedDeadline && rfc3339(row.promisedDeadline),
  }
}
