// Decision tables of a matter: tried by their cases, told apart in words, and sent to an engine under names that hold their content.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { prepare } from '../../processes/play/office.ts'
import { holds, readCases, tryTables, UnreadableCases } from '../../processes/play/tables.ts'
import { asText } from '../../scripts/tongban/test/formats.ts'
import { playMatter } from '../../scripts/tongban/test/playMatter.ts'
import { surroundings } from '../../scripts/tongban/test/surroundings.ts'
import { compileDecisions } from '../../server/engine/decisions/compile.ts'
import { readBundle, sealed } from '../../server/matters/bundle.ts'
import { compareBundles } from '../../server/matters/changes/compare.ts'
import { sentenceOf } from '../../server/matters/changes/words.ts'
import { diagramOf } from '../../server/matters/deployable.ts'
import type { Bundle } from '../../server/matters/types.ts'

const CODE = 'daolu-wajue'
const TABLE = 'zhengfu-pizhun'
const bundle = readBundle(join('processes', CODE), 'forms')
const text = bundle.tables![TABLE]!
const around = surroundings()

const withTable = (change: (xml: string) => string | undefined): Bundle => {
  const { hash: _, tables: __, ...content } = structuredClone(bundle)
  const xml = change(text)
  return sealed({ ...content, ...(xml === undefined ? {} : { tables: { [TABLE]: xml } }) })
}

describe('cases', () => {
  const graph = compileDecisions(text)
  const found = async (cases: string) => tryTables(await graph, readCases(cases)).cases.map((one) => [one.found, one.met.map(({ row }) => row), holds(one)])

  it('say what came out, by which row, and whether it was wanted', async () => {
    expect(await found(`governmentNeeded:
  - { given: { urgent: false, useKind: dig, lastWorks: overhaul, fullYears: 2 }, expect: true }
  - { given: { urgent: false, useKind: dig, lastWorks: overhaul, fullYears: 2 }, expect: false }
  - { given: { urgent: false }, expect: null }`)).toEqual([[true, [5], true], [true, [5], false], [null, [], true]])
  })

  it.each([
    ['{ a: 1, b: [2, { c: null }] }', '{ b: [2, { c: null }], a: 1 }', true], ['{ a: 1 }', '{ a: 1, b: 2 }', false], ['[1, 2]', '[2, 1]', false], ['[]', '{}', false], ['{ a: 1 }', '{ b: 1 }', false], ['"1"', '1', false],
  ])('hold %s for %s: %s', (wanted, found, yes) => {
    const one = { place: ['x', 0] as [string, number], given: {}, failure: null, met: [] }
    expect(holds({ ...one, wanted: parse(wanted), found: parse(found) })).toBe(yes)
  })

  it('tell the rows that no case has met', async () => {
    const { rows } = tryTables(await graph, readCases('governmentNeeded:\n- { given: { urgent: true }, expect: false }'))
    expect(rows.map(({ row, met }) => [row, met])).toEqual([[1, 1], [2, 0], [3, 0], [4, 0], [5, 0], [6, 0]])
  })

  it.each([
    ['a list of nothing', '- 1', /a list for each decision/], ['no list', 'governmentNeeded: yes', /is no list/], ['a number given', 'governmentNeeded: [{ given: 3, expect: 1 }]', /Case 1 of "governmentNeeded"/],
    ['nothing expected', 'governmentNeeded: [{ given: {} }]', /does not say what is given and what is expected/], ['no YAML', 'a: [', /no YAML/], ['another decision', 'other: []', /file draws governmentNeeded/],
    ['a set', 'governmentNeeded: [{ given: { fullYears: !!set { a } }, expect: 1 }]', /Case 1 of "governmentNeeded" has a value that no case can have/], ['no number', 'governmentNeeded: [{ given: {}, expect: [{ a: .nan }] }]', /no case can have/],
    ['too many', `governmentNeeded: [${'{ given: {}, expect: 1 },'.repeat(2001)}]`, /at most 2000/],
  ])('that are none are refused with what was wanted: %s', async (_, cases, why) => {
    const graphOf = await graph
    expect(() => tryTables(graphOf, readCases(cases))).toThrow(why)
    expect(() => tryTables(graphOf, readCases(cases))).toThrow(UnreadableCases)
  })
})

