/** What an evaluation answers: the output and how it came about, or why there is none. Plain JSON. */
import type { FeelValue } from '../feel/values.ts'

export interface Evaluation {
  /** null when it failed. */
  output: FeelValue
  /** In the order of their evaluation, required ones before those that require them; a failed one is the last. */
  evaluated: readonly EvaluatedDecision[]
  failure: { decisionId: string; message: string } | null
}

export type DecisionType = 'DECISION_TABLE' | 'LITERAL_EXPRESSION' | 'CONTEXT' | 'LIST' | 'RELATION' | 'INVOCATION' | 'UNKNOWN'

/** Business knowledge that was called stands among them, as in Zeebe. */
export interface EvaluatedDecision {
  id: string
  name: string
  type: DecisionType
  output: FeelValue
  /** Of a table. */
  inputs: readonly { id: string; name: string; value: FeelValue }[]
  rules: readonly { id: string; /** from 1 */ index: number; outputs: readonly { id: string; name: string; value: FeelValue }[] }[]
}
