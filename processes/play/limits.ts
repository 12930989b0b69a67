/**
 * The clock of the case in memory: limits started, met, moved by pauses, an extension and the green channel. The arithmetic and what may be
 * granted are the deadline room's; here stand only the rows. Pure and browser-safe.
 */
import { countOf, clockOf } from '../../server/deadlines/counting.ts'
import { KINDS, type LimitKind } from '../../server/deadlines/kinds.ts'
import type { LimitUnit } from '../../server/deadlines/limit.ts'
import { judgeExtension, judgePause, lengthenedBy, wholePause } from '../../server/deadlines/permission.ts'
import { endTime } from '../../server/deadlines/shanghai.ts'
import { usedMinutes } from '../../server/deadlines/walk.ts'
import { refuse } from '../../server/errors.ts'
import { newKey, type PlayedLimit, type World } from './world.ts'

export interface LimitStart { taskId?: string; pauseId?: string; kind: LimitKind; amount: number; unit: LimitUnit; source: string; from: Date }

/** Starting the case's own limit of a kind twice gives the first. A step that waits for the end of a pause shares the pause's planned time. */
export function startLimit(world: World, start: LimitStart): void {
  const { taskId = null, pauseId = null, kind } = start
  const plan = kind === 'pause' && taskId !== null ? world.limits.filter((one) => one.kind === 'pause' && one.pauseId !== null && one.taskId === null && one.state === 'running').at(-1) : undefined
  if (plan) return void (plan.taskId = taskId)
  if (taskId === null && pauseId === null && world.limits.some((one) => one.kind === kind && one.taskId === null && one.pauseId === null)) return
  const limit: PlayedLimit = {
    id: newKey(world), caseId: world.id, taskId, pauseId, kind, amount: start.amount, unit: start.unit, source: start.source, startedAt: start.from, closing: 'midnight',
    extensionId: null, state: 'running', endedAt: null, usedMinutes: null, standing: 'dated', deadlineAt: null, missingYear: null, allowedMinutes: 0, calendarVersion: '', reached: false,
  }
  world.limits.push(limit)
  count(world, limit)
}

function count(world: World, limit: PlayedLimit): void {
  Object.assign(limit, countOf(clockOf(limit, world.facts), world.calendar))
}

/** The one place that moves dates. */
function move(world: World): void {
  for (const limit of world.limits) if (limit.state === 'running') count(world, limit)
}

function finish(world: World, limit: PlayedLimit, how: 'met' | 'ended'): void {
  const used = usedMinutes(clockOf(limit, world.facts), world.calendar, world.now)
  Object.assign(limit, { state: how, endedAt: world.now, usedMinutes: used })
}

export function meetTask(world: World, taskId: string, how: 'met' | 'ended'): void {
  for (const limit of world.limits) if (limit.taskId === taskId && limit.state === 'running') finish(world, limit, how)
}

/** The case's own limits of a kind, or all of them. */
export function meetOwn(world: World, how: 'met' | 'ended', kind?: LimitKind): void {
  for (const limit of world.limits) if (limit.taskId === null && limit.state === 'running' && (kind === undefined || limit.kind === kind)) finish(world, limit, how)
}

/** @throws Refusal pause-not-listed, pause-inside-limit, pause-open. */
export function pause(world: World, kind: string): void {
  const { pauses } = world.bundle.matter
  const listed = judgePause(pauses, kind, 'its letter')
  if (typeof listed === 'string') throw refuse(listed, { kind, listed: pauses.map(({ name }) => name).join('、') })
  if (world.facts.pauses.some((one) => one.kind === kind && one.to === null && one.ofPause === null)) throw refuse('pause-open', { name: listed.name })
  const { name, law, planned } = listed
  const id = newKey(world)
  world.facts.pauses.push({ id, kind, name, law, planned, notice: '', ofPause: null, from: world.now, to: null })
  startLimit(world, { pauseId: id, kind: 'pause', amount: planned.amount, unit: planned.unit, source: law, from: world.now })
  move(world)
  if (world.parent) followParts(world.parent)
}

/** The whole's clock stops and goes on with the pauses of the parts it waits for, where its own guide lists them (server/coapproval/partClock.ts). */
export function followParts(world: World): void {
  for (const part of world.parts) {
    const { child, asker } = part
    if (!child || world.case?.closedAt) continue
    const waited = part.state === 'open' && (!('row' in asker) || (asker.sheet.state === 'open' && asker.row.state === 'open'))
    for (const pause of child.facts.pauses) {
      const listed = wholePause(world.bundle.matter.pauses, pause.kind)
      if (!listed) continue
      const own = world.facts.pauses.find(({ ofPause }) => ofPause === pause.id)
      const to = pause.to ?? (waited ? null : world.now)
      if (!own) world.facts.pauses.push({ ...pause, id: newKey(world), law: listed.law, ofPause: pause.id, to })
      else own.to ??= to
    }
  }
  move(world)
}

