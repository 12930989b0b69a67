/**
 * Decisions and what is asked of them. What the real engines answered is recorded (record.ts); ours answers the same, but where a case
 * says why it differs.
 */
import type { Decision, Drawing, Logic, Table } from './drawing.ts'
import type { Json, Variables } from '../support/scenario.ts'

export interface DecisionCase {
  name: string
  drawing: Drawing
  /** Ids are asked in this order; the last decision drawn, unless said. */
  ask: readonly (Variables | { of: string; with: Variables })[]
  /** Ours refuses at deployment what Zeebe takes, or says it otherwise: why. */
  differs?: string
  /** The words are ours, that it fails or is refused is Zeebe's. */
  ownWords?: true
  except?: Partial<Record<'8.5' | '8.8', string>>
}

const one = (decision: Decision): Drawing => ({ decisions: { d: decision } })
const table = (each: Table): Drawing => one({ table: each })
const literal = (text: string): Drawing => one({ literal: text })
/** One input `x`, one output. */
const rules = (...all: string[]): Drawing => table({ inputs: ['x'], outputs: ['out'], rules: all })
/** Entries that Zeebe refuses as we do; the words are a parser's. */
const UNREADABLE = new Set(['= 5', '!= 5', '1..2', 'not(-)', '"a" , -'])
const test = (entry: string, ...xs: Json[]): DecisionCase => ({ name: `unary ${entry}`, ...(UNREADABLE.has(entry) && { ownWords: true }), drawing: rules(`${entry} -> true`), ask: xs.map((x) => ({ x, a: 7, lst: [1, 2], s: 'abc', t: true })) })
const hits = (hit: string | undefined, aggregation?: string, outputs: Table['outputs'] = ['out'], lines = ['>= 1 -> 10', '>= 2 -> 20', '>= 3 -> 30', '>= 9 -> 10']): Drawing =>
  table({ inputs: ['x'], outputs, rules: lines, ...(hit && { hit }), ...(aggregation && { aggregation }) })
const priority = (hit: string) => table({ inputs: ['x'], outputs: [{ name: 'out', values: '"high","middle","low"' }], rules: ['>= 1 -> "low"', '>= 2 -> "high"', '>= 3 -> "middle"', '>= 4 -> "other"'], hit })

const season: Decision = { table: { inputs: [{ expression: 'month', label: 'Month' }], outputs: [{ name: 'season', label: 'Season' }], rules: ['< 4 -> "spring"', '[4..9] -> "summer"', '> 9 -> "autumn"'] }, result: 'season' }
const dish: Decision = { table: { inputs: ['season', 'guests'], outputs: [{ name: 'dish', label: 'Dish' }], rules: ['"spring" ; <= 8 -> "fish"', '"summer" ; - -> "rice"', '- ; > 8 -> "soup"'], hit: 'FIRST' }, needs: ['season', 'guestData'], result: 'dish' }
const meal: Drawing = { id: 'meal', name: 'Sample meal', decisions: { season, dish, drinks: { literal: 'if dish = "fish" then "white" else "tea"', needs: ['dish'], result: 'drinks' } }, data: ['guestData'] }
const add: Drawing['knowledge'] = { add: { parameters: ['p', 'q'], body: { literal: 'p + q' } } }
const fails = (text: string): Decision => ({ table: { inputs: ['x'], outputs: ['o'], rules: [`- -> ${text}`, '- -> 2'] } })

