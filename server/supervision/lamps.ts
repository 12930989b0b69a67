/**
 * Lamps and cards (domain A6): what a mark of a limit means to those who supervise. Pure; one ladder for all matters.
 */
import type { LimitKind } from '../deadlines/kinds.ts'
import type { Percent } from '../deadlines/marks.ts'

/** 提示 / 预警 / 黄牌 / 红牌 / 红牌(法定). */
export type Lamp = 'hint' | 'warning' | 'yellow' | 'red' | 'redByLaw'

/**
 * Yellow: 90 % of the promise, or a step over its own limit though the case is in time. Red: the promise is over, or silence
 * past the five days. Red by law: the statutory limit is over.
 * @returns null for limits that are nobody's fault here: the applicant's own time.
 */
export function lampOf(kind: LimitKind, percent: Percent): Lamp | null {
  if (kind === 'supplement') return null
  if (percent === 50) return 'hint'
  if (percent === 75) return 'warning'
  switch (kind) {
    case 'statutory': return percent === 100 ? 'redByLaw' : 'yellow'
    case 'promised': case 'acceptance': case 'delivery': return percent === 100 ? 'red' : 'yellow'
    case 'step': case 'co-body': case 'pause': case 'hearing': return percent === 100 ? 'yellow' : 'warning'
    default: return kind satisfies never
  }
}
