/** The clocks in the head of a case, and time used of a step, in words. */
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import { account, calendars, type AccountLimit } from '../deadlines/service.ts'
import type { LimitKind } from '../deadlines/kinds.ts'
import { timeParts, type TimeParts } from '../deadlines/usage.ts'
import { translate, type Locale } from '../web/messages.ts'
import { timeLeft, type Left } from './timeLeft.ts'

const SHOWN: LimitKind[] = ['acceptance', 'promised', 'statutory', 'delivery']

export interface HeadClock extends Left { kind: LimitKind; due: Date | null }

/** The case's own limits that still run, the nearest concern first. */
export async function clocksOf(ctx: Context, file: Case): Promise<HeadClock[]> {
  const { limits } = await account(ctx.db, ctx, file.id)
  const calendar = calendars(ctx).of(file.divisionCode)
  return limits
    .filter((limit) => limit.state === 'running' && SHOWN.includes(limit.kind) && (limit.taskId === null || limit.kind === 'acceptance'))
    .sort((a, b) => SHOWN.indexOf(a.kind) - SHOWN.indexOf(b.kind))
    .map((limit) => headClock(limit, timeLeft(limit.deadlineAt, ctx.now(), calendar, limit.unit)))
}

/** The step's own limit as it stands; null where the step has none or it is met. */
export async function stepClock(ctx: Context, file: Case, taskId: string): Promise<HeadClock | null> {
  const limit = (await account(ctx.db, ctx, file.id)).limits.find((one) => one.taskId === taskId && one.state === 'running')
  return limit ? headClock(limit, timeLeft(limit.deadlineAt, ctx.now(), calendars(ctx).of(file.divisionCode), limit.unit)) : null
}

function headClock(limit: AccountLimit, left: Left): HeadClock {
  if (limit.missingYear !== null) return { kind: limit.kind, left: null, unknownYear: limit.missingYear, due: null }
  if (limit.standing === 'paused') return { kind: limit.kind, left: { tone: 'paused', amount: 0, unit: limit.unit }, unknownYear: null, due: null }
  return { kind: limit.kind, ...left, due: limit.deadlineAt }
}

/** '1天2小时' of '1天': the two largest units, so that a row stays short. */
export function usedOf({ usage, unit }: Pick<AccountLimit, 'usage' | 'unit'>, locale: Locale): { used: string; allowed: string } {
  const words = (minutes: number): string => inWords(timeParts(minutes, usage.perDay), unit === 'd' ? 'd' : 'wd', locale)
  return { used: words(usage.used + usage.overdueBy), allowed: words(usage.allowed) }
}

function inWords({ days, hours, minutes: rest }: TimeParts, day: 'wd' | 'd', locale: Locale): string {
  const parts = ([[day, days], ['h', hours], ['min', rest]] as const).filter(([, amount]) => amount > 0).slice(0, 2)
  if (parts.length === 0) return `0 ${translate(locale, 'tasks.unit.min')}`
  return parts.map(([unit, amount]) => `${amount} ${translate(locale, `tasks.unit.${unit}`)}`).join(' ')
}
