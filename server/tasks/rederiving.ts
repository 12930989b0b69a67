/** An open case's tasks under another version of its matter: names, forms, groups and step limits are those of the new steps. */
import { record, type Actor } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import type { MatterVersion, Step } from '../matters/types.ts'
import { keptApartFrom } from './answer.ts'
import { groupsFor, limitOf } from './offered.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

export interface Rederived { task: Task; form: boolean; groups: boolean }

/**
 * The case's row is held and its instance follows the new diagram. A step limit is changed where it was the old diagram's own; an applicant's
 * promise or a sheet's row keeps its day. @returns the tasks with what changed of them
 */
export async function rederive(tx: Tx, ctx: Context, file: Case, before: MatterVersion, after: MatterVersion, by: Actor): Promise<Rederived[]> {
  const done: Rederived[] = []
  for (const task of await store.openOfCase(tx, file.id)) {
    if (task.jobKey === null) continue
    const [was, is] = [stepOf(before, task), stepOf(after, task)]
    if (!was || !is) continue
    const now = { name: is.name, formKey: is.formKey ?? null, groups: groupsFor(is, file.bodyId), fourEyes: keptApartFrom(is) }
    const groups = now.groups.join() !== task.groups.join()
    const form = now.formKey !== task.formKey || JSON.stringify(formOf(before, task.formKey)) !== JSON.stringify(formOf(after, now.formKey))
    const eyes = now.fourEyes.join() !== keptApartFrom(was).join()
    if (groups || form || eyes || now.name !== task.name) {
      await store.rewrite(tx, task.id, now, !groups)
      await record(tx, ctx, { actor: by, action: 'task.rederived', caseId: file.id, object: `task:${task.id}`, detail: { step: task.elementId, name: now.name, groups: now.groups, form: now.formKey } })
    }
    await rederiveLimit(tx, ctx, file, task, was, is)
    done.push({ task, form, groups })
  }
  return done
}

async function rederiveLimit(tx: Tx, ctx: Context, file: Case, task: Task, was: Step, is: Step): Promise<void> {
  if (JSON.stringify([was.limit, was.headers.limitSource]) === JSON.stringify([is.limit, is.headers.limitSource])) return
  const running = (await deadlines.runningLimits(tx, file.id)).find(({ taskId }) => taskId === task.id)
  const wanted = limitOf(is, file, task.openedAt)
  if (!wanted) return running && deadlines.meet(tx, ctx, { caseId: file.id, taskId: task.id, how: 'ended' })
  if (!running) await deadlines.startLimit(tx, ctx, { caseId: file.id, taskId: task.id, ...wanted })
  else if (Number(running.amount) === was.limit?.amount && running.unit === was.limit.unit) await deadlines.rederive(tx, ctx, file.id, [{ limitId: running.id, amount: wanted.amount, unit: wanted.unit, source: wanted.source }])
}

function stepOf(version: MatterVersion, { elementId }: Task): Step | undefined {
  return version.steps.find((step) => step.elementId === elementId)
}

function formOf({ bundle }: MatterVersion, key: string | null): unknown {
  return key === null ? null : bundle.forms[key]
}
