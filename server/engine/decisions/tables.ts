/** Decision tables as they are drawn -> as they are evaluated (table.ts). */
import { attribute } from '../model/extensions.ts'
import type { Moddle } from '../model/read.ts'
import type { DecisionFindings } from './findings.ts'
import type { Aggregation, HitPolicy, Table } from './types.ts'

const POLICIES: readonly HitPolicy[] = ['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'OUTPUT ORDER', 'RULE ORDER', 'COLLECT']
const AGGREGATIONS: readonly Aggregation[] = ['SUM', 'MIN', 'MAX', 'COUNT']

export function compileTable(element: Moddle, owner: Moddle, findings: DecisionFindings): Table {
  const here = element.id ? element : owner
  const [inputs, outputs, rules] = ['input', 'output', 'rule'].map((property) => (element[property] as Moddle[] | undefined) ?? []) as [Moddle[], Moddle[], Moddle[]]
  const hitPolicy = one(POLICIES, element.hitPolicy ?? 'UNIQUE')
  const aggregation = element.aggregation === undefined ? null : one(AGGREGATIONS, element.aggregation)
  if (!hitPolicy) findings.refuse(here, `'${String(element.hitPolicy)}' is no hit policy. Use one of ${POLICIES.join(', ')}.`)
  if (element.aggregation !== undefined && !aggregation) findings.refuse(here, `'${String(element.aggregation)}' is no aggregator. Use one of ${AGGREGATIONS.join(', ')}.`)
  if (outputs.length === 0) findings.refuse(here, 'A decision table must have an output.')
  if (outputs.length > 1 && hitPolicy === 'COLLECT' && aggregation) findings.refuse(here, "hit policy 'COLLECT' with aggregator is not defined for compound output")
  if (outputs.length > 1) for (const each of outputs) if (!each.name) findings.refuse(each.id ? each : here, `no output name defined for \`${attribute(each, 'label') ?? 'null'}\``)
  for (const each of outputs) if (each.name === '__proto__') findings.refuse(each, `'__proto__' cannot be the name of an output.`)
  return {
    kind: 'table', hitPolicy: hitPolicy ?? 'UNIQUE', aggregation,
    inputs: inputs.map((each) => {
      const expression = each.inputExpression as Moddle | undefined
      return { id: each.id ?? '', name: attribute(each, 'label') || (attribute(expression, 'text') ?? ''), expression: findings.expression(expression, each.id ? each : here) }
    }),
    outputs: outputs.map((each) => ({
      id: each.id ?? '', name: each.name ?? '', label: attribute(each, 'label') ?? '', values: valuesOf(each),
      otherwise: attribute(each.defaultOutputEntry as Moddle | undefined, 'text') === undefined ? null : findings.expression(each.defaultOutputEntry as Moddle, each),
    })),
    rules: rules.map((rule) => {
      const [tests, values] = [(rule.inputEntry as Moddle[] | undefined) ?? [], (rule.outputEntry as Moddle[] | undefined) ?? []]
      if (tests.length > inputs.length || values.length !== outputs.length) findings.refuse(rule.id ? rule : here, `A rule must have an entry for each of ${inputs.length} inputs and ${outputs.length} outputs, this one has ${tests.length} and ${values.length}.`)
      return { id: rule.id ?? '', tests: tests.map((each) => findings.unaryTests(each, rule)), outputs: values.map((each) => findings.expression(each, rule)) }
    }),
  }
}

function one<T extends string>(of: readonly T[], value: unknown): T | null {
  return of.find((each) => each === value) ?? null
}

/** `"high","low"` -> high, low; quotes go, as in Zeebe. */
function valuesOf(output: Moddle): string[] {
  const text = attribute(output.outputValues as Moddle | undefined, 'text')
  return text === undefined ? [] : text.split(',').map((each) => each.trim().replaceAll(/["']/g, ''))
}
