/**
 * What a step becomes when the engine offers it: whose task, under which limit, and whether an opinion given before still stands.
 * Pure and browser-safe; the row in the inbox is opening.ts.
 */
import type { Case } from '../cases/case.ts'
import type { LimitKind } from '../deadlines/kinds.ts'
import type { Limit } from '../deadlines/limit.ts'
import type { Step } from '../matters/types.ts'
import { resolveGroup } from '../people/officer.ts'
import { returnTarget, type Task, type TaskKind } from './task.ts'

/** A limit of one visit of a step, where it is not the diagram's: an applicant's promise has a day of its own. */
export interface OwnLimit extends Limit { from: Date }

export function kindOf(step: Step): TaskKind {
  if (step.headers.party === 'applicant') return 'applicant'
  return step.headers.signing === 'sheet' ? 'sheet' : 'officer'
}

export function groupsFor(step: Step, bodyId: string): string[] {
  return step.headers.party === 'applicant' ? [] : step.candidates.map((candidate) => resolveGroup(candidate, bodyId))
}

/** Only inside a fork, and only after a return, may an earlier opinion stand. */
export function mayStand(file: Pick<Case, 'round'>, step: Step): boolean {
  return file.round > 1 && step.scopes.length > 0
}

/**
 * Inside a fork that was left by a return, an opinion given in an earlier round still stands when it did not itself return
 * the case and the applicant has handed in nothing new since. A sheet stands whole only when it was agreed: one that ended in disagreement is
 * opened again, where agreements stand row by row and whoever disagreed is asked once more, as on any sheet that is come to again.
 * What a return names stands no more (`mustLookAgain`).
 * @param done the case's decided tasks
 */
export function stands(file: Pick<Case, 'round' | 'revision'>, step: Step, earlier: Pick<Task, 'revision' | 'outcome' | 'round'>, done: readonly Returned[]): boolean {
  if (mustLookAgain(done, step.elementId, earlier.round)) return false
  if (!mayStand(file, step) || earlier.revision !== file.revision || returnTarget(earlier.outcome ?? '') !== null) return false
  return kindOf(step) !== 'sheet' || earlier.outcome === 'agree'
}

type Returned = Pick<Task, 'outcome' | 'data' | 'round'>

/**
 * Whoever returns a case from behind a fork or a sheet has all opinions before them and may find one of them wrong, which its author would never see
 * again if it stood: so a return's form may name the steps that must look again, in the property `again`. It speaks of what was said up to its own round.
 */
export function mustLookAgain(done: readonly Returned[], elementId: string, round: number): boolean {
  return done.some((one) => one.round >= round && returnTarget(one.outcome ?? '') !== null && Array.isArray(one.data?.again) && one.data.again.includes(elementId))
}

/** The header `clock` names a limit of its own kind; anything else is the step's internal share of the promise. */
const CLOCKS: Record<string, LimitKind> = { acceptance: 'acceptance', supplement: 'supplement', pause: 'pause', hearing: 'hearing', delivery: 'delivery' }

/**
 * The limit a task starts with; null where its step has none. The five days run from the hand-in, and the ten days of 行政许可法 44 from the
 * decision, however late the task comes: by an engine that was down, or after a notice to the applicant and a fee.
 */
export function limitOf(step: Step, file: Pick<Case, 'submittedAt' | 'decidedAt'>, now: Date, own?: OwnLimit): (OwnLimit & { kind: LimitKind; source: string }) | null {
  if (!step.limit) return null
  const kind = CLOCKS[step.headers.clock ?? ''] ?? 'step'
  const from = kind === 'acceptance' ? file.submittedAt : kind === 'delivery' ? file.decidedAt ?? now : now
  return { ...(own ?? { ...step.limit, from }), kind, source: step.headers.limitSource ?? '' }
}
