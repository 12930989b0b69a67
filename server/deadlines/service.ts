/**
 * The clock's door: start, meet, pause, resume, extend, green channel, recount, account, and the marks time has crossed. Every verb runs in the caller's
 * transaction with the case's row locked, and every change of a date is recounted at once and kept.
 */
import { record, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { durationText } from '../web/dates.ts'
import type { Calendar } from './calendar.ts'
import { calendars } from './calendars.ts'
import type { Clock } from './clock.ts'
import { clockOf, countOf } from './counting.ts'
import { KINDS, type LimitKind } from './kinds.ts'
import type { LimitUnit } from './limit.ts'
import { marks } from './marks.ts'
import { setMarks } from './markStore.ts'
import { judgeExtension, judgePause, lengthenedBy, type ListedExtension, type ListedPause } from './permission.ts'
import { endTime } from './shanghai.ts'
import * as store from './store.ts'
import type { CaseFacts, LimitRow } from './store.ts'
import { usedMinutes } from './walk.ts'

export { account, accountOfTask, type Account, type AccountLimit } from './account.ts'
export { calendars } from './calendars.ts'
export { raiseMarks, type Raised } from './markStore.ts'
export type { LimitRow } from './store.ts'

export interface LimitStart {
  caseId: string
  taskId?: string
  kind: LimitKind
  amount: number
  unit: LimitUnit
  /** The article that gives it, or 内部分解 for a step. */
  source: string
  /** The event; its day is not counted. */
  from: Date
  /** `close` for an act at the counter; default 24:00. */
  closing?: 'midnight' | 'close'
}

/**
 * Starts a limit, counted with all that has already moved the case. Starting it twice gives the first.
 * A case's own limit leaves an audit row; a task's is part of the task's opening. A step that waits for the end of a pause shares the pause's
 * planned time.
 */
export async function startLimit(tx: Tx, ctx: Context, start: LimitStart): Promise<LimitRow> {
  const limit = await begin(tx, ctx, { ...start, pauseId: null })
  return limit ?? (start.taskId === undefined ? (await store.ownLimit(tx, start.caseId, start.kind))! : (await store.limitOfTask(tx, start.taskId))!)
}

/**
 * The limit of a task that was opened in this very transaction, and so has none yet: nobody waits for its row.
 * The case's facts may be under way already (`foresee`).
 */
export async function startTaskLimit(tx: Tx, ctx: Context, start: LimitStart & { taskId: string }): Promise<void> {
  if (start.kind === 'pause' && (await store.adoptPlan(tx, start.caseId, start.taskId))) return
  const { limit, clock, calendar } = await newClock(tx, ctx, { ...start, pauseId: null })
  store.insertLimit(tx, limit, countOf(clock, calendar), marks(clock, calendar), ctx.now()).catch(() => undefined) // then the commit fails
}

/** Asks for what moves a case's limits together with what else is being asked. */
export function foresee(tx: Tx, caseId: string): void {
  store.facts(tx, caseId).catch(() => undefined) // whoever needs them hears of it
}

/** A task's limit as it stands under the case's lock, asked for together with what else is being read; for `meetTask`. */
export function clockOfTask(tx: Tx, taskId: string): Promise<TaskClock> {
  const found = store.clockOfTask(tx, taskId)
  found.catch(() => undefined) // who has refused meanwhile does not ask
  return found
}

export type TaskClock = Awaited<ReturnType<typeof store.clockOfTask>>

/** A task's running limit is over: met, or ended without being met. */
export function meetTask(tx: Tx, ctx: Context, clock: TaskClock, how: 'met' | 'ended'): void {
  if (clock) finish(tx, ctx, clock.limit, clock.facts, how)
}

/** A task's running limit, or the case's own of one kind (all of them without kind), is over: met, or ended without being met. */
export async function meet(tx: Tx, ctx: Context, end: { caseId: string; taskId?: string; kind?: LimitKind; how: 'met' | 'ended' }): Promise<void> {
  const { caseId } = end
  if (end.taskId !== undefined) {
    return meetTask(tx, ctx, await clockOfTask(tx, end.taskId), end.how)
  }
  const running = (await store.limitsOf(tx, caseId)).filter((limit) => limit.state === 'running' && limit.taskId === null && (end.kind === undefined || limit.kind === end.kind))
  if (running.length === 0) return
  const facts = await store.facts(tx, caseId)
  for (const limit of running) {
    const used = finish(tx, ctx, limit, facts, end.how)
    await record(tx, ctx, { actor: { kind: 'system', name: '系统' }, action: `limit.${end.how}`, caseId, object: `limit:${limit.id}`, detail: { kind: limit.kind, usedMinutes: used, allowedMinutes: limit.allowedMinutes } })
  }
}

export interface PauseStart {
  caseId: string
  kind: string
  /** The pauses the matter's guide lists. */
  listed: readonly ListedPause[]
  /** The number of the letter that tells the applicant in writing (行政许可法 45). */
  notice: string
  /** Planned time where it differs from the guide's. */
  planned?: { amount: number; unit: LimitUnit }
  by: Actor
}

/**
 * Stops the limits that pauses touch, from the day after; over-running its planned time is an event of its own.
 * @throws Refusal pause-not-listed, pause-inside-limit, pause-without-notice, pause-open.
 */
export async function pause(tx: Tx, ctx: Context, start: PauseStart): Promise<Move[]> {
  const listed = judgePause(start.listed, start.kind, start.notice)
  if (typeof listed === 'string') throw refuse(listed, { kind: start.kind, listed: start.listed.map(({ name }) => name).join('、') })
  const planned = start.planned ?? listed.planned
  const id = await store.insertPause(tx, { caseId: start.caseId, kind: listed.kind, name: listed.name, law: listed.law, planned, notice: start.notice, at: ctx.now() })
  if (id === undefined) throw refuse('pause-open', { name: listed.name })
  await begin(tx, ctx, { caseId: start.caseId, pauseId: id, kind: 'pause', amount: planned.amount, unit: planned.unit, source: listed.law, from: ctx.now() })
  const moves = await move(tx, ctx, start.caseId, `pause:${listed.kind}`)
  await record(tx, ctx, { actor: start.by, action: 'clock.paused', caseId: start.caseId, object: `pause:${id}`, detail: { kind: listed.kind, name: listed.name, law: listed.law, planned, notice: start.notice, moves: told(moves) } })
  return moves
}

/** @throws Refusal pause-not-open. The day it ends is the last it takes. */
export async function resume(tx: Tx, ctx: Context, end: { caseId: string; kind: string; by: Actor }): Promise<Move[]> {
  const ended = await store.endPause(tx, end.caseId, end.kind, ctx.now())
  if (!ended) throw refuse('pause-not-open', { kind: end.kind })
  const plan = (await store.limitsOf(tx, end.caseId)).find((limit) => limit.pauseId === ended.id)
  if (plan) finish(tx, ctx, plan, await store.facts(tx, end.caseId), 'met')
  const moves = await move(tx, ctx, end.caseId, `resume:${end.kind}`)
  await record(tx, ctx, { actor: end.by, action: 'clock.resumed', caseId: end.caseId, object: `pause:${ended.id}`, detail: { kind: end.kind, moves: told(moves) } })
  return moves
}

/** Whether a pause has begun that has not ended: of two that overlap (domain H7) the later end is the end. */
export async function isPaused(tx: Tx, caseId: string): Promise<boolean> {
  return (await store.facts(tx, caseId)).pauses.some(({ to, ofPause }) => to === null && ofPause === null)
}

/**
 * The whole's clock stops and goes on with a part's pause, from the part's own day on and under the whole's own article; the letter is the part's, which
 * names both (行政许可法 45). Its planned time has no limit here: the part's has one.
 * @param of the part's pause. @returns whether anything changed.
 */
export async function followPause(tx: Tx, ctx: Context, { caseId, of, listed, name, by }: { caseId: string; of: store.PauseRow; listed: ListedPause; name: string; by: Actor }): Promise<boolean> {
  const { kind, law } = listed
  if (!(await store.followPause(tx, { caseId, of, kind, law, name, planned: of.planned, notice: of.notice }))) return false
  const ended = of.to !== null
  const moves = await move(tx, ctx, caseId, `${ended ? 'resume' : 'pause'}:${kind}`)
  await record(tx, ctx, { actor: by, action: ended ? 'clock.resumed' : 'clock.paused', caseId, object: `pause:${of.id}`, detail: { kind, name, law, planned: of.planned, notice: of.notice, moves: told(moves) } })
  return true
}

/** All pauses of a case, oldest first. */
export async function pausesOf(db: Db, caseId: string): Promise<store.PauseRow[]> {
  return (await store.facts(db, caseId)).pauses
}

export interface ExtensionGrant {
  caseId: string
  amount: number
  reason: string
  /** What the matter's guide allows; null = nothing. */
  listed: ListedExtension | null
  by: Actor
  /** Roles of the granting officer in the case's body. */
  roles: readonly string[]
}

/**
 * Lengthens the statutory limit and the promise, once. A limit that has expired already is not revived by it.
 * @throws Refusal extension-not-listed, -not-the-head, -given, -too-long, -unit, -after-expiry.
 */
export async function extend(tx: Tx, ctx: Context, grant: ExtensionGrant): Promise<Move[]> {
  const at = ctx.now()
  const facts = await store.facts(tx, grant.caseId)
  const limits = (await store.limitsOf(tx, grant.caseId)).filter((limit) => limit.state === 'running' && KINDS[limit.kind].extends)
  const statutory = limits.find(({ kind }) => kind === 'statutory')
  const refusal = judgeExtension(grant.listed, {
    amount: grant.amount, roles: grant.roles, at, given: facts.extension !== null,
    statutory: statutory && { unit: statutory.unit, deadlineAt: statutory.deadlineAt, paused: statutory.standing === 'paused' },
  })
  if (refusal) throw refuse(refusal, { ...spoken(grant), by: grant.listed?.by ?? '', deadline: statutory?.deadlineAt ? said(statutory.deadlineAt) : '' })
  const listed = grant.listed!
  const id = (await store.insertExtension(tx, { caseId: grant.caseId, amount: grant.amount, unit: listed.unit, law: listed.law, reason: grant.reason, grantedBy: grant.by.name, at }))!
  await store.lengthen(tx, lengthenedBy(listed, limits, at).map((limit) => limit.id), id)
  const moves = await move(tx, ctx, grant.caseId, 'extension')
  await record(tx, ctx, { actor: grant.by, action: 'clock.extended', caseId: grant.caseId, object: `extension:${id}`, detail: { amount: grant.amount, unit: listed.unit, law: listed.law, reason: grant.reason, moves: told(moves) } })
  return moves
}

/** Green channel (绿色通道): every open and future promise and step limit becomes half (domain H5). @throws Refusal green-held. */
export async function grantGreen(tx: Tx, ctx: Context, grant: { caseId: string; reason: string; by: Actor }): Promise<Move[]> {
  const id = await store.insertGreen(tx, { caseId: grant.caseId, reason: grant.reason, grantedBy: grant.by.name, at: ctx.now() })
  if (id === undefined) throw refuse('green-held')
  const moves = await move(tx, ctx, grant.caseId, 'green')
  await record(tx, ctx, { actor: grant.by, action: 'green.granted', caseId: grant.caseId, object: `green:${id}`, detail: { reason: grant.reason, moves: told(moves) } })
  return moves
}

/** The limits become again what they were. @throws Refusal green-not-held. */
export async function removeGreen(tx: Tx, ctx: Context, removal: { caseId: string; reason: string; by: Actor }): Promise<Move[]> {
  if ((await store.endGreen(tx, { caseId: removal.caseId, reason: removal.reason, removedBy: removal.by.name, at: ctx.now() })) === 0) throw refuse('green-not-held')
  const moves = await move(tx, ctx, removal.caseId, 'green-removed')
  await record(tx, ctx, { actor: removal.by, action: 'green.removed', caseId: removal.caseId, detail: { reason: removal.reason, moves: told(moves) } })
  return moves
}

/** Counts all running limits of a case again, for instance with a new calendar; writes an audit row if a date moved. */
export async function recount(tx: Tx, ctx: Context, caseId: string, cause: string, by: Actor = { kind: 'system', name: '系统' }): Promise<Move[]> {
  const moves = await move(tx, ctx, caseId, cause)
  if (moves.length > 0) await record(tx, ctx, { actor: by, action: 'clock.recounted', caseId, detail: { cause, calendar: calendars(ctx).version, moves: told(moves) } })
  return moves
}

/** A task's running limit turns out to have begun at another time, and is counted from there. @returns false when it does not run, or began then. */
export async function restart(tx: Tx, ctx: Context, begun: { caseId: string; taskId: string; from: Date; cause: string }): Promise<boolean> {
  const limit = await store.limitOfTask(tx, begun.taskId)
  if (limit?.state !== 'running' || limit.startedAt.getTime() === begun.from.getTime()) return false
  await store.setStart(tx, limit.id, begun.from)
  await recount(tx, ctx, begun.caseId, begun.cause)
  return true
}

/**
 * Running limits get the amounts of another version of the matter; their starts, pauses, extensions and the green channel stay, and all is counted
 * again. The audit row is the caller's.
 */
export async function rederive(tx: Tx, ctx: Context, caseId: string, changes: readonly { limitId: string; amount: number; unit: LimitUnit; source: string }[]): Promise<Move[]> {
  for (const { limitId, ...wanted } of changes) await store.setAmount(tx, limitId, wanted)
  return move(tx, ctx, caseId, 'migrated')
}

/** The running limits of a case, its own and those of its tasks. */
export async function runningLimits(tx: Tx, caseId: string): Promise<LimitRow[]> {
  return (await store.limitsOf(tx, caseId)).filter(({ state }) => state === 'running')
}

/** One moved date; null = without a date (paused, or its year is not published). */
export interface Move { limitId: string; taskId: string | null; kind: LimitKind; from: Date | null; to: Date | null }

async function begin(tx: Tx, ctx: Context, start: LimitStart & { pauseId: string | null }): Promise<LimitRow | undefined> {
  const plan = start.kind === 'pause' && start.taskId !== undefined ? await store.adoptPlan(tx, start.caseId, start.taskId) : undefined
  if (plan) return plan
  const { limit, clock, calendar } = await newClock(tx, ctx, start)
  const inserted = await store.insertLimit(tx, limit, countOf(clock, calendar), marks(clock, calendar), ctx.now())
  if (!inserted) return undefined
  if (inserted.taskId === null) {
    await record(tx, ctx, {
      actor: { kind: 'system', name: '系统' }, action: 'limit.started', caseId: start.caseId, object: `limit:${inserted.id}`,
      detail: { kind: start.kind, amount: start.amount, unit: start.unit, source: start.source, from: start.from.toISOString(), deadline: inserted.deadlineAt && said(inserted.deadlineAt), calendar: calendar.version },
    })
  }
  return inserted
}

async function newClock(tx: Tx, ctx: Context, start: LimitStart & { pauseId: string | null }): Promise<{ limit: store.NewLimit; clock: Clock; calendar: Calendar }> {
  const facts = await store.facts(tx, start.caseId)
  const limit: store.NewLimit = {
    caseId: start.caseId, taskId: start.taskId ?? null, pauseId: start.pauseId, kind: start.kind, amount: start.amount, unit: start.unit,
    source: start.source, startedAt: start.from, closing: start.closing ?? 'midnight',
  }
  return { limit, clock: clockOf({ ...limit, extensionId: null, endedAt: null }, facts), calendar: calendars(ctx).of(facts.division) }
}

/** The one place that moves dates: all running limits of the case, each moved one logged. */
async function move(tx: Tx, ctx: Context, caseId: string, cause: string): Promise<Move[]> {
  const facts = await store.facts(tx, caseId)
  const calendar = calendars(ctx).of(facts.division)
  const moves: Move[] = []
  for (const limit of await store.limitsOf(tx, caseId)) {
    if (limit.state !== 'running') continue
    const clock = clockOf(limit, facts)
    const count = countOf(clock, calendar)
    store.setCount(tx, limit.id, count, ctx.now())
    setMarks(tx, limit.id, marks(clock, calendar))
    if (limit.deadlineAt?.getTime() === count.deadlineAt?.getTime()) continue
    store.logMove(tx, { limitId: limit.id, at: ctx.now(), cause, from: limit.deadlineAt, to: count.deadlineAt, calendarVersion: count.calendarVersion })
    moves.push({ limitId: limit.id, taskId: limit.taskId, kind: limit.kind, from: limit.deadlineAt, to: count.deadlineAt })
  }
  return moves
}

function finish(tx: Tx, ctx: Context, limit: LimitRow, facts: CaseFacts, how: 'met' | 'ended'): number | null {
  const used = usedMinutes(clockOf(limit, facts), calendars(ctx).of(facts.division), ctx.now())
  store.endLimit(tx, limit.id, how, ctx.now(), used)
  return used
}

function told(moves: Move[]): object[] {
  return moves.map(({ kind, taskId, from, to }) => ({ kind, ...(taskId === null ? {} : { task: taskId }), from: from && said(from), to: to && said(to) }))
}

/** What was asked and what the law gives at most, in the law's own unit: 10 working days are not ten days. */
function spoken({ amount, listed }: ExtensionGrant): Record<string, string> {
  if (!listed) return {}
  const [zh, en] = (['zh-CN', 'en'] as const).map((locale) => (count: number) => durationText(count, listed.unit, locale)) as [(count: number) => string, (count: number) => string]
  return { wanted: zh(amount), most: zh(listed.amount), wantedEn: en(amount), mostEn: en(listed.amount) }
}

/** '2026-03-09 24:00': the trace is read by people. */
function said(at: Date): string {
  const { day, clock } = endTime(at)
  return `${day} ${clock}`
}
