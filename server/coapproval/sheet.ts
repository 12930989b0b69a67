/** What a sheet is: its own row, the departments' rows, the signatures inside them. Types and small readers only. */
import type { SheetOpinion, SheetRule, SheetSilence } from '../matters/sheet.ts'
import type { LimitUnit } from '../deadlines/limit.ts'
import type { Ballot, Verdict } from './rule.ts'

export interface Sheet {
  id: string
  caseId: string
  taskId: string
  elementId: string
  name: string
  rule: SheetRule
  silence: SheetSilence
  formKey: string
  innerFormKey: string | null
  state: 'open' | 'settled' | 'ended'
  verdict: Verdict | null
  leadBy: string | null
  leadReason: string | null
  openedAt: Date
  settledAt: Date | null
}

export interface Row {
  id: string
  sheetId: string
  position: number
  bodyId: string
  name: string
  innerRoles: string[]
  /** The matter whose case settles the row; null = its people sign. */
  matterCode: string | null
  materials: string[] | null
  limitAmount: number | null
  limitUnit: LimitUnit | null
  state: 'waiting' | 'open' | 'answered' | 'removed' | 'ended'
  opinion: SheetOpinion | null
  reason: string | null
  attempt: number
  openedAt: Date | null
  answeredAt: Date | null
  byLaw: string | null
  carriedFrom: string | null
  addedBy: string | null
  addedReason: string | null
  removedBy: string | null
  removedReason: string | null
  silentAt: Date | null
}

export interface SheetSignature {
  id: string
  rowId: string
  attempt: number
  step: number
  role: string
  taskId: string
  state: 'open' | 'done' | 'ended'
  outcome: string | null
  opinion: string | null
  signedBy: string | null
  signedAt: Date | null
}

/** Removed departments do not count, as if they had never been asked. */
export function ballotsOf(rows: readonly Row[]): Ballot[] {
  return rows.filter((row) => row.state !== 'removed').map((row) => ({ body: row.bodyId, opinion: row.opinion }))
}
