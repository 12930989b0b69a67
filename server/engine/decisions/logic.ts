/** Boxed expressions: one moddle element -> one logic. A kind that is not in the table is refused by name. */
import { attribute } from '../model/extensions.ts'
import type { Moddle } from '../model/read.ts'
import type { DecisionFindings } from './findings.ts'
import { compileTable } from './tables.ts'
import type { Logic, Parameter } from './types.ts'

export interface Building {
  findings: DecisionFindings
  /** Business knowledge models by id. */
  knowledge: ReadonlyMap<string, Moddle>
  /** Boxes inside boxes around the one at hand. */
  depth?: number
}

/** A box in a box in a box: nobody reads deeper ones, and what walks them would overflow. */
const MAX_BOXES = 20
const NOTHING: Logic = { kind: 'list', items: [] }

type Compile = (element: Moddle, owner: Moddle, building: Building) => Logic

const KINDS: Readonly<Record<string, Compile>> = {
  'dmn:DecisionTable': (element, owner, { findings }) => compileTable(element, owner, findings),
  'dmn:LiteralExpression': (element, owner, { findings }) => ({ kind: 'literal', expression: findings.expression(element, owner) }),
  'dmn:Context': context,
  'dmn:List': (element, owner, building) => ({ kind: 'list', items: many(element, 'elements').map((each) => compileLogic(each, owner, building)) }),
  'dmn:Relation': relation,
  'dmn:Invocation': invocation,
  'dmn:FunctionDefinition': functionDefinition,
}

/** @param owner the decision or business knowledge, named where the box has no id */
export function compileLogic(element: Moddle | undefined, owner: Moddle, building: Building): Logic {
  const { findings, depth = 0 } = building
  const compile = element && Object.hasOwn(KINDS, element.$type) ? KINDS[element.$type] : undefined
  if (!element || !compile) {
    findings.refuse(owner, element ? `unsupported decision expression '${element.$type}'. Use one of ${Object.keys(KINDS).join(', ')}.` : 'unsupported decision expression: there is none. Give it a decision table or a literal expression.')
    return NOTHING
  }
  if (depth > MAX_BOXES) {
    findings.refuse(owner, `Expressions may be boxed ${MAX_BOXES} deep. Make decisions of the inner ones.`)
    return NOTHING
  }
  return compile(element, owner, { ...building, depth: depth + 1 })
}

export function many(element: Moddle, property: string): Moddle[] {
  return (element[property] as Moddle[] | undefined) ?? []
}

export function parameters(element: Moddle): Parameter[] {
  return many(element, 'formalParameter').map((each) => ({ name: each.name ?? '', type: attribute(each, 'typeRef') ?? null }))
}

function context(element: Moddle, owner: Moddle, building: Building): Logic {
  const entries = many(element, 'contextEntry')
  const last = entries.at(-1)
  const named = last && !last.variable ? entries.slice(0, -1) : entries
  for (const each of named) if (!nameOf(each)) building.findings.refuse(element.id ? element : owner, 'Every entry of a context but the last must have a variable with a name.')
  return {
    kind: 'context',
    entries: named.map((each) => ({ name: nameOf(each), logic: compileLogic(each.value as Moddle | undefined, owner, building) })),
    result: last && !last.variable ? compileLogic(last.value as Moddle | undefined, owner, building) : null,
  }
}

/** Names of the functions that contexts of a decision define for the entries after them. */
export function localFunctions(element: Moddle | undefined, depth = 0): string[] {
  if (element?.$type !== 'dmn:Context' || depth > MAX_BOXES) return []
  return many(element, 'contextEntry').flatMap((entry) => {
    const value = entry.value as Moddle | undefined
    return value?.$type === 'dmn:FunctionDefinition' ? [nameOf(entry)] : localFunctions(value, depth + 1)
  })
}

const nameOf = (entry: Moddle): string => ((entry.variable as Moddle | undefined)?.name === '__proto__' ? '' : ((entry.variable as Moddle | undefined)?.name ?? ''))

function relation(element: Moddle, owner: Moddle, building: Building): Logic {
  const columns = many(element, 'column').map((each) => each.name ?? '')
  return {
    kind: 'relation',
    rows: many(element, 'row').map((row) => {
      const cells = many(row, 'elements')
      if (cells.length !== columns.length) building.findings.refuse(row.id ? row : owner, `expected row with '${columns.length}' elements but found '${cells.length}'`)
      return cells.slice(0, columns.length).map((cell, i) => ({ name: columns[i]!, logic: compileLogic(cell, owner, building) }))
    }),
  }
}

function invocation(element: Moddle, owner: Moddle, { findings, knowledge }: Building): Logic {
  const called = element.calledFunction as Moddle | undefined
  const name = called?.$type === 'dmn:LiteralExpression' && typeof called.text === 'string' ? called.text.trim() : ''
  const found = [...knowledge].find(([, each]) => each.name === name)
  if (!found) findings.refuse(element.id ? element : owner, `no BKM found with name '${name}'`)
  const bindings = many(element, 'binding').map((each) => {
    const value = each.bindingFormula as Moddle | undefined
    if (value?.$type !== 'dmn:LiteralExpression') findings.refuse(element.id ? element : owner, `expected binding with literal expression but found '${value?.$type ?? 'none'}'`)
    return { name: (each.parameter as Moddle | undefined)?.name ?? '', value: findings.expression(value, owner) }
  })
  return { kind: 'invocation', knowledge: found?.[0] ?? '', bindings: bindings.filter(({ name: each }) => each !== '__proto__') }
}

function functionDefinition(element: Moddle, owner: Moddle, { findings }: Building): Logic {
  const body = element.body as Moddle | undefined
  if (body?.$type !== 'dmn:LiteralExpression' || (element.kind !== undefined && element.kind !== 'FEEL')) {
    findings.refuse(element.id ? element : owner, `expected literal expression but found '${body?.$type ?? 'none'}'`)
    return NOTHING
  }
  findings.sandboxed = true // only there functions can be made
  return { kind: 'function', parameters: parameters(element), body: findings.expression(body, owner) }
}
