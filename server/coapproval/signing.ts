/**
 * How an opinion leaves a department that signs in steps (经办 -> 科长 -> 分管领导): each signer confirms or changes it, or hands it
 * back one step; the last signer's word is the department's. Pure.
 */
import { isOpinion, type SheetOpinion } from '../matters/sheet.ts'

export type SignatureOutcome = SheetOpinion | 'back'

export type NextStep = { kind: 'sign'; step: number } | { kind: 'answer'; opinion: SheetOpinion }

/**
 * What follows when step `step` (from 0) of `steps` has signed.
 * @throws RangeError for an outcome that no opinion form offers, and for handing back from the first step.
 */
export function afterSignature(step: number, steps: number, outcome: string): NextStep {
  if (outcome === 'back') {
    if (step === 0) throw new RangeError('The first signer of a department has nobody to hand back to.')
    return { kind: 'sign', step: step - 1 }
  }
  if (!isOpinion(outcome)) throw new RangeError(`An opinion is agree, disagree or not-concerned, but this is "${outcome}".`)
  return step + 1 < steps ? { kind: 'sign', step: step + 1 } : { kind: 'answer', opinion: outcome }
}
