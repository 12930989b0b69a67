/**
 * The safe list (decision 13): the FEEL that is compiled to closures and run inline. What the switch below does not name
 * is off the list: ranges, for, some, every, filters, regular expressions, dates. Semantics are Zeebe's, tried on 8.5 and 8.8.
 */
import type { SyntaxNode, Tree } from '@lezer/common'
import { arithmetic } from './decimal.ts'
import { builtins } from './functions.ts'
import { compare, equal, fits, nested, typeOf, type FeelValue, type Lookup } from './values.ts'

export interface Scope { lookup: Lookup; warnings: string[] }
export type Inline = (scope: Scope) => FeelValue

/** A tree with more nodes is left to the sandbox: nobody's condition, perhaps somebody's bomb. */
const MAX_NODES = 200

/** Thrown while a closure is made of what the safe list does not carry. */
export class OffTheList extends Error {}

/** The closure, or null when the expression is not on the safe list. @param make of the whole tree; the one expression in it unless given */
export function compileInline(tree: Tree, text: string, make: (top: SyntaxNode, text: string) => Inline = (top) => compile(only(top), text)): Inline | null {
  let nodes = 0
  tree.iterate({ enter: () => void nodes++ })
  if (nodes > MAX_NODES) return null
  try {
    return make(tree.topNode, text)
  } catch (error) {
    if (error instanceof OffTheList) return null
    throw error
  }
}

/** @throws OffTheList */
export function compile(node: SyntaxNode, text: string): Inline {
  const source = text.slice(node.from, node.to)
  switch (node.name) {
    case 'NumericLiteral': return constant(Number(source.replace(/\s/g, '')))
    case 'StringLiteral': return constant(unquote(source))
    case 'BooleanLiteral': return constant(source === 'true')
    case 'null': return constant(null)
    case 'VariableName':
    case '?': return variable(source) // the input value of a unary test
    case 'ParenthesizedExpression': return compile(only(node), text)
    case 'PathExpression': return path(node, text)
    case 'Conjunction': return logic(operands(node, text), false)
    case 'Disjunction': return logic(operands(node, text), true)
    case 'Comparison': return comparison(node, text)
    case 'ArithmeticExpression': return sum(node, text)
    case 'IfExpression': return choice(operands(node, text))
    case 'List': return listOf(operands(node, text))
    case 'FilterExpression': return item(node, text)
    case 'FunctionInvocation': return call(node, text)
    default: throw new OffTheList(node.name)
  }
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child)
  return found
}

/** Keywords and brackets are named by themselves in this grammar (`if`, `(`), expressions by a capital. */
export const isExpression = (node: SyntaxNode) => node.name === 'null' || node.name === '?' || (/^[A-Z]/.test(node.name) && !/^(CompareOp|ArithOp)$/.test(node.name))

function only(node: SyntaxNode): SyntaxNode {
  const [first, ...rest] = children(node).filter(isExpression)
  if (!first || rest.length > 0) throw new OffTheList(node.name)
  return first
}

function operands(node: SyntaxNode, text: string): Inline[] {
  return children(node).filter(isExpression).map((child) => compile(child, text))
}

export function pair(node: SyntaxNode, text: string): [Inline, Inline] {
  const [a, b, ...rest] = operands(node, text)
  if (!a || !b || rest.length > 0) throw new OffTheList(node.name)
  return [a, b]
}

const constant = (value: FeelValue): Inline => () => value

