/**
 * What is refused at deployment because the real engine reads it otherwise or the evaluator does not know it.
 * Found by putting the same expressions to Zeebe 8.5 and 8.8.
 */
import type { Tree } from '@lezer/common'
import { ExpressionError } from './expression.ts'
import { builtins } from './functions.ts'

/** Functions both the evaluator and Zeebe know, besides the inline ones. */
const KNOWN = new Set([
  'is defined', 'number', 'date', 'time', 'date and time', 'duration', 'years and months duration', 'now', 'today', 'substring', 'substring before',
  'substring after', 'replace', 'matches', 'split', 'string join', 'sum', 'product', 'mean', 'median', 'stddev', 'mode', 'all', 'any', 'sublist',
  'insert before', 'remove', 'reverse', 'index of', 'union', 'distinct values', 'duplicate values', 'flatten', 'sort', 'decimal', 'round up', 'round down', 'round half up',
  'round half down', 'modulo', 'sqrt', 'log', 'exp', 'odd', 'even', 'get value', 'get entries', 'context', 'context put', 'context merge',
  'day of year', 'day of week', 'week of year', 'month of year', 'last day of month',
])

const NONE: ReadonlySet<string> = new Set()

/** @param own functions that are defined around the expression (business knowledge of a decision). @throws ExpressionError with the text and what is wrong in it */
export function checkVocabulary(tree: Tree, text: string, own: ReadonlySet<string> = NONE): void {
  const fail = (why: string): never => {
    throw new ExpressionError(`failed to parse expression '${text}': ${why}`)
  }
  if (text.includes('`')) fail('names in backticks are not carried; name the variable without blanks')
  tree.iterate({
    enter: (node) => {
      const here = text.slice(node.from, node.to)
      if (node.type.isError) fail(`unexpected '${here || 'end'}' at ${node.from + 1}`)
      if (node.name === 'NumericLiteral' && /e/i.test(here)) fail(`'${here}' is no number in Zeebe's FEEL; write it out`)
      if (node.name === 'FunctionDefinition') fail('functions cannot be defined in an expression')
      if (node.name === 'StringLiteral' && /\\u/i.test(here)) fail('Zeebe takes \\u escapes for plain letters; write the character itself')
      if (node.name === 'VariableName' && /\s/.test(here) && !isCalled(node.node.parent, node.from)) fail(`'${here}' is two names to Zeebe; name the variable without blanks`)
      if (node.name === 'FunctionInvocation') checkFunction(text.slice(node.from, node.node.firstChild?.to ?? node.to).replace(/\s+/g, ' '), own, fail)
      if (node.name === 'Comparison' && node.node.firstChild?.name === 'Comparison') fail('a comparison cannot be compared; use brackets')
    },
  })
}

function isCalled(parent: { name: string; from: number } | null, from: number): boolean {
  return parent?.name === 'FunctionInvocation' && parent.from === from
}

function checkFunction(name: string, own: ReadonlySet<string>, fail: (why: string) => never): void {
  if (!builtins.has(name) && !KNOWN.has(name) && !own.has(name)) fail(`there is no function '${name}' here`)
}
