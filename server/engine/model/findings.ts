/** Collects what is wrong while a process is compiled, and notes whether any expression is off the safe list. */
import { ExpressionError, parse, type Expression } from '../feel/expression.ts'
import type { Problem } from './problem.ts'
import type { Moddle } from './read.ts'

export class Findings {
  sandboxed = false

  constructor(private readonly problems: Problem[]) {}

  refuse(element: { id?: string; name?: string }, message: string): void {
    this.problems.push({ elementId: element.id ?? null, elementName: element.name ?? '', message })
  }

  /** An attribute that may be FEEL. A text that does not parse is a finding; the static text stands in for it. */
  expression(element: Moddle, source: string): Expression {
    try {
      const expression = parse(source)
      if (expression.kind === 'sandboxed') this.sandboxed = true
      return expression
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      this.refuse(element, error.message)
      return { kind: 'static', text: source }
    }
  }

  /** As `expression`, but a static text is refused (Zeebe does not take one there). */
  feel(element: Moddle, source: string, what: string): Expression {
    const expression = this.expression(element, source)
    if (expression.kind === 'static' && !source.trimStart().startsWith('=')) {
      this.refuse(element, `${what}: expected expression but found static value '${source}'. An expression must start with '=' (e.g. '=${source}').`)
    }
    return expression
  }
}
