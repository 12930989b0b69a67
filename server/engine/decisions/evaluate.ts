/**
 * Evaluates a decision of a graph: those it requires first, each as often as it is required, then its own logic (DMN 10.4; the order, the
 * words and what is told of the way are Zeebe's). Pure: all that is needed is handed in. A failure is a value, not an exception.
 */
import { TooLarge, type FeelValue } from '../feel/values.ts'
import type { DecisionType, EvaluatedDecision, Evaluation } from './evaluation.ts'
import { type RawFeel, type Value, valueOf, type Variables, weightOf } from './feel.ts'
import { evaluateTable, type TableTrace } from './table.ts'
import type { Decision, DecisionGraph, Knowledge, Logic, Parameter } from './types.ts'
import { DecisionFailure, fitting } from './values.ts'

/** A diamond of requirements doubles with each layer: thirty layers would be a thousand million evaluations. */
const MAX_EVALUATED = 1_000
/** Tests of rules in one evaluation: some 0.1 to 0.2 s, which everybody else waits. */
const MAX_TESTS = 100_000
/** Of all values told of one evaluation, as JSON. */
const MAX_CHARACTERS = 4_000_000

/** One evaluation in progress. */
interface Course {
  readonly graph: DecisionGraph
  readonly raw: RawFeel
  readonly evaluated: EvaluatedDecision[]
  tests: number
  characters: number
}

/** What the logic at hand belongs to: only of its owner's own logic a trace is told, not of what is boxed inside. */
interface Place { readonly owner: { id: string; name: string; logic: Logic }; readonly variables: Variables }

/** @param variables of the client or the scope. @throws Error when the decision is none of the graph's */
export function evaluateDecision(graph: DecisionGraph, decisionId: string, variables: Variables, raw: RawFeel): Evaluation {
  const course: Course = { graph, raw, evaluated: [], tests: 0, characters: 0 }
  const decision = graph.decisions.get(decisionId)
  if (!decision) throw new Error(`Decision graph ${graph.id} has no decision ${decisionId}`)
  try {
    const { value } = decide(course, decision, variables)
    return { output: told(course, value), evaluated: course.evaluated, failure: null }
  } catch (error) {
    const why = error instanceof DecisionFailure || error instanceof TooLarge ? error.message : null
    if (why === null) throw error
    return { output: null, evaluated: course.evaluated, failure: { decisionId: course.evaluated.at(-1)?.id ?? decisionId, message: `Expected to evaluate decision '${decisionId}', but ${why}` } }
  }
}

/** Required decisions see the variables there were, not each other's results. */
function decide(course: Course, decision: Decision, variables: Variables): { name: string; value: Value } {
  const results = decision.needs.map((id) => decide(course, course.graph.decisions.get(id)!, variables))
  const scope: Record<string, Value> = { ...variables }
  for (const { name, value } of results) scope[name] = value
  Object.assign(scope, functionsOf(course, decision.knows, variables))
  const value = logicOf(course, decision.logic, { owner: decision, variables: scope })
  return { name: decision.result, value: fitting(value, decision.type, course.raw) }
}

function functionsOf(course: Course, ids: readonly string[], variables: Variables): Record<string, Value> {
  return Object.fromEntries(ids.map((id) => {
    const knowledge = course.graph.knowledge.get(id)!
    return [knowledge.name, functionOf(course, knowledge, variables)]
  }))
}

/** Called with arguments that do not fit it gives null (Zeebe). */
function functionOf(course: Course, knowledge: Knowledge, variables: Variables): Value {
  const scope = { ...variables, ...functionsOf(course, knowledge.knows, variables) }
  return course.raw.fn(knowledge.parameters.map((each) => each.name), (args) => {
    try {
      const given = knowledge.parameters.slice(0, args.length).map((each, i) => [each.name, fitting(args[i], each.type, course.raw)])
      return logicOf(course, knowledge.logic, { owner: knowledge, variables: { ...scope, ...Object.fromEntries(given) } })
    } catch (error) {
      if (error instanceof DecisionFailure && !error.final) return null
      throw error
    }
  })
}

