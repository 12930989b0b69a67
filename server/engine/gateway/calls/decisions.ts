/** Evaluating a decision by itself. */
import type { EvaluatedDecision } from '../../decisions/evaluation.ts'
import type { DecisionDefinition } from '../../machine/decisions.ts'
import type { Answer } from '../../machine/requests.ts'
import { ONE_TENANT, tenant, text, variables } from '../arguments.ts'
import type { Calls, Message } from './call.ts'

type Evaluated = Extract<Answer, { answer: 'evaluated' }>

export const decisionCalls: Calls = {
  EvaluateDecision: {
    request: ({ decisionKey, decisionId, variables: document, tenantId }) => {
      const given = variables(document)
      tenant('EvaluateDecision', tenantId)
      return { type: 'Evaluate', decisionKey, decisionId: text(decisionId, 'decisionId'), variables: given }
    },
    reply: (answer) => {
      const { key, decision, graph, others, evaluation } = answer as Evaluated
      return {
        decisionKey: decision.key, decisionId: decision.id, decisionName: decision.name, decisionVersion: decision.version,
        decisionRequirementsId: graph.id, decisionRequirementsKey: graph.key,
        decisionOutput: JSON.stringify(evaluation.output), evaluatedDecisions: evaluation.evaluated.map((each) => evaluated(each, others)),
        failedDecisionId: evaluation.failure?.decisionId ?? '', failureMessage: evaluation.failure?.message ?? '',
        tenantId: ONE_TENANT, decisionInstanceKey: key,
      }
    },
  },
}

/** Business knowledge has no key and no version of its own: -1, as in Zeebe. */
function evaluated({ id, name, type, output, inputs, rules }: EvaluatedDecision, decisions: readonly DecisionDefinition[]): Message {
  const decision = decisions.find((each) => each.id === id)
  return {
    decisionKey: decision?.key ?? -1, decisionId: id, decisionName: name, decisionVersion: decision?.version ?? -1, decisionType: type,
    decisionOutput: JSON.stringify(output), tenantId: ONE_TENANT,
    evaluatedInputs: inputs.map((each) => ({ inputId: each.id, inputName: each.name, inputValue: JSON.stringify(each.value) })),
    matchedRules: rules.map((rule) => ({
      ruleId: rule.id, ruleIndex: rule.index,
      evaluatedOutputs: rule.outputs.map((each) => ({ outputId: each.id, outputName: each.name, outputValue: JSON.stringify(each.value) })),
    })),
  }
}
