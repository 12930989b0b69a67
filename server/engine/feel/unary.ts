/**
 * Unary tests: what stands in an input entry of a decision table and is asked of one value (DMN 7.3.3). Like expressions they are parsed
 * once; those on the safe list become closures, the others are left to the sandbox. Semantics are Zeebe's, tried on 8.5 and 8.8.
 */
import type { SyntaxNode, Tree } from '@lezer/common'
import { parseUnaryTests } from 'feelin'
import { checkSize, ExpressionError, MAX_INLINE_LENGTH } from './expression.ts'
import { children, compile, compileInline, type Inline, isExpression, negate, OffTheList, ordered } from './inline.ts'
import { compare, equal, type FeelValue, type Lookup } from './values.ts'
import { checkVocabulary } from './vocabulary.ts'

export type UnaryTests =
  /** `-` or nothing at all: every value passes. */
  | { kind: 'any' }
  | { kind: 'inline'; text: string }
  | { kind: 'sandboxed'; text: string }

/** The name under which tests find the value they are asked of. */
export const INPUT = '?'

/** @param own names of functions that are defined around the tests. @throws ExpressionError */
export function parseTests(source: string, own?: ReadonlySet<string>): UnaryTests {
  const text = source.trim()
  if (text === '' || text === '-') return { kind: 'any' }
  checkSize(text)
  const tree = parseUnaryTests(text, {}, undefined)
  checkVocabulary(tree, text, own)
  checkComparisons(tree, text)
  const run = text.length > MAX_INLINE_LENGTH ? null : compileInline(tree, text, testsOf)
  if (!run) return { kind: 'sandboxed', text }
  const tests = { kind: 'inline', text } as const
  closures.set(tests, run)
  return tests
}

const closures = new WeakMap<UnaryTests, Inline>()

/** Whether the value passes; null (values of unlike types) is no. The value itself is `?` in the lookup. */
export function testInline(tests: Extract<UnaryTests, { kind: 'inline' }>, lookup: Lookup): boolean {
  let run = closures.get(tests)
  if (!run) {
    run = compileInline(parseUnaryTests(tests.text, {}, undefined), tests.text, testsOf) ?? undefined
    if (!run) throw new Error(`Unary tests '${tests.text}' were on the safe list when their decision was compiled`)
    closures.set(tests, run)
  }
  return run({ lookup, warnings: [] }) === true
}

/** `= 5` and `> > 5` are read by the parser and by no Zeebe. */
function checkComparisons(tree: Tree, text: string): void {
  tree.iterate({
    enter: ({ node }) => {
      if (node.name !== 'SimplePositiveUnaryTest') return
      const operator = node.firstChild?.name === 'CompareOp' ? text.slice(node.firstChild.from, node.firstChild.to) : ''
      if (operator === '=' || operator === '!=') throw new ExpressionError(`failed to parse expression '${text}': a test does not begin with '${operator}'; write the value itself, or not(…) round it`)
      if (node.parent?.name === node.name) throw new ExpressionError(`failed to parse expression '${text}': one comparison stands before another; write the value after the first`)
    },
  })
}

function testsOf(top: SyntaxNode, text: string): Inline {
  const all = children(top).find((child) => child.name === 'PositiveUnaryTests')
  if (!all) throw new OffTheList(top.name)
  const negated = children(top)[0]!.name === 'not'
  const tests = children(all).filter((child) => child.name === 'PositiveUnaryTest')
  const positive = anyOf(tests.map((each) => testOf(each.firstChild!, text, !negated && tests.length === 1)))
  return negated ? (scope) => negate(positive(scope) as boolean | null) : positive
}

/** True as soon as one is; else null beats false. */
function anyOf(tests: readonly Inline[]): Inline {
  return (scope) => {
    let result: boolean | null = false
    for (const test of tests) {
      const passed = test(scope)
      if (passed === true) return true
      if (passed === null) result = null
    }
    return result
  }
}

/**
 * What asks of `?` itself answers for itself. Any other expression passes when it is true, else its value must be the input's, or hold it in
 * a list; `true` and `false` are values where they stand `alone`, not inside `not(…)` or among others (Zeebe).
 */
function testOf(node: SyntaxNode, text: string, alone: boolean): Inline {
  if (node.name === 'SimplePositiveUnaryTest') return node.firstChild!.name === 'Interval' ? interval(node.firstChild!, text) : against(node, text)
  const expression = compile(node, text)
  if (asksInput(node)) return (scope) => booleanOf(expression(scope))
  if (node.name === 'BooleanLiteral' && alone) return (scope) => equal(inputOf(scope.lookup), expression(scope))
  return (scope) => {
    const value = expression(scope)
    if (value === true) return true
    const input = inputOf(scope.lookup)
    if (Array.isArray(value)) return equal(input, value) === true || value.some((item) => equal(input, item) === true)
    return equal(input, value) ?? (value === false ? false : null)
  }
}

const booleanOf = (value: FeelValue): boolean | null => (typeof value === 'boolean' ? value : null)

function asksInput(node: SyntaxNode): boolean {
  return node.name === INPUT || children(node).some(asksInput)
}

const inputOf = (lookup: Lookup): FeelValue => lookup.get(INPUT) ?? null

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = { '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0 }

function against(node: SyntaxNode, text: string): Inline {
  const [operator, operand] = children(node)
  const holds = operator && HOLDS[text.slice(operator.from, operator.to)]
  if (!holds || !operand || !isExpression(operand)) throw new OffTheList(node.name)
  const value = compile(operand, text)
  return (scope) => ordered(inputOf(scope.lookup), value(scope), holds)
}

/** `[1..5]`; a round bracket, or a square one turned outwards, leaves its end out. */
function interval(node: SyntaxNode, text: string): Inline {
  const parts = children(node)
  const [from, to, ...rest] = parts.filter(isExpression)
  if (!from || !to || rest.length > 0) throw new OffTheList(node.name)
  const [start, end] = [compile(from, text), compile(to, text)]
  const [withStart, withEnd] = [text[parts[0]!.from] === '[', text[parts.at(-1)!.from] === ']']
  return (scope) => {
    const input = inputOf(scope.lookup)
    const [low, high] = [start(scope), end(scope)]
        const [above, below] = [compare(input, low), compare(input, high)]
    if (above === null || below === null) return null
    return (above > 0 || (withStart && above === 0)) && (below < 0 || (withEnd && below === 0))
  }
}
