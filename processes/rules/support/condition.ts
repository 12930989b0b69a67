/** A FEEL condition read for the variables it asks for and the texts it compares them with. */
import { parseExpression } from 'feelin'

interface Comparison { variable: string; literal: string }
interface Condition { variables: string[]; equals: Comparison[] }

/** Variables of a FEEL condition, and its comparisons of a variable with a text. Null when it cannot be parsed. */
export function readCondition(text: string): Condition | null {
  const expression = text.replace(/^=/, '')
  const found: Condition = { variables: [], equals: [] }
  let open: string | undefined
  let broken = false
  parseExpression(expression, {}, undefined).iterate({
    enter(node) {
      const source = expression.slice(node.from, node.to)
      // the parser takes "a == b" for a test within a comparison; an engine answers it with null
      if (node.type.isError || (node.name === 'SimplePositiveUnaryTest' && source.startsWith('='))) broken = true
      if (node.name === 'VariableName') {
        open = source
        // a function's name is not a variable
        if (node.node.parent?.name !== 'FunctionInvocation' || node.node.prevSibling !== null) found.variables.push(source)
      }
      if (node.name === 'StringLiteral' && open !== undefined && node.node.parent?.name === 'Comparison') found.equals.push({ variable: open, literal: source.slice(1, -1) })
    },
  })
  return broken ? null : found
}

/** The one variable that a condition compares, and with which values as written; `null` where it asks anything else. */
export function valuesAsked(condition: string): { variable: string | null; values: string[] } {
  const parts = condition.replace(/^=/, '').split(/\bor\b/).map((part) => /^\s*\(?\s*([A-Za-z_]\w*)\s*=\s*("[^"\\]*"|true|false|-?\d+(?:\.\d+)?)\s*\)?\s*$/.exec(part))
  const variable = parts[0]?.[1]
  if (variable === undefined || parts.some((part) => part?.[1] !== variable)) return { variable: null, values: [] }
  return { variable, values: [...new Set(parts.map((part) => part![2]!))] }
}
