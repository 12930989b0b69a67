/** Collects what is wrong while a graph is compiled; every text is parsed once, however often a table repeats it. */
import { ExpressionError, parseFeel, type Expression } from '../feel/expression.ts'
import { parseTests, type UnaryTests } from '../feel/unary.ts'
import type { Problem } from '../model/problem.ts'
import type { Moddle } from '../model/read.ts'

/** Expressions and tests in one file, however written: more is nobody's table. */
const MAX_CELLS = 50_000
const FEEL = new Set(['feel', ...['2015/05/31', '20151101', '20180521', '20191111', '20211108', '20230324'].map((each) => `omg.org/spec/dmn/${each}/feel`)])

export class DecisionFindings {
  sandboxed = false
  private cells = 0
  private readonly expressions = new Map<string, Expression>()
  private readonly tests = new Map<string, UnaryTests>()

  /** @param functions names of the file's business knowledge, which expressions may call */
  constructor(private readonly problems: Problem[], private readonly functions: ReadonlySet<string>) {}

  refuse(element: { id?: string; name?: string }, message: string): void {
    this.problems.push({ elementId: element.id ?? null, elementName: element.name ?? '', message })
  }

  /** The text of a literal expression. @param owner is named when the expression has no id of its own */
  expression(literal: Moddle | undefined, owner: Moddle): Expression {
    const none: Expression = { kind: 'static', text: '' }
    const text = typeof literal?.text === 'string' ? literal.text.trim() : ''
    if (text === '') {
      this.refuse(literal?.id ? literal : owner, `The expression '${literal?.id ?? ''}' must not be empty.`)
      return none
    }
    if (!this.isFeel(literal!, owner)) return none
    return this.parsed(this.expressions, text, literal?.id ? literal : owner, 'FEEL expression', (each) => parseFeel(each, this.functions)) ?? none
  }

  unaryTests(entry: Moddle, owner: Moddle): UnaryTests {
    if (!this.isFeel(entry, owner)) return { kind: 'any' }
    const text = typeof entry.text === 'string' ? entry.text : ''
    return this.parsed(this.tests, text, entry.id ? entry : owner, 'FEEL unary-tests', (each) => parseTests(each, this.functions)) ?? { kind: 'any' }
  }

  private isFeel(literal: Moddle, owner: Moddle): boolean {
    const language = typeof literal.expressionLanguage === 'string' ? literal.expressionLanguage.toLowerCase() : 'feel'
    if (FEEL.has(language) || FEEL.has(language.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, ''))) return true
    this.refuse(literal.id ? literal : owner, `Expression language '${language}' is not supported. Write it in FEEL.`)
    return false
  }

  private parsed<T extends Expression | UnaryTests>(known: Map<string, T>, text: string, element: Moddle, what: string, parse: (text: string) => T): T | null {
    if (++this.cells > MAX_CELLS) {
      if (this.cells === MAX_CELLS + 1) this.refuse({}, `A file may have ${MAX_CELLS} expressions. Split the table.`)
      return null
    }
    const before = known.get(text)
    if (before) return before
    try {
      const made = parse(text)
      if (made.kind === 'sandboxed') this.sandboxed = true
      known.set(text, made)
      return made
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      this.refuse(element, `${what}: ${error.message}`)
      return null
    }
  }
}
