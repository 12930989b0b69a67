/** Decision tables: which rules match, and what the hit policy makes of their outputs (DMN 8.2.8 to 8.2.11, in Zeebe's reading). */
import { arithmetic } from '../feel/decimal.ts'
import { asked, passes, type RawFeel, type Value, valueOf, type Variables } from './feel.ts'
import type { Rule, Table } from './types.ts'
import { DecisionFailure, printed, printedRows, same } from './values.ts'

/** What is told of a table's evaluation, as far as it came. */
export interface TableTrace {
  inputs: { id: string; name: string; value: Value }[]
  rules: { id: string; index: number; outputs: { id: string; name: string; value: Value }[] }[]
}

/** Outputs of one rule by name, in the table's order. */
type Row = ReadonlyMap<string, Value>

/** @param count told of the tests before they are made. @throws DecisionFailure */
export function evaluateTable(table: Table, variables: Variables, raw: RawFeel, trace: TableTrace, count: (tests: number) => void): Value {
  const inputs = table.inputs.map(({ expression }) => valueOf(expression, variables, raw))
  trace.inputs = table.inputs.map(({ id, name }, i) => ({ id, name, value: inputs[i] }))
  const columns = inputs.map((input) => asked(input, variables))
  const matched: [Rule, number][] = []
  for (const [index, rule] of table.rules.entries()) {
    count(1 + rule.tests.length)
    if (rule.tests.every((tests, i) => i >= columns.length || passes(tests, columns[i]!, raw))) matched.push([rule, index])
  }
  if (matched.length === 0) return otherwise(table, variables, raw)
  const hits = table.hitPolicy === 'FIRST' ? matched.slice(0, 1) : matched
  const values = hits.map(([rule]) => rule.outputs.map((output) => valueOf(output, variables, raw)))
  trace.rules = hits.map(([{ id }, index], i) => ({ id, index: index + 1, outputs: table.outputs.slice(0, values[i]!.length).map((output, k) => ({ id: output.id, name: output.label || output.name, value: values[i]![k] })) }))
  return resultOf(table, values.map((row) => new Map(table.outputs.slice(0, row.length).map(({ name }, k) => [name, row[k]]))), raw)
}

/** No rule matched: the default outputs, whatever the policy. */
function otherwise(table: Table, variables: Variables, raw: RawFeel): Value {
  const row = new Map<string, Value>()
  for (const output of table.outputs) if (output.otherwise) row.set(output.name, valueOf(output.otherwise, variables, raw))
  return row.size === 0 ? null : single(row)
}

const single = (row: Row): Value => (row.size === 1 ? [...row.values()][0] : Object.fromEntries(row))

function resultOf(table: Table, rows: readonly Row[], raw: RawFeel): Value {
  switch (table.hitPolicy) {
    case 'FIRST': return single(rows[0]!)
    case 'UNIQUE':
      if (rows.length > 1) throw new DecisionFailure(`multiple values aren't allowed for UNIQUE hit policy. found: '${printedRows(rows, raw)}'`)
      return single(rows[0]!)
    case 'ANY': {
      const distinct = rows.filter((row, i) => !rows.slice(0, i).some((before) => sameRow(before, row, raw)))
      if (distinct.length > 1) throw new DecisionFailure(`different values aren't allowed for ANY hit policy. found: '${printedRows(distinct, raw)}'`)
      return single(rows[0]!)
    }
    case 'PRIORITY': return single(byPriority(table, rows)[0]!)
    case 'OUTPUT ORDER': return byPriority(table, rows).map(single)
    case 'RULE ORDER': return rows.map(single)
    case 'COLLECT': return collected(table, rows, raw)
  }
}

function sameRow(a: Row, b: Row, raw: RawFeel): boolean {
  return [...a].every(([name, value]) => same(value, b.get(name), raw))
}

/** Zeebe orders by the places of the values written one after the other as text: the tenth stands before the second, what is not listed last. */
function byPriority({ outputs }: Table, rows: readonly Row[]): Row[] {
  const mark = (row: Row) => outputs.map(({ name, values }) => {
    const value = row.get(name)
    const place = typeof value === 'string' || typeof value === 'number' ? values.indexOf(String(value)) : -1
    return place < 0 ? '_' : String(place)
  }).join('')
  return rows.map((row) => [mark(row), row] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row)
}

function collected({ aggregation }: Table, rows: readonly Row[], raw: RawFeel): Value {
  if (aggregation === null) return rows.map(single)
  if (aggregation === 'COUNT') return rows.length
  const numbers = rows.map((row) => numberOf(single(row), raw))
  switch (aggregation) {
    case 'SUM': return numbers.reduce<number | null>((sum, each) => (sum === null ? null : arithmetic('+', sum, each)), 0)
    case 'MIN': return numbers.reduce((least, each) => Math.min(least, each))
    case 'MAX': return numbers.reduce((most, each) => Math.max(most, each))
  }
}

function numberOf(value: Value, raw: RawFeel): number {
  if (typeof value === 'number') return value
  throw new DecisionFailure(`expected number but found '${printed(value ?? null, raw)}'`)
}
