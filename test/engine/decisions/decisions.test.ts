/** Every case compared with what Zeebe 8.5 and 8.8 were seen to answer: outputs, the way to them, failures in its words, refusals. */
import { describe, expect, test } from 'vitest'
import { compileDecisions } from '../../../server/engine/decisions/compile.ts'
import { evaluateDecision } from '../../../server/engine/decisions/evaluate.ts'
import type { Evaluation } from '../../../server/engine/decisions/evaluation.ts'
import { plainFeel } from '../../../server/engine/decisions/feel.ts'
import { rawFeel } from '../../../server/engine/sandbox/rawFeel.ts'
import { idOf } from './asking.ts'
import { decisionCases, type DecisionCase } from './cases.ts'
import { dmn } from './drawing.ts'
import { LINES, observedOn } from './observed.ts'

describe.each(LINES)('as Zeebe %s', (line) => {
  const observed = observedOn(line)
  for (const each of decisionCases.filter(({ except, differs }) => except?.[line] === undefined && differs === undefined)) {
    test(each.name, async () => {
      const recorded = observed[each.name]!
      const graph = await compileDecisions(dmn(idOf(each.name), each.drawing)).catch((error: Error) => error.message)
      if (typeof graph === 'string' || recorded.refused !== undefined) {
        expect(typeof graph === 'string' ? 'refused' : 'taken').toBe(recorded.refused === undefined ? 'taken' : 'refused')
        if (!each.ownWords) expect(graph).toContain(recorded.refused!.split("'case.dmn': ")[1]!.trim())
        return
      }
      const last = [...graph.decisions.keys()].at(-1)!
      const ours = each.ask.map((asked) => {
        const [id, variables] = 'of' in asked ? [asked.of as string, asked.with as object] : [last, asked]
        return told(evaluateDecision(graph, id, variables as Record<string, unknown>, graph.needsSandbox ? rawFeel : plainFeel))
      })
      expect(ours).toEqual(recorded.answers.map(theirs))
    })
  }
})

describe('refused here, taken by Zeebe', () => {
  test.each(decisionCases.filter((each) => each.differs !== undefined))('$name', async (each: DecisionCase) => {
    await expect(compileDecisions(dmn(idOf(each.name), each.drawing))).rejects.toThrow()
  })
})

interface Told { output: unknown; failed?: string; why?: string; evaluated: unknown[] }

function told({ output, failure, evaluated }: Evaluation): Told {
  return {
    output, ...(failure && { failed: failure.decisionId, why: failure.message }),
    evaluated: evaluated.map((each) => ({ id: each.id, name: each.name, type: each.type, output: each.output, inputs: each.inputs, rules: each.rules })),
  }
}

/** The recorded answer in the same shape. */
function theirs(answer: unknown): Told {
  const { decisionOutput, failedDecisionId, failureMessage, evaluatedDecisions = [] } = answer as Record<string, any>
  const value = (text: string) => JSON.parse(text) as unknown
  return {
    output: value(decisionOutput), ...(failedDecisionId && { failed: failedDecisionId, why: failureMessage }),
    evaluated: (evaluatedDecisions as Record<string, any>[]).map((each) => ({
      id: each.decisionId, name: each.decisionName, type: each.decisionType, output: value(each.decisionOutput),
      inputs: (each.evaluatedInputs ?? []).map((input: Record<string, string>) => ({ id: input.inputId, name: input.inputName, value: value(input.inputValue!) })),
      rules: (each.matchedRules ?? []).map((rule: Record<string, any>) => ({ id: rule.ruleId, index: rule.ruleIndex, outputs: (rule.evaluatedOutputs ?? []).map((output: Record<string, string>) => ({ id: output.outputId, name: output.outputName, value: value(output.outputValue!) })) })),
    })),
  }
}
