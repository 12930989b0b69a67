/** Evaluating a decision for a client: nothing changes, so nothing is written but the key it is known by. */
import { reject, type Rejection } from '../commands.ts'
import { evaluateDecision } from '../decisions/evaluate.ts'
import type { Evaluation } from '../decisions/evaluation.ts'
import { plainFeel } from '../decisions/feel.ts'
import type { DecisionDefinition } from './decisions.ts'
import type { Machine } from './machine.ts'
import type { Answer, Request } from './requests.ts'

export type Evaluate = Extract<Request, { type: 'Evaluate' }>

/** The decision a client names, or the refusal in Zeebe's words (8.8's codes). */
export function decisionFor(machine: Machine, { decisionKey, decisionId }: Evaluate): DecisionDefinition | Rejection {
  const none = (named: string, what: string) => reject('EVALUATE', 'NOT_FOUND', `Expected to evaluate decision '${named}', but no decision found for ${what}`)
  if (decisionKey > 0) return machine.decisions.byDecisionKey(decisionKey) ?? none(String(decisionKey), `key '${decisionKey}'`)
  if (decisionId === '') return reject('EVALUATE', 'INVALID_ARGUMENT', 'Expected either a decision id or a valid decision key, but none provided')
  return machine.decisions.latest(decisionId) ?? none(decisionId, `id '${decisionId}'`)
}

/** The decision that has to be evaluated in the sandbox first; null when there is none, or it was. Its graph is in memory by now. */
export function sandboxedDecision(machine: Machine, request: Request): DecisionDefinition | null {
  if (request.type !== 'Evaluate') return null
  const decision = decisionFor(machine, request)
  if ('reason' in decision || request.evaluated?.decision === decision.key) return null
  return machine.decisions.graph(decision.graph)?.needsSandbox ? decision : null
}

export function evaluate(machine: Machine, request: Evaluate): Answer {
  const decision = decisionFor(machine, request)
  if ('reason' in decision) return { ok: false, rejection: decision }
  const evaluation = request.evaluated?.decision === decision.key ? request.evaluated.evaluation : evaluateHere(machine, decision, request)
  return {
    ok: true, answer: 'evaluated', key: machine.nextKey(), decision, evaluation,
    graph: machine.decisions.graphDefinition(decision.graph)!, others: machine.decisions.of(decision.graph),
  }
}

function evaluateHere(machine: Machine, decision: DecisionDefinition, { variables }: Evaluate): Evaluation {
  const graph = machine.decisions.graph(decision.graph)
  if (!graph) throw new Error(`Decision graph ${decision.graph} is not in memory`)
  return evaluateDecision(graph, decision.id, variables, plainFeel)
}
