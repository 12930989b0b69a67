/**
 * What the components of this house are given. Rooms build these from their own data; a component holds no rule.
 */
import type { When } from './dates.ts'

export type Tone = 'ok' | 'info' | 'soon' | 'warn' | 'late' | 'danger' | 'paused' | 'done' | 'muted'

/** Partial `badge`. */
export interface Badge {
  tone: Tone
  text: string
  icon?: string
}

/** Partial `time-left`: "还剩 4 个工作日 / 共 7 个工作日". `over`: the amount is how much too late. */
export interface TimeLeft {
  tone: 'ok' | 'soon' | 'warn' | 'late' | 'paused' | 'done'
  amount: number
  unit: 'wd' | 'd' | 'h' | 'min'
  of?: number
  over?: boolean
}

/** Partial `timeline`. */
export interface TimelineItem {
  at: When
  title: string
  who?: string
  text?: string
  tone?: Tone
}

/** Partial `steps`. */
export interface StepItem {
  name: string
  state: 'done' | 'now' | 'next' | 'skipped'
  at?: When
  note?: string
}

/** Partial `tabs`. */
export interface Tab {
  href: string
  text: string
  current?: boolean
  count?: number
}

/** Partial `pagination`: addresses, so that paging works by links alone. */
export interface Pages {
  from: number
  to: number
  total: number
  previous?: string
  next?: string
}

/** Partial `facts`. */
export interface Fact {
  term: string
  text: string | number | null
}
