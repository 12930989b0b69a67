/**
 * The applicant's time to answer a letter (补正期限; for a letter named by the step's header `asks`, that one's) runs from the service of the notice of gaps (domain H8), not from the step's opening:
 * a notice that is still in the post binds nobody. The record of service itself is the letter room's.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { rfc3339 } from '../deadlines/shanghai.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import * as tasks from '../tasks/service.ts'
import type { OwnLimit } from '../tasks/service.ts'
import { asksBy, correctionFrom } from './asking.ts'

/** What the limit of the applicant's step runs from when the engine offers it; see correctionFrom. */
export async function correctionLimit(tx: Tx, file: Case, elementId: string): Promise<OwnLimit | 'later' | undefined> {
  const step = matters.step(await matters.version(tx, file.versionId), elementId)
  return correctionFrom(step, file, await letters.ofCase(tx, file.id), await tasks.ofCase(tx, file.id))
}

/**
 * News of a record of service: the notice has reached the applicant, their time begins; a corrected record has it begin on the right day.
 * Told twice it changes nothing more.
 */
export const noticeServed: TopicHandler = ({ caseId, payload }, ctx) => inTransaction(ctx.db, async (tx) => {
  const file = await cases.lock(tx, caseId!)
  const letter = (await letters.ofCase(tx, file.id)).find(({ id }) => id === payload.letterId)
  const task = (await tasks.openOfCase(tx, file.id)).find(({ kind }) => kind === 'applicant')
  // before the engine has offered the step: it will ask how the notice was served
  if (!task || letter?.servedAt == null || letter.kind !== asksBy(matters.step(await matters.version(tx, file.versionId), task.elementId))) return 'nobody waits for it'
  if (await begin(tx, ctx, file, task, letter)) return 'the time to correct runs'
  const limit = await correctionLimit(tx, file, task.elementId) // of the last notice, whichever was told of
  const moved = typeof limit === 'object' && (await deadlines.restart(tx, ctx, { caseId: file.id, taskId: task.id, from: limit.from, cause: 'service' }))
  return moved ? 'the time to correct runs from the corrected day' : 'it runs already'
})

async function begin(tx: Tx, ctx: Context, file: Case, task: tasks.Task, letter: letters.CaseLetter): Promise<boolean> {
  const limit = await correctionLimit(tx, file, task.elementId)
  if (limit === undefined || limit === 'later' || !(await tasks.startLateLimit(tx, ctx, file, task, limit))) return false
  await record(tx, ctx, {
    actor: SYSTEM, action: 'task.limit-started', caseId: file.id, object: `task:${task.id}`,
    detail: { step: task.elementId, name: task.name, title: letter.title, number: letter.number, from: rfc3339(limit.from) },
  })
  return true
}