export const decisionCases: readonly DecisionCase[] = [
  // unary tests
  test('-', 1, null, 'a'), test('', 1, null), test('"a"', 'a', 'b', 1, null), test('"a","b"', 'a', 'b', 'c'), test('5', 5, 6, '5', 5.0),
  test('< 5', 4, 5, 'a', null), test('<= 5', 5, 6), test('> 5', 6, 5), test('>= 5', 5, 4), test('-5', -5, 5), test('< -5', -6, -5), test('> "b"', 'c', 'a'),
  test('[1..5]', 1, 5, 6, 'a', null), test('(1..5)', 1, 2, 5), test(']1..5[', 1, 2, 5), test('[1..5)', 1, 5), test('["b".."d"]', 'c', 'e', 1),
  test('not("a")', 'a', 'b', null, 1), test('not(1,2)', 1, 3), test('not(< 5)', 4, 5, 'a', null), test('1, > 3', 1, 2, 4), test('[1..2], [5..6], 9', 2, 3, 5, 9),
  test('true', true, false, null, 1), test('false', true, false, null), test('null', null, 1), test('not(null)', null, 1),
  test('a', 7, 8), test('missing', 7, null), test('a, 9', 7, 9, 8), test('> a', 8, 7), test('> a + 1', 9, 8), test('[1..a]', 7, 8), test('[missing..a]', 1), test('> missing', 1),
  test('lst', 1, 3, [1, 2], [1, 3]), test('[1,2]', 1, [1, 2], 3), test('? > 5', 6, 5, null), test('? = 5', 5, 6), test('? > 3 and ? < 6', 4, 7), test('? in [1..5]', 3, 6), test('starts with(?, "a")', 'ab', 'b', 1), test('contains(?, s)', 'xabcx', 'a'),
  test('list contains(lst, ?)', 1, 3), test('t', true, false), test('? != 5', 5, 6, null), test('a > 5', true, false, 1), test('"a" or "b"', 'a', true), test('not(?)', true, false), test('s', 'abc', 'ab'), test('-a', -7, 7), test('? + 1', 6, 7), test('1 + 1', 2, 3), test('if ? > 5 then true else false', 6, 5), test('= 5', 5, 6), test('!= 5', 5, 6), test('5, not(6)', 5, 7),
  test('date("2024-01-01")', '2024-01-01', 1), test('{a:1}', 1), test('0.5', 0.5, 0.25), test('? = "a" or ? = "b"', 'a', 'c'), test('string length(?) > 2', 'abc', 'ab'), test('> 5, < 2', 1, 3, 6), test('not(> 5, < 2)', 1, 3, 6), test('[5..1]', 3), test('x', 1, true), test('some i in lst satisfies i = ?', 1, 3), test('count(?) > 1', [1, 2], [1]),
  test('not([1..5])', 3, 6, null, 'a'), test('not(true)', true, false, null, 1), test('not(t)', true, false, 1), test('not(missing)', 1, null), test('not(lst)', 1, 3), test('not(x)', 1), test('(a)', 7, 8), test('[lst]', 1, [1, 2]), test('not("a", "b")', 'a', 'c'), test('{a:1}.a', 1), test('for i in lst return i', 1, 3), test('1..2', 1), test('lst[1]', 1, 2), test('lst[item > 1]', 2, 1), test('every i in lst satisfies i < ?', 3, 1), test('? between 1 and 3', 2, 4), test('not(? > 5)', 6, 5), test('upper case(s)', 'ABC', 'abc'), test('matches(?, "a+")', 'aa', 'b'), test('number("5")', 5), test('not(-)', 1), test('? = true', true, false), test('a > 9', false, true), test('missing > 5', null), test('? + missing', null), test('x > 5', null, 6), test('not(false)', true, false, null), test('not(a > 9)', false, true, 1), test('not(1, true)', false, 2), test('true, 5', true, false, 5), test('> "2024-01-01"', '2024-02-01'), test('"a" , -', 'b'),
  { name: 'unary of a date', drawing: table({ inputs: ['date(x)'], outputs: ['out'], rules: ['< date("2024-06-01") -> "before"', '[date("2024-06-01")..date("2024-12-31")] -> "within"', '> date("2024-12-31") -> "after"'] }), ask: [{ x: '2024-01-01' }, { x: '2024-06-01' }, { x: '2025-01-01' }, { x: 'no date' }] },
  { name: 'unary of a duration', drawing: table({ inputs: ['duration(x)'], outputs: ['out'], rules: ['< duration("P7D") -> "short"', '>= duration("P7D") -> "long"'] }), ask: [{ x: 'P1D' }, { x: 'P8D' }] },

  // hit policies
  { name: 'unique', drawing: hits(undefined), ask: [{ x: 1 }, { x: 0 }, { x: 2 }] },
  { name: 'unique of texts and more outputs', drawing: hits('UNIQUE', undefined, ['a', 'b'], ['>= 1 -> "p" ; 1.5', '>= 2 -> "q" ; [1, "z"]']), ask: [{ x: 1 }, { x: 2 }] },
  { name: 'first', drawing: hits('FIRST'), ask: [{ x: 3 }, { x: 0 }] },
  { name: 'any', drawing: hits('ANY', undefined, ['out'], ['>= 1 -> 10', '>= 2 -> 10', '>= 3 -> 20']), ask: [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 0 }] },
  { name: 'any of two outputs', drawing: hits('ANY', undefined, ['a', 'b'], ['>= 1 -> 1 ; {c: 2}', '>= 2 -> 1 ; {c: 2}', '>= 3 -> 1 ; null']), ask: [{ x: 2 }, { x: 3 }] },
  { name: 'priority', drawing: priority('PRIORITY'), ask: [{ x: 1 }, { x: 3 }, { x: 4 }, { x: 0 }] },
  { name: 'output order', drawing: priority('OUTPUT ORDER'), ask: [{ x: 1 }, { x: 3 }, { x: 4 }, { x: 0 }] },
  { name: 'priority of two outputs', drawing: table({ inputs: ['x'], outputs: [{ name: 'a', values: '"h","l"' }, { name: 'b', values: '1,2' }], rules: ['>= 1 -> "l" ; 2', '>= 1 -> "h" ; 2', '>= 1 -> "h" ; 1', '>= 1 -> "l" ; 1'], hit: 'OUTPUT ORDER' }), ask: [{ x: 1 }] },
  { name: 'priority of many', drawing: table({ inputs: ['x'], outputs: [{ name: 'a', values: '"v0","v1","v2","v3","v4","v5","v6","v7","v8","v9","v10"' }], rules: ['- -> "v10"', '- -> "v2"', '- -> "v1"'], hit: 'OUTPUT ORDER' }), ask: [{}] },
  { name: 'priority without values', drawing: table({ inputs: ['x'], outputs: ['a'], rules: ['- -> 3', '- -> 1'], hit: 'PRIORITY' }), ask: [{}] },
  { name: 'rule order', drawing: hits('RULE ORDER'), ask: [{ x: 3 }, { x: 0 }, { x: 1 }] },
  { name: 'rule order of two outputs', drawing: hits('RULE ORDER', undefined, ['a', 'b'], ['>= 1 -> 1 ; 2', '>= 2 -> 3 ; 4']), ask: [{ x: 2 }] },
  { name: 'collect', drawing: hits('COLLECT'), ask: [{ x: 3 }, { x: 0 }, { x: 1 }] },
  { name: 'collect of two outputs', drawing: hits('COLLECT', undefined, ['a', 'b'], ['>= 1 -> 1 ; 2', '>= 2 -> 3 ; 4']), ask: [{ x: 2 }] },
  ...(['SUM', 'MIN', 'MAX', 'COUNT'].map((each): DecisionCase => ({ name: `collect ${each.toLowerCase()}`, drawing: hits('COLLECT', each), ask: [{ x: 3 }, { x: 9 }, { x: 0 }] }))),
  ...(['SUM', 'MAX', 'COUNT'].map((each): DecisionCase => ({ name: `collect ${each.toLowerCase()} of texts`, drawing: hits('COLLECT', each, ['out'], ['>= 1 -> "p"', '>= 2 -> 2']), ask: [{ x: 2 }] }))),
  { name: 'collect sum of fractions', drawing: hits('COLLECT', 'SUM', ['out'], ['- -> 0.1', '- -> 0.2', '- -> x']), ask: [{ x: 1 }, { x: null }, { x: 0.7 }] },
  { name: 'collect sum of two outputs', drawing: hits('COLLECT', 'SUM', ['a', 'b'], ['- -> 1 ; 2']), ask: [{ x: 1 }] },

  // tables
  { name: 'default output', drawing: table({ inputs: ['x'], outputs: [{ name: 'out', otherwise: '"none"' }], rules: ['1 -> "one"'] }), ask: [{ x: 1 }, { x: 2 }] },
  { name: 'default outputs', drawing: table({ inputs: ['x'], outputs: [{ name: 'a', otherwise: 'x * 2' }, { name: 'b', otherwise: '"z"' }], rules: ['1 -> 1 ; 2'] }), ask: [{ x: 2 }] },
  { name: 'default of one of two outputs', drawing: table({ inputs: ['x'], outputs: [{ name: 'a', otherwise: '9' }, 'b'], rules: ['1 -> 1 ; 2'] }), ask: [{ x: 2 }] },
  { name: 'default of a collecting table', drawing: table({ inputs: ['x'], outputs: [{ name: 'a', otherwise: '9' }], rules: ['1 -> 1'], hit: 'COLLECT', aggregation: 'SUM' }), ask: [{ x: 2 }] },
  { name: 'two inputs', drawing: table({ inputs: [{ expression: 'x', label: 'X' }, { expression: 'y + 1' }], outputs: [{ name: 'out', label: 'Out' }], rules: ['> 1 ; > 1 -> x + y', '- ; 1 -> "zero"'] }), ask: [{ x: 2, y: 3 }, { x: 1, y: 0 }, { x: 2 }] },
  { name: 'no inputs', drawing: table({ inputs: [], outputs: ['out'], rules: ['-> 1'] }), ask: [{}] },
  { name: 'no rules', drawing: table({ inputs: ['x'], outputs: ['out'], rules: [] }), ask: [{ x: 1 }] },
  { name: 'outputs of every type', drawing: table({ inputs: ['x'], outputs: ['n', 's', 'b', 'l', 'c', 'z', 'f', 'big', 'neg'], rules: ['- -> 1 ; "s" ; true ; [1, [2], {a: null}] ; {a: {b: 1}} ; null ; 1.25 ; 123456789012 ; -3'] }), ask: [{ x: 1 }] },
  { name: 'outputs reckoned', drawing: table({ inputs: ['x'], outputs: ['out'], rules: ['1 -> x / 4', '2 -> x * 1.0', '3 -> 10 / 3', '4 -> x + missing', '5 -> missing.a', '6 -> 1 / 0'] }), ask: [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }, { x: 5 }, { x: 6 }] },
  { name: 'an output that is empty', drawing: table({ inputs: ['x'], outputs: ['a', 'b'], rules: ['1 -> 1 ; '] }), ask: [{ x: 1 }], ownWords: true },
  { name: 'dates come out as text', drawing: table({ inputs: ['x'], outputs: ['d', 't', 'dt', 'p', 'ym'], rules: ['- -> date("2024-02-29") ; time("10:00:00") ; date and time("2024-02-29T10:00:00Z") ; duration("PT36H") ; duration("P14M")'] }), ask: [{ x: 1 }], except: { '8.5': '8.8 writes seconds of a zoned date and time' } },
  { name: 'more dates come out as text', drawing: table({ inputs: ['x'], outputs: ['l', 'z', 'tz', 'd', 's'], rules: ['- -> date and time("2024-02-29T10:00:00") ; date and time("2024-02-29T10:30:15+08:00") ; time("10:00:30+08:00") ; duration("PT90S") ; string(date("2024-02-29"))'] }), ask: [{ x: 1 }], except: { '8.5': '8.8 writes seconds of a zoned date and time' } },
  { name: 'a type that does not fit', drawing: one({ table: { inputs: ['x'], outputs: [{ name: 'o', type: 'string' }], rules: ['- -> 1'] } }), ask: [{ x: 1 }] },
  { name: 'input entries fewer than inputs', drawing: table({ inputs: ['x', 'y'], outputs: ['o'], rules: ['1 -> 1'] }), ask: [{ x: 1, y: 2 }], ownWords: true },
  { name: 'an input value is missing', drawing: table({ inputs: ['x'], outputs: ['o'], rules: ['1 -> 1', 'null -> 0'] }), ask: [{}] },
  { name: 'two inputs with the same table twice', drawing: table({ inputs: ['x', 'x'], outputs: ['o'], rules: ['> 1 ; < 5 -> "in"', '- ; - -> "out"'], hit: 'FIRST' }), ask: [{ x: 3 }, { x: 9 }] },

  // literal expressions and results
  { name: 'literal', drawing: literal('x * 2'), ask: [{ x: 3 }, { x: 'a' }, {}] },
  { name: 'literal of a list', drawing: literal('[x, x + 1]'), ask: [{ x: 1 }] },
  { name: 'literal of a context', drawing: literal('{a: x, b: a + 1}'), ask: [{ x: 1 }] },
  { name: 'literal with a range', drawing: literal('sum(for i in 1..x return i)'), ask: [{ x: 4 }] },
  { name: 'literal with functions', drawing: literal('upper case(s) + string(count(lst))'), ask: [{ s: 'a', lst: [1, 2] }] },
  { name: 'literal of null', drawing: literal('null'), ask: [{}] },
  { name: 'a result type that fits', drawing: one({ literal: 'x', type: 'number' }), ask: [{ x: 1 }, { x: null }, { x: 'a' }, { x: true }, { x: [1] }, { x: { a: 1 } }] },
  { name: 'a result type string', drawing: one({ literal: 'x', type: 'string' }), ask: [{ x: 1 }, { x: 'a' }, { x: 1.5 }] },
  { name: 'a result type boolean', drawing: one({ literal: 'x', type: 'boolean' }), ask: [{ x: 1 }, { x: true }] },
  { name: 'a result type date', drawing: one({ literal: 'x', type: 'date' }), ask: [{ x: '2024-01-01' }] },
  { name: 'a result type of its own', drawing: one({ literal: 'x', type: 'tMine' }), ask: [{ x: 1 }] },
  { name: 'a result type Any', drawing: one({ literal: 'x', type: 'Any' }), ask: [{ x: 1 }] },
  { name: 'a literal without text', drawing: one({ xml: '<literalExpression id="l" />' }), ask: [{}], ownWords: true },
  { name: 'a literal in another language', drawing: one({ literal: 'x', language: 'javascript' }), ask: [{}], ownWords: true },
  { name: 'a literal that is no FEEL', drawing: literal('1 +'), ask: [{}], ownWords: true },
  { name: 'a unary test that is no FEEL', drawing: rules('>> 5 -> 1'), ask: [{}], ownWords: true },
  { name: 'an output that is no FEEL', drawing: rules('1 -> not FEEL at all'), ask: [{}], ownWords: true },
  { name: 'an unknown function', drawing: literal('nosuch(1)'), ask: [{}], differs: 'a function nobody knows is a slip of the pen; Zeebe makes null of it' },

  // requirements
  { name: 'required decisions', drawing: meal, ask: [{ month: 1, guests: 4 }, { month: 5, guests: 4 }, { month: 12, guests: 9 }, { month: 12, guests: 4 }, { of: 'dish', with: { month: 1, guests: 8 } }, { of: 'season', with: { month: 1 } }, { month: 1, guests: 4, season: 'summer' }] },
  { name: 'a required decision twice', drawing: { decisions: { base: { literal: 'x + 1', result: 'base' }, l: { literal: 'base * 2', needs: ['base'] }, r: { literal: 'base * 3', needs: ['base'] }, top: { literal: 'l + r', needs: ['l', 'r'] } } }, ask: [{ x: 1 }] },
  { name: 'a required decision by its id', drawing: { decisions: { base: { literal: '5', name: 'Base name' }, top: { literal: 'base', needs: ['base'] } } }, ask: [{}] },
  { name: 'a required decision by its variable', drawing: { decisions: { base: { literal: '5', result: 'other' }, top: { literal: '[other, base]', needs: ['base'] } } }, ask: [{}] },
  { name: 'a required decision fails', drawing: { decisions: { base: fails('1'), top: { literal: 'base', needs: ['base'] } } }, ask: [{ x: 1 }] },
  { name: 'the second of three fails', drawing: { decisions: { first: { literal: '1' }, second: fails('"a"'), third: { literal: '3' }, top: { literal: 'first', needs: ['first', 'second', 'third'] } } }, ask: [{ x: 1 }] },
  { name: 'a decision not required', drawing: { decisions: { base: { literal: '5' }, top: { literal: 'base' } } }, ask: [{}] },
  { name: 'a required date', drawing: { decisions: { due: { literal: 'date(x) + duration("P1M")', result: 'due' }, top: { table: { inputs: ['due'], outputs: ['o'], rules: ['> date("2024-06-01") -> due', '- -> "early"'], hit: 'FIRST' }, needs: ['due'] } } }, ask: [{ x: '2024-05-15' }, { x: '2024-01-01' }] },
  { name: 'decisions in a circle', drawing: { decisions: { a: { literal: 'b', needs: ['b'] }, b: { literal: 'a', needs: ['a'] } } }, ask: [{}], ownWords: true },
  { name: 'a decision requiring itself', drawing: { decisions: { a: { literal: 'a', needs: ['a'] } } }, ask: [{}], ownWords: true },
  { name: 'a decision requiring nobody', drawing: { decisions: { a: { literal: '1', needs: ['ghost'] } } }, ask: [{}], ownWords: true },
  { name: 'a decision without logic', drawing: one({ xml: '' }), ask: [{}], ownWords: true },

  // business knowledge
  { name: 'knowledge called as a function', drawing: { decisions: { d: { literal: 'add(x, 2) * 10', knows: ['add'] } }, knowledge: add! }, ask: [{ x: 1 }, { x: 'a' }] },
  { name: 'knowledge called in a table', drawing: { decisions: { d: { table: { inputs: ['add(x, 1)'], outputs: ['o'], rules: ['> 5 -> add(x, 100)', '<= add(2, 1) -> 0'] }, knows: ['add'] } }, knowledge: add! }, ask: [{ x: 9 }, { x: 1 }] },
  { name: 'knowledge that is a table', drawing: { decisions: { d: { literal: 'grade(points: x)', knows: ['grade'] } }, knowledge: { grade: { parameters: [['points', 'number']], body: { table: { inputs: ['points'], outputs: ['g'], rules: ['>= 60 -> "pass"', '< 60 -> "fail"'] } } } } }, ask: [{ x: 70 }, { x: 10 }, { x: 'a' }] },
  { name: 'knowledge of knowledge', drawing: { decisions: { d: { literal: 'twice(x)', knows: ['twice'] } }, knowledge: { ...add, twice: { parameters: ['n'], body: { literal: 'add(n, n)' }, knows: ['add'] } } }, ask: [{ x: 4 }] },
  { name: 'knowledge not required', drawing: { decisions: { d: { literal: 'add(x, 2)' } }, knowledge: add! }, ask: [{ x: 1 }] },
  { name: 'invocation', drawing: { decisions: { d: { invoke: 'add', with: { p: 'x', q: '5' }, knows: ['add'] } }, knowledge: add! }, ask: [{ x: 1 }] },
  { name: 'invocation with a wrong type', drawing: { decisions: { d: { invoke: 'inc', with: { n: 'x' }, knows: ['inc'] } }, knowledge: { inc: { parameters: [['n', 'number']], body: { literal: 'n + 1' } } } }, ask: [{ x: 1 }, { x: 'a' }] },
  { name: 'invocation of nobody', drawing: { decisions: { d: { invoke: 'ghost', with: { p: 'x' } } } }, ask: [{ x: 1 }], ownWords: true },
  { name: 'knowledge sees variables', drawing: { decisions: { d: { literal: 'plus(1)', knows: ['plus'] } }, knowledge: { plus: { parameters: ['n'], body: { literal: 'n + x' } } } }, ask: [{ x: 5 }] },

  // other boxed expressions
  { name: 'context', drawing: one({ context: [['a', { literal: 'x + 1' }], ['b', { literal: 'a * 2' }]] }), ask: [{ x: 1 }] },
  { name: 'context with a result', drawing: one({ context: [['a', { literal: 'x + 1' }], [null, { literal: 'a * 10' }]] }), ask: [{ x: 1 }] },
  { name: 'context with a table', drawing: one({ context: [['g', { table: { inputs: ['x'], outputs: ['o'], rules: ['> 1 -> "many"', '<= 1 -> "few"'] } }], ['s', { literal: 'g + "!"' }]] }), ask: [{ x: 1 }] },
  { name: 'context with a function', drawing: one({ context: [['f', { parameters: ['n'], body: { literal: 'n * 2' } }], [null, { literal: 'f(x)' }]] }), ask: [{ x: 4 }] },
  { name: 'list', drawing: one({ list: [{ literal: 'x' }, { literal: '"b"' }, { list: [{ literal: '1' }] }] }), ask: [{ x: 1 }] },
  { name: 'context with a function kept', drawing: one({ context: [['f', { parameters: ['n'], body: { literal: 'n * 2' } }], ['v', { literal: 'f(x)' }]] }), ask: [{ x: 4 }] },
  { name: 'relation', drawing: one({ relation: ['name', 'size'], rows: [['"a"', 'x'], ['"b"', '2']] }), ask: [{ x: 1 }] },
  { name: 'relation with a short row', drawing: one({ relation: ['name', 'size'], rows: [['"a"']] }), ask: [{ x: 1 }], ownWords: true },
  { name: 'table failing inside a context', drawing: one({ context: [['g', fails('1') as Logic]] }), ask: [{ x: 1 }] },

  // files
  { name: 'no decision', drawing: { decisions: {} }, ask: [] },
  { name: 'DMN 1.1', drawing: { namespace: 'http://www.omg.org/spec/DMN/20151101/dmn.xsd', ...one({ literal: 'x' }) }, ask: [{ x: 1 }] },
  { name: 'DMN 1.2', drawing: { namespace: 'http://www.omg.org/spec/DMN/20180521/MODEL/', ...one({ literal: 'x' }) }, ask: [{ x: 1 }] },
  { name: 'DMN 1.4', drawing: { namespace: 'https://www.omg.org/spec/DMN/20211108/MODEL/', ...one({ literal: 'x' }) }, ask: [{ x: 1 }] },
  { name: 'DMN 1.5', drawing: { namespace: 'https://www.omg.org/spec/DMN/20230324/MODEL/', ...one({ literal: 'x' }) }, ask: [{ x: 1 }] },
  { name: 'something unknown inside', drawing: { ...one({ literal: 'x' }), more: '<nonsense />' }, ask: [{ x: 1 }], ownWords: true },
  { name: 'item definitions and the like', drawing: { ...one({ literal: 'x', type: 'tSize' }), more: '<itemDefinition id="tSize" name="tSize"><typeRef>number</typeRef></itemDefinition><knowledgeSource id="ks" name="law" />' }, ask: [{ x: 1 }, { x: 'a' }] },
]
