/**
 * How much there is to evaluate in a decision, reckoned before it is done: cases are tried where somebody waits (the modeler's window, the
 * command line), and a file that somebody pushed must not hold them up for hours. Pure.
 */
import type { DecisionGraph, Logic } from '../../server/engine/decisions/types.ts'
import type { Expression } from '../../server/engine/feel/expression.ts'
import type { UnaryTests } from '../../server/engine/feel/unary.ts'

/** A FEEL text of this many characters counts as one evaluation. */
const CHARACTERS = 20

/** Cells and expressions that one case of the decision looks at, at most: its required decisions each as often as they are required. */
export function workOf(graph: DecisionGraph, decision: string, known: Map<string, number> = new Map()): number {
  const reckoned = known.get(decision)
  if (reckoned !== undefined) return reckoned
  const { logic, needs } = graph.decisions.get(decision)!
  const work = ofLogic(logic) + sum(needs, (id) => workOf(graph, id, known)) // the compiler refuses circles
  known.set(decision, work)
  return work
}

function ofLogic(logic: Logic): number {
  switch (logic.kind) {
    case 'table': return sum(logic.inputs, ({ expression }) => ofText(expression)) + sum(logic.rules, ({ tests, outputs }) => 1 + sum(tests, ofText) + sum(outputs, ofText))
    case 'literal': return ofText(logic.expression)
    case 'context': return sum(logic.entries, ({ logic: each }) => ofLogic(each)) + (logic.result ? ofLogic(logic.result) : 0)
    case 'list': return sum(logic.items, ofLogic)
    case 'relation': return sum(logic.rows, (row) => sum(row, ({ logic: each }) => ofLogic(each)))
    case 'function': return ofText(logic.body)
    case 'invocation': return sum(logic.bindings, ({ value }) => ofText(value)) // of business knowledge, which is the sandbox's
    default: return logic satisfies never
  }
}

const ofText = (cell: Expression | UnaryTests): number => 1 + (cell.kind === 'any' ? 0 : Math.floor(cell.text.length / CHARACTERS))

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
