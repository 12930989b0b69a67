/**
 * FEEL against Zeebe: observed.json holds what 8.5 and 8.8 both made of each expression (as input mapping of a task, with the variables below).
 * Inline expressions are evaluated by our closures, the others by the sandbox's evaluator.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate, ExpressionError, parse } from '../../../server/engine/feel/expression.ts'
import { evaluateInSandbox } from '../../../server/engine/sandbox/feel.ts'
import type { FeelValue, Lookup } from '../../../server/engine/feel/values.ts'

const variables: Record<string, FeelValue> = { a: 7, b: 2, bool: true, ctx: { b: { c: 1 } }, lst: [1, 2, 3], objs: [{ x: 1, y: 2 }, { x: 3 }], 'review result': 'ok' }
const lookup: Lookup = { get: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined), all: () => variables }

type Observation = { value: FeelValue } | { refused: true }
const observed = JSON.parse(readFileSync(new URL('./observed.json', import.meta.url), 'utf8')) as Record<string, Observation>

/** Known differences, each with its reason; all but these must be equal. */
const DIFFERENT: Record<string, string> = {
  'get or else(missing, 5)': 'the parser takes `else` for a keyword: refused at deployment',
  '`review result`': 'names in backticks: refused at deployment',
  '"\\u4e00"': 'Zeebe takes \\u for plain letters: refused at deployment, so nobody is misled',
  'string(1.0)': 'a JSON number has no trailing zero: "1" instead of "1.0"',
  '10000000000000000000000': 'Zeebe overflows a 64-bit integer; the number is kept here',
  '- - 7': 'Zeebe refuses a double minus, here it is read',
  'string({a:1})': 'the sandbox puts a blank after the colon',
}

describe('as Zeebe 8.5 and 8.8', () => {
  for (const [text, observation] of Object.entries(observed).filter(([text]) => !(text in DIFFERENT))) {
    test(text, () => {
      if ('refused' in observation) expect(() => parse(`=${text}`)).toThrow(ExpressionError)
      else expect(evaluate(parse(`=${text}`), lookup, evaluateInSandbox).value).toEqual(observation.value)
    })
  }
})

describe('the safe list', () => {
  test.each(['a > 5 and bool', 'caseId + ":" + string(round)', 'outcome = "agree"', 'x in ("a", "b")', 'list contains(lst, 2)', 'if bool then 1 else 2', 'ctx.b.c', 'lst[1]', 'is defined(a)'])('%s runs inline', (text) => {
    expect(parse(`=${text}`).kind).toBe('inline')
  })
  test.each(['count(for i in 1..1000000000 return i)', 'some x in 1..100000000 satisfies x < 0', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")', 'lst[item > 1]', 'now()', Array(300).fill('a').join(' + ')])('%.40s is left to the sandbox', (text) => {
    expect(parse(`=${text}`).kind).toBe('sandboxed')
  })
  test.each([
    ['(((('.repeat(30), /brackets/], ['a'.repeat(10_001), /characters/], ['', /empty/], ['uuid()', /no function 'uuid'/], ['1 +', /unexpected/],
    ['function(x) x + 1', /cannot be defined/], ['review result', /two names/], ['constructor()', /no function/],
  ])('%.20s is refused', (text, why) => {
    expect(() => parse(`=${text}`)).toThrow(why)
  })
  test('names of objects are no variables', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(evaluate(parse(`=${name}`), lookup, evaluateInSandbox).value).toBeNull()
  })
  test('a variable called __proto__ is a variable', () => {
    const own = JSON.parse('{"__proto__": 5}') as Record<string, FeelValue>
    const result = evaluate(parse('=__proto__ + 1'), { get: (name) => (Object.hasOwn(own, name) ? own[name] : undefined), all: () => own }, evaluateInSandbox)
    expect(result.value).toBe(6)
  })
})
