/**
 * Child matters of a joint case (联办): a sheet's row or a drawn step `case:open` asks for one, intake opens its case, and its decision
 * answers whoever asked. The engine sees the parent's one job and the child's own instance; what links them is here.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue, type TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import * as matters from '../matters/service.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { opinionOf, type PartOpinion } from './part.ts'
import { followParts, isWaitedFor, partClock } from './partClock.ts'
import * as partStore from './partStore.ts'
import type { Part } from './partStore.ts'
import { advance, lockRunning, trace } from './running.ts'
import { ask } from './asking.ts'
import * as store from './store.ts'

/** The job type `case:open` (header `matter`): one child case, drawn as a step of its own. It waits until the child is decided. */
const openCase: JobHandler = async (tx, ctx, job) => {
  const parent = await cases.get(tx, job.caseId)
  const { matter } = job.headers
  const { children = [] } = (await matters.version(tx, parent.versionId)).bundle.matter
  if (!children.some((child) => child.matter === matter)) {
    return { kind: 'fail', message: `Step "${job.elementId}" opens a case of "${matter ?? ''}", but the guide lists no such child. Set the header matter, and add it to children in matter.json.` }
  }
  await ask(tx, ctx, { parentId: parent.id, elementId: job.elementId, matterCode: matter!, engine: job.engine, jobKey: job.key })
  return { kind: 'hold' }
}

export const handlers: Record<string, JobHandler> = { 'case:open': openCase }

/**
 * A part whose case is to be opened, with its parent locked; a sentence where nobody waits for it: opened before, the parent is over, the
 * row was answered or asked again.
 */
export async function partToOpen(tx: Tx, ctx: Context, partId: string): Promise<{ part: Part; parent: Case } | string> {
  const seen = await partStore.byId(tx, partId)
  if (!seen) return 'no such part'
  const parent = await cases.lock(tx, seen.parentId)
  const part = (await partStore.byId(tx, partId))! // again under the lock
  if (part.state !== 'asked') return `the part is ${part.state}`
  if (parent.closedAt === null && (await isWaitedFor(tx, part))) return { part, parent }
  await partStore.end(tx, part.id, ctx.now())
  return 'nobody waits for it'
}

export async function bindPart(tx: Tx, ctx: Context, part: Part, child: Case): Promise<void> {
  await partStore.bind(tx, part.id, child.id, ctx.now())
  await record(tx, ctx, { actor: SYSTEM, action: 'part.opened', caseId: part.parentId, object: `case:${child.id}`, detail: { step: part.elementId, matter: child.matterCode, number: child.number } })
}

/** Works the end of a child case into its parent, once however often it is told. @returns what came of it, for the outbox row. */
export async function partOver(tx: Tx, ctx: Context, childId: string): Promise<string> {
  const child = await cases.get(tx, childId)
  const seen = await partStore.byCase(tx, childId)
  const opinion = opinionOf(child)
  if (!seen || opinion === null) return 'no part of another case'
  const parent = await cases.lock(tx, seen.parentId)
  const part = (await partStore.byCase(tx, childId))!
  if ((await partStore.answer(tx, part.id, opinion, ctx.now())) === 0) return 'worked in before'
  await record(tx, ctx, { actor: SYSTEM, action: 'part.over', caseId: parent.id, object: `case:${child.id}`, detail: { step: part.elementId, matter: child.matterCode, number: child.number, outcome: child.outcome } })
  const came = part.rowId === null ? await completeJob(tx, ctx, parent, part, opinion) : await answerRow(tx, ctx, part, opinion, await reasonOf(tx, child))
  await followParts(tx, ctx, parent)
  crashpoint('joint:heard')
  return came
}

async function completeJob(tx: Tx, ctx: Context, parent: Case, part: Part, opinion: PartOpinion): Promise<string> {
  if (parent.closedAt !== null) return 'the parent is over'
  const step = matters.step(await matters.version(tx, parent.versionId), part.elementId)
  await enqueue(tx, ctx, { topic: 'engine:complete', caseId: parent.id, payload: { engine: part.engine, jobKey: part.jobKey, variables: { [part.elementId]: opinion }, alone: !step.endsOthers } })
  return opinion
}

async function answerRow(tx: Tx, ctx: Context, part: Part, opinion: PartOpinion, reason: string | null): Promise<string> {
  const row = (await store.rowById(tx, part.rowId!))!
  const running = await lockRunning(tx, ctx, row.sheetId, part.parentId)
  if (!running || row.attempt !== part.attempt) return 'sheet is over'
  if ((await store.answer(tx, row.id, { opinion, reason, at: ctx.now(), byLaw: null })) === 0) return 'row is over'
  await trace(tx, ctx, running.sheet, SYSTEM, 'sheet.answered', { department: row.name, outcome: opinion })
  return (await advance(tx, ctx, running)) ?? opinion
}

/** Why it was refused, in the words of whoever decided; the board shows them beside the child's number. */
async function reasonOf(tx: Tx, child: Case): Promise<string | null> {
  if (opinionOf(child) === 'agree' || child.outcome === 'withdrawn') return null
  const decisions = (await tasks.ofCase(tx, child.id)).filter(({ data, state }) => state === 'done' && typeof data?.reasons === 'string')
  return (decisions.at(-1)?.data?.reasons as string | undefined) ?? null
}

/** The engine has no such job any more: whoever asked is gone, the child goes its way. */
export async function partGone(tx: Tx, ctx: Context, engine: string, jobKey: string): Promise<void> {
  const seen = await partStore.byJob(tx, engine, jobKey)
  if (!seen) return
  const parent = await cases.lock(tx, seen.parentId)
  await partStore.end(tx, seen.id, ctx.now())
  await followParts(tx, ctx, parent)
}

export const partTopics: Record<string, TopicHandler> = {
  'joint:part-over': ({ payload }, ctx) => inTransaction(ctx.db, (tx) => partOver(tx, ctx, payload.caseId)),
  'joint:part-clock': ({ payload }, ctx) => inTransaction(ctx.db, (tx) => partClock(tx, ctx, payload.caseId)),
}
