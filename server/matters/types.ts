/**
 * What a matter is to the rest of the house: the bundle as published, and the facts of its steps read from the diagram.
 * Types only; how a diagram is read is diagram.ts, what a guide must hold is guide.ts.
 */
import type { Limit } from '../deadlines/limit.ts'
import type { FormSchema } from '../forms/schema.ts'
import type { Guide } from './guide.ts'

/** Diagram, guide, forms, letters and decision tables of one matter, published whole or not at all (design decision 8). */
export interface Bundle {
  matter: Guide
  /** The BPMN text as it is deployed. */
  diagram: string
  forms: Record<string, FormSchema>
  /** Block templates that differ from the common ones, by kind of letter. */
  letters: Record<string, string>
  /** Decision tables as DMN text, by name; absent where the matter has none. */
  tables?: Record<string, string>
  /** What the matter uses and does not bring itself, as it was when legal review signed it; absent where a bundle was only read from its files. */
  annex?: Annex
  /** sha256 over all of it, hexadecimal. Equal content has an equal hash wherever it is read. */
  hash: string
}

/** Common letters and organisation entries that a matter uses: part of what is signed, so the very sentences go out that were read. */
export interface Annex {
  /** Common templates by kind of letter. */
  letters: Record<string, string>
  /** Bodies by id and groups by `<body>/<role>`, each with its name. */
  organisation: Record<string, string>
}

/** A way back that the diagram draws from a step. */
export interface Return {
  /** The element the case goes back to. */
  target: string
  /** What the button says, for instance 退回窗口. */
  name: string
  /** Set when the way leads out of a fork: the code that the error boundary on `scope` catches. */
  error?: string
  /** The sub-process whose boundary catches the error. */
  scope?: string
}

export interface Step {
  elementId: string
  name: string
  kind: 'task' | 'service' | 'receive' | 'event'
  /** 'io.camunda.zeebe:userTask' for a user task; null for receive tasks and events. */
  jobType: string | null
  formKey?: string
  /** Roles relative to the body (`window`) or of a named body (`ziran/handler`); empty for the applicant's steps. */
  candidates: string[]
  headers: Record<string, string>
  limit?: Limit
  /** The boundary message event that reacts to the step's limit (design decision 4). */
  limitEvent?: { elementId: string; messageName: string; interrupting: boolean }
  returns: Return[]
  /** The sub-processes round the step, outermost first. */
  scopes: string[]
  /** Completing its job may end other jobs of the case, which must then be looked at. */
  endsOthers: boolean
}

export interface MatterVersion {
  id: string
  code: string
  divisionCode: string
  /** The implementing body (实施主体), by its code. */
  bodyId: string
  hash: string
  bundle: Bundle
  /** The BPMN process id; equal to the code. */
  processId: string
  /** Null or later than now: no case yet. */
  effectiveFrom: Date | null
  /** Legal review (法核); without it no case. */
  reviewedBy: string | null
  reviewedAt: Date | null
  publishedAt: Date
  /** In the order a case meets them. */
  steps: Step[]
}

/** A row of the catalogue: enough for a list, without the bundle. */
export interface MatterSummary {
  id: string
  code: string
  name: string
  bodyId: string
  divisionCode: string
  kind: 'instant' | 'promise'
  topics: string[]
  /** 服务对象 (domain A2): 1 a natural person, everything else some organisation. */
  subjects: string[]
  /** Promised limit in words of the guide, for instance {amount: 3, unit: 'wd'}. */
  promised: { amount: number; unit: Limit['unit'] }
  effectiveFrom: Date
}
