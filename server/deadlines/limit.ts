/**
 * A limit (a duration with its unit) as a guide or a diagram writes it. Pure and browser-safe; what a limit
 * comes to on the calendar is reckoned in walk.ts and deadline.ts.
 */

/** 工作日 / 自然日 / 小时 / 分钟. Hours and minutes run through the night; days follow the day rules of 民法典 201-203. */
export type LimitUnit = 'wd' | 'd' | 'h' | 'min'

export interface Limit {
  /** Half days are allowed: 1.5 wd. */
  amount: number
  unit: LimitUnit
}

/** Longer than any limit of the law and short enough that a walk over its days stays small. */
const MOST: Record<LimitUnit, number> = { wd: 1000, d: 3660, h: 24 * 365, min: 60 * 24 * 31 }

/**
 * Reads '5wd', '1.5wd', '60d', '24h' or '30min' (the `limit` header of a step).
 * @returns null for anything else: zero, negative, too long, an unknown unit, a bare number (建筑法 8 names no unit: the guide must).
 */
export function parseLimit(text: string): Limit | null {
  const match = /^\s*(\d{1,5}(?:\.\d{1,3})?)\s*(wd|d|h|min)\s*$/.exec(text)
  if (!match) return null
  const limit = { amount: Number(match[1]), unit: match[2] as LimitUnit }
  return isLimit(limit) ? limit : null
}

export function isLimit(limit: Limit): boolean {
  return Number.isFinite(limit.amount) && limit.amount > 0 && Object.hasOwn(MOST, limit.unit) && limit.amount <= MOST[limit.unit]
}

/** '1.5wd': the form diagrams and logs use. */
export function formatLimit(limit: Limit): string {
  return `${limit.amount}${limit.unit}`
}

/** Whether the limit is counted in whole days, so that the day of the event is not counted and a full day ends at 24:00. */
export function countsDays(unit: LimitUnit): boolean {
  return unit === 'wd' || unit === 'd'
}
