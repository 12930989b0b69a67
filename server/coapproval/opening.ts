/**
 * How a sheet begins: behind the engine's one user task, with the departments the diagram names. When a co-approval step is come
 * to again, agreements given before on the same papers still stand and only the others are asked.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as cases from '../cases/service.ts'
import * as matters from '../matters/service.ts'
import { DEFAULT_ROLE, readSheet, type SheetDepartment } from '../matters/sheet.ts'
import { applies } from '../matters/situation.ts'
import { mustLookAgain } from '../tasks/offered.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import type { Job, JobReply } from '../zeebe/service.ts'
import { advance, trace } from './running.ts'
import type { Sheet } from './sheet.ts'
import { stands } from './standing.ts'
import * as store from './store.ts'

/** The handler of user-task jobs whose header signing is "sheet". The worker holds the case's row lock. */
export async function openFromJob(tx: Tx, ctx: Context, job: Job & { caseId: string }): Promise<JobReply> {
  const reply = await tasks.openFromJob(tx, ctx, job)
  if (reply.kind !== 'hold') return reply
  const task = (await tasks.openOfCase(tx, job.caseId)).find(({ engine, jobKey }) => engine === job.engine && jobKey === job.key)
  // offered again: the sheet is there, or the task is over already
  if (!task || (await store.byTask(tx, task.id))) return reply
  await open(tx, ctx, task)
  return reply
}

async function open(tx: Tx, ctx: Context, task: Task): Promise<void> {
  const file = await cases.get(tx, task.caseId)
  const step = matters.step(await matters.version(tx, file.versionId), task.elementId)
  const plan = readSheet(step.headers.sheet)
  if (typeof plan === 'string') throw new Error(`Step ${task.elementId} of ${file.matterCode} was published with a broken sheet: ${plan}`)
  const sheet = await store.insert(tx, {
    caseId: file.id, taskId: task.id, elementId: task.elementId, name: step.name, rule: plan.rule, silence: plan.silence,
    formKey: plan.form, innerFormKey: plan.innerForm ?? null, openedAt: ctx.now(),
  })
  const standing = await standingOpinions(tx, sheet, task)
  const asked = plan.departments.filter(({ when }) => when === undefined || applies(when, file.data))
  for (const department of asked) await store.insertRow(tx, { ...rowOf(sheet, department), ...standing.get(department.body) })
  await trace(tx, ctx, sheet, SYSTEM, 'sheet.opened', { rule: plan.rule.kind, departments: asked.map(({ name }) => name).join('、'), carried: standing.size })
  await advance(tx, ctx, { file, sheet })
}

export function rowOf(sheet: Sheet, department: SheetDepartment): store.NewRow {
  const { body, name, inner, limit, materials, case: matter } = department
  return { sheetId: sheet.id, bodyId: body, name, innerRoles: inner ?? [DEFAULT_ROLE], matterCode: matter ?? null, materials: materials ?? null, limitAmount: limit?.amount ?? null, limitUnit: limit?.unit ?? null }
}

/** Answers that stand of the sheet before, unless the applicant has handed in something new since, or a return asks for all of it again. */
async function standingOpinions(tx: Tx, sheet: Sheet, task: Task): Promise<Map<string, Partial<store.NewRow>>> {
  const earlier = (await store.ofCase(tx, sheet.caseId)).filter(({ id, elementId }) => id !== sheet.id && elementId === sheet.elementId).at(-1)
  if (!earlier) return new Map()
  const was = await tasks.get(tx, earlier.taskId)
  if (was.revision !== task.revision || mustLookAgain(await tasks.ofCase(tx, task.caseId), sheet.elementId, was.round)) return new Map()
  const rows = (await store.rowsOf(tx, earlier.id)).filter(stands)
  return new Map(rows.map((row) => [row.bodyId, { opinion: row.opinion, reason: row.reason, answeredAt: row.answeredAt, carriedFrom: row.id }]))
}