it('cases that would be tried for hours are refused before any is tried, by what their tables hold', async () => {
  const rules = Array.from({ length: 1000 }, (_, i) => `<rule id="r${i}"><inputEntry id="e${i}"><text>-</text></inputEntry><outputEntry id="o${i}"><text>1</text></outputEntry></rule>`)
  const graph = await compileDecisions(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
    <decision id="wide" name="宽"><decisionTable id="t" hitPolicy="COLLECT"><input id="i"><inputExpression id="x" typeRef="string"><text>useKind</text></inputExpression></input><output id="o" name="o" typeRef="number" />${rules.join('')}</decisionTable></decision>
    <decision id="twice" name="两次"><variable id="v" name="v" /><informationRequirement id="q"><requiredDecision href="#wide" /></informationRequirement><informationRequirement id="w"><requiredDecision href="#wide" /></informationRequirement><literalExpression id="l"><text>1</text></literalExpression></decision></definitions>`)
  const cases = (decision: string, count: number) => readCases(`${decision}:\n${'- { given: { useKind: dig }, expect: 1 }\n'.repeat(count)}`)
  expect(() => tryTables(graph, cases('wide', 500))).toThrow(/at most 1000000 are looked at/)
  expect(() => tryTables(graph, cases('twice', 250))).toThrow(UnreadableCases)
  expect(tryTables(graph, cases('wide', 3)).rows[999]).toEqual({ decision: 'wide', name: '宽', row: 1000, met: 3 })
})

describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-tables-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const dir = join(folder, 'processes', CODE)
  const cases = join(dir, 'tables', `${TABLE}.cases.yaml`)
  const told = async (): Promise<string> => asText([await playMatter({ dir, forms: 'forms', only: null }, around)], { steps: false })

  it('fails a case with its line, the row, and what to do; and names rows no case met', async () => {
    cpSync(join('processes', CODE), dir, { recursive: true })
    const lines = readFileSync(cases, 'utf8').split('\n')
    writeFileSync(cases, lines.filter((_, index) => index !== 2).join('\n').replace('fullYears: 4 }, expect: true', 'fullYears: 4 }, expect: false'))
    const said = await told()
    expect(said).toMatch(/cases\.yaml:4#governmentNeeded\n\s+wanted: false for .*"fullYears":4.*\n\s+found: {2}true \(row 3\)\n\s+to do: {2}Correct the table/)
    expect(said).toContain('no case meets row 1 of "是否须经政府批准"  tables/zhengfu-pizhun.dmn')
    expect(said).toMatch(/8 scenarios and 1 file of table cases of 1 matter, 1 failed/)
  })

  it('says of a table nobody tries that no case meets its rows', async () => {
    rmSync(cases)
    expect((await told()).match(/no case meets row/g)).toHaveLength(6)
  })
})

describe('two versions', () => {
  const sentences = async (change: (xml: string) => string | undefined): Promise<string[]> => (await compareBundles(bundle, withTable(change))).map((one) => sentenceOf(one, 'zh-CN'))

  it('are told row by row', async () => {
    expect(await sentences((xml) => xml.replace('&lt; 5', '&lt; 8'))).toEqual([
      '决策行“是否须经政府批准 › 第三十三条第二款：新建、扩建、改建的道路交付使用后5年内，须经政府批准”的条件由“管线紧急抢修：false；申请内容："dig"；道路最近一次施工："built"；已满年数：< 5”改为“管线紧急抢修：false；申请内容："dig"；道路最近一次施工："built"；已满年数：< 8”',
    ])
    expect(await sentences((xml) => xml.replace(/<rule id="rule_occupy">[\s\S]*?<\/rule>/, ''))).toEqual(['删去决策行“是否须经政府批准 › 占用不挖掘，不受第三十三条第二款年限限制”'])
    expect(await sentences((xml) => xml.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'))).toEqual(expect.arrayContaining(['决策“是否须经政府批准”的命中规则由“UNIQUE”改为“FIRST”']))
  })

  it('of which one has none, or one that nobody can read, are told all the same', async () => {
    expect(await sentences(() => undefined)).toHaveLength(7)
    expect((await sentences(() => '<!DOCTYPE x><a/>')).at(-1)).toMatch(/^新增决策表文件“zhengfu-pizhun”|决策表文件“zhengfu-pizhun”新增/)
    expect(await sentences((xml) => xml.replace('x="160"', 'x="200"'))).toEqual(['图形的位置有调整，办理不受影响'])
  })
})

describe('an engine', () => {
  const sent = (change: (xml: string) => string | undefined) => {
    const { resources } = diagramOf({ hash: '', processId: CODE, code: CODE, bundle: withTable(change) })
    return { names: resources.map(({ name }) => name), decision: /<decision id="([^"]+)"/.exec(resources[0]!.content)?.[1], called: /decisionId="([^"]+)"/.exec(resources.at(-1)!.content)?.[1], table: resources[0]!.content }
  }

  it('gets tables under an id that their content makes, called by that id, and nothing else changed', () => {
    const [one, other] = [sent((xml) => xml), sent((xml) => xml.replace('&lt; 5', '&lt; 8'))]
    expect(one.names).toEqual(['daolu-wajue.zhengfu-pizhun.dmn', 'daolu-wajue.bpmn'])
    expect(one.called).toMatch(/^governmentNeeded_[0-9a-f]{12}$/)
    expect([one.decision, other.decision]).toEqual([one.called, other.called])
    expect(one.decision).not.toBe(other.decision)
    expect(one.table.replaceAll(one.decision!, 'governmentNeeded')).toBe(text)
  })

  it('gets only what a step calls under another id, however its author wrote the file', () => {
    const linked = `<?xml version="1.0"?><dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" id='d' name="a &gt; b > c" namespace="n">
      <dmn:decision name="a > b" id='governmentNeeded'><dmn:variable name='needed'/><dmn:informationRequirement id="i"><dmn:requiredDecision href="#zone"/></dmn:informationRequirement><dmn:literalExpression id="l"><dmn:text>zone and "governmentNeeded" = "x"</dmn:text></dmn:literalExpression></dmn:decision>
      <dmn:decision id="zone" name='id="governmentNeeded"'><dmn:literalExpression id="m"><dmn:text>urgent</dmn:text></dmn:literalExpression></dmn:decision></dmn:definitions>`
    const { table, called } = sent(() => linked)
    expect(called).toMatch(/^governmentNeeded_[0-9a-f]{12}$/)
    expect(table).toBe(linked.replace("id='governmentNeeded'", `id='${called}'`))
  })

  it('gets what a step calls under another id also where its author wrote the id with signs of XML', () => {
    const { decision, called } = sent((xml) => xml.replace('<decision id="governmentNeeded"', '<decision id="government&#78;eede&#x64;"'))
    expect(called).toMatch(/^governmentNeeded_[0-9a-f]{12}$/)
    expect(decision).toBe(called!.replace('N', '&#78;').replace('d_', '&#x64;_'))
  })

  it('gets a matter without tables as its author wrote it', () => {
    expect(sent(() => undefined).called).toBe('governmentNeeded')
  })
})

it('a matter is made ready with its tables', async () => {
  expect((await prepare(bundle)).tables.map(({ name }) => name)).toEqual([`${TABLE}.dmn`])
})
