/** The pure parts of the modeler's tab of decision tables: files of cases changed in one place, new tables, what cells mean, what is undone. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withCase, withExpected, withGiven, withoutCase } from '../../modeler/tables/cases.ts'
import { History } from '../../modeler/tables/history.ts'
import { meaningsIn } from '../../modeler/tables/meanings.ts'
import { newTable } from '../../modeler/tables/newTable.ts'
import { translated } from '../../modeler/tables/translate.ts'
import { compiled, givenTo, tried } from '../../modeler/tables/trial.ts'
import { readValue, written } from '../../modeler/tables/values.ts'
import { tableWords } from '../../modeler/words/tables.ts'
import { Workspace } from '../../modeler/workspace.ts'
import { holds } from '../../processes/play/tables.ts'
import { decisionTablesIn } from '../../server/matters/decisionTables.ts'
import { testInWords, valueInWords } from '../../server/matters/tableWords.ts'
import chinese from '../../modeler/words/tables.zh.json' with { type: 'json' }

const say = tableWords('zh-CN')
const CASES = readFileSync('processes/daolu-wajue/tables/zhengfu-pizhun.cases.yaml', 'utf8')
const TABLE = readFileSync('processes/daolu-wajue/tables/zhengfu-pizhun.dmn', 'utf8')

describe('a file of cases', () => {
  const lines = (text: string): string[] => text.trimEnd().split('\n')

  test('changes in one line, its remarks stay', () => {
    const changed = withGiven(CASES, ['governmentNeeded', 2], 'fullYears', 7)
    expect(lines(changed).filter((line, index) => line !== lines(CASES)[index])).toEqual(['  - { given: { urgent: false, useKind: dig, lastWorks: built, fullYears: 7 }, expect: true }'])
    expect(lines(withGiven(CASES, ['governmentNeeded', 0], 'urgent', undefined))[2]).toBe('  - { given: { useKind: dig, lastWorks: built, fullYears: 0 }, expect: false }')
    expect(lines(withExpected(CASES, ['governmentNeeded', 0], { a: [1] }))[2]).toContain('expect: { a: [ 1 ] }')
  })

  test('gets a line more, or the first; the last one that goes takes its decision with it', () => {
    const added = withCase(CASES, 'governmentNeeded', { given: { urgent: true }, expect: false })
    expect(added.startsWith(CASES)).toBe(true)
    expect(lines(added).at(-1)).toBe('  - { given: { urgent: true }, expect: false }')
    const first = withCase('', 'd', { given: {}, expect: null })
    expect(tried(first, { refused: true }).asked).toEqual({ d: [{ given: {}, expect: null }] })
    expect(tried(withoutCase(first, ['d', 0]), { refused: true }).asked).toEqual({})
  })

  test('runs against its table: a line that does not hold, a rule that none meets, a file nobody can read', async () => {
    const tables = await compiled(TABLE)
    expect(givenTo(tables, 'governmentNeeded', [])).toEqual(['urgent', 'useKind', 'lastWorks', 'fullYears'])
    const { trial } = tried(withGiven(CASES, ['governmentNeeded', 2], 'fullYears', 9), tables)
    expect(trial!.cases.map(holds)).toEqual([true, true, false, true, true, true])
    expect(trial!.rows.filter(({ met }) => met === 0).map(({ row }) => row)).toEqual([3])
    expect(tried('governmentNeeded: 5', tables).unreadable).toContain('is no list')
    expect(await compiled(TABLE.replace('UNIQUE', 'BEST'))).toEqual({ refused: true })
  })
})

test('a new table is one the engine takes, with the values of its inputs and nothing that could be markup', async () => {
  const xml = newTable({ id: 'needsHearing', name: '<b>听证"&', inputs: [{ name: 'useKind', title: '申请<内容>', type: 'string', values: ['dig', 'a"b'] }, { name: 'fullYears', title: '年数', type: 'number', values: [] }] })
  const [table] = (await decisionTablesIn(xml))!
  expect(table).toMatchObject({ id: 'needsHearing', name: '<b>听证"&', inputs: [{ expression: 'useKind', label: '申请<内容>', type: 'string', values: '"dig", "a\\"b"' }, { expression: 'fullYears' }], outputs: [{ name: 'needsHearing' }] })
  expect(tried('needsHearing:\n  - { given: { useKind: dig, fullYears: 1 }, expect: true }', await compiled(xml)).trial!.cases.every(holds)).toBe(true)
})

test('a cell in plain words', () => {
  const title = (value: string) => ({ dig: '挖掘' })[value]
  const read = (text: string): string => testInWords(text, say, title)
  expect(['', '-', '"dig"', '"dig", "x"', 'not("dig")', '< 5', '>= 5', '[3..5)', 'true', 'false', '5'].map(read)).toEqual(['不限', '不限', '挖掘', '挖掘或x', '不是挖掘', '小于 5', '不小于 5', '不小于 3且小于 5', '是', '否', '5'])
  expect(['? > a', 'date("2020-01-01")', 'not(a)', '< a'].map(read), 'what says more stays').toEqual(['? > a', 'date("2020-01-01")', 'not(a)', '< a'])
  expect([valueInWords('"dig"', say, title), valueInWords('a + 1', say), valueInWords('"a", "b"', say)]).toEqual(['挖掘', 'a + 1', '"a", "b"'])
})

test('every cell of a table means what its form says', async () => {
  const meanings = meaningsIn((await decisionTablesIn(TABLE))!, say, { valuesOf: (name) => (name === 'useKind' ? [{ value: 'dig', title: '挖掘' }] : []) })
  expect([meanings.get('rule_built_young_2'), meanings.get('rule_built_young_4'), meanings.get('rule_built_young_o'), meanings.get('rule_repair_2')]).toEqual(['挖掘', '小于 5', '是', '不限'])
})

test('a text that is no DMN has no tables, and is not walked into', async () => {
  for (const text of ['', '<html/>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', `<a>${'<b>'.repeat(5000)}`]) expect(await decisionTablesIn(text)).toBeNull()
})

test('what is undone comes back whole: typing in one go is one deed, a file with its cases too', () => {
  const workspace = new Workspace('m', { revision: null, effectiveFrom: null }, { 'tables/a.dmn': '1', 'tables/a.cases.yaml': 'c' })
  let now = 0
  const history = new History(workspace, 'tables', () => now, () => undefined)
  history.write({ 'tables/a.dmn': '12' })
  now += 100
  history.write({ 'tables/a.dmn': '123' })
  now += 5_000
  history.write({ 'tables/a.dmn': undefined, 'tables/a.cases.yaml': undefined }, true)
  expect(workspace.paths()).toEqual([])
  expect(history.undo()).toBe('tables/a.dmn')
  expect(workspace.files()).toEqual({ 'tables/a.dmn': '123', 'tables/a.cases.yaml': 'c' })
  history.undo()
  expect([workspace.read('tables/a.dmn'), history.canUndo]).toEqual(['1', false])
  history.redo()
  expect(workspace.read('tables/a.dmn')).toBe('123')
  workspace.write('tables/a.dmn', 'merged', 'drafts')
  expect([history.canUndo, history.canRedo], 'another\'s change is a new beginning').toEqual([false, false])
})

test('a value is read by its type, and written so that it is read the same', () => {
  for (const value of ['dig', '5', 'true', 5, true, [1], null]) expect(readValue(written(value, ''), '')).toEqual({ value })
  expect([readValue('5', 'number'), readValue('5 ', 'string'), readValue('five', 'number'), readValue('[1]', ''), readValue('dig', '')]).toEqual([{ value: 5 }, { value: '5 ' }, null, { value: [1] }, { value: 'dig' }])
})

test('every sentence that dmn-js says is there in Chinese', () => {
  const require = createRequire(import.meta.url)
  const said = new Set<string>()
  for (const name of ['dmn-js-decision-table', 'dmn-js-shared']) {
    const root = join(dirname(require.resolve(`${name}/package.json`)), 'lib')
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.js'))) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const [, , sentence] of text.matchAll(/translate\(\s*(['"])(.*?)(?<!\\)\1\s*[,)]/g)) said.add(sentence!)
      if (file.endsWith('HitPolicies.js')) for (const [, sentence] of text.matchAll(/(?:label|explanation): '([^']+)'/g)) said.add(sentence!)
    }
  }
  expect(said.size).toBeGreaterThan(100)
  expect([...said].filter((sentence) => !Object.hasOwn(chinese, sentence) && sentence !== 'FEEL')).toEqual([])
  expect(translated('zh-CN', 'e.g. { sample }', { sample: '5' })).toBe('如 5')
  expect(translated('en', 'Add rule')).toBe('Add rule')
})
