/** What a task is. Rows without an engine job (sheet rows, inner steps) name their `origin` instead of a job key. */

export type TaskState = 'open' | 'done' | 'ended' | 'gone'
export type TaskKind = 'officer' | 'applicant' | 'sheet'

export interface Signature {
  officerId: string
  name: string
  at: string
  outcome: string
  data: Record<string, unknown>
}

export interface Task {
  id: string
  caseId: string
  engine: string | null
  jobKey: string | null
  elementId: string
  elementInstanceKey: string | null
  name: string
  kind: TaskKind
  origin: string | null
  formKey: string | null
  groups: string[]
  bodyId: string
  state: TaskState
  round: number
  revision: number
  openedAt: Date
  holderId: string | null
  heldSince: Date | null
  decidedBy: string | null
  decidedAt: Date | null
  endedWhy: string | null
  outcome: string | null
  opinion: string | null
  data: Record<string, unknown> | null
  signatures: Signature[]
  carriedFrom: string | null
  version: number
}

/** A return is an outcome of its own form: `return:<elementId>`. */
export function returnTarget(outcome: string): string | null {
  return outcome.startsWith('return:') ? outcome.slice('return:'.length) : null
}