/** @throws Refusal pause-not-open. The day it ends is the last it takes. */
export function resume(world: World, kind: string): void {
  const open = world.facts.pauses.find((one) => one.kind === kind && one.to === null && one.ofPause === null)
  if (!open) throw refuse('pause-not-open', { kind })
  open.to = world.now
  const plan = world.limits.find(({ pauseId }) => pauseId === open.id)
  if (plan) finish(world, plan, 'met')
  move(world)
  if (world.parent) followParts(world.parent)
}

export function isPaused(world: World, kind: string): boolean {
  return world.facts.pauses.some((one) => one.kind === kind && one.to === null && one.ofPause === null)
}

/** @throws Refusal extension-… as the law of extensions has it. */
export function refuseExtension(world: World, { amount, roles }: { amount: number; roles: readonly string[] }): void {
  const listed = world.bundle.matter.extension
  const statutory = extended(world).find(({ kind }) => kind === 'statutory')
  const refusal = judgeExtension(listed, {
    amount, roles, at: world.now, given: world.facts.extension !== null,
    statutory: statutory && { unit: statutory.unit, deadlineAt: statutory.deadlineAt, paused: statutory.standing === 'paused' },
  })
  if (refusal) throw refuse(refusal, { ...(listed ? spoken(amount, listed) : {}), by: listed?.by ?? '', deadline: statutory?.deadlineAt ? endsAt(statutory.deadlineAt) : '' })
}

const UNITS: Readonly<Record<LimitUnit, { zh: string; en: string }>> = { wd: { zh: '个工作日', en: 'working days' }, d: { zh: '天', en: 'days' }, h: { zh: '小时', en: 'hours' }, min: { zh: '分钟', en: 'minutes' } }

/** What was asked and what the law gives at most, in the law's own unit, as the deadline room says it. */
function spoken(amount: number, { amount: most, unit }: { amount: number; unit: LimitUnit }): Record<string, string> {
  const { zh, en } = UNITS[unit]
  return { wanted: `${amount} ${zh}`, most: `${most} ${zh}`, wantedEn: `${amount} ${en}`, mostEn: `${most} ${en}` }
}

function endsAt(at: Date): string {
  const { day, clock } = endTime(at)
  return `${day} ${clock}`
}

function extended(world: World): PlayedLimit[] {
  return world.limits.filter((limit) => limit.state === 'running' && KINDS[limit.kind].extends)
}

/** @throws Refusal as `refuseExtension`. */
export function extend(world: World, grant: { amount: number; reason: string; by: string; roles: readonly string[] }): void {
  refuseExtension(world, grant)
  const listed = world.bundle.matter.extension!
  const id = newKey(world)
  world.facts.extension = { id, amount: grant.amount, unit: listed.unit, law: listed.law, reason: grant.reason, grantedBy: grant.by, grantedAt: world.now }
  for (const limit of lengthenedBy(listed, extended(world), world.now)) limit.extensionId = id
  move(world)
}

function heldGreen(world: World) {
  return world.facts.greens.find(({ removedAt }) => removedAt === null)
}

/** @throws Refusal green-held. */
export function refuseGranting(world: World): void {
  if (heldGreen(world)) throw refuse('green-held')
}

/** @throws Refusal green-held. */
export function grantGreen(world: World, by: string, reason: string): void {
  refuseGranting(world)
  world.facts.greens.push({ id: newKey(world), reason, grantedBy: by, grantedAt: world.now, removedBy: null, removedAt: null, removedReason: null })
  move(world)
}

/** @throws Refusal green-not-held. */
export function refuseRemoval(world: World): void {
  if (!heldGreen(world)) throw refuse('green-not-held')
}

/** @throws Refusal green-not-held. */
export function removeGreen(world: World, by: string, reason: string): void {
  refuseRemoval(world)
  Object.assign(heldGreen(world)!, { removedBy: by, removedAt: world.now, removedReason: reason })
  move(world)
}

/** The limits that are over by now and have not been acted on, each once, the first started first. */
export function takeReached(world: World): PlayedLimit[] {
  const over = world.limits.filter((limit) => limit.state === 'running' && !limit.reached && isOver(limit, world.now))
  for (const limit of over) limit.reached = true
  return over
}

export function isOver(limit: Pick<PlayedLimit, 'deadlineAt'>, now: Date): boolean {
  return limit.deadlineAt !== null && limit.deadlineAt <= now
}

/** When the next running limit is over; null: none has a date. */
export function nextEnd(world: World): Date | null {
  const ends = world.limits.flatMap(({ state, reached, deadlineAt }) => (state === 'running' && !reached && deadlineAt ? [deadlineAt.getTime()] : []))
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}