function unquote(source: string): string {
  return source.slice(1, -1).replace(/\\(["\\nrt])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c)
}

function variable(name: string): Inline {
  return ({ lookup, warnings }) => {
    const value = lookup.get(name)
    if (value === undefined) warnings.push(`[NO_VARIABLE_FOUND] No variable found with name '${name}'`)
    return value ?? null
  }
}

function path(node: SyntaxNode, text: string): Inline {
  const parts = children(node).filter(isExpression)
  if (parts.length !== 2 || parts[1]!.name !== 'PathName') throw new OffTheList(node.name)
  const from = compile(parts[0]!, text)
  const name = text.slice(parts[1]!.from, parts[1]!.to)
  return (scope) => entry(from(scope), name, scope.warnings)
}

function entry(value: FeelValue, name: string, warnings: string[]): FeelValue {
  if (Array.isArray(value)) return value.map((item) => entry(item, name, warnings))
  if (value !== null && typeof value === 'object' && Object.hasOwn(value, name)) return value[name]!
  warnings.push(`[NO_CONTEXT_ENTRY_FOUND] No context entry found with key '${name}'.`)
  return null
}

/** Three-valued: `and` is false as soon as one is false, `or` true as soon as one is true; else null beats the rest. */
function logic(parts: Inline[], decisive: boolean): Inline {
  return (scope) => {
    let result: boolean | null = !decisive
    for (const part of parts) {
      const value = part(scope)
      if (value === decisive) return decisive
      if (typeof value !== 'boolean') result = unlike(scope, 'boolean', value)
    }
    return result
  }
}

function comparison(node: SyntaxNode, text: string): Inline {
  const operator = children(node).find((child) => !isExpression(child))
  const symbol = operator ? text.slice(operator.from, operator.to) : ''
  if (symbol === 'between') return between(operands(node, text))
  if (symbol === 'in') return membership(node, text)
  const [left, right] = pair(node, text)
  switch (symbol) {
    case '=': return warned(left, right, equal)
    case '!=': return warned(left, right, (a, b) => negate(equal(a, b)))
    case '<': return warned(left, right, (a, b) => ordered(a, b, (order) => order < 0))
    case '<=': return warned(left, right, (a, b) => ordered(a, b, (order) => order <= 0))
    case '>': return warned(left, right, (a, b) => ordered(a, b, (order) => order > 0))
    case '>=': return warned(left, right, (a, b) => ordered(a, b, (order) => order >= 0))
    default: throw new OffTheList(symbol)
  }
}

function warned(left: Inline, right: Inline, test: (a: FeelValue, b: FeelValue) => boolean | null): Inline {
  return (scope) => {
    const [a, b] = [left(scope), right(scope)]
    const result = test(a, b)
    if (result === null) scope.warnings.push(`[NOT_COMPARABLE] Can't compare '${printed(a)}' with '${printed(b)}'`)
    return result
  }
}

/** As Zeebe's warnings write a value. */
const printed = nested
export const negate = (value: boolean | null) => (value === null ? null : !value)

export function ordered(a: FeelValue, b: FeelValue, test: (order: number) => boolean): boolean | null {
  const order = compare(a, b)
  return order === null ? null : test(order)
}

function isIn(value: FeelValue, choices: FeelValue): boolean | null {
  if (!Array.isArray(choices)) return equal(value, choices)
  return choices.some((choice) => equal(value, choice) === true) || equal(value, choices) === true
}

/** `x in (1, 2)`, `x in list`, `x in "a"`; unary tests with operators or ranges are off the list. */
function membership(node: SyntaxNode, text: string): Inline {
  const [value, ...tests] = children(node).filter(isExpression)
  if (!value || tests.length !== 1) throw new OffTheList('in')
  const choices = tests[0]!.name === 'PositiveUnaryTests' ? children(tests[0]!).filter(isExpression) : tests
  const all = choices.map((choice) => compile(choice.name === 'PositiveUnaryTest' ? only(choice) : choice, text))
  const one = compile(value, text)
  return (scope) => {
    const wanted = one(scope)
    return all.some((choice) => isIn(wanted, choice(scope)) === true)
  }
}

function between(parts: Inline[]): Inline {
  const [value, low, high] = parts
  if (!value || !low || !high) throw new OffTheList('between')
  return (scope) => {
    const [x, a, b] = [value(scope), low(scope), high(scope)]
    const [above, below] = [compare(x, a), compare(x, b)]
    return above === null || below === null ? null : above >= 0 && below <= 0
  }
}

function sum(node: SyntaxNode, text: string): Inline {
  const operator = children(node).find((child) => child.name === 'ArithOp')
  const symbol = operator ? text.slice(operator.from, operator.to) : ''
  const parts = operands(node, text)
  const [left, right] = parts
  if (left && !right && symbol === '-' && node.firstChild!.nextSibling?.name !== 'ArithmeticExpression') return negative(left)
  if (!left || !right || parts.length > 2 || !isOperation(symbol)) throw new OffTheList(node.name)
  return (scope) => {
    const [a, b] = [left(scope), right(scope)]
    if (typeof a === 'number' && typeof b === 'number') return arithmetic(symbol, a, b)
    if (symbol === '+' && typeof a === 'string' && typeof b === 'string') {
      fits(a.length + b.length)
      return a + b
    }
    scope.warnings.push(`[INVALID_TYPE] Can't ${VERBS[symbol]} '${printed(b)}' ${symbol === '+' ? 'to' : symbol === '-' ? 'from' : 'by'} '${printed(a)}'`)
    return null
  }
}

const VERBS = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'raise' } as const
const isOperation = (symbol: string): symbol is keyof typeof VERBS => Object.hasOwn(VERBS, symbol)

function negative(part: Inline): Inline {
  return (scope) => {
    const value = part(scope)
    return typeof value === 'number' ? -value : unlike(scope, 'number', value)
  }
}

function choice([condition, yes, no]: Inline[]): Inline {
  if (!condition || !yes || !no) throw new OffTheList('if')
  return (scope) => {
    const holds = condition(scope)
    if (typeof holds !== 'boolean') unlike(scope, 'boolean', holds)
    return holds === true ? yes(scope) : no(scope)
  }
}

function listOf(parts: Inline[]): Inline {
  return (scope) => parts.map((part) => part(scope))
}

/** `list[2]`, counted from 1, from the end when negative. Any other filter is off the list. */
function item(node: SyntaxNode, text: string): Inline {
  const [of, index, ...rest] = children(node).filter(isExpression)
  if (!of || !index || rest.length > 0 || index.name !== 'NumericLiteral') throw new OffTheList(node.name)
  const list = compile(of, text)
  const position = Number(text.slice(index.from, index.to))
  return (scope) => {
    const value = list(scope)
    if (!Array.isArray(value)) return unlike(scope, 'list', value)
    return position !== 0 ? (value.at(position > 0 ? position - 1 : position) ?? null) : null
  }
}

function call(node: SyntaxNode, text: string): Inline {
  const [callee, parameters] = children(node).filter(isExpression)
  if (callee?.name !== 'VariableName') throw new OffTheList(node.name)
  const name = text.slice(callee.from, callee.to).replace(/\s+/g, ' ')
  if (parameters && parameters.name !== 'PositionalParameters') throw new OffTheList(parameters.name)
  if (name === 'is defined') return isDefined(parameters, text)
  const builtin = builtins.get(name)
  const args = parameters ? operands(parameters, text) : []
  if (!builtin || (builtin.arity >= 0 && builtin.arity !== args.length)) throw new OffTheList(name)
  return (scope) => {
    const given = args.map((arg) => arg(scope))
    const result = builtin.run(given)
    if (result === null && builtin.arity > 0 && !SILENT.has(name)) scope.warnings.push(`[FUNCTION_INVOCATION_FAILURE] Failed to invoke function '${name}': Illegal arguments: ${given.map((each) => `'${printed(each)}'`).join(', ')}`)
    return result
  }
}

/** Functions that give null for what they do not take and say nothing of it. */
const SILENT = new Set(['not', 'string'])

/** Null for a value of another type than the operator takes, in Zeebe's words. */
function unlike(scope: Scope, wanted: 'boolean' | 'number' | 'list', value: FeelValue): null {
  scope.warnings.push(`[INVALID_TYPE] Expected ${wanted} but found '${printed(value)}'`)
  return null
}

function isDefined(parameters: SyntaxNode | undefined, text: string): Inline {
  const [argument, ...rest] = parameters ? children(parameters).filter(isExpression) : []
  if (argument?.name !== 'VariableName' || rest.length > 0) throw new OffTheList('is defined')
  const name = text.slice(argument.from, argument.to)
  return ({ lookup }) => lookup.get(name) !== undefined
}

/** Zeebe's words for a result of the wrong type. */
export function wrongType(text: string, wanted: string, value: FeelValue, warnings: readonly string[]): string {
  const found = `Expected result of the expression '${text}' to be ${wanted}, but was '${typeOf(value)}'.`
  return warnings.length === 0 ? found : `${found} The evaluation reported the following warnings:\n${warnings.join('\n')}`
}