const TYPES: Readonly<Record<Logic['kind'], DecisionType>> = {
  table: 'DECISION_TABLE', literal: 'LITERAL_EXPRESSION', context: 'CONTEXT', list: 'LIST', relation: 'RELATION', invocation: 'INVOCATION', function: 'UNKNOWN',
}

function logicOf(course: Course, logic: Logic, place: Place): Value {
  const trace: TableTrace = { inputs: [], rules: [] }
  try {
    const value = valueOfLogic(course, logic, place, trace)
    tell(course, logic, place, value, trace)
    return value
  } catch (error) {
    if (error instanceof DecisionFailure && !error.final) tell(course, logic, place, null, trace)
    throw error
  }
}

function valueOfLogic(course: Course, logic: Logic, { owner, variables }: Place, trace: TableTrace): Value {
  const { raw } = course
  const within = (each: Logic, more: Variables = {}) => logicOf(course, each, { owner, variables: { ...variables, ...more } })
  switch (logic.kind) {
    case 'table': return evaluateTable(logic, variables, raw, trace, (tests) => count(course, tests))
    case 'literal': return valueOf(logic.expression, variables, raw)
    case 'list': return logic.items.map((each) => within(each))
    case 'relation': return logic.rows.map((row) => Object.fromEntries(row.map(({ name, logic: cell }) => [name, within(cell)])))
    case 'function': return raw.fn(logic.parameters.map(({ name }) => name), (args) => valueOf(logic.body, { ...variables, ...argumentsOf(logic.parameters, args) }, raw))
    case 'context': {
      const entries: Record<string, Value> = {}
      for (const { name, logic: each } of logic.entries) entries[name] = within(each, entries)
      return logic.result ? within(logic.result, entries) : entries
    }
    case 'invocation': return invoke(course, logic, variables)
  }
}

function argumentsOf(parameters: readonly Parameter[], args: readonly Value[]): Variables {
  return Object.fromEntries(parameters.map(({ name }, i) => [name, args[i] ?? null]))
}

function invoke(course: Course, { knowledge: id, bindings }: Extract<Logic, { kind: 'invocation' }>, variables: Variables): Value {
  const knowledge = course.graph.knowledge.get(id)!
  const scope: Record<string, Value> = { ...variables }
  for (const { name, value } of bindings) scope[name] = valueOf(value, variables, course.raw)
  Object.assign(scope, functionsOf(course, knowledge.knows, scope))
  for (const { name, type } of knowledge.parameters) {
    if (!Object.hasOwn(scope, name)) throw new DecisionFailure(`no parameter found with name '${name}'`)
    fitting(scope[name], type, course.raw)
  }
  return logicOf(course, knowledge.logic, { owner: knowledge, variables: scope })
}

function tell(course: Course, logic: Logic, { owner }: Place, value: Value, trace: TableTrace): void {
  if (logic !== owner.logic) return
  if (course.evaluated.length >= MAX_EVALUATED) throw new DecisionFailure(`it takes more than ${MAX_EVALUATED} evaluations of decisions. Let fewer decisions require the same ones.`, true)
  course.evaluated.push({
    id: owner.id, name: owner.name, type: TYPES[logic.kind], output: told(course, value),
    inputs: trace.inputs.map((each) => ({ ...each, value: told(course, each.value) })),
    rules: trace.rules.map((rule) => ({ ...rule, outputs: rule.outputs.map((each) => ({ ...each, value: told(course, each.value) })) })),
  })
}

function told(course: Course, value: Value): FeelValue {
  const json = course.raw.json(value)
  course.characters += weightOf(json, MAX_CHARACTERS - course.characters)
  return json
}

function count(course: Course, tests: number): void {
  course.tests += tests
  if (course.tests > MAX_TESTS) throw new DecisionFailure(`it takes more than ${MAX_TESTS} tests of rules. Split the table.`, true)
}
