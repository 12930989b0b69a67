/** Evaluating a decision by itself. */
import type { Key, Variables } from '../../state.ts'
import { tenant, text, variables } from '../arguments.ts'
import type { Awaited } from './index.ts'
import type { Message } from './call.ts'

/** By key when it is above 0, else the latest version of an id. */
export interface EvaluationRequest { decisionKey: Key; decisionId: string; variables: Variables }

/** @throws BadRequest */
export function evaluation({ decisionKey, decisionId, variables: document, tenantId }: Message): EvaluationRequest {
  const given = variables(document)
  tenant('EvaluateDecision', tenantId)
  return { decisionKey, decisionId: text(decisionId, 'decisionId'), variables: given }
}

export const decisionsAwaited: Readonly<Record<string, Awaited>> = {
  EvaluateDecision: { read: evaluation, instead: 'Decisions are not carried yet. Use conditions in the diagram.' },
}
